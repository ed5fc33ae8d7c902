/* terminal.c - colour by --color, NO_COLOR (no-color.org) and whether anybody is looking. */
#include "cli/terminal.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

bool terminal_is(FILE *stream)
{
    return isatty(fileno(stream)) == 1;
}

struct ls_look terminal_look(enum colour_when when, FILE *out)
{
    struct ls_look look = {.columns = 80};
    const char *no_colour = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    struct winsize size;
    bool terminal = terminal_is(out);
    look.colour = when == COLOUR_ALWAYS;
    if (when == COLOUR_AUTO)
        look.colour = terminal && (no_colour == NULL || *no_colour == '\0') && term != NULL &&
                      term[0] != '\0' && term[0] != 'd'; /* "dumb" */
    if (terminal && ioctl(fileno(out), TIOCGWINSZ, &size) == 0 && size.ws_col >= 40)
        look.columns = size.ws_col;
    return look;
}
