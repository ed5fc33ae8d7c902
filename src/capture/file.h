/*
 * file.h - one capture file: opened, checked, and read frame by frame
 *
 * A file can be closed and opened again from its beginning when it is a regular one; what
 * was learned at the first opening (size, time of the first frame) stays.
 */
#pragma once

#include <pcap/pcap.h>

#include "capture/stream.h"
#include "lyncscope/capture.h"

struct ls_capture_file {
    const char *path;
    size_t number;            /* order in which files were given */
    struct ls_stream *stream; /* NULL while closed */
    pcap_t *pcap;             /* NULL while closed */
    struct bpf_program program;
    bool filtered; /* program holds the compiled filter */
    int link_type;
    bool classic;  /* pcap, not pcapng */
    bool regular;  /* may be closed and opened again */
    bool started;  /* its frames are being delivered */
    uint64_t size; /* stored bytes; 0 = unknown */
    uint64_t done; /* stored bytes that were read, once the file is finished */
    uint64_t delivered;
    int answer; /* of pcap_next_ex */
    /* The next frame. Of a file that has not started only the time is known, and it may be that of
       a frame which the filter drops. */
    struct pcap_pkthdr *header;
    const u_char *bytes;
    int64_t time_ns;
};

struct ls_capture_setup {
    const char *filter; /* or NULL */
    const atomic_bool *stop;
    size_t buffer_bytes;
};

/*
 * ls_capture_file_open opens the file and compiles the filter for its link type; nothing is read
 * beyond the header. On failure the file is closed again.
 */
LS_MUST_USE int ls_capture_file_open(struct ls_capture_file *file,
                                     const struct ls_capture_setup *setup, struct ls_error *error);
void ls_capture_file_close(struct ls_capture_file *file);

/*
 * ls_capture_file_peek, right after opening, finds the time at which the file takes its turn among
 * others. A regular file is closed again; of a pipe the first frame is kept. Fails, closed, when
 * libpcap refuses the interfaces of a pcapng file before its first frame.
 */
LS_MUST_USE int ls_capture_file_peek(struct ls_capture_file *file, struct ls_error *error);

/* ls_capture_file_start, after opening, lets the filter work; then frames may be read. */
LS_MUST_USE int ls_capture_file_start(struct ls_capture_file *file, struct ls_error *error);

/* ls_capture_file_advance reads the next frame; false at the end, good or bad. */
LS_MUST_USE bool ls_capture_file_advance(struct ls_capture_file *file);

/*
 * ls_capture_file_damage, after advance was false: writes what is missing as one clause and
 * returns true, or returns false when the file was complete.
 */
bool ls_capture_file_damage(const struct ls_capture_file *file, char *text, size_t room);

/* ls_filter_compile compiles filter for an open handle; where names the input for the message. */
LS_MUST_USE int ls_filter_compile(pcap_t *pcap, const char *filter, const char *where,
                                  struct bpf_program *program, struct ls_error *error);

/*
 * ls_pcap_time makes ns since 1970 of seconds and nanoseconds, whatever they claim: at most
 * LS_TIME_MOST from 1970 either way, so that spans can be added to it without a second thought.
 */
int64_t ls_pcap_time(int64_t seconds, int64_t ns);
