/*
 * rpc_talk.h - DCE/RPC messages, and saying them to the probe
 */
#pragma once

#include <check.h>
#include <stdlib.h>

#include "probe/probes.h"
#include "probe/rpc.h"
#include "stream.h"

enum { CLIENT, SERVER };

/* Messages put together from C706 and [MS-RPCE], save where noted. */
#define NDR            "045d888aeb1cc9119fe808002b104860"
#define BIND_HEAD      "05000b03100000004800000001000000b810b810000000000100000000000100"
#define BIND_EPM       BIND_HEAD "0883afe11f5dc91191a408002b14a0fa03000000" NDR "02000000"
#define BIND_OXID      BIND_HEAD "c4fefc9960521b10bbcb00aa0021347a00000000" NDR "02000000"
#define BIND_ACTIVATOR BIND_HEAD "a001000000000000c00000000000004600000000" NDR "02000000"
#define BIND_ACK                                                                                   \
    "05000c03100000003c00000001000000b810b81034120000040031333500000001000000"                     \
    "00000000" NDR "02000000"
#define BIND_BIG                                                                                   \
    "05000b0300000000004800000000000110b810b8000000000100000000000100"                             \
    "e1af83085d1f11c991a408002b14a0fa000000038a885d041ceb11c99fe808002b10486000000002"
/* two contexts with the bind-time feature, from a public capture */
#define BIND_TWO                                                                                   \
    "05000b03100000007400000002000000d016d016000000000200000000000100"                             \
    "c4fefc9960521b10bbcb00aa0021347a00000000" NDR "02000000"                                      \
    "01000100c4fefc9960521b10bbcb00aa0021347a000000002c1cb76c12984045030000000000000001000000"
#define MAP_REQUEST                                                                                \
    "05000003100000009c000000020000008400000000000300010000000000000000000000000000000000000002"   \
    "0000004b0000004b000000050013000d785734123412cdabef000123456789ab00000200000013000d" NDR       \
    "02000200000001000b020000000100070200000001000904000000000000000000000000000000000000000000"   \
    "000000000000000004000000"
#define MAP_ANSWER                                                                                 \
    "05000203100000009800000002000000800000000000000000000000000000000000000000000000000000000100" \
    "0000040000000000000001000000030000004b0000004b000000050013000d785734123412cdabef000123456789" \
    "ab00000200000013000d" NDR "02000200000001000b020000000100070200c00301000904000a0000020000"    \
    "000000"
/* from a public capture: netlogon at port 49668 */
#define MAP_FOUND                                                                                  \
    "0500020310000000980000000100000080000000000000000000000048450468443dad43ad06e9e13075aaf10100" \
    "0000010000000000000001000000030000004b0000004b000000050013000d785634123412cdabef0001234567cf" \
    "fb01000200000013000d" NDR "02000200000001000b020000000100070200c2040100090400ac10053a000000"  \
    "0000"
#define OXID_ANSWER                                                                                \
    "05000203100000007c000000020000006400000000000000000002001d0000001d00190007004600450031002e00" \
    "63006f006e0074006f0073006f002e0063006f006d005b00340039003100360031005d00000000000a00ffff0000" \
    "0000000033221100554477668899aabbccddeeff050000000500070000000000"

static inline struct stream *begin(void)
{
    return stream_new(&ls_probe_dcerpc, true);
}

static inline enum ls_answer say(struct stream *stream, int side, const char *hex)
{
    uint8_t bytes[512];
    size_t n = stream_hex(hex, bytes, sizeof bytes);
    return stream_say(stream, side, bytes, n);
}

static inline bool noted(struct stream *stream, enum ls_fact_kind kind, const char *text)
{
    return stream_noted(stream, kind, text, strlen(text));
}

/* Says whether exactly one endpoint is announced, on the server's side. */
static inline bool announced(struct stream *stream, unsigned port)
{
    size_t count;
    const struct ls_announcement *what = ls_draft_announced(stream->draft, &count);
    return count == 1 && what->port == port && what->kind == LS_ANNOUNCE_RPC &&
           what->ip_proto == 6 && what->side == SERVER && ls_addr_is_unspecified(&what->addr);
}

static inline size_t announced_count(struct stream *stream)
{
    size_t count;
    (void)ls_draft_announced(stream->draft, &count);
    return count;
}

static inline int rpc_run(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
