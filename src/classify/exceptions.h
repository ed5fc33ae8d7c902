/* exceptions.h - what the reader of exceptions and their matching share. Private to classify. */
#pragma once

#include "catalog/store.h"
#include "lyncscope/classify.h"

enum {
    LS_EXCEPTIONS_MAX = 4096,
    LS_EXCEPTION_LIST_MAX = 256, /* items of one list in an exception */
};

/* One of the places an end may be at: a prefix (an address is a long one) or hosts of a role. */
struct ls_exception_place {
    struct ls_prefix prefix;
    int role; /* number in the role list, or -1: the prefix counts */
};

struct ls_exception_end {
    const struct ls_exception_place *places;
    size_t count;
};

/* An empty list, like a set without a bit, is "any". */
struct ls_exception_rule {
    struct ls_exception_end end[2]; /* 0 = source, 1 = destination */
    const struct ls_port_range *ports;
    size_t port_count;
    uint64_t transports[4]; /* bit i of 256: IP protocol i */
    bool all_transports;
    uint64_t protos; /* bit i: enum ls_proto i */
    const char *const *applications;
    size_t application_count;
};

struct ls_exceptions {
    const struct ls_catalogs *catalogs;
    struct ls_arena *arena;
    struct ls_mistakes mistakes;
    struct ls_exception *list[LS_EXCEPTIONS_MAX];
    size_t count;
    struct ls_exceptions_source *sources;
    size_t source_count;
    int64_t now_ns;
};

/* ls_exceptions_add takes a parsed file. Mistakes are noted. Returns 0 or LS_E_MEMORY. */
LS_MUST_USE int ls_exceptions_add(struct ls_exceptions *exceptions, struct ls_yaml *yaml);
