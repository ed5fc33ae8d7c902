/* labels.c - see labels.h */
#include "probe/labels.h"

/* A label is any bytes (RFC 2181 section 11), but names people use have no control characters. */
static bool add_label(struct ls_labels *name, struct ls_cursor *label)
{
    if (name->len > 0)
        name->text[name->len++] = '.';
    while (ls_left(label) > 0) {
        uint8_t c = ls_u8(label);
        if (c < 0x20 || c == 0x7f)
            return false;
        name->text[name->len++] = (char)c;
    }
    return true;
}

/* Reads labels up to the root or a pointer, and adds them to name; offset is where it points. */
static bool read_labels(struct ls_cursor *in, struct ls_labels *name, size_t *offset)
{
    for (;;) {
        uint8_t n = ls_u8(in);
        if (in->failed)
            return false;
        if (n == 0)
            return true;
        if (n >= 0xc0) {
            name->pointed = true;
            *offset = (size_t)(n & 0x3f) << 8 | ls_u8(in);
            return !in->failed;
        }
        if (n > 63 || name->len + n + 1 >= LS_LABELS_TEXT)
            return false;
        struct ls_cursor label = ls_cut(in, n);
        if (in->failed || !add_label(name, &label))
            return false;
    }
}

bool ls_labels_read(struct ls_cursor *in, struct ls_labels *name)
{
    size_t offset;
    name->len = 0;
    name->pointed = false;
    return read_labels(in, name, &offset);
}

bool ls_labels_follow(struct ls_cursor *in, const struct ls_cursor *message, struct ls_labels *name)
{
    size_t before = (size_t)(in->at - message->at);
    size_t offset = 0;
    name->len = 0;
    name->pointed = false;
    if (!read_labels(in, name, &offset))
        return false;
    while (name->pointed) {
        struct ls_cursor part = *message;
        if (offset >= before)
            return false;
        before = offset;
        ls_take(&part, offset);
        name->pointed = false;
        if (!read_labels(&part, name, &offset))
            return false;
    }
    return true;
}
