/* csv.c - splits in place: fields only ever get shorter. */
#include "topology/csv.h"

#include <string.h>

static void end_line(struct ls_csv *csv)
{
    if (*csv->at == '\r')
        csv->at++;
    if (*csv->at == '\n')
        csv->at++;
    csv->line++;
}

void ls_csv_begin(struct ls_csv *csv, char *text)
{
    csv->at = text;
    csv->line = 1;
    csv->torn = false;
    for (;;) {
        csv->at += strspn(csv->at, " \t");
        if (*csv->at == '#')
            csv->at += strcspn(csv->at, "\r\n");
        if (*csv->at != '\r' && *csv->at != '\n')
            break;
        end_line(csv);
    }
    size_t n = strcspn(csv->at, "\r\n");
    csv->delimiter = ',';
    if (memchr(csv->at, ',', n) == NULL)
        csv->delimiter = memchr(csv->at, ';', n) != NULL ? ';' : '\t';
}

/* Copies a quoted field over itself, "" as ", and returns where it ends; NULL when it does not. */
static char *unquote(struct ls_csv *csv, char *to)
{
    char *from = csv->at + 1;
    for (; *from != '\0'; from++) {
        if (*from == '"' && from[1] == '"')
            from++;
        else if (*from == '"')
            break;
        csv->line += *from == '\n';
        *to++ = *from;
    }
    if (*from == '\0')
        return NULL;
    csv->at = from + 1;
    return to;
}

/* Takes one field; what ends it is in *stop. */
static bool take_field(struct ls_csv *csv, char *stop)
{
    char *start = csv->at;
    char *end;
    char ends[] = {csv->delimiter, '\r', '\n', '\0'};
    if (*csv->at == '"') {
        end = unquote(csv, start);
        if (end == NULL)
            return false;
        csv->at += strcspn(csv->at, ends); /* blanks some tools leave behind the quote */
    } else {
        csv->at += strcspn(csv->at, ends);
        end = csv->at;
    }
    *stop = *csv->at;
    if (*stop == '\r' || *stop == '\n')
        end_line(csv);
    else if (*stop != '\0')
        csv->at++;
    while (end > start && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    *end = '\0';
    csv->field[csv->count++] = start + strspn(start, " \t");
    return true;
}

bool ls_csv_next(struct ls_csv *csv)
{
    for (;;) {
        char stop = csv->delimiter;
        if (*csv->at == '\0' || csv->torn)
            return false;
        csv->record = csv->line;
        for (csv->count = 0; stop == csv->delimiter;) {
            if (csv->count == LS_CSV_FIELDS_MAX || !take_field(csv, &stop)) {
                csv->torn = true;
                return false;
            }
        }
        if (csv->count > 1 || csv->field[0][0] != '\0')
            return true;
    }
}
