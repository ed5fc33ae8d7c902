/* hosts.h - the forms a topology is printed in. Private to report. */
#pragma once

#include "report/names.h"
#include "report/page.h"

enum { NETWORK_TEXT = LS_ADDR_TEXT + 4 };

/* hosts_network_text prints 10.20.0.0/16 and returns text. */
const char *hosts_network_text(const struct ls_prefix *prefix, char text[NETWORK_TEXT]);

void hosts_write_text(FILE *out, const struct ls_catalogs *catalogs,
                      const struct ls_topology *topology, const struct ls_look *look,
                      enum ls_lang lang);
void hosts_write_jsonl(FILE *out, const struct ls_catalogs *catalogs,
                       const struct ls_topology *topology);
/* The normal form: read again it is the same topology. */
void hosts_write_yaml(FILE *out, const struct ls_catalogs *catalogs,
                      const struct ls_topology *topology);
