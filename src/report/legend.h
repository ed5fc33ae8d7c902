/* legend.h - the names of the roles that a report calls by their keys */
#pragma once

#include "report/sheets.h"

/* legend_each shows put every role of this report, in order; none where they stand by name. */
void legend_each(const struct reader *reader, void (*put)(void *to, const struct ls_role *role),
                 void *to);
