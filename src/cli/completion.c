/*
 * completion.c - the lists that packaging/bash-completion/lyncscope.bash completes from
 *
 * A program of the build, not of the installation: it prints the tables of commands, options and
 * formats as shell functions. A command or option has no other line for its completion.
 */
#include <ctype.h>
#include <string.h>

#include "cli/commands.h"

/* One function that answers with words for each command. */
static void print_function(const char *name, void (*print)(const struct command *command))
{
    size_t count;
    const struct command *commands = commands_table(&count);
    printf("%s() {\n    case $1 in\n", name);
    for (size_t i = 0; i < count; i++) {
        printf("    %s) echo", commands[i].name);
        print(&commands[i]);
        printf(" ;;\n");
    }
    printf("    esac\n}\n");
}

static void print_options(const struct command *command)
{
    size_t count;
    const struct option_line *lines = options_lines(&count);
    for (size_t i = 0; i < count; i++) {
        if ((lines[i].commands & command->bit) == 0)
            continue;
        if (lines[i].letter != 0)
            printf(" -%c", lines[i].letter);
        printf(" --%s", lines[i].name);
    }
}

static void print_formats(const struct command *command)
{
    options_formats(stdout, command->bit);
}

/* Usage is the only place that tells the verbs: words of small letters outside brackets. */
static void print_verbs(const struct command *command)
{
    int depth = 0;
    const char *at = command->usage, *last = " ";
    while (*at != '\0') {
        size_t n = strcspn(at, " ");
        depth += at[0] == '(' || at[0] == '[';
        if (depth == 0 && islower((unsigned char)at[0]) && strncmp(at, last, n + 1) != 0) {
            printf(" %.*s", (int)n, at);
            last = at;
        }
        depth -= at[n - 1] == ')' || at[n - 1] == ']';
        at += n;
        at += strspn(at, " ");
    }
}

static void print_kinds(void)
{
    size_t count;
    const struct option_line *lines = options_lines(&count);
    printf("_lyncscope_kind() {\n    case $1 in\n");
    for (size_t i = 0; i < count; i++) {
        if (lines[i].value == NULL)
            continue;
        if (lines[i].letter != 0)
            printf("    -%c | --%s)", lines[i].letter, lines[i].name);
        else
            printf("    --%s)", lines[i].name);
        printf(" echo '%s' ;;\n", lines[i].value);
    }
    printf("    esac\n}\n");
}

static void print_names(void)
{
    size_t count;
    const struct command *commands = commands_table(&count);
    printf("_lyncscope_commands() {\n    echo");
    for (size_t i = 0; i < count; i++)
        printf(" %s", commands[i].name);
    printf("\n}\n_lyncscope_verdict_names() {\n    echo");
    for (enum ls_verdict_kind kind = 0; kind < LS_VERDICT_COUNT; kind++)
        printf(" %s", ls_verdict_name(kind));
    printf("\n}\n");
}

int main(void)
{
    print_names();
    print_function("_lyncscope_options", print_options);
    print_function("_lyncscope_formats", print_formats);
    print_function("_lyncscope_verbs", print_verbs);
    print_kinds();
    return 0;
}
