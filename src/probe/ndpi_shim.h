/*
 * ndpi_shim.h - what differs between the releases of nDPI, 4.2 to 5.x; for ndpi.c alone
 *
 * Only what is used is covered: no guessing at the end, no extra dissection. The build compiles
 * this file by itself first, so that an unsupported release is said in one sentence. Run with
 * 4.2; the others follow their headers and change logs, and tests/ndpi/ compiles them against a
 * stand-in for each.
 */
#pragma once

#include <stdint.h>
#include <stdio.h>

#include <ndpi_api.h>

#include "lyncscope/error.h"

#define LS_NDPI (NDPI_MAJOR * 100 + NDPI_MINOR)

#if LS_NDPI < 402 || LS_NDPI >= 600
#error "nDPI: only releases 4.2 to 5.x are supported"
#endif

/*
 * Caches carry answers from one flow to the next, which makes a report depend on the order and
 * the number of threads; guessing answers by port. Both are off where they can be switched.
 */
static inline void shim_configure(struct ndpi_detection_module_struct *module)
{
#if LS_NDPI >= 410
    static const char *const caches[] = {"bittorrent", "fpc_dns", "mining",    "msteams",
                                         "ookla",      "stun",    "stun_zoom", "tls_cert"};
    char key[64];
    for (size_t i = 0; i < sizeof caches / sizeof caches[0]; i++) {
        snprintf(key, sizeof key, "lru.%s.size", caches[i]);
        ndpi_set_config(module, NULL, key, "0");
    }
    ndpi_set_config(module, NULL, "dpi.guess_on_giveup", "0");
#elif LS_NDPI >= 406
    for (int i = 0; i < NDPI_LRUCACHE_MAX; i++)
        ndpi_set_lru_cache_size(module, (lru_cache_type)i, 0);
#else
    (void)module; /* 4.2 and 4.4 make caches on demand and cannot be told */
#endif
}

static inline struct ndpi_detection_module_struct *shim_new(void)
{
#if LS_NDPI >= 410
    struct ndpi_detection_module_struct *module = ndpi_init_detection_module(NULL);
#else
    struct ndpi_detection_module_struct *module = ndpi_init_detection_module(ndpi_no_prefs);
#endif
    if (module == NULL)
        return NULL;
#if LS_NDPI < 500
    NDPI_PROTOCOL_BITMASK all;
    NDPI_BITMASK_SET_ALL(all);
    ndpi_set_protocol_detection_bitmask2(module, &all);
#endif
    shim_configure(module);
#if LS_NDPI >= 410
    if (ndpi_finalize_initialization(module) != 0) {
        ndpi_exit_detection_module(module);
        return NULL;
    }
#else
    ndpi_finalize_initialization(module);
#endif
    return module;
}

/* shim_process returns the id of the innermost protocol found, 0 when none is yet. */
static inline unsigned shim_process(struct ndpi_detection_module_struct *module,
                                    struct ndpi_flow_struct *flow, const unsigned char *packet,
                                    unsigned short size, uint64_t ms)
{
#if LS_NDPI >= 406
    ndpi_protocol found = ndpi_detection_process_packet(module, flow, packet, size, ms, NULL);
#else
    ndpi_protocol found = ndpi_detection_process_packet(module, flow, packet, size, ms);
#endif
#if LS_NDPI >= 411
    return found.proto.app_protocol ? found.proto.app_protocol : found.proto.master_protocol;
#else
    return found.app_protocol ? found.app_protocol : found.master_protocol;
#endif
}
