/* test_packets.c - what the mutator of packets makes are packets, and mostly sound ones. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decode/rewrite.h"
#include "lyncscope/decode.h"
#include "packets.h"

enum { ROOM = 1 << 20, SEEDS = 3000 };

static uint8_t input[ROOM], mutant[ROOM], again[ROOM];
static struct packets before, after;

static size_t load(const char *name, uint8_t *bytes)
{
    char path[512];
    snprintf(path, sizeof path, "%s/tests/fuzz/corpus/engine/%s", getenv("LS_SOURCE"), name);
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    size_t n = fread(bytes, 1, ROOM, file);
    fclose(file);
    ck_assert(packets_is(bytes, n));
    return n;
}

static size_t add_byte(uint8_t *bytes, size_t size, size_t most)
{
    if (size == most) {
        bytes[0] ^= 0x55;
        return size;
    }
    bytes[size] = 'x';
    return size + 1;
}

/* Mending changes nothing in a packet that agrees with itself. */
static bool is_sound(const struct packet *packet)
{
    struct packet copy = {malloc(packet->n + 1), packet->n, 0};
    ck_assert_ptr_nonnull(copy.at);
    memcpy(copy.at, packet->at, packet->n);
    packet_mend(&copy);
    bool same = memcmp(copy.at, packet->at, packet->n) == 0;
    free(copy.at);
    return same;
}

static size_t mutate(size_t n, unsigned seed)
{
    memcpy(mutant, input, n);
    return packets_mutate(mutant, n, ROOM, seed, add_byte);
}

/* RFC 1071: with its checksum in place a header adds up to all ones; lengths as they are. */
START_TEST(mending_makes_it_sound)
{
    size_t n = load("sip", input);
    unsigned sound = 0;
    packets_read(&before, input, n);
    ck_assert_uint_gt(before.count, 3);
    for (size_t i = 0; i < before.count; i++) {
        struct packet *one = &before.list[i];
        size_t size = one->n + 3;
        ck_assert(packet_resize(one, size));
        packet_mend(one);
        struct packet_parts parts = packet_parts(one);
        const uint8_t *ip = one->at + parts.ip;
        ck_assert_uint_eq(wide16(ip + 2), size - parts.ip);
        ck_assert_uint_eq(sum_fold(sum_up(0, ip, parts.transport - parts.ip)), 0);
        uint32_t sum = sum_up(parts.proto + (uint32_t)(size - parts.transport), ip + 12, 8);
        sum = sum_up(sum, one->at + parts.transport, size - parts.transport);
        sound += sum_fold(sum) == 0 && parts.payload != 0;
    }
    ck_assert_uint_eq(sound, before.count);
    packets_clear(&before);
}
END_TEST

START_TEST(mutants_are_packets_and_mostly_sound)
{
    static const char *const names[] = {"sip", "tls", "stun", "rpc"};
    unsigned packets = 0, sound = 0, same = 0;
    for (unsigned seed = 0; seed < SEEDS; seed++) {
        size_t n = load(names[seed % 4], input);
        size_t size = mutate(n, seed);
        same += size == n && memcmp(mutant, input, n) == 0;
        packets_read(&after, mutant, size);
        ck_assert_uint_eq(packets_write(&after, again, ROOM), size);
        ck_assert_mem_eq(again, mutant, size);
        for (size_t i = 0; i < after.count; i++)
            sound += is_sound(&after.list[i]);
        packets += (unsigned)after.count;
        packets_clear(&after);
    }
    ck_assert_uint_gt(sound, packets / 100 * 90);
    ck_assert_uint_lt(sound, packets); /* some are not: that is to be looked at, too */
    ck_assert_uint_lt(same, SEEDS / 5);
}
END_TEST

static bool follows(const struct packet *a, const struct packet *b)
{
    struct packet_parts pa = packet_parts(a), pb = packet_parts(b);
    if (pa.payload == 0 || pb.payload == 0 || pa.proto != LS_IP_TCP || pb.proto != LS_IP_TCP)
        return true;
    const uint8_t *from = a->at + pa.transport, *to = b->at + pb.transport;
    if (memcmp(from, to, 4) != 0)
        return true;
    uint32_t used = (uint32_t)(a->n - pa.payload);
    used += (from[13] & (LS_TCP_SYN | LS_TCP_FIN)) != 0;
    return wide32(to + 4) == wide32(from + 4) + used;
}

/* In each direction a segment begins where the one before it ends. */
static bool is_whole(const struct packets *packets)
{
    for (size_t i = 0; i < packets->count; i++) {
        for (size_t k = i + 1; k < packets->count; k++) {
            const struct packet *a = &packets->list[i], *b = &packets->list[k];
            struct packet_parts pa = packet_parts(a), pb = packet_parts(b);
            if (pa.payload == 0 || pb.payload == 0 ||
                memcmp(a->at + pa.transport, b->at + pb.transport, 4) != 0)
                continue;
            if (!follows(a, b))
                return false;
            break;
        }
    }
    return true;
}

START_TEST(streams_mostly_stay_whole)
{
    size_t n = load("sip", input);
    unsigned whole = 0;
    packets_read(&before, input, n);
    ck_assert(is_whole(&before));
    packets_clear(&before);
    for (unsigned seed = 0; seed < SEEDS; seed++) {
        packets_read(&after, mutant, mutate(n, seed));
        whole += is_whole(&after);
        packets_clear(&after);
    }
    ck_assert_uint_gt(whole, SEEDS / 3);
    ck_assert_uint_lt(whole, SEEDS);
}
END_TEST

/* Every kind of change leaves its mark somewhere. */
START_TEST(all_changes_come)
{
    size_t n = load("tls", input);
    unsigned more = 0, fewer = 0, later = 0, cut = 0, tagged = 0, fragments = 0;
    packets_read(&before, input, n);
    for (unsigned seed = 0; seed < SEEDS; seed++) {
        packets_read(&after, mutant, mutate(n, seed));
        more += after.count > before.count;
        fewer += after.count < before.count;
        for (size_t i = 0; i < after.count; i++) {
            struct packet_parts parts = packet_parts(&after.list[i]);
            later += (after.list[i].flags & PACKET_LATER) != 0;
            cut += (after.list[i].flags & PACKET_CUT) != 0;
            tagged += parts.ip == 18;
            fragments += parts.fragment;
        }
        packets_clear(&after);
    }
    packets_clear(&before);
    ck_assert_uint_gt(more, 0);
    ck_assert_uint_gt(fewer, 0);
    ck_assert_uint_gt(later, 0);
    ck_assert_uint_gt(cut, 0);
    ck_assert_uint_gt(tagged, 0);
    ck_assert_uint_gt(fragments, 0);
}
END_TEST

static size_t next_like(const struct packets *in, size_t from, const struct packet *wanted)
{
    while (from < in->count &&
           (in->list[from].n != wanted->n || memcmp(in->list[from].at, wanted->at, wanted->n) != 0))
        from++;
    return from;
}

START_TEST(a_cross_has_both_in_their_order)
{
    static uint8_t other[ROOM];
    size_t n = load("sip", input), m = load("stun", other), at = 0;
    size_t size = packets_cross(input, n, other, m, mutant, ROOM, 7);
    ck_assert_uint_eq(size, n + m - 1);
    packets_read(&before, input, n);
    packets_read(&after, mutant, size);
    for (size_t i = 0; i < before.count; i++, at++) {
        at = next_like(&after, at, &before.list[i]);
        ck_assert_uint_lt(at, after.count);
    }
    packets_clear(&before);
    packets_clear(&after);
}
END_TEST

/* What does not fit is left out, whole. */
START_TEST(room_is_kept_to)
{
    size_t n = load("sip", input);
    packets_read(&before, input, n);
    for (size_t most = 0; most <= n; most++) {
        size_t size = packets_write(&before, again, most);
        ck_assert_uint_le(size, most);
        packets_read(&after, again, size);
        ck_assert_uint_eq(packets_write(&after, mutant, ROOM), size > 0 ? size : 1);
        packets_clear(&after);
    }
    packets_clear(&before);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fuzz/packets");
    TCase *tcase = tcase_create("all");
    tcase_add_test(tcase, mending_makes_it_sound);
    tcase_add_test(tcase, mutants_are_packets_and_mostly_sound);
    tcase_add_test(tcase, streams_mostly_stay_whole);
    tcase_add_test(tcase, all_changes_come);
    tcase_add_test(tcase, a_cross_has_both_in_their_order);
    tcase_add_test(tcase, room_is_kept_to);
    suite_add_tcase(suite, tcase);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
