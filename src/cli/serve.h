/*
 * serve.h - metrics over HTTP, to this host only
 *
 * libmicrohttpd answers in a thread of its own, from a copy of the numbers; the run never waits for
 * who asks.
 */
#pragma once

#include "cli/metrics.h"
#include "lyncscope/error.h"

struct server;

/*
 * server_open listens at "PORT", "127.0.0.1:PORT" or "[::1]:PORT" while sockets can be made, and
 * refuses addresses that others can reach: metrics tell who talks here, and no one is asked for a
 * password. Port 0 is any that is free. Returns NULL and fills error.
 */
LS_MUST_USE struct server *server_open(const char *where, struct ls_error *error);
/* server_begin starts to answer; no socket is made any more. */
LS_MUST_USE int server_begin(struct server *server, struct ls_error *error);
void server_free(struct server *server);

unsigned server_port(const struct server *server);

/* server_publish makes these the numbers that are given from now on. */
void server_publish(struct server *server, const struct metrics *metrics);
