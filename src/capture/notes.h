/*
 * notes.h - what made the input incomplete, collected while reading
 */
#pragma once

#include "lyncscope/arena.h"
#include "lyncscope/capture.h"

struct ls_notes {
    struct ls_source_note *list;
    size_t count, room;
    struct ls_arena *texts;
};

/* ls_notes_init makes room for room notes at once, so that adding one later cannot be refused. */
LS_MUST_USE int ls_notes_init(struct ls_notes *notes, struct ls_arena *arena, size_t room);

/* ls_notes_add keeps file and copies text; without memory the text only says so. */
void ls_notes_add(struct ls_notes *notes, const char *file, const char *text);
