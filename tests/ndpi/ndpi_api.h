/*
 * ndpi_api.h - stands in for nDPI's header, to see src/probe/ndpi.c compile against every release
 *
 * -DSTUB_NDPI=406 declares what release 4.6 has of the calls used there, in the form it has them,
 * and nothing that came later or is gone. It follows the releases' headers and change logs; only
 * 4.2 is also compiled, linked and run (tests/unit/probe/test_ndpi.c). There is no library to it.
 */
#pragma once

#include <stddef.h>
#include <sys/types.h>

#define NDPI_MAJOR (STUB_NDPI / 100)
#define NDPI_MINOR (STUB_NDPI % 100)

struct ndpi_detection_module_struct;

/* The numbers of these moved between releases: only their names are to be used. */
#if STUB_NDPI < 406
typedef enum {
    NDPI_CONFIDENCE_UNKNOWN,
    NDPI_CONFIDENCE_MATCH_BY_PORT,
    NDPI_CONFIDENCE_DPI = 4
} ndpi_confidence_t;
#else
typedef enum {
    NDPI_CONFIDENCE_UNKNOWN,
    NDPI_CONFIDENCE_MATCH_BY_PORT,
    NDPI_CONFIDENCE_DPI = 6
} ndpi_confidence_t;
#endif

struct ndpi_flow_struct {
    ndpi_confidence_t confidence;
};

/* What a packet was found to be: two numbers, which 4.11 moved into a struct of their own. */
#if STUB_NDPI >= 411
typedef struct {
    u_int16_t master_protocol, app_protocol;
} ndpi_master_app_protocol;
typedef struct {
    ndpi_master_app_protocol proto;
    u_int16_t protocol_by_ip;
#if STUB_NDPI >= 500
    int state;
#endif
} ndpi_protocol;
#else
typedef struct {
    u_int16_t master_protocol, app_protocol;
} ndpi_protocol;
#endif

/* Making a module. */
#if STUB_NDPI >= 600
struct ndpi_detection_module_struct *ndpi_init_detection_module(void *global, int licence);
#elif STUB_NDPI >= 410
struct ndpi_global_context;
struct ndpi_detection_module_struct *ndpi_init_detection_module(struct ndpi_global_context *global);
#else
typedef enum { ndpi_no_prefs } ndpi_init_prefs;
struct ndpi_detection_module_struct *ndpi_init_detection_module(ndpi_init_prefs prefs);
#endif
void ndpi_exit_detection_module(struct ndpi_detection_module_struct *module);

#if STUB_NDPI >= 410
int ndpi_finalize_initialization(struct ndpi_detection_module_struct *module);
int ndpi_set_config(struct ndpi_detection_module_struct *module, const char *protocol,
                    const char *key, const char *value);
#else
void ndpi_finalize_initialization(struct ndpi_detection_module_struct *module);
#endif

#if STUB_NDPI < 500
typedef struct {
    u_int32_t bits[16];
} NDPI_PROTOCOL_BITMASK;
#define NDPI_BITMASK_SET_ALL(mask)                                                                 \
    do {                                                                                           \
        for (size_t i_ = 0; i_ < 16; i_++)                                                         \
            (mask).bits[i_] = ~(u_int32_t)0;                                                       \
    } while (0)
#if STUB_NDPI >= 406
int ndpi_set_protocol_detection_bitmask2(struct ndpi_detection_module_struct *module,
                                         const NDPI_PROTOCOL_BITMASK *mask);
#else
void ndpi_set_protocol_detection_bitmask2(struct ndpi_detection_module_struct *module,
                                          const NDPI_PROTOCOL_BITMASK *mask);
#endif
#endif

#if STUB_NDPI >= 406 && STUB_NDPI < 410
typedef enum { NDPI_LRUCACHE_OOKLA, NDPI_LRUCACHE_BITTORRENT, NDPI_LRUCACHE_MAX } lru_cache_type;
int ndpi_set_lru_cache_size(struct ndpi_detection_module_struct *module, lru_cache_type cache,
                            u_int32_t entries);
#endif

/* Asking it. */
#if STUB_NDPI >= 406
struct ndpi_flow_input_info;
#if STUB_NDPI >= 411
typedef struct ndpi_flow_input_info stub_input;
#else
typedef const struct ndpi_flow_input_info stub_input;
#endif
ndpi_protocol ndpi_detection_process_packet(struct ndpi_detection_module_struct *module,
                                            struct ndpi_flow_struct *flow,
                                            const unsigned char *packet, unsigned short size,
                                            u_int64_t ms, stub_input *input);
#else
ndpi_protocol ndpi_detection_process_packet(struct ndpi_detection_module_struct *module,
                                            struct ndpi_flow_struct *flow,
                                            const unsigned char *packet, unsigned short size,
                                            u_int64_t ms);
#endif
char *ndpi_get_proto_name(struct ndpi_detection_module_struct *module, u_int16_t id);
u_int32_t ndpi_detection_get_sizeof_ndpi_flow_struct(void);
void ndpi_free_flow(struct ndpi_flow_struct *flow);
void ndpi_free_flow_data(struct ndpi_flow_struct *flow);
