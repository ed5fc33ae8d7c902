/*
 * map.h - uthash that survives the want of memory; every file takes it from here
 *
 * uthash ends the program when memory is out, unless it is told otherwise before it is
 * included. Told so, HASH_ADD leaves out what it had no memory for: ask map_has at once, and free
 * the item.
 */
#pragma once

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

/* map_has says whether HASH_ADD took the item, which has its handle in hh. */
#define map_has(item) ((item)->hh.tbl != NULL)
