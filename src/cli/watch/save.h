/* save.h - the flows that are shown, as records in a file */
#pragma once

#include "cli/watch/model.h"

/*
 * save_may says whether the sandbox lets this file be made: where -o names one, in the same folder.
 * Else it has told why in model->message.
 */
bool save_may(struct model *model, const char *path);

/* save writes the file, complete or not at all, and says in model->message how it went. */
void save(struct model *model, const char *path);
