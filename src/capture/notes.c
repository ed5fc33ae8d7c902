/* notes.c - notes in memory reserved at the start. */
#include "capture/notes.h"

#include <assert.h>
#include <string.h>

int ls_notes_init(struct ls_notes *notes, struct ls_arena *arena, size_t room)
{
    *notes = (struct ls_notes){.room = room, .texts = arena};
    notes->list = ls_arena_alloc(arena, room * sizeof *notes->list);
    return notes->list != NULL ? 0 : LS_E_MEMORY;
}

void ls_notes_add(struct ls_notes *notes, const char *file, const char *text)
{
    assert(notes->count < notes->room);
    const char *kept = ls_arena_text(notes->texts, text, strlen(text));
    notes->list[notes->count++] = (struct ls_source_note){
        .file = file,
        .text = kept != NULL ? kept : "incomplete; no memory is left to say why",
    };
}
