/* mistakes.c - keeps the list of what is wrong, up to a limit. */
#include "catalog/mistakes.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void ls_mistakes_add(struct ls_mistakes *mistakes, const char *file, unsigned line, unsigned column,
                     const char *format, ...)
{
    if (mistakes == NULL)
        return;
    mistakes->total++;
    if (mistakes->count == LS_MISTAKES_MAX)
        return;
    char text[400];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    const char *kept = ls_arena_text(mistakes->arena, text, strlen(text));
    struct ls_mistake *mistake = &mistakes->list[mistakes->count++];
    mistake->file = file;
    mistake->line = line;
    mistake->column = column;
    mistake->text = kept ? kept : "out of memory";
}

int ls_mistakes_since(const struct ls_mistakes *mistakes, size_t before, struct ls_error *error)
{
    if (mistakes->total == before)
        return 0;
    if (before >= mistakes->count)
        return ls_fail(error, LS_E_FORMAT, "more than %d mistakes in all files", LS_MISTAKES_MAX);
    const struct ls_mistake *m = &mistakes->list[before];
    if (m->line == 0)
        return ls_fail(error, LS_E_FORMAT, "%s: %s", m->file, m->text);
    return ls_fail(error, LS_E_FORMAT, "%s:%u:%u: %s", m->file, m->line, m->column, m->text);
}
