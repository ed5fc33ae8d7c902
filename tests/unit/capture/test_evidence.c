/* test_evidence.c - evidence is complete or not there, and reads back as it was. */
#include "make.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

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
    struct ls_evidence_file *file = ls_evidence_file_create(path, ETHERNET, &error);
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

START_TEST(frames_read_back_to_the_nanosecond)
{
    struct ls_error error;
    const char *path = path_of("out.pcap");
    struct ls_evidence_file *file = create(path);
    struct ls_frame a = frame_at(INT64_C(1700000000123456789)), b = frame_at(5);
    ck_assert_int_eq(ls_evidence_file_add(file, &a, &error), 0);
    ck_assert_int_eq(ls_evidence_file_add(file, &b, &error), 0);
    ck_assert_int_ne(access(path, F_OK), 0); /* not there before it is complete */
    ck_assert_int_eq(ls_evidence_file_close(file, &error), 0);
    ck_assert_int_eq(entries(), 1);
    struct ls_source *source = open_one(path);
    expect_frame(source, INT64_C(1700000000123456789), 9);
    expect_frame(source, 5, 9);
    expect_end(source, 0);
    ls_source_free(source);
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

START_TEST(another_link_type_is_refused)
{
    struct ls_error error = {0};
    struct ls_evidence_file *file = create(path_of("out.pcap"));
    struct ls_frame frame = frame_at(1);
    frame.link_type = 113;
    ck_assert_int_eq(ls_evidence_file_add(file, &frame, &error), LS_E_USAGE);
    ls_evidence_file_abandon(file);
}
END_TEST

START_TEST(a_link_type_that_pcap_lacks_is_told_at_once)
{
    struct ls_error error = {0};
    ck_assert_ptr_null(ls_evidence_file_create(path_of("out.pcap"), 99999, &error));
    ck_assert_int_eq(error.code, LS_E_OPEN);
    ck_assert_int_eq(entries(), 0);
}
END_TEST

START_TEST(a_bad_place_is_told_at_once)
{
    struct ls_error error = {0};
    ck_assert_ptr_null(ls_evidence_file_create(path_of("none/out.pcap"), ETHERNET, &error));
    ck_assert_int_eq(error.code, LS_E_OPEN);
    ck_assert_ptr_nonnull(strstr(error.text, "No such file or directory"));
    ck_assert_ptr_null(ls_evidence_file_create(folder, ETHERNET, &error));
    ck_assert_int_eq(error.code, LS_E_OPEN);
}
END_TEST

START_TEST(a_device_is_written_directly)
{
    struct ls_error error;
    struct ls_evidence_file *file = create("/dev/null");
    struct ls_frame frame = frame_at(1);
    ck_assert_int_eq(ls_evidence_file_add(file, &frame, &error), 0);
    ck_assert_int_eq(ls_evidence_file_close(file, &error), 0);
    struct stat about;
    ck_assert_int_eq(stat("/dev/null", &about), 0);
    ck_assert(S_ISCHR(about.st_mode));
}
END_TEST

START_TEST(a_fifo_is_written_directly)
{
    struct ls_error error;
    const char *path = path_of("fifo");
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    int reader = open(path, O_RDONLY | O_NONBLOCK);
    struct ls_evidence_file *file = create(path);
    struct ls_frame frame = frame_at(1);
    ck_assert_int_eq(ls_evidence_file_add(file, &frame, &error), 0);
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
        code = ls_evidence_file_add(file, &frame, &error);
    ck_assert_int_eq(code, LS_E_READ);
    ck_assert_ptr_nonnull(strstr(error.text, "No space left"));
    ls_evidence_file_abandon(file);
}
END_TEST

int main(void)
{
    static const TTest *tests[16];
    size_t n = 0;
    tests[n++] = frames_read_back_to_the_nanosecond;
    tests[n++] = abandoned_leaves_the_old_file;
    tests[n++] = another_link_type_is_refused;
    tests[n++] = a_link_type_that_pcap_lacks_is_told_at_once;
    tests[n++] = a_bad_place_is_told_at_once;
    tests[n++] = a_device_is_written_directly;
    tests[n++] = a_fifo_is_written_directly;
    tests[n++] = a_full_disk_is_told;
    return run_suite("capture/evidence", tests, n);
}
