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

bool ls_labels_read(struct ls_cursor *in, struct ls_labels *name)
{
    name->len = 0;
    name->pointed = false;
    for (;;) {
        uint8_t n = ls_u8(in);
        if (in->failed)
            return false;
        if (n == 0)
            return true;
        if (n >= 0xc0) {
            name->pointed = true;
            ls_u8(in);
            return !in->failed;
        }
        if (n > 63 || name->len + n + 1 >= LS_LABELS_TEXT)
            return false;
        struct ls_cursor label = ls_cut(in, n);
        if (in->failed || !add_label(name, &label))
            return false;
    }
}
