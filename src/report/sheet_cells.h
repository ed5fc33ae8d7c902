/*
 * sheet_cells.h - how the columns of a sheet are written
 *
 * A column is PUT(name) { ... }, which has out, reader and item; one that is a single value of its
 * item takes a line, and one that another sheet has, too, is SHARED_PUT. Beside them stands what
 * columns of several sheets write.
 */
#pragma once

#include "report/sheets.h"

#define SHARED_PUT(name)                                                                           \
    void name(FILE *out, __attribute__((unused)) const struct reader *reader, const void *item)
#define PUT(name) static SHARED_PUT(name)
#define PUT_ONE(name, type, put, value)                                                            \
    PUT(name)                                                                                      \
    {                                                                                              \
        const type *of = item;                                                                     \
        put(out, of->value);                                                                       \
    }
#define PUT_NUMBER(name, type, value) PUT_ONE(name, type, put_number, value)
#define PUT_MOMENT(name, type, value) PUT_ONE(name, type, put_moment, value)
#define PUT_TEXT(name, type, value)   PUT_ONE(name, type, put_text, value)

void put_number(FILE *out, uint64_t number);
void put_moment(FILE *out, int64_t ns);
void put_text(FILE *out, const char *text);

/* put_roles writes role keys joined by '+', or their names to people who read no English. */
void put_roles(FILE *out, const struct reader *reader, ls_roles roles);
void put_verdict(FILE *out, const struct reader *reader, enum ls_verdict_kind kind);
void put_severity(FILE *out, const struct reader *reader, enum ls_severity severity);
/* put_accepted says who answers for something; nothing for NULL. Programs get the id. */
void put_accepted(FILE *out, const struct reader *reader, const struct ls_exception *accepted);
/* put_rule says what a row allows, in one line. */
void put_rule(FILE *out, const struct reader *reader, const struct ls_row *row);

/* sheet_findings.c: columns of a group, which causes have, too */
void put_group_source(FILE *out, const struct reader *reader, const void *item);
void put_group_destination(FILE *out, const struct reader *reader, const void *item);
void put_group_rule(FILE *out, const struct reader *reader, const void *item);
