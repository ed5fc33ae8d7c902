/* talk.c - stderr is a variable in the C library's manual (12.2, Standard Streams); it is set. */
#include "cli/watch/talk.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>

enum { TALK_BYTES = 16384 }; /* of what was said last */

struct talk {
    FILE *real, *ours;
    char text[TALK_BYTES + 1];
    size_t used, told;
    char line[512];
};

/* The oldest lines go when there is no room. */
static void forget(struct talk *talk, size_t bytes)
{
    if (bytes > talk->used)
        bytes = talk->used;
    memmove(talk->text, talk->text + bytes, talk->used - bytes);
    talk->used -= bytes;
    talk->told = talk->told > bytes ? talk->told - bytes : 0;
}

static ssize_t take(void *self, const char *bytes, size_t n)
{
    struct talk *talk = self;
    size_t taken = n < TALK_BYTES ? n : TALK_BYTES;
    if (talk->used + taken > TALK_BYTES)
        forget(talk, talk->used + taken - TALK_BYTES);
    memcpy(talk->text + talk->used, bytes + (n - taken), taken);
    talk->used += taken;
    talk->text[talk->used] = '\0';
    return (ssize_t)n;
}

struct talk *talk_begin(void)
{
    const cookie_io_functions_t functions = {.write = take};
    struct talk *talk = calloc(1, sizeof *talk);
    if (talk == NULL)
        return NULL;
    talk->ours = fopencookie(talk, "w", functions);
    if (talk->ours == NULL) {
        free(talk);
        return NULL;
    }
    setvbuf(talk->ours, NULL, _IOLBF, 0);
    talk->real = stderr;
    stderr = talk->ours;
    return talk;
}

void talk_end(struct talk *talk)
{
    if (talk == NULL)
        return;
    stderr = talk->real;
    fclose(talk->ours);
    fputs(talk->text, stderr);
    free(talk);
}

const char *talk_news(struct talk *talk)
{
    if (talk == NULL || talk->told == talk->used)
        return NULL;
    size_t end = talk->used;
    while (end > talk->told && talk->text[end - 1] == '\n')
        end--;
    size_t from = end;
    while (from > talk->told && talk->text[from - 1] != '\n')
        from--;
    snprintf(talk->line, sizeof talk->line, "%.*s", (int)(end - from), talk->text + from);
    talk->told = talk->used;
    return talk->line;
}
