/*
 * csv.h - records of comma separated values (RFC 4180), as spreadsheets and PowerShell write them
 *
 * The delimiter is the one the first line has: comma, semicolon (European settings) or tab.
 * Private to topology.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { LS_CSV_FIELDS_MAX = 256 }; /* Get-CsService prints some hundred */

struct ls_csv {
    char *at; /* what is left; ends in a zero byte, is written to */
    char delimiter;
    unsigned line;   /* of at */
    unsigned record; /* line of the current record */
    size_t count;    /* fields of it */
    char *field[LS_CSV_FIELDS_MAX];
    bool torn; /* a quoted field that never ended, or too many fields */
};

/* ls_csv_begin keeps text, skips a "#TYPE" line and finds the delimiter. */
void ls_csv_begin(struct ls_csv *csv, char *text);
/* ls_csv_next splits the next record that is not empty; false at the end or when torn. */
bool ls_csv_next(struct ls_csv *csv);
