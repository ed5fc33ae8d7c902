/*
 * commands.h - the subcommands
 *
 * Each returns the program's exit status (contract): EXIT_FINE, EXIT_FINDINGS, EXIT_WRONG or
 * EXIT_PARTIAL.
 */
#pragma once

#include "cli/options.h"

enum exit_status { EXIT_FINE = 0, EXIT_FINDINGS = 1, EXIT_WRONG = 2, EXIT_PARTIAL = 3 };

struct command {
    const char *name;
    enum command_bit bit;
    const char *usage;
    const char *summary;
    int (*run)(const struct options *options);
};

/* commands_table returns all subcommands. */
const struct command *commands_table(size_t *count);

/* command_main is the whole program behind main(). */
int command_main(int argc, char **argv);

int command_flows(const struct options *options);
int command_audit(const struct options *options);
int command_watch(const struct options *options);
int command_catalog(const struct options *options);
int command_topology(const struct options *options);
int command_compare(const struct options *options);

/* load_catalogs loads what -C names, or the default two, and says what is wrong with them. */
LS_MUST_USE struct ls_catalogs *load_catalogs(const struct options *options);
/* load_topology loads what -t names; an empty topology without it. */
LS_MUST_USE struct ls_topology *load_topology(const struct options *options,
                                              const struct ls_catalogs *catalogs);

/* load_exceptions loads what -x names; none without it. */
LS_MUST_USE struct ls_exceptions *load_exceptions(const struct options *options,
                                                  const struct ls_catalogs *catalogs);

/* say_mistakes prints each mistake as file:line:column: text. */
void say_mistakes(const struct ls_mistake *mistakes, size_t count);
/* say prints one line on stderr, "lyncscope: " before it; control characters are escaped. */
LS_PRINTF(1, 2)
void say(const char *format, ...);

/* append_name adds a name to a list of names, behind a comma; what has no room is left out. */
void append_name(char *list, size_t size, const char *name);

extern const char program_version[];
