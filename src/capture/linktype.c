/* linktype.c - libpcap asked about link types. */
#include "capture/linktype.h"

#include <string.h>

int ls_filter_compile(pcap_t *pcap, const struct ls_filter *filter, struct bpf_program *program,
                      struct ls_error *error)
{
    if (pcap_compile(pcap, program, filter->text, 1, PCAP_NETMASK_UNKNOWN) == 0)
        return 0;
    const char *link = pcap_datalink_val_to_name(pcap_datalink(pcap));
    return ls_fail(error, LS_E_USAGE, "filter: %s (for %s, link type %s)", pcap_geterr(pcap),
                   filter->where, link != NULL ? link : "unknown");
}

static uint32_t turned(uint32_t value, bool turn)
{
    return turn ? __builtin_bswap32(value) : value;
}

/*
 * A classic pcap header, draft-ietf-opsawg-pcap section 4, in this machine's byte order or the
 * other. Its snapshot length is 0, in whose place libpcap puts its limit for the link type.
 */
static pcap_t *open_empty(uint32_t number, bool turn, char *why)
{
    struct pcap_file_header header = {
        .magic = turned(0xA1B2C3D4, turn),
        .version_major = turn ? __builtin_bswap16(PCAP_VERSION_MAJOR) : PCAP_VERSION_MAJOR,
        .version_minor = turn ? __builtin_bswap16(PCAP_VERSION_MINOR) : PCAP_VERSION_MINOR,
        .linktype = turned(number, turn),
    };
    FILE *file = fmemopen(&header, sizeof header, "r");
    if (file == NULL)
        return NULL;
    pcap_t *pcap = pcap_fopen_offline(file, why);
    if (pcap == NULL)
        fclose(file);
    return pcap;
}

int ls_link_type_make(struct ls_link_type *type, uint32_t number, bool big,
                      const struct ls_filter *filter, struct ls_error *error)
{
    char why[PCAP_ERRBUF_SIZE] = "out of memory";
    int code = 0;
    *type = (struct ls_link_type){.number = number, .big = big};
    pcap_t *pcap = open_empty(number, big != ls_host_is_big(), why);
    if (pcap == NULL)
        return ls_fail(error, LS_E_MEMORY, "%s: %s", filter->where, why);
    type->dlt = pcap_datalink(pcap);
    type->most = (uint32_t)pcap_snapshot(pcap);
    if (filter->text != NULL) {
        code = ls_filter_compile(pcap, filter, &type->program, error);
        type->filtered = code == 0;
    }
    pcap_close(pcap);
    return code;
}

void ls_link_type_clear(struct ls_link_type *type)
{
    if (type->filtered)
        pcap_freecode(&type->program);
    type->filtered = false;
}

/* libpcap has no call for it, but writes it into the header of a capture. */
static int write_empty(pcap_t *pcap, struct pcap_file_header *header)
{
    FILE *file = fmemopen(header, sizeof *header, "w");
    if (file == NULL)
        return LS_E_MEMORY;
    setvbuf(file, NULL, _IONBF, 0);
    pcap_dumper_t *dumper = pcap_dump_fopen(pcap, file);
    if (dumper != NULL)
        pcap_dump_close(dumper);
    else
        fclose(file);
    return dumper != NULL ? 0 : LS_E_OPEN;
}

int ls_link_type_number(int dlt, uint32_t *number, const char *where, struct ls_error *error)
{
    struct pcap_file_header header = {0};
    pcap_t *pcap = pcap_open_dead(dlt, 0);
    int code = pcap ? write_empty(pcap, &header) : LS_E_MEMORY;
    if (code < 0)
        ls_fail(error, code, "%s: %s", where,
                code == LS_E_OPEN ? pcap_geterr(pcap) : "out of memory");
    if (pcap != NULL)
        pcap_close(pcap);
    *number = header.linktype & 0xffff;
    return code;
}
