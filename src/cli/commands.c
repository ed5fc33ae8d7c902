/* commands.c - the table of subcommands, and what they share. */
#include "cli/commands.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cli/crypto.h"
#include "lyncscope/capture.h"

const char program_version[] = LS_VERSION;

static const struct command commands[] = {
    {"flows", CMD_FLOWS, "(-r FILE... | -i IFACE) [options] [BPF filter words]",
     "one record per flow", command_flows},
    {"audit", CMD_AUDIT, "(-r FILE... | -i IFACE) [options] [BPF filter words]",
     "one report over all flows", command_audit},
    {"watch", CMD_WATCH, "(-i IFACE | -r FILE...) [options] [BPF filter words]",
     "verdicts, findings and flows in a terminal, while they come", command_watch},
    {"catalog", CMD_CATALOG, "[options] list | show ROW... | check FILE...", "the documented rows",
     command_catalog},
    {"topology", CMD_TOPOLOGY, "[options] show FILE... | show -r FILE... | check FILE...",
     "who has which role here", command_topology},
    {"compare", CMD_COMPARE, "[options] BEFORE AFTER", "what changed between two audits",
     command_compare},
};

enum { COMMANDS = sizeof commands / sizeof *commands };

const struct command *commands_table(size_t *count)
{
    *count = COMMANDS;
    return commands;
}

void say(const char *format, ...)
{
    char line[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    for (char *at = line; *at != '\0'; at++) {
        if ((unsigned char)*at < 0x20 || *at == 0x7f)
            *at = '?'; /* names of files and rows come from outside */
    }
    fprintf(stderr, "lyncscope: %s\n", line);
}

void append_name(char *list, size_t size, const char *name)
{
    size_t n = strlen(list);
    if (n + strlen(name) + 3 <= size)
        snprintf(list + n, size - n, "%s%s", n > 0 ? ", " : "", name);
}

void say_mistakes(const struct ls_mistake *mistakes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (mistakes[i].line > 0)
            say("%s:%u:%u: %s", mistakes[i].file, mistakes[i].line, mistakes[i].column,
                mistakes[i].text);
        else
            say("%s: %s", mistakes[i].file, mistakes[i].text);
    }
}

struct ls_catalogs *load_catalogs(const struct options *options)
{
    static const char *const usual[] = {"lync-server-2013", "windows-infrastructure"};
    const char *const *names = options->catalog_count ? options->catalogs : usual;
    size_t count = options->catalog_count ? options->catalog_count : 2;
    struct ls_catalogs *catalogs = ls_catalogs_new();
    if (catalogs == NULL) {
        say("out of memory");
        return NULL;
    }
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        struct ls_error error;
        int code = ls_catalogs_load(catalogs, names[i], &error);
        if (code < 0 && code != LS_E_FORMAT)
            say("%s", error.text);
        good = good && code == 0;
        if (code == LS_E_MEMORY)
            break;
    }
    if (good)
        return catalogs;
    size_t mistakes;
    const struct ls_mistake *list = ls_catalogs_mistakes(catalogs, &mistakes);
    say_mistakes(list, mistakes);
    ls_catalogs_free(catalogs);
    return NULL;
}

struct ls_topology *load_topology(const struct options *options, const struct ls_catalogs *catalogs)
{
    struct ls_topology *topology = ls_topology_new(catalogs);
    if (topology == NULL) {
        say("out of memory");
        return NULL;
    }
    bool good = true;
    for (size_t i = 0; i < options->topology_count; i++) {
        struct ls_error error;
        int code = ls_topology_load(topology, options->topologies[i], &error);
        if (code < 0 && code != LS_E_FORMAT)
            say("%s", error.text);
        good = good && code == 0;
        if (code == LS_E_MEMORY)
            break;
    }
    struct ls_error error;
    if (good && ls_topology_settle(topology, &error) == 0)
        return topology;
    size_t mistakes;
    const struct ls_mistake *list = ls_topology_mistakes(topology, &mistakes);
    say_mistakes(list, mistakes);
    ls_topology_free(topology);
    return NULL;
}

struct ls_exceptions *load_exceptions(const struct options *options,
                                      const struct ls_catalogs *catalogs)
{
    struct ls_exceptions *exceptions = ls_exceptions_new(catalogs);
    if (exceptions == NULL) {
        say("out of memory");
        return NULL;
    }
    bool good = true;
    for (size_t i = 0; i < options->exceptions_count; i++) {
        struct ls_error error;
        int code = ls_exceptions_load(exceptions, options->exceptions[i], &error);
        if (code < 0 && code != LS_E_FORMAT)
            say("%s", error.text);
        good = good && code == 0;
        if (code == LS_E_MEMORY)
            break;
    }
    if (good)
        return exceptions;
    size_t mistakes;
    const struct ls_mistake *list = ls_exceptions_mistakes(exceptions, &mistakes);
    say_mistakes(list, mistakes);
    ls_exceptions_free(exceptions);
    return NULL;
}

static void print_help(FILE *out)
{
    fprintf(out,
            "lyncscope %s: holds network traffic against the Lync Server 2013 port document\n"
            "\n"
            "usage:\n",
            program_version);
    for (int i = 0; i < COMMANDS; i++)
        fprintf(out, "  lyncscope %-9s %s\n", commands[i].name, commands[i].usage);
    fprintf(out, "  lyncscope --version | --help | COMMAND --help | -D\n"
                 "\n"
                 "commands:\n");
    for (int i = 0; i < COMMANDS; i++)
        fprintf(out, "  %-9s %s\n", commands[i].name, commands[i].summary);
    fprintf(out,
            "  -D        list the interfaces to capture on\n"
            "\n"
            "first steps:\n"
            "  lyncscope audit -r day.pcap                 what is in it, what nothing allows\n"
            "  lyncscope audit -r day.pcap -t site.yaml    the same, knowing who is who\n"
            "  lyncscope flows -r day.pcap --only undocumented\n"
            "\n"
            "See lyncscope(1) for everything.\n");
}

static void print_version(void)
{
    const char *ndpi = ls_probes_ndpi_version();
    printf("lyncscope %s\n", program_version);
    printf("with %s%s%s\n", ls_capture_version(), ndpi ? ", nDPI " : ", without nDPI",
           ndpi ? ndpi : "");
    if (!ls_sandbox_knows_files())
        printf("this kernel has no Landlock: the sandbox cannot tell files apart\n");
    if (ls_sandbox_usual() != LS_SANDBOX_ENFORCE)
        printf("a sanitized build, so its sandbox only logs unless told to enforce\n");
}

static int list_interfaces(void)
{
    struct ls_interface *list;
    struct ls_error error;
    size_t count;
    if (ls_interfaces(&list, &count, &error) < 0) {
        say("%s", error.text);
        return EXIT_WRONG;
    }
    for (size_t i = 0; i < count; i++)
        printf("%zu.%s%s%s%s\n", i + 1, list[i].name, list[i].text ? " (" : "",
               list[i].text ? list[i].text : "", list[i].text ? ")" : "");
    ls_interfaces_free(list, count);
    return EXIT_FINE;
}

static int run_command(const struct command *command, int argc, char **argv)
{
    struct options options;
    struct ls_error error;
    int status = EXIT_WRONG;
    if (options_parse(&options, command->bit, argc, argv, &error) < 0) {
        say("%s: %s", command->name, error.text);
    } else if (options.help) {
        printf("usage: lyncscope %s %s\n%s\n\n", command->name, command->usage, command->summary);
        options_help(stdout, command->bit);
        status = EXIT_FINE;
    } else {
        status = command->run(&options);
    }
    options_clear(&options);
    return status;
}

int command_main(int argc, char **argv)
{
    const char *word = argc > 1 ? argv[1] : "";
    crypto_begin();
    if (strcmp(word, "--version") == 0) {
        print_version();
        return EXIT_FINE;
    }
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) {
        print_help(stdout);
        return EXIT_FINE;
    }
    if (strcmp(word, "-D") == 0 || strcmp(word, "--list-interfaces") == 0)
        return list_interfaces();
    for (int i = 0; i < COMMANDS; i++) {
        if (strcmp(word, commands[i].name) == 0)
            return run_command(&commands[i], argc - 1, argv + 1);
    }
    if (argc > 1)
        say("%s: no such command; known are flows, audit, watch, catalog, topology, compare (see "
            "--help)",
            word);
    else
        print_help(stderr);
    return EXIT_WRONG;
}
