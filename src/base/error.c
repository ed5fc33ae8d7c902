/* error.c - writes the one text a failure carries. */
#include "lyncscope/error.h"

#include <stdarg.h>
#include <stdio.h>

int ls_fail(struct ls_error *e, enum ls_code code, const char *format, ...)
{
    if (e == NULL)
        return code;
    va_list args;
    va_start(args, format);
    vsnprintf(e->text, sizeof e->text, format, args);
    va_end(args);
    e->code = code;
    return code;
}
