/* profile_store.h - how profiles are kept; shared by profile.c and conclude.c only */
#pragma once

#include "base/addr_map.h"
#include "base/map.h"
#include "classify/profile.h"
#include "lyncscope/hash.h"

enum {
    PROFILE_NAMES_MAX = 8,  /* names kept of one host */
    PROFILE_SHOWN_MAX = 16, /* hosts remembered of one name */
    PROFILE_NAME_BYTES = 96,
};

/* How a host came by a name; the better ones first. */
enum profile_by { PROFILE_CERTIFICATE, PROFILE_CLIENT_CERTIFICATE, PROFILE_WISH };

struct profile_name {
    char text[PROFILE_NAME_BYTES]; /* lower case; the hash key */
    size_t length;
    const struct profile *shown[PROFILE_SHOWN_MAX];
    size_t shown_count;
    UT_hash_handle hh;
};

struct profile {
    struct ls_addr addr;
    bool opens;        /* it began a conversation */
    bool answers;      /* it was asked at a port of a row */
    ls_roles possible; /* roles one of which explains all that it answers; 0: none does */
    uint64_t protos;   /* bit i: answered in enum ls_proto i at a row of a fixed port */
    struct ls_name_set said;
    char share[PROFILE_NAME_BYTES]; /* a file share for everyone, or "" */
    struct profile_has {
        struct profile_name *name;
        enum profile_by by;
        enum ls_fact_kind fact;
    } names[PROFILE_NAMES_MAX];
    size_t name_count;
};

struct ls_profiles {
    struct ls_hash_key hash;    /* names are strangers' */
    struct ls_addr_map by_addr; /* address -> place in hosts, from 1 */
    struct profile **hosts;     /* in the order they were first seen in; names refer to them */
    size_t host_count, host_room;
    struct profile_name *names;
};
