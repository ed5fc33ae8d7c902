/*
 * html_roles.c - role to role, as a picture and as a table: flows in each field, darker for more,
 * marked where something is wrong
 */
#include <inttypes.h>
#include <stdlib.h>

#include "report/html.h"

struct field {
    uint64_t flows, wrong;
};

struct grid {
    ls_roles *from, *to; /* the sets of roles on either side, each once */
    size_t from_count, to_count;
    struct field *fields; /* from_count times to_count */
    uint64_t most;
};

static size_t place_of(ls_roles *sets, size_t *count, ls_roles roles)
{
    for (size_t i = 0; i < *count; i++)
        if (sets[i] == roles)
            return i;
    sets[*count] = roles;
    return (*count)++;
}

static int compare_roles(const void *a, const void *b)
{
    const ls_roles *one = a, *other = b;
    return (*one > *other) - (*one < *other);
}

/* Known roles first: the empty set sorts last once one is taken from all of them. */
static void sort_sets(ls_roles *sets, size_t count)
{
    for (size_t i = 0; i < count; i++)
        sets[i] -= 1;
    qsort(sets, count, sizeof *sets, compare_roles);
    for (size_t i = 0; i < count; i++)
        sets[i] += 1;
}

static bool fill_grid(struct grid *grid, const struct ls_audit *audit)
{
    const struct matrix_line *line;
    size_t lines = HASH_COUNT(audit->matrix);
    grid->from = calloc(lines + 1, sizeof *grid->from);
    grid->to = calloc(lines + 1, sizeof *grid->to);
    if (grid->from == NULL || grid->to == NULL)
        return false;
    for (line = audit->matrix; line != NULL; line = line->hh.next) {
        place_of(grid->from, &grid->from_count, line->key.from);
        place_of(grid->to, &grid->to_count, line->key.to);
    }
    sort_sets(grid->from, grid->from_count);
    sort_sets(grid->to, grid->to_count);
    grid->fields = calloc(grid->from_count * grid->to_count + 1, sizeof *grid->fields);
    if (grid->fields == NULL)
        return false;
    for (line = audit->matrix; line != NULL; line = line->hh.next) {
        size_t row = place_of(grid->from, &grid->from_count, line->key.from);
        size_t column = place_of(grid->to, &grid->to_count, line->key.to);
        struct field *field = &grid->fields[row * grid->to_count + column];
        bool fine = line->key.verdict == LS_DOCUMENTED || line->key.verdict == LS_DEPENDENCY;
        field->flows += line->flows;
        field->wrong += fine ? 0 : line->flows;
        if (field->flows > grid->most)
            grid->most = field->flows;
    }
    return true;
}

/* Each shade stands for four times as many flows as the one before, counted down from the most. */
static unsigned shade_of(uint64_t flows, uint64_t most)
{
    unsigned shade = 5;
    for (; shade > 1 && flows < most; shade--)
        flows = flows > UINT64_MAX / 4 ? UINT64_MAX : flows * 4;
    return shade;
}

static void write_field(struct html *html, const struct field *field, uint64_t most)
{
    if (field->flows == 0) {
        fputs("<td class=\"none\">0</td>", html->out);
        return;
    }
    fprintf(html->out, "<td class=\"h%u\">%" PRIu64, shade_of(field->flows, most), field->flows);
    if (field->wrong > 0)
        fprintf(html->out, " <span class=\"wrong\">!&nbsp;%" PRIu64 "</span>", field->wrong);
    fputs("</td>", html->out);
}

/* --- the picture --- */

enum { FIELD_WIDE = 44, FIELD_TALL = 26, NAMES_WIDE = 250, NAMES_TALL = 210 };

static void write_side(const struct html *html, const struct grid *grid)
{
    const struct ls_catalogs *catalogs = html->reader.audit->run->catalogs;
    char name[ROLES_WORDS];
    for (size_t i = 0; i < grid->from_count; i++) {
        fprintf(html->out, "<text x=\"%d\" y=\"%zu\" text-anchor=\"end\">", NAMES_WIDE - 8,
                NAMES_TALL + i * FIELD_TALL + 17);
        html_text(html, roles_words(catalogs, grid->from[i], html->reader.lang, name));
        fputs("</text>\n", html->out);
    }
    for (size_t k = 0; k < grid->to_count; k++) {
        size_t x = NAMES_WIDE + k * FIELD_WIDE + FIELD_WIDE / 2;
        fprintf(html->out, "<text x=\"%zu\" y=\"%d\" transform=\"rotate(-45 %zu %d)\">", x,
                NAMES_TALL - 8, x, NAMES_TALL - 8);
        html_text(html, roles_words(catalogs, grid->to[k], html->reader.lang, name));
        fputs("</text>\n", html->out);
    }
}

static void write_square(struct html *html, const struct grid *grid, size_t i, size_t k)
{
    const struct field *field = &grid->fields[i * grid->to_count + k];
    size_t x = NAMES_WIDE + k * FIELD_WIDE, y = NAMES_TALL + i * FIELD_TALL;
    if (field->flows == 0)
        return;
    fputs("<g><title>", html->out);
    html_role_names(html, grid->from[i]);
    fputs(" &rarr; ", html->out);
    html_role_names(html, grid->to[k]);
    fprintf(html->out,
            ": %" PRIu64 "</title><rect class=\"h%u%s\" x=\"%zu\" y=\"%zu\" width=\"%d\" "
            "height=\"%d\"/>",
            field->flows, shade_of(field->flows, grid->most), field->wrong ? " bad" : "", x + 1,
            y + 1, FIELD_WIDE - 2, FIELD_TALL - 2);
    fprintf(html->out,
            "<text class=\"count\" x=\"%zu\" y=\"%zu\" text-anchor=\"middle\">%" PRIu64
            "</text></g>\n",
            x + FIELD_WIDE / 2, y + 17, field->flows);
}

/* Lines are sources and columns destinations; a red frame says that not all of it is allowed. */
static void write_picture(struct html *html, const struct grid *grid)
{
    static const struct ls_words title = {{"Flows from role to role", "角色之间的流数"}};
    size_t wide = NAMES_WIDE + grid->to_count * FIELD_WIDE + NAMES_TALL;
    size_t tall = NAMES_TALL + grid->from_count * FIELD_TALL + 2;
    fputs("<div class=\"scroll picture\" tabindex=\"0\" role=\"region\" aria-label=\"", html->out);
    html_words(html, &title);
    fprintf(html->out,
            "\"><svg class=\"grid\" role=\"img\" viewBox=\"0 0 %zu %zu\" width=\"%zu\" "
            "height=\"%zu\" aria-label=\"",
            wide, tall, wide, tall);
    html_words(html, &title);
    fputs("\">\n", html->out);
    write_side(html, grid);
    for (size_t i = 0; i < grid->from_count; i++)
        for (size_t k = 0; k < grid->to_count; k++)
            write_square(html, grid, i, k);
    fputs("</svg></div>\n", html->out);
}

/* --- the table --- */

static void write_head(struct html *html, const struct grid *grid)
{
    static const struct ls_words corner = {{"From \\ to", "源 \\ 目标"}};
    fputs("<thead><tr><th scope=\"col\">", html->out);
    html_words(html, &corner);
    fputs("</th>", html->out);
    for (size_t i = 0; i < grid->to_count; i++) {
        fputs("<th scope=\"col\">", html->out);
        html_role_names(html, grid->to[i]);
        fputs("</th>", html->out);
    }
    fputs("</tr></thead>\n<tbody>", html->out);
}

static void write_grid(struct html *html, const struct grid *grid)
{
    static const struct ls_words caption = {
        {"Flows from role (line) to role (column). A number after an exclamation mark, in a "
         "red frame, is how many of them the document does not allow there",
         "从角色（行）到角色（列）的流数；! 之后及红框内为文档在此不允许的流"}};
    fputs("<p class=\"sub\" id=\"roles-say\">", html->out);
    html_words(html, &caption);
    fputs("</p>\n", html->out);
    if (grid->from_count > 0)
        write_picture(html, grid);
    fputs("<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
          "aria-labelledby=\"roles-say\"><table id=\"roles\" class=\"heat\">",
          html->out);
    write_head(html, grid);
    for (size_t i = 0; i < grid->from_count; i++) {
        fputs("<tr><th scope=\"row\">", html->out);
        html_role_names(html, grid->from[i]);
        fputs("</th>", html->out);
        for (size_t k = 0; k < grid->to_count; k++)
            write_field(html, &grid->fields[i * grid->to_count + k], grid->most);
        fputs("</tr>\n", html->out);
    }
    fputs("</tbody></table></div>\n", html->out);
}

void html_roles(struct html *html)
{
    struct grid grid = {.from_count = 0};
    if (fill_grid(&grid, html->reader.audit))
        write_grid(html, &grid);
    else
        html->cell.failed = true;
    free(grid.fields);
    free(grid.from);
    free(grid.to);
}
