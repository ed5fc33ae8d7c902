/* html.h - the parts of the audit's page. All text goes through html_text. */
#pragma once

#include "report/about.h"

struct html {
    FILE *out;
    struct reader reader;
    struct cell_text cell;
};

void html_text(const struct html *html, const char *text);
/* html_words writes the one of the reader's language. */
void html_words(const struct html *html, const struct ls_words *words);
/* html_cell writes a column of an item, with links to rows of the document. */
void html_cell(struct html *html, const struct column *column, const void *item);

/* html_time writes an exact time to the second. */
void html_time(const struct html *html, const char *exact);

/* html_role_names writes the names of a set of roles. */
void html_role_names(struct html *html, ls_roles roles);

/* html_table writes a sheet as a table whose id is the sheet's key, in a frame that scrolls. */
void html_table(struct html *html, const struct sheet *sheet);

/* html_rest says what the list with this key does not list. */
void html_rest(const struct html *html, const char *key, const struct rest *rest);

/* html_charts.c */
void html_verdict_bar(const struct html *html);
void html_timeline(const struct html *html);

/* html_roles.c: who talks to whom, as a table whose colours show how much. */
void html_roles(struct html *html);

/* html_findings.c */
void html_findings(struct html *html);

/* html_style.c: the page's only style sheet, and the policy that allows nothing else. */
void html_policy_and_style(const struct html *html);
