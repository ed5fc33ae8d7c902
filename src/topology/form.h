/*
 * form.h - what kind of file it is, and its text as UTF-8
 *
 * Windows PowerShell writes UTF-16 with a byte order mark unless told otherwise, other tools
 * UTF-8 with or without one; what the file says about its own encoding is often wrong. So only
 * the bytes count. Private to topology.
 */
#pragma once

#include "topology/store.h"

enum ls_form { LS_FORM_YAML, LS_FORM_XML, LS_FORM_CSV, LS_FORM_HOSTS };

/* The text of one file, and where its readers note what is wrong. */
struct ls_text_file {
    struct ls_topology *topology;
    const char *file; /* its name */
    char *text;       /* UTF-8 without byte order mark, a zero byte behind it; free it */
    size_t n;
};

/*
 * ls_form_decode fills text and n. Returns 0, LS_E_MEMORY, or LS_E_FORMAT with a mistake noted:
 * neither UTF-8 nor UTF-16, or zero bytes in it.
 */
LS_MUST_USE int ls_form_decode(struct ls_text_file *in, const char *bytes, size_t n);
enum ls_form ls_form_of(const struct ls_text_file *in);

/* The readers. They note mistakes and return 0 or LS_E_MEMORY. */
LS_MUST_USE int ls_xml_topology_read(struct ls_text_file *in);
LS_MUST_USE int ls_csv_topology_read(struct ls_text_file *in);
LS_MUST_USE int ls_hosts_file_read(struct ls_text_file *in);
