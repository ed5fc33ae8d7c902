/*
 * choice.c - a BPF filter for flows
 *
 * libpcap looks names up, in files and on the network, and in the sandbox that would be the end of
 * the program. So every word is looked at first: the words of the language that make sense for a
 * flow, numbers and addresses; nothing else reaches libpcap.
 */
#include "cli/watch/choice.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <pcap/pcap.h>

#include "cli/options.h"

enum { WORDS_MAX = 64, WORD_TEXT = 64, CHOICE_TEXT = 512, PORTS_AT_V4 = 20, PORTS_AT_V6 = 40 };

struct choice {
    char *text; /* as given */
    unsigned only;
    bool filtered;
    struct bpf_program program;
};

static bool is_known(const char *word)
{
    static const char *const known[] = {"and",  "or",   "not",   "src",       "dst", "host",
                                        "net",  "mask", "port",  "portrange", "tcp", "udp",
                                        "sctp", "icmp", "icmp6", "ip",        "ip6", "proto"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(word, known[i]) == 0)
            return true;
    return false;
}

/* "10", "10.20", "10.20.0.7": at most four numbers of at most five digits. */
static bool is_number(const char *word)
{
    int numbers = 0;
    for (;;) {
        size_t digits = strspn(word, "0123456789");
        if (digits == 0 || digits > 5 || ++numbers > 4)
            return false;
        word += digits;
        if (*word == '\0')
            return true;
        if (*word++ != '.')
            return false;
    }
}

static bool is_range(const char *word)
{
    unsigned low, high;
    int n = 0;
    return strspn(word, "0123456789-") == strlen(word) &&
           sscanf(word, "%5u-%5u%n", &low, &high, &n) == 2 && word[n] == '\0';
}

/* A word of the filter, with the one before it. */
static bool is_plain(const char *before, const char *word)
{
    struct in6_addr v6;
    char address[WORD_TEXT];
    snprintf(address, sizeof address, "%s", word);
    char *slash = strchr(address, '/');
    if (slash != NULL)
        *slash++ = '\0';
    if (slash != NULL && (strspn(slash, "0123456789") != strlen(slash) || *slash == '\0'))
        return false;
    if (slash == NULL && (is_known(word) || (strcmp(before, "portrange") == 0 && is_range(word))))
        return true;
    return is_number(address) || inet_pton(AF_INET6, address, &v6) == 1;
}

static int check_words(const char *filter, enum ls_lang lang, struct ls_error *error)
{
    char before[WORD_TEXT] = "", word[WORD_TEXT];
    while (*filter != '\0') {
        if (isspace((unsigned char)*filter) || strchr("()!&|", *filter) != NULL) {
            filter++;
            continue;
        }
        size_t n = strcspn(filter, " \t\r\n\v\f()!&|");
        if (n >= sizeof word)
            return ls_fail(error, LS_E_USAGE, "filter: a word is too long");
        memcpy(word, filter, n);
        word[n] = '\0';
        if (!is_plain(before, word))
            return ls_fail(error, LS_E_USAGE,
                           lang == LS_ZH_CN
                               ? "过滤器：'%s'：请写 host、net、port、tcp 等和数字；不查找名称"
                               : "filter: '%s': write host, net, port, tcp ... and numbers; no "
                                 "names",
                           word);
        memcpy(before, word, n + 1);
        filter += n;
    }
    return 0;
}

static int compile(struct choice *choice, const char *filter, enum ls_lang lang,
                   struct ls_error *error)
{
    if (check_words(filter, lang, error) < 0)
        return LS_E_USAGE;
    pcap_t *dead = pcap_open_dead(DLT_RAW, 65535);
    if (dead == NULL)
        return ls_fail(error, LS_E_MEMORY, "out of memory");
    choice->filtered = pcap_compile(dead, &choice->program, filter, 1, PCAP_NETMASK_UNKNOWN) == 0;
    int code = choice->filtered ? 0 : ls_fail(error, LS_E_USAGE, "filter: %s", pcap_geterr(dead));
    pcap_close(dead);
    return code;
}

/* As a command line: split at blanks, read by the table of options. */
static int parse(struct choice *choice, const char *words, enum ls_lang lang,
                 struct ls_error *error)
{
    char text[CHOICE_TEXT], name[] = "filter";
    char *argv[WORDS_MAX + 2] = {name};
    int argc = 1;
    struct options options;
    if (strlen(words) >= sizeof text)
        return ls_fail(error, LS_E_USAGE, "filter: too long");
    strcpy(text, words);
    char *rest = NULL;
    for (char *at = strtok_r(text, " \t", &rest); at != NULL; at = strtok_r(NULL, " \t", &rest)) {
        if (argc > WORDS_MAX)
            return ls_fail(error, LS_E_USAGE, "filter: too many words");
        argv[argc++] = at;
    }
    int code = options_parse(&options, CMD_CHOICE, argc, argv, error);
    if (code == 0 && options.filter != NULL)
        code = compile(choice, options.filter, lang, error);
    choice->only = options.only;
    options_clear(&options);
    return code;
}

struct choice *choice_new(const char *words, enum ls_lang lang, struct ls_error *error)
{
    struct choice *choice = calloc(1, sizeof *choice);
    if (choice != NULL)
        choice->text = strdup(words);
    if (choice == NULL || choice->text == NULL)
        ls_fail(error, LS_E_MEMORY, "out of memory");
    else if (parse(choice, words, lang, error) == 0)
        return choice;
    choice_free(choice);
    return NULL;
}

void choice_free(struct choice *choice)
{
    if (choice == NULL)
        return;
    if (choice->filtered)
        pcap_freecode(&choice->program);
    free(choice->text);
    free(choice);
}

const char *choice_text(const struct choice *choice)
{
    return choice != NULL ? choice->text : "";
}

/* RFC 791 section 3.1. */
static size_t make_v4(const struct ls_summary *summary, int from, uint8_t packet[80])
{
    packet[0] = 4 << 4 | PORTS_AT_V4 / 4;
    packet[3] = PORTS_AT_V4 * 2;
    packet[9] = summary->ip_proto;
    memcpy(packet + 12, summary->addr[from].bytes + 12, 4);
    memcpy(packet + 16, summary->addr[1 - from].bytes + 12, 4);
    return PORTS_AT_V4;
}

/* RFC 8200 section 3. */
static size_t make_v6(const struct ls_summary *summary, int from, uint8_t packet[80])
{
    packet[0] = 6 << 4;
    packet[5] = PORTS_AT_V4;
    packet[6] = summary->ip_proto;
    memcpy(packet + 8, summary->addr[from].bytes, 16);
    memcpy(packet + 24, summary->addr[1 - from].bytes, 16);
    return PORTS_AT_V6;
}

/* A packet with headers and nothing in them but what the flow is known by. */
static size_t make_packet(const struct kept *kept, uint8_t packet[80])
{
    const struct ls_summary *summary = &kept->summary;
    int from = kept->initiator;
    memset(packet, 0, 80);
    size_t at = (summary->flags & LS_FLOW_V6) != 0 ? make_v6(summary, from, packet)
                                                   : make_v4(summary, from, packet);
    for (int end = 0; end < 2; end++) {
        uint16_t port = summary->port[end == 0 ? from : 1 - from];
        packet[at + 2 * (size_t)end] = (uint8_t)(port >> 8);
        packet[at + 2 * (size_t)end + 1] = (uint8_t)port;
    }
    return at + 20;
}

bool choice_takes(const struct choice *choice, const struct kept *kept)
{
    uint8_t packet[80];
    if (choice == NULL)
        return true;
    if (choice->only != 0 && (choice->only & 1U << kept->kind) == 0)
        return false;
    if (!choice->filtered)
        return true;
    size_t n = make_packet(kept, packet);
    struct pcap_pkthdr header = {.caplen = (bpf_u_int32)n, .len = (bpf_u_int32)n};
    return pcap_offline_filter(&choice->program, &header, packet) != 0;
}
