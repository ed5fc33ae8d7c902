/* test_unpack.c - gzip and zstd in pieces of every size, one after the other, cut and damaged. */
#include "capture/unpack.h"

#include "make.h"

static struct made plain, packed, out;

/* Unpack with pieces of in_step stored bytes into rooms of out_step; returns the trouble. */
static const char *unpack(enum ls_packing packing, size_t in_step, size_t out_step)
{
    struct ls_unpacker *unpacker = ls_unpacker_new(packing);
    ck_assert_ptr_nonnull(unpacker);
    const char *wrong = NULL;
    size_t at = 0;
    out.n = 0;
    while (wrong == NULL && (at < packed.n || ls_unpacker_pending(unpacker))) {
        size_t n = packed.n - at < in_step ? packed.n - at : in_step;
        struct ls_unpack io = {
            .in = packed.bytes + at, .in_left = n, .out = out.bytes + out.n, .out_left = out_step};
        wrong = ls_unpacker_run(unpacker, &io);
        at += n - io.in_left;
        out.n += out_step - io.out_left;
        ck_assert_uint_lt(out.n + out_step, sizeof out.bytes);
    }
    if (wrong == NULL)
        wrong = ls_unpacker_end(unpacker);
    ls_unpacker_free(unpacker);
    return wrong;
}

static void expect_plain(size_t times)
{
    ck_assert_uint_eq(out.n, plain.n * times);
    for (size_t i = 0; i < times; i++)
        ck_assert_int_eq(memcmp(out.bytes + i * plain.n, plain.bytes, plain.n), 0);
}

static void fill_plain(void)
{
    plain.n = 0;
    for (unsigned i = 0; i < 3000; i++)
        put8(&plain, (uint8_t)(i % 100 < 90 ? i / 100 : i * 7919 >> 3));
}

static void pack_twice(enum ls_packing packing)
{
    fill_plain();
    packed.n = 0;
    for (int i = 0; i < 2; i++) {
        if (packing == LS_PACKING_GZIP)
            gzip_add(&plain, &packed);
        else
            zstd_add(&plain, &packed);
    }
}

START_TEST(pieces_of_any_size_give_the_same)
{
    static const size_t steps[] = {1, 2, 7, 64, 1000, 3000, 65536};
    for (int packing = LS_PACKING_GZIP; packing <= LS_PACKING_ZSTD; packing++) {
        pack_twice(packing);
        for (size_t i = 0; i < 7; i++) {
            for (size_t k = 0; k < 7; k++) {
                ck_assert_ptr_null(unpack(packing, steps[i], steps[k]));
                expect_plain(2);
            }
        }
    }
}
END_TEST

START_TEST(a_cut_is_told)
{
    for (int packing = LS_PACKING_GZIP; packing <= LS_PACKING_ZSTD; packing++) {
        pack_twice(packing);
        size_t whole = packed.n;
        for (size_t cut = 1; cut < whole; cut += 7) {
            packed.n = cut;
            const char *wrong = unpack(packing, 64, 1000);
            if (cut == whole / 2)
                continue; /* between the two parts */
            ck_assert_msg(wrong != NULL, "cut at %zu of %zu is not told", cut, whole);
            ck_assert_ptr_nonnull(strstr(wrong, "cut short"));
        }
    }
}
END_TEST

/* Of cut data all that can be read comes out, also what waits inside for want of room. */
START_TEST(small_rooms_lose_nothing_of_cut_data)
{
    for (int packing = LS_PACKING_GZIP; packing <= LS_PACKING_ZSTD; packing++) {
        pack_twice(packing);
        size_t whole = packed.n;
        for (size_t cut = 1; cut < whole; cut++) {
            packed.n = cut;
            (void)!unpack(packing, 64, 65536);
            size_t most = out.n;
            (void)!unpack(packing, 64, 7);
            ck_assert_uint_eq(out.n, most);
        }
    }
}
END_TEST

START_TEST(padding_with_zeros_is_no_damage)
{
    pack_twice(LS_PACKING_GZIP);
    for (int i = 0; i < 512; i++)
        put8(&packed, 0);
    ck_assert_ptr_null(unpack(LS_PACKING_GZIP, 64, 1000));
    expect_plain(2);
}
END_TEST

START_TEST(damage_is_told)
{
    for (int packing = LS_PACKING_GZIP; packing <= LS_PACKING_ZSTD; packing++) {
        pack_twice(packing);
        memset(packed.bytes + packed.n / 2, 0x55, 8); /* header of the second part */
        const char *wrong = unpack(packing, 64, 1000);
        ck_assert_ptr_nonnull(wrong);
        ck_assert_ptr_nonnull(strstr(wrong, "damaged"));
        expect_plain(1);
    }
}
END_TEST

static void zstd_with_checksum(void)
{
    ZSTD_CCtx *zstd = ZSTD_createCCtx();
    ck_assert_ptr_nonnull(zstd);
    ZSTD_CCtx_setParameter(zstd, ZSTD_c_checksumFlag, 1);
    packed.n = ZSTD_compress2(zstd, packed.bytes, sizeof packed.bytes, plain.bytes, plain.n);
    ck_assert(!ZSTD_isError(packed.n));
    ZSTD_freeCCtx(zstd);
}

/* The checksums stand last: zstd's (RFC 8878 section 3.1.1), gzip's before its length (RFC 1952).
 */
START_TEST(a_wrong_checksum_costs_no_bytes)
{
    static const size_t steps[] = {1, 7, 1000, 65536};
    fill_plain();
    for (int packing = LS_PACKING_GZIP; packing <= LS_PACKING_ZSTD; packing++) {
        packed.n = 0;
        if (packing == LS_PACKING_GZIP)
            gzip_add(&plain, &packed);
        else
            zstd_with_checksum();
        packed.bytes[packed.n - (packing == LS_PACKING_GZIP ? 8 : 4)] ^= 1;
        for (size_t i = 0; i < 16; i++) {
            const char *wrong = unpack(packing, steps[i % 4], steps[i / 4]);
            ck_assert_ptr_nonnull(wrong);
            ck_assert_ptr_nonnull(strstr(wrong, "damaged"));
            expect_plain(1);
        }
    }
}
END_TEST

/* Wherever the damage is, all that came before it comes out, whatever the pieces. */
START_TEST(damage_does_not_depend_on_pieces)
{
    for (int packing = LS_PACKING_GZIP; packing <= LS_PACKING_ZSTD; packing++) {
        pack_twice(packing);
        for (size_t at = 4; at < packed.n; at++) {
            packed.bytes[at] ^= 0x10;
            const char *wrong = unpack(packing, 65536, 65536);
            size_t most = out.n;
            const char *again = unpack(packing, 61, 997);
            packed.bytes[at] ^= 0x10;
            ck_assert_uint_eq(out.n, most);
            ck_assert((wrong == NULL) == (again == NULL));
        }
    }
}
END_TEST

START_TEST(packing_is_told_by_magic)
{
    ck_assert_int_eq(ls_packing_of((const uint8_t *)"\x1F\x8B\x08\x00", 4), LS_PACKING_GZIP);
    ck_assert_int_eq(ls_packing_of((const uint8_t *)"\x1F\x8B\x07\x00", 4), LS_PACKING_NONE);
    ck_assert_int_eq(ls_packing_of((const uint8_t *)"\x28\xB5\x2F\xFD", 4), LS_PACKING_ZSTD);
    ck_assert_int_eq(ls_packing_of((const uint8_t *)"\x5A\x2A\x4D\x18", 4), LS_PACKING_ZSTD);
    ck_assert_int_eq(ls_packing_of((const uint8_t *)"\x6A\x2A\x4D\x18", 4), LS_PACKING_NONE);
    ck_assert_int_eq(ls_packing_of((const uint8_t *)"\x28\xB5\x2F", 3), LS_PACKING_NONE);
}
END_TEST

/* RFC 8878 section 3.1.1.1.2: a frame may ask for far more memory than we give. */
START_TEST(a_huge_window_is_refused)
{
    static const uint8_t huge[] = {0x28, 0xB5, 0x2F, 0xFD, 0x00, 0xA0 /* 2^30 */, 0, 0, 0, 0};
    memcpy(packed.bytes, huge, sizeof huge);
    packed.n = sizeof huge;
    const char *wrong = unpack(LS_PACKING_ZSTD, 64, 1000);
    ck_assert_ptr_nonnull(wrong);
    ck_assert_ptr_nonnull(strstr(wrong, "128 MiB"));
}
END_TEST

int main(void)
{
    static const TTest *tests[16];
    size_t n = 0;
    tests[n++] = pieces_of_any_size_give_the_same;
    tests[n++] = a_cut_is_told;
    tests[n++] = small_rooms_lose_nothing_of_cut_data;
    tests[n++] = padding_with_zeros_is_no_damage;
    tests[n++] = damage_is_told;
    tests[n++] = a_wrong_checksum_costs_no_bytes;
    tests[n++] = damage_does_not_depend_on_pieces;
    tests[n++] = packing_is_told_by_magic;
    tests[n++] = a_huge_window_is_refused;
    return run_suite("capture/unpack", tests, n);
}
