/* described.c - the options that matter: resolution and offset of stamps, and drops. */
#include "capture/described.h"

enum {
    END_OF_OPTIONS = 0,
    IF_TSRESOL = 9,
    IF_TSOFFSET = 14,
    ISB_IFDROP = 5,
    ISB_OSDROP = 7,
    MICROSECONDS = 6,
    MOST_DECIMAL = 19, /* 10^19 units a second fit 64 bits */
    MOST_BINARY = 0x80 + 63,
};

struct option {
    uint16_t code, length;
    struct ls_cursor value;
};

/* Section 3.5: values are padded to four bytes. */
static bool option_next(struct ls_cursor *options, bool big, struct option *option)
{
    option->code = ls_order16(options, big);
    option->length = ls_order16(options, big);
    option->value = ls_cut(options, ((size_t)option->length + 3) / 4 * 4);
    return !options->failed;
}

static uint64_t order64(struct ls_cursor *c, bool big)
{
    return big ? ls_be64(c) : ls_le64(c);
}

struct time_options {
    int resolution; /* -1: not given */
    bool has_offset;
    int64_t offset;
};

/* NULL, or what is wrong with the option. */
static const char *time_option(struct time_options *time, struct option *option, bool big)
{
    switch (option->code) {
    case IF_TSRESOL:
        if (option->length != 1)
            return "if_tsresol has not one byte";
        if (time->resolution >= 0)
            return "if_tsresol stands there twice";
        time->resolution = ls_u8(&option->value);
        if (time->resolution > MOST_BINARY ||
            (time->resolution > MOST_DECIMAL && time->resolution < 0x80))
            return "if_tsresol is too fine";
        return NULL;
    case IF_TSOFFSET:
        if (option->length != 8)
            return "if_tsoffset has not eight bytes";
        if (time->has_offset)
            return "if_tsoffset stands there twice";
        time->has_offset = true;
        time->offset = (int64_t)order64(&option->value, big);
        return NULL;
    default:
        return NULL;
    }
}

bool ls_described_read(struct ls_described *described, struct ls_cursor body, bool big,
                       struct ls_reader *reader)
{
    struct time_options time = {.resolution = -1};
    const char *wrong = NULL;
    *described = (struct ls_described){.link_type = ls_order16(&body, big)};
    ls_take(&body, 2); /* reserved */
    described->snaplen = ls_order32(&body, big);
    while (wrong == NULL && !body.failed && ls_left(&body) > 0) {
        struct option option;
        if (!option_next(&body, big, &option))
            break;
        if (option.code == END_OF_OPTIONS) {
            if (option.length != 0)
                wrong = "opt_endofopt has a value";
            break;
        }
        wrong = time_option(&time, &option, big);
    }
    if (body.failed)
        wrong = "it is too short for its options";
    if (wrong != NULL) {
        ls_reader_damage(reader, "an interface description is damaged: %s", wrong);
        return false;
    }
    int resolution = time.resolution >= 0 ? time.resolution : MICROSECONDS;
    ls_stamp_clock_set(&described->clock, (uint8_t)resolution, time.offset);
    return true;
}

/* All ones stands for "not known" in some files, and no counter comes near it. */
static void count(uint64_t *last, uint64_t now, uint64_t *sum)
{
    if (now > *last && now <= INT64_MAX) {
        *sum += now - *last;
        *last = now;
    }
}

void ls_described_drops(struct ls_described *described, struct ls_cursor options, bool big,
                        struct ls_reader *reader)
{
    struct option option;
    while (ls_left(&options) > 0 && option_next(&options, big, &option)) {
        if (option.code == END_OF_OPTIONS)
            break;
        if (option.length != 8)
            continue;
        if (option.code == ISB_IFDROP)
            count(&described->dropped_interface, order64(&option.value, big),
                  &reader->dropped_interface);
        if (option.code == ISB_OSDROP)
            count(&described->dropped_kernel, order64(&option.value, big), &reader->dropped_kernel);
    }
}
