/*
 * capture.h - frames from files and interfaces
 *
 * A source delivers frames in time order, whatever they come from: capture files (pcap,
 * pcapng; plain, gzip or zstd, told by magic number), standard input, every capture in a
 * folder, or a live interface. Formats: draft-ietf-opsawg-pcap, draft-ietf-opsawg-pcapng, read
 * out of large blocks; libpcap reads interfaces, and variants of pcap that are rare.
 *
 * Threads: a source belongs to one thread; only ls_source_stop may be called from a signal
 * handler or another thread. Those it makes itself begin at the first ls_source_next. Times: ns
 * since 1970.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lyncscope/address.h"
#include "lyncscope/error.h"

/* One captured frame. bytes is lent until the next call on the same source. */
struct ls_frame {
    int64_t time_ns;
    const uint8_t *bytes;
    uint32_t captured; /* bytes that are here */
    uint32_t wire;     /* bytes the frame had on the wire; at least captured */
    int link_type;     /* DLT_ value of libpcap */
};

struct ls_source_options {
    const char *const *files; /* paths, "-" or folders; exactly one of files and interfaces */
    size_t file_count;
    const char *const *interfaces; /* captured together */
    size_t interface_count;
    const char *filter;    /* BPF text, or NULL */
    bool threads;          /* packed files may be unpacked by threads of their own */
    uint32_t snaplen;      /* live only; 0 = 262144 */
    uint32_t buffer_bytes; /* live only: the kernel's buffer of each interface, shared by its
                              handles; 0 = 64 MiB */
    unsigned handles;      /* live only: of each interface, see ls_source_shares; 0 = 1 */
    bool no_promiscuous;   /* live only */
    bool reopen; /* live only: interfaces that come back are opened again, if that is permitted */
};

/* Something that made the input incomplete: a file cut short, a damaged record, drops. */
struct ls_source_note {
    const char *file; /* path as given, or interface name */
    const char *text; /* what is missing, in one clause */
};

struct ls_source_stats {
    uint64_t frames; /* delivered */
    uint64_t bytes;  /* on the wire, of delivered frames */
    /* Live, or of finished pcapng files that have interface statistics. */
    uint64_t dropped_kernel;
    uint64_t dropped_interface;
};

enum ls_next {
    LS_NEXT_END = 0,   /* no more frames; notes say whether anything is missing */
    LS_NEXT_FRAME = 1, /* *frame is filled */
    LS_NEXT_IDLE = 2,  /* live only: nothing arrived for a moment */
};

struct ls_source;

/*
 * ls_source_open opens every file and compiles the filter before the first frame is read, so
 * that a wrong name, a file that is no capture, an empty file or a bad filter is told at
 * once: returns NULL and fills error. What options points to must outlive the source.
 */
LS_MUST_USE struct ls_source *ls_source_open(const struct ls_source_options *options,
                                             struct ls_error *error);
void ls_source_free(struct ls_source *source);

/*
 * ls_source_next returns an enum ls_next. Damage midway in a file ends that file, adds a
 * note, and reading goes on with the other files; it is not an error.
 */
LS_MUST_USE int ls_source_next(struct ls_source *source, struct ls_frame *frame);

/*
 * ls_source_next_batch is ls_source_next for many: it lends the next frames, at most most of them
 * (above 0), and all of them with their bytes stay valid until the next call. It gives what is
 * there without waiting, so *count varies; it is above 0 exactly with LS_NEXT_FRAME. Both calls may
 * be mixed.
 */
LS_MUST_USE int ls_source_next_batch(struct ls_source *source, size_t most,
                                     const struct ls_frame **frames, size_t *count);

/*
 * ls_source_keep, before the first frame, has the bytes of frames stay beyond the next call, until
 * they are let go; false for live captures, which cannot. ls_source_mark numbers what was lent
 * last; the number never falls. ls_source_let_go says that nobody looks at what was lent under
 * lower numbers, and returns how many blocks of memory, mostly of 128 KiB, are kept all the same.
 */
LS_MUST_USE bool ls_source_keep(struct ls_source *source);
uint64_t ls_source_mark(const struct ls_source *source);
size_t ls_source_let_go(struct ls_source *source, uint64_t mark);

/*
 * ls_source_stop makes the next ls_source_next return LS_NEXT_END; of a live source, when all that
 * had come by then was delivered. Async-signal-safe.
 */
void ls_source_stop(struct ls_source *source);

void ls_source_stats(struct ls_source *source, struct ls_source_stats *stats);

/* ls_source_notes lends the notes so far. */
const struct ls_source_note *ls_source_notes(const struct ls_source *source, size_t *count);

/*
 * ls_source_event lends what happened meanwhile, one text a call, until the next: an interface went
 * down or came back. NULL when there is no more. Live only.
 */
const char *ls_source_event(struct ls_source *source);

/*
 * ls_source_files lends the paths actually read (folders spelt out), in the order given, or the
 * names of the interfaces.
 */
const char *const *ls_source_files(const struct ls_source *source, size_t *count);

/*
 * A live source with several handles is read in shares, each by a thread of its own, and not
 * itself: all of ls_source_next and ls_source_next_batch, and ls_source_stats while it is read, are
 * for the shares. ls_source_shares lends them; there is none where one handle was wanted, or where
 * the system does not deal out frames, which is an event then. When all have ended ls_source_next
 * of the source ends too, and its stats and notes are of all.
 *
 * ls_share_of says which share the kernel means for frames between two addresses, the outermost in
 * the frame, in either direction. It is no promise: while handles are opened and closed frames go
 * where there is one. But fragments of one datagram go to one share.
 *
 * ls_source_wake, from any thread, makes the share's reader return LS_NEXT_IDLE instead of waiting.
 */
struct ls_source *const *ls_source_shares(const struct ls_source *source, unsigned *count);
unsigned ls_share_of(const struct ls_addr *a, const struct ls_addr *b, unsigned shares);
void ls_source_wake(struct ls_source *share);

/* ls_source_progress says how far the read is, in stored bytes; total is 0 when unknown. */
void ls_source_progress(const struct ls_source *source, uint64_t *done, uint64_t *total);

/* One interface for -D: name as for -i, text of libpcap or NULL. */
struct ls_interface {
    char *name;
    char *text;
};

/* ls_interfaces lists the interfaces; the caller frees the list with ls_interfaces_free. */
LS_MUST_USE int ls_interfaces(struct ls_interface **list, size_t *count, struct ls_error *error);
void ls_interfaces_free(struct ls_interface *list, size_t count);

/*
 * An evidence file: pcapng with nanosecond stamps, comments, and an interface for each link type;
 * where the path ends in ".pcap" classic pcap with nanosecond stamps, one link type and no
 * comments. Written to a temporary name and renamed by ls_evidence_file_close, so it is complete or
 * not there; a path that is a device or FIFO is written directly.
 */
struct ls_evidence_file;

/*
 * ls_evidence_file_create begins one. application says who writes (NULL: nothing), link_type what
 * an evidence file without frames is of.
 */
LS_MUST_USE struct ls_evidence_file *ls_evidence_file_create(const char *path,
                                                             const char *application, int link_type,
                                                             struct ls_error *error);
/*
 * ls_evidence_file_add writes a frame with a comment, UTF-8 of at most 65,532 bytes (longer ones
 * are cut), or NULL.
 */
LS_MUST_USE int ls_evidence_file_add(struct ls_evidence_file *file, const struct ls_frame *frame,
                                     const char *comment, struct ls_error *error);
/* ls_evidence_file_flush passes on what was written so far, and says so where that fails. */
LS_MUST_USE int ls_evidence_file_flush(struct ls_evidence_file *file, struct ls_error *error);
/* ls_evidence_file_size is the bytes it has so far; negative where that cannot be said. */
int64_t ls_evidence_file_size(const struct ls_evidence_file *file);
LS_MUST_USE int ls_evidence_file_close(struct ls_evidence_file *file, struct ls_error *error);
void ls_evidence_file_abandon(struct ls_evidence_file *file);

/* ls_capture_version names the capture library and its version; static text. */
const char *ls_capture_version(void);
