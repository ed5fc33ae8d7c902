/* test_stream.c - pipes, standard input, and files longer than the buffers. */
#include "make.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/time.h>

static struct made m, packed;
static struct ls_source *silent;

static void stop_silent(int signal_number)
{
    (void)signal_number;
    ls_source_stop(silent);
}

/* Standard input becomes a pipe that gives bytes in two pieces. */
static struct ls_source *open_stdin(const struct made *bytes)
{
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(write(ends[1], bytes->bytes, bytes->n), (ssize_t)bytes->n);
    close(ends[1]);
    int kept = dup(STDIN_FILENO);
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    struct ls_source *source = open_one("-");
    if (kept >= 0) {
        dup2(kept, STDIN_FILENO);
        close(kept);
    } else {
        close(STDIN_FILENO);
    }
    return source;
}

START_TEST(standard_input_plain_and_compressed)
{
    for (int kind = 0; kind < 3; kind++) {
        three_frames(&m, 1000, 10);
        packed.n = 0;
        if (kind == 1)
            gzip_add(&m, &packed);
        if (kind == 2)
            zstd_add(&m, &packed);
        struct ls_source *source = open_stdin(kind == 0 ? &m : &packed);
        for (uint8_t i = 0; i < 3; i++)
            expect_frame(source, (1000 + i) * SECOND, 10 + i);
        expect_end(source, 0);
        uint64_t done, total;
        ls_source_progress(source, &done, &total);
        ck_assert_uint_eq(total, 0);
        ck_assert_uint_eq(done, kind == 0 ? m.n : packed.n);
        ls_source_free(source);
    }
}
END_TEST

/* Larger than every buffer on the way: 64 KiB of stored bytes, 1 MiB of stdio. */
START_TEST(long_compressed_captures_are_complete)
{
    enum { PACKETS = 30000 };
    static uint8_t record[16 + PACKET_BYTES];
    const char *names[] = {"long.pcap", "long.pcap.gz"};
    FILE *plain = fopen(path_of(names[0]), "wb");
    gzFile zipped = gzopen(path_of(names[1]), "wb1");
    uint32_t noise = 1;
    m.n = 0;
    m.big = false;
    pcap_header(&m, 0xA1B2C3D4, ETHERNET);
    fwrite(m.bytes, 1, m.n, plain);
    gzwrite(zipped, m.bytes, (unsigned)m.n);
    for (uint32_t i = 0; i < PACKETS; i++) {
        m.n = 0;
        pcap_packet(&m, 1000 + i, 0, (uint8_t)i);
        memcpy(record, m.bytes, m.n);
        for (size_t k = 16 + 14; k < sizeof record - 1; k++) {
            noise = noise * 1664525 + 1013904223;
            record[k] = (uint8_t)(noise >> 24);
        }
        fwrite(record, 1, sizeof record, plain);
        gzwrite(zipped, record, sizeof record);
    }
    fclose(plain);
    gzclose(zipped);
    for (size_t n = 0; n < 2; n++) {
        struct ls_source *source = open_one(path_of(names[n]));
        struct ls_frame frame;
        uint32_t good = 0;
        while (ls_source_next(source, &frame) == LS_NEXT_FRAME)
            good += frame.time_ns == (1000 + (int64_t)good) * SECOND &&
                    frame.captured == PACKET_BYTES && frame.bytes[0] == (uint8_t)good &&
                    frame.bytes[PACKET_BYTES - 1] == (uint8_t)good;
        ck_assert_uint_eq(good, PACKETS);
        expect_end(source, 0);
        ls_source_free(source);
    }
}
END_TEST

START_TEST(a_silent_pipe_can_be_left)
{
    struct ls_frame frame;
    const char *path = path_of("fifo");
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    int both = open(path, O_RDWR); /* keeps the pipe open while nothing is written */
    three_frames(&m, 1000, 10);
    ck_assert_int_eq(write(both, m.bytes, m.n - 1), (ssize_t)m.n - 1);
    struct ls_source *source = open_one(path);
    expect_frame(source, 1000 * SECOND, 10);
    expect_frame(source, 1001 * SECOND, 11);
    silent = source;
    signal(SIGALRM, stop_silent);
    struct itimerval soon = {.it_value = {.tv_usec = 50000}};
    setitimer(ITIMER_REAL, &soon, NULL);
    ck_assert_int_eq(ls_source_next(source, &frame), LS_NEXT_END);
    expect_end(source, 0); /* leaving is no damage */
    ls_source_free(source);
    close(both);
}
END_TEST

int main(void)
{
    static const TTest *tests[8];
    size_t n = 0;
    tests[n++] = standard_input_plain_and_compressed;
    tests[n++] = long_compressed_captures_are_complete;
    tests[n++] = a_silent_pipe_can_be_left;
    return run_suite("capture/stream", tests, n);
}
