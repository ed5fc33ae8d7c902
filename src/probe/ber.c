/* ber.c - see ber.h */
#include "probe/ber.h"

bool ls_ber_head(struct ls_cursor *in, struct ls_ber *ber)
{
    ber->tag = ls_u8(in);
    uint8_t first = ls_u8(in);
    ber->length = first;
    if (in->failed || (ber->tag & 0x1f) == 0x1f)
        return false;
    if (first < 0x80)
        return true;
    unsigned octets = first & 0x7f;
    if (octets == 0 || octets > 4)
        return false;
    ber->length = 0;
    while (octets-- > 0)
        ber->length = ber->length << 8 | ls_u8(in);
    return !in->failed;
}

bool ls_ber_small(struct ls_cursor *in, uint8_t tag, uint32_t *value)
{
    struct ls_ber ber;
    if (!ls_ber_head(in, &ber) || ber.tag != tag || ber.length == 0 || ber.length > 4)
        return false;
    *value = 0;
    uint8_t top = ls_left(in) > 0 ? *in->at : 0;
    for (uint32_t i = 0; i < ber.length; i++)
        *value = *value << 8 | ls_u8(in);
    return !in->failed && top < 0x80;
}
