/* shown.c - what texts may name: values as they are, or their stand-ins. */
#include <string.h>

#include "classify/case.h"

void ls_show_value(const struct ls_context *context, enum ls_fact_kind kind, struct ls_span value,
                   char *text, size_t size)
{
    char room[LS_STANDIN_TEXT];
    if (context->anonymiser != NULL)
        value = ls_fact_anonymise(context->anonymiser, kind, value, room);
    size_t n = value.len < size ? value.len : size - 1;
    if (n > 0)
        memcpy(text, value.at, n);
    text[n] = '\0';
}

const char *ls_show_addr(const struct ls_context *context, const struct ls_addr *addr,
                         char text[LS_ADDR_TEXT])
{
    struct ls_addr shown = *addr;
    if (context->anonymiser != NULL)
        shown = ls_anonymise_addr(context->anonymiser, addr);
    return ls_addr_format(&shown, text);
}
