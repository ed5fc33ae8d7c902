/* test_compare.c - libpcap and we see the same in good, damaged and cut captures. */
#include <sys/mman.h>

#include "compare.h"

enum { MUTATIONS = 8000, MOST_BASES = 24 };

static struct made m, bases[MOST_BASES];
static size_t base_count;
static unsigned more;

static struct made *next_base(bool big)
{
    struct made *base = &bases[base_count++];
    ck_assert_uint_le(base_count, MOST_BASES);
    base->n = 0;
    base->big = big;
    return base;
}

static void add_classic(uint32_t magic, bool big, uint32_t link)
{
    struct made *base = next_base(big);
    pcap_header(base, magic, link);
    for (uint32_t i = 0; i < 4; i++)
        pcap_packet(base, 1700000000 + i, 999 * i, (uint8_t)i);
}

static void pcapng_old_packet(struct made *b, uint16_t interface, uint64_t stamp)
{
    put32(b, 2);
    put32(b, 32 + 8);
    put16(b, interface);
    put16(b, 0xFFFF);
    put32(b, (uint32_t)(stamp >> 32));
    put32(b, (uint32_t)stamp);
    put32(b, 7);
    put32(b, 99);
    put32(b, 0xABABABAB);
    put32(b, 0x00CDCDCD);
    put32(b, 40);
}

static void pcapng_simple_packet(struct made *b, uint32_t wire, uint32_t stored)
{
    put32(b, 3);
    put32(b, 16 + stored);
    put32(b, wire);
    frame_bytes(b, 5, stored);
    put32(b, 16 + stored);
}

/* Statistics, and a block type that nobody knows. */
static void pcapng_asides(struct made *b)
{
    put32(b, 5);
    put32(b, 24 + 12);
    put32(b, 0);
    put32(b, 0);
    put32(b, 0);
    put16(b, 5); /* isb_ifdrop */
    put16(b, 8);
    put32(b, b->big ? 0 : 3);
    put32(b, b->big ? 3 : 0);
    put32(b, 36);
    put32(b, 0x0BAD);
    put32(b, 16);
    put32(b, 0xFFFFFFFF);
    put32(b, 16);
}

static void add_pcapng(bool big, uint16_t link, uint32_t snaplen, uint8_t resolution)
{
    struct made *base = next_base(big);
    for (int part = 0; part < 2; part++) {
        pcapng_section(base);
        pcapng_interface(base, link, snaplen, resolution);
        pcapng_interface(base, link, snaplen, 9);
        pcapng_packet(base, 0, UINT64_C(0x123456789ABCDE), 3);
        pcapng_packet(base, 1, UINT64_C(1700000000123456789), 4);
        pcapng_asides(base);
        pcapng_old_packet(base, 1, UINT64_C(1700000000123456789));
        pcapng_simple_packet(base, snaplen != 0 ? 4000 : 24, snaplen != 0 ? snaplen : 24);
    }
}

static void make_bases(void)
{
    base_count = 0;
    for (int big = 0; big < 2; big++) {
        add_classic(0xA1B2C3D4, big, 1);
        add_classic(0xA1B23C4D, big, 1);
        add_classic(0xA1B2C3D4, big, 101);        /* LINKTYPE_RAW, another number as DLT_ */
        add_classic(0xA1B2C3D4, big, 113);        /* LINKTYPE_LINUX_SLL */
        add_classic(0xA1B2C3D4, big, 0x58000001); /* Ethernet with a frame check sequence */
        add_pcapng(big, 1, 0, 6);
        add_pcapng(big, 1, 60, 9);
        add_pcapng(big, 1, 64, 0x80 + 20);
        add_pcapng(big, 1, 0, 0x80 + 33);
        add_pcapng(big, 1, 96, 12);
    }
    struct made *modified = next_base(false); /* 24-byte record headers */
    pcap_header(modified, 0xA1B2CD34, 1);
    for (int i = 0; i < 2; i++) {
        put32(modified, 5);
        put32(modified, 6);
        put32(modified, 20);
        put32(modified, 30);
        put32(modified, 0);
        put32(modified, 0);
        frame_bytes(modified, 1, 20);
    }
    struct made *swapped = next_base(false); /* version 2.2: the lengths change places */
    add_classic(0xA1B2C3D4, false, 1);
    *swapped = bases[--base_count];
    swapped->bytes[6] = 2;
}

/* The bytes as a file without a name; gives its path. */
static const char *hold(const uint8_t *bytes, size_t n, int *fd)
{
    static char path[64];
    *fd = memfd_create("capture", MFD_CLOEXEC);
    ck_assert_int_ge(*fd, 0);
    ck_assert_int_eq(write(*fd, bytes, n), (ssize_t)n);
    snprintf(path, sizeof path, "/proc/self/fd/%d", *fd);
    return path;
}

static void compare_bytes(const uint8_t *bytes, size_t n, const char *filter, size_t batch,
                          const char *name)
{
    int fd;
    const char *path = hold(bytes, n, &fd);
    compare(path, bytes, n, filter, batch, name, &more);
    close(fd);
}

static void compare_named(const char *folder_name, const char *file)
{
    static uint8_t bytes[16 * 1024 * 1024];
    char path[512];
    snprintf(path, sizeof path, "%s/%s/%s", getenv("LS_SOURCE"), folder_name, file);
    FILE *in = fopen(path, "rb");
    ck_assert_msg(in != NULL, "%s", path);
    size_t n = fread(bytes, 1, sizeof bytes, in);
    fclose(in);
    for (size_t batch = 0; batch < 100; batch += 33)
        compare(path, bytes, n, NULL, batch, file, &more);
    compare(path, bytes, n, "tcp or vlan", 7, file, &more);
}

/* libpcap does not unpack. */
static void compare_packed(const char *folder_name, const char *file)
{
    static uint8_t bytes[16 * 1024 * 1024];
    char path[512];
    snprintf(path, sizeof path, "%s/%s/%s", getenv("LS_SOURCE"), folder_name, file);
    gzFile in = gzopen(path, "rb");
    ck_assert_msg(in != NULL, "%s", path);
    int n = gzread(in, bytes, sizeof bytes);
    ck_assert_int_gt(n, 100000);
    gzclose(in);
    compare_bytes(bytes, (size_t)n, NULL, 64, file);
    compare_bytes(bytes, (size_t)n, "udp", 0, file);
}

START_TEST(files_of_the_tree)
{
    static const char *const seeds[] = {
        "pcap-big-nano",          "pcap-cooked-other-order", "pcap-cut-short",
        "pcap-fcs-snaplen",       "pcap-huge-length",        "pcap-little-micro",
        "pcap-modified",          "pcap-version-2-2",        "pcapng-big",
        "pcapng-every-block",     "pcapng-little",           "pcapng-mixed-interfaces",
        "pcapng-two-byte-orders",
    };
    for (size_t i = 0; i < sizeof seeds / sizeof seeds[0]; i++)
        compare_named("tests/fuzz/corpus/capture", seeds[i]);
    compare_named("pcaps", "sample-day.pcap");
    compare_packed("pcaps", "lab-day.pcap.gz");
}
END_TEST

/* The family stands in the byte order of the machine that captured, which is the file's. */
static void add_null(bool big, bool pcapng, bool family_big)
{
    struct made *base = next_base(big);
    struct made frame = {.big = family_big};
    put32(&frame, 2); /* AF_INET */
    frame_bytes(&frame, 0x45, 40);
    if (pcapng) {
        pcapng_section(base);
        pcapng_interface(base, 0, 0, 6);
        put32(base, 6);
        put32(base, 32 + 44);
        for (int i = 0; i < 3; i++)
            put32(base, 0);
    } else {
        pcap_header(base, 0xA1B2C3D4, 0);
        put32(base, 1);
        put32(base, 1);
    }
    put32(base, 44);
    put32(base, 44);
    memcpy(base->bytes + base->n, frame.bytes, 44);
    base->n += 44;
    if (pcapng)
        put32(base, 32 + 44);
}

START_TEST(filters_of_null_headers)
{
    base_count = 0;
    for (int i = 0; i < 8; i++) {
        add_null(i & 1, i & 2, i & 4);
        compare_bytes(bases[i].bytes, bases[i].n, "ip", 0, "null");
    }
}
END_TEST

START_TEST(every_kind_and_every_truncation)
{
    more = 0;
    make_bases();
    for (size_t i = 0; i < base_count; i++) {
        char name[40];
        snprintf(name, sizeof name, "base %zu", i);
        for (size_t n = 0; n <= bases[i].n; n++)
            compare_bytes(bases[i].bytes, n, NULL, n % 5, name);
        compare_bytes(bases[i].bytes, bases[i].n, "ip", 3, name);
    }
    ck_assert_uint_eq(more, 0);
}
END_TEST

/* Records of every length up to the largest lie across the ends of blocks. */
START_TEST(records_across_blocks)
{
    enum { LARGEST = 262144 };
    static uint8_t bytes[8 * 1024 * 1024];
    struct made record = {.big = false};
    size_t n = 0;
    uint32_t length = 1;
    m.n = 0;
    m.big = false;
    pcap_header(&m, 0xA1B2C3D4, ETHERNET);
    memcpy(bytes, m.bytes, n = m.n);
    for (uint32_t i = 0; n + 16 + LARGEST < sizeof bytes; i++) {
        record.n = 0;
        put32(&record, i);
        put32(&record, i);
        put32(&record, length);
        put32(&record, length + 5);
        memcpy(bytes + n, record.bytes, record.n);
        memset(bytes + n + 16, (int)i, length);
        n += 16 + length;
        length = i % 40 == 39 ? LARGEST - i % 7 : (length * 7 + 13) % 3001;
    }
    for (size_t batch = 0; batch < 200; batch += 50)
        compare_bytes(bytes, n, NULL, batch, "long");
    compare_bytes(bytes, n, "greater 1000", 64, "long");
}
END_TEST

static uint32_t random_next(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (uint32_t)(*state >> 16);
}

static void mutate(struct made *v, uint64_t *state)
{
    static const uint32_t values[] = {
        0,  1,  2,     4,     7,     11,     12,     16,       28,         32,         60,
        61, 96, 65535, 65536, 65537, 262144, 262145, 16777216, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF};
    size_t at = random_next(state) % v->n;
    struct made word = {.big = random_next(state) % 2};
    switch (random_next(state) % 6) {
    case 0:
    case 1:
        v->bytes[at] ^= (uint8_t)(1u << random_next(state) % 8);
        break;
    case 2:
        put32(&word, values[random_next(state) % (sizeof values / sizeof values[0])]);
        at &= ~(size_t)3;
        if (at + 4 <= v->n)
            memcpy(v->bytes + at, word.bytes, 4);
        break;
    case 3:
        v->bytes[at] = (uint8_t)random_next(state);
        break;
    case 4: /* bytes vanish */
        memmove(v->bytes + at, v->bytes + at + (v->n - at) / 2, v->n - at - (v->n - at) / 2);
        v->n -= (v->n - at) / 2;
        break;
    default:
        if (random_next(state) % 4 == 0 && at > 0)
            v->n = at;
        else /* near the beginning are the headers */
            v->bytes[at % (v->n < 100 ? v->n : 100)] ^= (uint8_t)(1u << random_next(state) % 8);
    }
}

START_TEST(mutated_captures)
{
    uint64_t state = UINT64_C(0x9E3779B97F4A7C15);
    more = 0;
    make_bases();
    for (unsigned i = 0; i < MUTATIONS; i++) {
        char name[40];
        snprintf(name, sizeof name, "mutation %u of base %zu", i, i % base_count);
        m.big = false;
        m.n = bases[i % base_count].n;
        memcpy(m.bytes, bases[i % base_count].bytes, m.n);
        for (uint32_t k = 1 + random_next(&state) % 3; k > 0; k--)
            mutate(&m, &state);
        compare_bytes(m.bytes, m.n, i % 4 == 0 ? "ip" : NULL, i % 6, name);
    }
    /* The mutator must reach where we read more, and seldom. */
    ck_assert_uint_gt(more, 0);
    ck_assert_uint_lt(more, MUTATIONS / 10);
}
END_TEST

int main(void)
{
    static const TTest *tests[8];
    size_t n = 0;
    tests[n++] = files_of_the_tree;
    tests[n++] = filters_of_null_headers;
    tests[n++] = every_kind_and_every_truncation;
    tests[n++] = records_across_blocks;
    tests[n++] = mutated_captures;
    return run_suite("capture/compare", tests, n);
}
