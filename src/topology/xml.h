/*
 * xml.h - elements of an XML file, one after the other, from a stranger
 *
 * No tree is built, nothing but the elements is looked at, and before the parser sees a byte the
 * text is searched for what multiplies or takes long: document types (so there are no entities to
 * expand and nothing external to fetch) and tags without end. Private to topology.
 */
#pragma once

#include "topology/form.h"

enum {
    LS_XML_DEPTH_MAX = 32,         /* a topology in its export wrapper is 13 deep */
    LS_XML_ELEMENTS_MAX = 1000000, /* a large site has some ten thousand */
    LS_XML_ATTRIBUTES_MAX = 64,    /* of one element */
    LS_XML_ATTRIBUTE_MAX = 4096,   /* bytes of one value */
    LS_XML_TAG_MAX = 64 * 1024,    /* bytes between one '<' and the next */
};

struct ls_xml_attribute {
    const char *name, *value;
};

struct ls_xml_element {
    const char *name;  /* without prefix */
    const char *space; /* its namespace, or "" */
    const struct ls_xml_attribute *attributes;
    size_t count;
    unsigned line, column; /* of the end of the tag */
};

/* What is told of each element; all is lent for the call. open returns 0 or LS_E_MEMORY. */
struct ls_xml_reader {
    int (*open)(void *context, const struct ls_xml_element *element);
    void (*close)(void *context);
    void *context;
};

/* ls_xml_read notes what is wrong with the file. Returns 0, LS_E_FORMAT or LS_E_MEMORY. */
LS_MUST_USE int ls_xml_read(struct ls_text_file *in, const struct ls_xml_reader *reader);

/* ls_xml_value returns an attribute's value, or "". */
const char *ls_xml_value(const struct ls_xml_element *element, const char *name);
