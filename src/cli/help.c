/* help.c - the options of a command, printed from their table. */
#include "cli/options.h"

static void print_line(FILE *out, const struct option_line *line)
{
    char left[64];
    snprintf(left, sizeof left, "%c%c%s --%s%s%s", line->letter ? '-' : ' ',
             line->letter ? line->letter : ' ', line->letter ? "," : " ", line->name,
             line->value ? " " : "", line->value ? line->value : "");
    fprintf(out, "  %-34s %s\n", left, line->help);
}

void options_help(FILE *out, enum command_bit command)
{
    size_t count;
    const struct option_line *lines = options_lines(&count);
    for (size_t i = 0; i < count; i++) {
        if ((lines[i].commands & command) != 0)
            print_line(out, &lines[i]);
    }
}
