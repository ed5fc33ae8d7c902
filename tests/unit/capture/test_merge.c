/* test_merge.c - many files and folders as one run in time order. */
#include "make.h"

#include <dirent.h>
#include <sys/stat.h>

static struct made m, packed;

static struct ls_source *open_many(const char *const *paths, size_t count)
{
    struct ls_error error = {0};
    struct ls_source *source = open_filtered(paths, count, NULL, &error);
    ck_assert_msg(source != NULL, "%s", error.text);
    return source;
}

START_TEST(frames_of_several_files_come_in_time_order)
{
    const char *paths[3];
    static const uint32_t times[3][3] = {{1, 4, 7}, {2, 5, 8}, {3, 6, 9}};
    for (size_t i = 0; i < 3; i++) {
        char name[8] = {(char)('a' + i), 0};
        m.n = 0;
        pcap_header(&m, 0xA1B2C3D4, ETHERNET);
        for (size_t k = 0; k < 3; k++)
            pcap_packet(&m, times[2 - i][k], 0, (uint8_t)times[2 - i][k]);
        paths[i] = write_made(name, &m);
    }
    struct ls_source *source = open_many(paths, 3);
    for (uint8_t second = 1; second <= 9; second++)
        expect_frame(source, second * SECOND, second);
    expect_end(source, 0);
    size_t count;
    ck_assert_str_eq(ls_source_files(source, &count)[0], paths[0]);
    ck_assert_uint_eq(count, 3);
    ls_source_free(source);
}
END_TEST

START_TEST(equal_times_keep_the_order_of_the_files)
{
    const char *paths[2];
    three_frames(&m, 5, 10);
    paths[0] = write_made("b", &m);
    three_frames(&m, 5, 20);
    paths[1] = write_made("a", &m);
    struct ls_source *source = open_many(paths, 2);
    for (uint8_t i = 0; i < 3; i++) {
        expect_frame(source, (5 + i) * SECOND, 10 + i);
        expect_frame(source, (5 + i) * SECOND, 20 + i);
    }
    expect_end(source, 0);
    ls_source_free(source);
}
END_TEST

START_TEST(time_going_backwards_keeps_file_order)
{
    const char *paths[2];
    m.n = 0;
    pcap_header(&m, 0xA1B2C3D4, ETHERNET);
    pcap_packet(&m, 10, 0, 1);
    pcap_packet(&m, 4, 0, 2);
    pcap_packet(&m, 30, 0, 3);
    paths[0] = write_made("a", &m);
    m.n = 0;
    pcap_header(&m, 0xA1B2C3D4, ETHERNET);
    pcap_packet(&m, 12, 0, 9);
    paths[1] = write_made("b", &m);
    struct ls_source *source = open_many(paths, 2);
    expect_frame(source, 10 * SECOND, 1);
    expect_frame(source, 4 * SECOND, 2);
    expect_frame(source, 12 * SECOND, 9);
    expect_frame(source, 30 * SECOND, 3);
    expect_end(source, 0);
    ls_source_free(source);
}
END_TEST

START_TEST(a_filter_works_in_every_file)
{
    const char *paths[2];
    struct ls_error error = {0};
    three_frames(&m, 1, 10);
    paths[0] = write_made("a", &m);
    three_frames(&m, 2, 20);
    paths[1] = write_made("b", &m);
    struct ls_source *source = open_filtered(paths, 2, "ether[0] == 12 or ether[0] == 20", &error);
    ck_assert_ptr_nonnull(source);
    expect_frame(source, 2 * SECOND, 20);
    expect_frame(source, 3 * SECOND, 12);
    expect_end(source, 0);
    ls_source_free(source);
}
END_TEST

START_TEST(a_damaged_file_does_not_stop_the_others)
{
    const char *paths[2];
    three_frames(&m, 1, 10);
    paths[0] = write_bytes("a", m.bytes, m.n - 1);
    three_frames(&m, 3, 20);
    paths[1] = write_made("b", &m);
    struct ls_source *source = open_many(paths, 2);
    expect_frame(source, 1 * SECOND, 10);
    expect_frame(source, 2 * SECOND, 11);
    for (uint8_t i = 0; i < 3; i++)
        expect_frame(source, (3 + i) * SECOND, 20 + i);
    expect_end(source, 1);
    expect_note(source, 0, paths[0], "cut short in the middle of a packet; 2 frames");
    ls_source_free(source);
}
END_TEST

START_TEST(a_file_that_vanishes_is_noted)
{
    const char *paths[2];
    three_frames(&m, 1, 10);
    paths[0] = write_made("a", &m);
    three_frames(&m, 100, 20);
    paths[1] = write_made("b", &m);
    struct ls_source *source = open_many(paths, 2);
    unlink(paths[1]);
    for (uint8_t i = 0; i < 3; i++)
        expect_frame(source, (1 + i) * SECOND, 10 + i);
    expect_end(source, 1);
    expect_note(source, 0, paths[1], "No such file or directory");
    ls_source_free(source);
}
END_TEST

START_TEST(one_bad_name_among_good_ones_is_an_error)
{
    const char *paths[2];
    struct ls_error error = {0};
    three_frames(&m, 1, 10);
    paths[0] = write_made("a", &m);
    paths[1] = write_bytes("b", "hello, world", 12);
    ck_assert_ptr_null(open_filtered(paths, 2, NULL, &error));
    ck_assert_int_eq(error.code, LS_E_FORMAT);
}
END_TEST

START_TEST(a_folder_is_its_captures_by_name)
{
    three_frames(&m, 200, 20);
    write_made("2.pcap", &m);
    three_frames(&m, 100, 10);
    packed.n = 0;
    zstd_add(&m, &packed);
    write_made("3.pcap", &packed);
    write_bytes("1.txt", "notes", 5);
    write_bytes("0.empty", "", 0);
    mkdir(path_of("sub"), 0700);
    three_frames(&m, 1, 1);
    write_made("sub/deep.pcap", &m); /* not read: folders are not recursive */
    struct ls_source *source = open_one(folder);
    size_t count;
    const char *const *files = ls_source_files(source, &count);
    ck_assert_uint_eq(count, 2);
    ck_assert_str_eq(files[0], path_of("2.pcap"));
    ck_assert_str_eq(files[1], path_of("3.pcap"));
    for (uint8_t i = 0; i < 3; i++)
        expect_frame(source, (100 + i) * SECOND, 10 + i);
    for (uint8_t i = 0; i < 3; i++)
        expect_frame(source, (200 + i) * SECOND, 20 + i);
    expect_end(source, 0);
    ls_source_free(source);
}
END_TEST

START_TEST(a_folder_without_captures_is_an_error)
{
    refuse(folder, NULL, LS_E_FORMAT, "no capture");
    write_bytes("1.txt", "notes", 5);
    refuse(folder, NULL, LS_E_FORMAT, "no capture");
}
END_TEST

START_TEST(a_cut_header_in_a_folder_is_noted)
{
    three_frames(&m, 1, 10);
    write_bytes("bad.pcap", m.bytes, 20);
    refuse(folder, NULL, LS_E_FORMAT, "cut short in its file header");
    write_made("good.pcap", &m);
    struct ls_source *source = open_one(folder);
    for (uint8_t i = 0; i < 3; i++)
        expect_frame(source, (1 + i) * SECOND, 10 + i);
    expect_end(source, 1);
    expect_note(source, 0, path_of("bad.pcap"), "is cut short in its file header");
    ls_source_free(source);
}
END_TEST

static int open_descriptors(void)
{
    int count = 0;
    DIR *dir = opendir("/proc/self/fd");
    ck_assert_ptr_nonnull(dir);
    while (readdir(dir) != NULL)
        count++;
    closedir(dir);
    return count;
}

/* Rotated files follow one another in time: only the one being read is open. */
START_TEST(a_folder_of_two_thousand_rotated_files)
{
    enum { FILES = 2000 };
    for (uint32_t i = 0; i < FILES; i++) {
        char name[32];
        snprintf(name, sizeof name, "part-%04u.pcap", FILES - i);
        three_frames(&m, 10 * i, (uint8_t)i);
        write_made(name, &m);
    }
    int before = open_descriptors();
    struct ls_source *source = open_one(folder);
    for (uint32_t i = 0; i < FILES; i++) {
        if (i % 100 == 0)
            ck_assert_int_le(open_descriptors(), before + 2);
        for (uint32_t k = 0; k < 3; k++)
            expect_frame(source, (10 * i + k) * SECOND, (uint8_t)(i + k));
    }
    expect_end(source, 0);
    ls_source_free(source);
}
END_TEST

START_TEST(standard_input_merges_with_files)
{
    int ends[2];
    const char *paths[2] = {"-", NULL};
    three_frames(&m, 2, 20);
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(write(ends[1], m.bytes, m.n), (ssize_t)m.n);
    close(ends[1]);
    int kept = dup(STDIN_FILENO);
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    three_frames(&m, 1, 10);
    paths[1] = write_made("a", &m);
    struct ls_source *source = open_many(paths, 2);
    dup2(kept, STDIN_FILENO);
    close(kept);
    expect_frame(source, 1 * SECOND, 10);
    expect_frame(source, 2 * SECOND, 20);
    expect_frame(source, 2 * SECOND, 11);
    expect_frame(source, 3 * SECOND, 21);
    expect_frame(source, 3 * SECOND, 12);
    expect_frame(source, 4 * SECOND, 22);
    expect_end(source, 0);
    ls_source_free(source);
}
END_TEST

START_TEST(standard_input_twice_is_refused)
{
    const char *paths[2] = {"-", "-"};
    struct ls_error error = {0};
    ck_assert_ptr_null(open_filtered(paths, 2, NULL, &error));
    ck_assert_int_eq(error.code, LS_E_USAGE);
}
END_TEST

int main(void)
{
    static const TTest *tests[64];
    size_t n = 0;
    tests[n++] = frames_of_several_files_come_in_time_order;
    tests[n++] = equal_times_keep_the_order_of_the_files;
    tests[n++] = time_going_backwards_keeps_file_order;
    tests[n++] = a_filter_works_in_every_file;
    tests[n++] = a_damaged_file_does_not_stop_the_others;
    tests[n++] = a_file_that_vanishes_is_noted;
    tests[n++] = one_bad_name_among_good_ones_is_an_error;
    tests[n++] = a_folder_is_its_captures_by_name;
    tests[n++] = a_folder_without_captures_is_an_error;
    tests[n++] = a_cut_header_in_a_folder_is_noted;
    tests[n++] = a_folder_of_two_thousand_rotated_files;
    tests[n++] = standard_input_merges_with_files;
    tests[n++] = standard_input_twice_is_refused;
    return run_suite("capture/merge", tests, n);
}
