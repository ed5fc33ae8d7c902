/*
 * thread.h - threads that leave signals to the thread that makes them
 */
#pragma once

#include <pthread.h>
#include <stdbool.h>

/*
 * ls_thread_begin starts a thread that runs work(self), to be joined. Signals go to other threads,
 * but for those that a thread brings on itself. False when the system makes no more threads.
 */
bool ls_thread_begin(pthread_t *thread, void *(*work)(void *), void *self);
