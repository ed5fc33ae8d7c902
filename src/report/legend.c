/* legend.c - see legend.h. Every flow is in the matrix, and so are the roles of both its ends. */
#include "report/legend.h"

void legend_each(const struct reader *reader, void (*put)(void *to, const struct ls_role *role),
                 void *to)
{
    const struct ls_catalogs *catalogs = reader->audit->run->catalogs;
    ls_roles used = 0;
    if (reader->lang != LS_EN)
        return;
    for (const struct matrix_line *line = reader->audit->matrix; line != NULL; line = line->hh.next)
        used |= line->key.from | line->key.to;
    for (size_t i = 0; i < ls_catalogs_role_count(catalogs); i++)
        if (used >> i & 1)
            put(to, ls_catalogs_role(catalogs, i));
}
