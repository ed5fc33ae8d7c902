/* ports.c - port numbers as the document writes them. */
#include <string.h>

#include "catalog/store.h"

/* Reads one number, 1 to 65535, without sign or leading zero. */
static bool read_port(const char **at, uint16_t *port)
{
    unsigned value = 0;
    size_t digits = strspn(*at, "0123456789");
    if (digits == 0 || digits > 5 || **at == '0')
        return false;
    for (size_t i = 0; i < digits; i++)
        value = value * 10 + (unsigned)((*at)[i] - '0');
    if (value > 65535)
        return false;
    *port = (uint16_t)value;
    *at += digits;
    return true;
}

static bool read_range(const char **at, struct ls_port_range *range)
{
    if (!read_port(at, &range->first))
        return false;
    range->last = range->first;
    if (**at != '-')
        return true;
    ++*at;
    return read_port(at, &range->last) && range->first < range->last;
}

static bool is_free(const struct ls_row *row, const struct ls_port_range *range)
{
    for (size_t i = 0; i < row->range_count; i++)
        if (range->first <= row->range[i].last && range->last >= row->range[i].first)
            return false;
    return true;
}

static bool read_ranges(const char *text, struct ls_row *row)
{
    for (const char *at = text;; at++) {
        struct ls_port_range range;
        if (row->range_count == LS_ROW_PORTS_MAX || !read_range(&at, &range) ||
            !is_free(row, &range))
            return false;
        row->range[row->range_count++] = range;
        row->width += (uint32_t)(range.last - range.first) + 1;
        if (*at == '\0')
            return true;
        if (*at != '/' && *at != ',')
            return false;
    }
}

void ls_ports_read(struct ls_yaml *yaml, const struct ls_yaml_node *value, struct ls_row *row)
{
    const char *text = ls_text(yaml, value);
    if (text == NULL)
        return;
    row->ports = text;
    if (text[0] == '\0' || read_ranges(text, row))
        return;
    row->range_count = 0;
    row->width = 0;
    ls_wrong(yaml, value,
             "bad ports '%.60s'; write 80, 67/68, 5065,5067 or 1024-65535: at most %d, from 1 to "
             "65535, none twice",
             text, LS_ROW_PORTS_MAX);
}
