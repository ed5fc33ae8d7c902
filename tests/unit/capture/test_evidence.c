/* test_evidence.c - evidence is complete or not there, and reads back as it was. */
#include "make.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "lyncscope/clock.h"

static const uint8_t bytes[PACKET_BYTES] = {9, [PACKET_BYTES - 1] = 9};

static struct ls_frame frame_at(int64_t time_ns)
{
    return (struct ls_frame){.time_ns = time_ns,
                             .bytes = bytes,
                             .captured = PACKET_BYTES,
                             .wire = 1000,
                             .link_type = ETHERNET};
}

static struct ls_evidence_file *create(const char *path)
{
    struct ls_error error = {0};
    struct ls_evidence_file *file = ls_evidence_file_create(path, "lyncscope 9", ETHERNET, &error);
    ck_assert_msg(file != NULL, "%s", error.text);
    return file;
}

static int entries(void)
{
    int count = 0;
    DIR *dir = opendir(folder);
    for (struct dirent *entry; (entry = readdir(dir)) != NULL;)
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    closedir(dir);
    return count;
}

static void frames_come_back(const char *path)
{
    struct ls_error error;
    struct ls_evidence_file *file = create(path);
    struct ls_frame a = frame_at(INT64_C(1700000000123456789)), b = frame_at(5);
    ck_assert_int_eq(ls_evidence_file_add(file, &a, NULL, &error), 0);
    ck_assert_int_eq(ls_evidence_file_add(file, &b, NULL, &error), 0);
    ck_assert_int_ne(access(path, F_OK), 0); /* not there before it is complete */
    ck_assert_int_eq(ls_evidence_file_close(file, &error), 0);
    ck_assert_int_eq(entries(), 1);
    struct ls_source *source = open_one(path);
    expect_frame(source, INT64_C(1700000000123456789), 9);
    expect_frame(source, 5, 9);
    expect_end(source, 0);
    ls_source_free(source);
    ck_assert_int_eq(unlink(path), 0);
}

START_TEST(frames_read_back_to_the_nanosecond)
{
    frames_come_back(path_of("out.pcap"));
    frames_come_back(path_of("OUT.PCAP"));
    frames_come_back(path_of("out.pcapng"));
    frames_come_back(path_of("evidence"));
}
END_TEST

/* --- pcapng, read block by block with what section 3 and 4 of its draft say, and no code of ours
 */

enum { SECTION = 0x0A0D0D0A, INTERFACE = 1, PACKET = 6 };

static uint8_t file_bytes[256 * 1024];
static size_t file_size;

static void slurp(const char *path)
{
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    file_size = fread(file_bytes, 1, sizeof file_bytes, file);
    ck_assert_uint_lt(file_size, sizeof file_bytes);
    fclose(file);
}

static uint32_t word(size_t at)
{
    ck_assert_uint_le(at + 4, file_size);
    return (uint32_t)file_bytes[at] | (uint32_t)file_bytes[at + 1] << 8 |
           (uint32_t)file_bytes[at + 2] << 16 | (uint32_t)file_bytes[at + 3] << 24;
}

/* Checks a block's type and both its lengths, and steps over it; returns where it began. */
static size_t block(size_t *at, uint32_t type)
{
    size_t begin = *at;
    uint32_t length = word(begin + 4);
    ck_assert_uint_eq(word(begin), type);
    ck_assert_uint_eq(length % 4, 0);
    ck_assert_uint_eq(word(begin + length - 4), length);
    *at = begin + length;
    return begin;
}

/* Checks that the option at `at` has this code and text and that no other follows up to end. */
static void only_option(size_t at, size_t end, uint32_t code, const char *text)
{
    size_t n = strlen(text), room = (n + 3) / 4 * 4;
    ck_assert_uint_eq(word(at), code | n << 16);
    ck_assert_int_eq(memcmp(file_bytes + at + 4, text, n), 0);
    for (size_t i = n; i < room; i++)
        ck_assert_uint_eq(file_bytes[at + 4 + i], 0);
    ck_assert_uint_eq(word(at + 4 + room), 0); /* opt_endofopt */
    ck_assert_uint_eq(at + 4 + room + 4, end);
}

START_TEST(pcapng_is_what_its_draft_says)
{
    struct ls_error error;
    const char *path = path_of("out.pcapng");
    struct ls_evidence_file *file = create(path);
    struct ls_frame a = frame_at(INT64_C(1700000000123456789)), b = frame_at(7);
    a.captured = PACKET_BYTES - 1; /* so that it needs padding */
    b.link_type = 113;             /* Linux cooked */
    ck_assert_int_eq(ls_evidence_file_add(file, &a, "undocumented: \xe6\x9c\xaa", &error), 0);
    ck_assert_int_eq(ls_evidence_file_add(file, &b, NULL, &error), 0);
    ck_assert_int_eq(ls_evidence_file_add(file, &a, "", &error), 0);
    ck_assert_int_eq(ls_evidence_file_close(file, &error), 0);
    slurp(path);
    size_t next = 0, at = block(&next, SECTION);
    ck_assert_uint_eq(word(at + 8), 0x1A2B3C4D);
    ck_assert_uint_eq(word(at + 12), 1);
    ck_assert_uint_eq(word(at + 16), UINT32_MAX);
    ck_assert_uint_eq(word(at + 20), UINT32_MAX);
    only_option(at + 24, next - 4, 4, "lyncscope 9");
    at = block(&next, INTERFACE);
    ck_assert_uint_eq(word(at + 8), ETHERNET);
    ck_assert_uint_eq(word(at + 12), 0);
    only_option(at + 16, next - 4, 9, "\t"); /* if_tsresol: 10^-9 */
    at = block(&next, PACKET);
    ck_assert_uint_eq(word(at + 8), 0);
    ck_assert_uint_eq((uint64_t)word(at + 12) << 32 | word(at + 16), 1700000000123456789);
    ck_assert_uint_eq(word(at + 20), PACKET_BYTES - 1);
    ck_assert_uint_eq(word(at + 24), 1000);
    ck_assert_int_eq(memcmp(file_bytes + at + 28, bytes, PACKET_BYTES - 1), 0);
    ck_assert_uint_eq(file_bytes[at + 28 + PACKET_BYTES - 1], 0);
    only_option(at + 28 + PACKET_BYTES, next - 4, 1, "undocumented: \xe6\x9c\xaa");
    at = block(&next, INTERFACE);
    ck_assert_uint_eq(word(at + 8), 113);
    at = block(&next, PACKET);
    ck_assert_uint_eq(word(at + 8), 1);
    ck_assert_uint_eq(next, at + 28 + PACKET_BYTES + 4); /* no comment, no options */
    at = block(&next, PACKET);
    ck_assert_uint_eq(word(at + 8), 0);
    ck_assert_uint_eq(next, file_size);
}
END_TEST

START_TEST(frames_of_several_link_types_read_back)
{
    struct ls_error error;
    const char *path = path_of("out.pcapng");
    struct ls_evidence_file *file = create(path);
    static const int types[] = {ETHERNET, 12 /* raw IP: another number in files */, 113, ETHERNET};
    for (int i = 0; i < 4; i++) {
        struct ls_frame frame = frame_at(i);
        frame.link_type = types[i];
        ck_assert_int_eq(ls_evidence_file_add(file, &frame, "why", &error), 0);
    }
    ck_assert_int_eq(ls_evidence_file_close(file, &error), 0);
    struct ls_source *source = open_one(path);
    for (int i = 0; i < 4; i++) {
        struct ls_frame frame;
        ck_assert_int_eq(ls_source_next(source, &frame), LS_NEXT_FRAME);
        ck_assert_int_eq(frame.link_type, types[i]);
        ck_assert_int_eq(frame.time_ns, i);
    }
    expect_end(source, 0);
    ls_source_free(source);
    slurp(path);
    size_t interfaces = 0;
    for (size_t next = 0, at; next < file_size; interfaces += word(at) == INTERFACE)
        at = block(&next, word(next));
    ck_assert_uint_eq(interfaces, 3);
}
END_TEST

/* Its seconds are 32 bits without sign: another time would come back as one of this range. */
START_TEST(classic_refuses_times_that_it_cannot_hold)
{
    const int64_t end = INT64_C(4294967296) * LS_SECOND;
    const int64_t good[] = {0, 1, end - 1}, bad[] = {-1, -LS_SECOND, end, LS_TIME_MOST};
    const char *path = path_of("out.pcap");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct ls_error error = {0};
        struct ls_evidence_file *file = create(path);
        struct ls_frame frame = frame_at(bad[i]);
        ck_assert_int_eq(ls_evidence_file_add(file, &frame, NULL, &error), LS_E_USAGE);
        ck_assert_ptr_nonnull(strstr(error.text, ".pcapng"));
        ls_evidence_file_abandon(file);
        ck_assert_int_eq(entries(), 0);
    }
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct ls_error error = {0};
        struct ls_evidence_file *file = create(path);
        struct ls_frame frame = frame_at(good[i]);
        ck_assert_int_eq(ls_evidence_file_add(file, &frame, NULL, &error), 0);
        ck_assert_int_eq(ls_evidence_file_close(file, &error), 0);
        struct ls_source *source = open_one(path);
        expect_frame(source, good[i], 9);
        expect_end(source, 0);
        ls_source_free(source);
        ck_assert_int_eq(unlink(path), 0);
    }
}
END_TEST

START_TEST(times_before_1970_read_back)
{
    static const int64_t times[] = {-INT64_C(1500000000000000001), INT64_MIN / 2 + 1, 3, -1};
    struct ls_error error;
    const char *path = path_of("out.pcapng");
    struct ls_evidence_file *file = create(path);
    for (int i = 0; i < 4; i++) {
        struct ls_frame frame = frame_at(times[i]);
        ck_assert_int_eq(ls_evidence_file_add(file, &frame, NULL, &error), 0);
    }
    ck_assert_int_eq(ls_evidence_file_close(file, &error), 0);
    struct ls_source *source = open_one(path);
    for (int i = 0; i < 4; i++)
        expect_frame(source, times[i], 9);
    ls_source_free(source);
}
END_TEST

START_TEST(a_comment_of_any_length_leaves_a_sound_file)
{
    struct ls_error error;
    static char text[70000];
    for (size_t n = 65525; n < 65545; n++) {
        const char *path = path_of("out.pcapng");
        struct ls_evidence_file *file = create(path);
        struct ls_frame frame = frame_at(1);
        memset(text, 'a', sizeof text - 1);
        for (size_t i = n; i + 3 < sizeof text; i += 3)
            memcpy(text + i, "\xe6\x9c\xaa", 3);
        text[sizeof text - 1] = '\0';
        ck_assert_int_eq(ls_evidence_file_add(file, &frame, text, &error), 0);
        ck_assert_int_eq(ls_evidence_file_add(file, &frame, NULL, &error), 0);
        ck_assert_int_eq(ls_evidence_file_close(file, &error), 0);
        struct ls_source *source = open_one(path);
        expect_frame(source, 1, 9);
        expect_frame(source, 1, 9);
        expect_end(source, 0);
        ls_source_free(source);
        slurp(path);
        size_t next = 0, at;
        block(&next, SECTION);
        block(&next, INTERFACE);
        at = block(&next, PACKET) + 28 + PACKET_BYTES;
        size_t kept = word(at) >> 16;
        ck_assert_uint_gt(kept, 65525);
        ck_assert_uint_eq(kept < n ? 0 : (kept - n) % 3, 0); /* no character is cut in two */
    }
}
END_TEST

START_TEST(without_frames_it_is_an_empty_capture)
{
    struct ls_error error;
    static const char *const names[] = {"out.pcap", "out.pcapng"};
    for (int i = 0; i < 2; i++) {
        const char *path = path_of(names[i]);
        ck_assert_int_eq(ls_evidence_file_close(create(path), &error), 0);
        struct ls_source *source = open_one(path);
        expect_end(source, 0);
        ls_source_free(source);
    }
}
END_TEST

START_TEST(abandoned_leaves_the_old_file)
{
    const char *path = write_bytes("out.pcap", "old", 3);
    struct ls_evidence_file *file = create(path);
    ls_evidence_file_abandon(file);
    struct stat about;
    ck_assert_int_eq(stat(path, &about), 0);
    ck_assert_int_eq(about.st_size, 3);
    ck_assert_int_eq(entries(), 1);
}
END_TEST

START_TEST(another_link_type_is_refused_by_classic_pcap)
{
    struct ls_error error = {0};
    struct ls_evidence_file *file = create(path_of("out.pcap"));
    struct ls_frame frame = frame_at(1);
    frame.link_type = 113; /* the first frame decides, not what was there before it */
    ck_assert_int_eq(ls_evidence_file_add(file, &frame, NULL, &error), 0);
    frame.link_type = ETHERNET;
    ck_assert_int_eq(ls_evidence_file_add(file, &frame, NULL, &error), LS_E_USAGE);
    ck_assert_ptr_nonnull(strstr(error.text, ".pcapng"));
    ls_evidence_file_abandon(file);
}
END_TEST

START_TEST(a_link_type_that_files_lack_is_told_at_once)
{
    struct ls_error error = {0};
    ck_assert_ptr_null(ls_evidence_file_create(path_of("out.pcapng"), NULL, 99999, &error));
    ck_assert_int_eq(error.code, LS_E_OPEN);
    ck_assert_int_eq(entries(), 0);
}
END_TEST

START_TEST(a_bad_place_is_told_at_once)
{
    struct ls_error error = {0};
    ck_assert_ptr_null(ls_evidence_file_create(path_of("none/out.pcap"), NULL, ETHERNET, &error));
    ck_assert_int_eq(error.code, LS_E_OPEN);
    ck_assert_ptr_nonnull(strstr(error.text, "No such file or directory"));
    ck_assert_ptr_null(ls_evidence_file_create(folder, NULL, ETHERNET, &error));
    ck_assert_int_eq(error.code, LS_E_OPEN);
}
END_TEST

START_TEST(a_device_is_written_directly)
{
    struct ls_error error;
    struct ls_evidence_file *file = create("/dev/null");
    struct ls_frame frame = frame_at(1);
    ck_assert_int_eq(ls_evidence_file_add(file, &frame, NULL, &error), 0);
    ck_assert_int_eq(ls_evidence_file_close(file, &error), 0);
    struct stat about;
    ck_assert_int_eq(stat("/dev/null", &about), 0);
    ck_assert(S_ISCHR(about.st_mode));
}
END_TEST

START_TEST(a_fifo_is_written_directly)
{
    struct ls_error error;
    const char *path = path_of("fifo.pcap");
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    int reader = open(path, O_RDONLY | O_NONBLOCK);
    struct ls_evidence_file *file = create(path);
    struct ls_frame frame = frame_at(1);
    ck_assert_int_eq(ls_evidence_file_add(file, &frame, NULL, &error), 0);
    ck_assert_int_eq(ls_evidence_file_close(file, &error), 0);
    uint8_t got[4096];
    ck_assert_int_eq(read(reader, got, sizeof got), PCAP_HEADER_BYTES + 16 + PACKET_BYTES);
    close(reader);
}
END_TEST

START_TEST(a_full_disk_is_told)
{
    struct ls_error error = {0};
    struct ls_evidence_file *file = create("/dev/full");
    struct ls_frame frame = frame_at(1);
    int code = 0;
    for (int i = 0; code == 0 && i < 1000; i++)
        code = ls_evidence_file_add(file, &frame, NULL, &error);
    ck_assert_int_eq(code, LS_E_READ);
    ck_assert_ptr_nonnull(strstr(error.text, "No space left"));
    ls_evidence_file_abandon(file);
}
END_TEST

int main(void)
{
    static const TTest *tests[24];
    size_t n = 0;
    tests[n++] = frames_read_back_to_the_nanosecond;
    tests[n++] = abandoned_leaves_the_old_file;
    tests[n++] = pcapng_is_what_its_draft_says;
    tests[n++] = frames_of_several_link_types_read_back;
    tests[n++] = classic_refuses_times_that_it_cannot_hold;
    tests[n++] = times_before_1970_read_back;
    tests[n++] = a_comment_of_any_length_leaves_a_sound_file;
    tests[n++] = without_frames_it_is_an_empty_capture;
    tests[n++] = another_link_type_is_refused_by_classic_pcap;
    tests[n++] = a_link_type_that_files_lack_is_told_at_once;
    tests[n++] = a_bad_place_is_told_at_once;
    tests[n++] = a_device_is_written_directly;
    tests[n++] = a_fifo_is_written_directly;
    tests[n++] = a_full_disk_is_told;
    return run_suite("capture/evidence", tests, n);
}
