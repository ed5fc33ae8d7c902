/* reader.c - how a reader runs out of bytes or gives up. */
#include "capture/reader.h"

#include <stdarg.h>

void ls_reader_damage(struct ls_reader *reader, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    vsnprintf(reader->why, sizeof reader->why, format, list);
    va_end(list);
    reader->over = true;
    reader->code = LS_E_FORMAT;
}

const uint8_t *ls_reader_want(struct ls_reader *reader, size_t n)
{
    if (reader->over)
        return NULL;
    const uint8_t *bytes = ls_block_want(reader->block, n);
    if (bytes != NULL)
        return bytes;
    reader->over = true;
    if (reader->block->no_memory)
        ls_reader_damage(reader, "no memory is left for a record of %zu bytes", n);
    else
        reader->cut = ls_block_left(reader->block) > 0;
    return NULL;
}
