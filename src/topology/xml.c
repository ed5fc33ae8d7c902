/* xml.c - limits first, then libxml2's push parser. */
#include "topology/xml.h"

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK = 4096 };

struct parse {
    struct ls_text_file *in;
    const struct ls_xml_reader *reader;
    xmlParserCtxtPtr parser;
    unsigned depth, elements;
    bool refused; /* a mistake is noted, nothing more is looked at */
    int code;
    struct ls_xml_attribute attributes[LS_XML_ATTRIBUTES_MAX];
    char values[LS_XML_TAG_MAX + LS_XML_ATTRIBUTES_MAX]; /* of one element: they fit one tag */
};

static void stop(struct parse *p)
{
    p->refused = true;
    xmlStopParser(p->parser);
}

LS_PRINTF(2, 3)
static void refuse(struct parse *p, const char *format, ...)
{
    char text[300];
    int line = xmlSAX2GetLineNumber(p->parser);
    int column = xmlSAX2GetColumnNumber(p->parser);
    struct ls_said at = {p->in->file, line > 0 ? (unsigned)line : 1,
                         column > 0 ? (unsigned)column : 1};
    if (p->refused)
        return;
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    ls_say_wrong(p->in->topology, &at, "%s", text);
    stop(p);
}

/* SAX2 hands over five pointers an attribute: name, prefix, namespace, value, end of value. */
static bool take_attributes(struct parse *p, int count, const xmlChar **list)
{
    char *to = p->values;
    if (count > LS_XML_ATTRIBUTES_MAX) {
        refuse(p, "an element with more than %d attributes", LS_XML_ATTRIBUTES_MAX);
        return false;
    }
    for (int i = 0; i < count; i++) {
        const xmlChar **a = list + (ptrdiff_t)5 * i;
        size_t n = (size_t)(a[4] - a[3]);
        if (n > LS_XML_ATTRIBUTE_MAX || (size_t)(to - p->values) + n + 1 > sizeof p->values) {
            refuse(p, "an attribute of more than %d bytes", LS_XML_ATTRIBUTE_MAX);
            return false;
        }
        p->attributes[i] = (struct ls_xml_attribute){(const char *)a[0], to};
        memcpy(to, a[3], n);
        to[n] = '\0';
        to += n + 1;
    }
    return true;
}

static void on_open(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *space,
                    int space_count, const xmlChar **spaces, int attribute_count, int defaulted,
                    const xmlChar **attributes)
{
    struct parse *p = context;
    (void)prefix;
    (void)space_count;
    (void)spaces;
    (void)defaulted;
    if (p->refused)
        return;
    if (++p->depth > LS_XML_DEPTH_MAX)
        refuse(p, "elements more than %d deep", LS_XML_DEPTH_MAX);
    else if (++p->elements > LS_XML_ELEMENTS_MAX)
        refuse(p, "more than %d elements", LS_XML_ELEMENTS_MAX);
    if (p->refused || !take_attributes(p, attribute_count, attributes))
        return;
    struct ls_xml_element element = {
        .name = (const char *)name,
        .space = space ? (const char *)space : "",
        .attributes = p->attributes,
        .count = (size_t)attribute_count,
        .line = (unsigned)xmlSAX2GetLineNumber(p->parser),
        .column = (unsigned)xmlSAX2GetColumnNumber(p->parser),
    };
    p->code = p->reader->open(p->reader->context, &element);
    if (p->code < 0)
        stop(p);
}

static void on_close(void *context, const xmlChar *name, const xmlChar *prefix,
                     const xmlChar *space)
{
    struct parse *p = context;
    (void)name;
    (void)prefix;
    (void)space;
    if (p->refused)
        return;
    p->depth--;
    p->reader->close(p->reader->context);
}

/* The parser's own words end in a newline. */
static void on_error(void *context, xmlErrorPtr error)
{
    struct parse *p = context;
    if (error->level < XML_ERR_ERROR || error->domain == XML_FROM_NAMESPACE || p->parser == NULL)
        return;
    const char *words = error->message ? error->message : "";
    refuse(p, "not valid XML: %.*s", (int)strcspn(words, "\n"), words);
}

static int refuse_text(struct ls_text_file *in, unsigned line, const char *why)
{
    struct ls_said at = {in->file, line, 1};
    ls_say_wrong(in->topology, &at, "%s", why);
    return LS_E_FORMAT;
}

/*
 * No '<' may stand in an attribute's value, so the way from one to the next bounds every tag,
 * and with it the parser's search for attributes named twice, which takes their number squared.
 */
static int search(struct ls_text_file *in)
{
    unsigned line = 1;
    const char *open = in->text;
    for (const char *at = in->text; *at != '\0'; at++) {
        line += *at == '\n';
        if (at - open > LS_XML_TAG_MAX)
            return refuse_text(in, line, "a tag or text of more than 64 KiB");
        if (*at != '<')
            continue;
        open = at;
        if (at[1] == '!' && strncmp(at, "<!--", 4) != 0 && strncmp(at, "<![CDATA[", 9) != 0)
            return refuse_text(in, line, "a document type or entity has no place in a topology");
    }
    return 0;
}

/* "<?xml ...?>": the text is UTF-8 by now, whatever stands there. */
static void blank_declaration(struct ls_text_file *in)
{
    char *at = in->text + strspn(in->text, " \t\r\n");
    char *end = strncmp(at, "<?xml", 5) == 0 && strchr(" \t\r\n", at[5]) ? strstr(at, "?>") : NULL;
    for (; end != NULL && at < end + 2; at++)
        if (*at != '\n')
            *at = ' ';
}

static int parse_text(struct parse *p)
{
    const char *text = p->in->text + strspn(p->in->text, " \t\r");
    size_t n = p->in->n - (size_t)(text - p->in->text);
    for (size_t at = 0; at < n && !p->refused; at += CHUNK)
        xmlParseChunk(p->parser, text + at, n - at < CHUNK ? (int)(n - at) : CHUNK, 0);
    if (!p->refused)
        xmlParseChunk(p->parser, NULL, 0, 1);
    if (p->code < 0)
        return p->code;
    return p->refused ? LS_E_FORMAT : 0;
}

/* Without memory there is no parser yet whose handler could be told: libxml2 prints then. */
static void be_silent(void *context, const char *format, ...)
{
    (void)context;
    (void)format;
}

static int parse(struct parse *p, xmlSAXHandler *handler)
{
    xmlGenericErrorFunc print = xmlGenericError;
    void *context = xmlGenericErrorContext;
    int code = LS_E_MEMORY;
    xmlSetGenericErrorFunc(NULL, be_silent);
    p->parser = xmlCreatePushParserCtxt(handler, p, NULL, 0, NULL);
    if (p->parser != NULL && xmlSwitchEncoding(p->parser, XML_CHAR_ENCODING_UTF8) >= 0) {
        xmlCtxtUseOptions(p->parser, XML_PARSE_NONET | XML_PARSE_IGNORE_ENC);
        code = parse_text(p);
    }
    xmlFreeParserCtxt(p->parser);
    xmlResetLastError();
    xmlSetGenericErrorFunc(context, print);
    return code;
}

int ls_xml_read(struct ls_text_file *in, const struct ls_xml_reader *reader)
{
    xmlSAXHandler handler = {
        .initialized = XML_SAX2_MAGIC,
        .startElementNs = on_open,
        .endElementNs = on_close,
        .serror = on_error,
    };
    int code = search(in);
    if (code < 0)
        return code;
    blank_declaration(in);
    struct parse *p = calloc(1, sizeof *p);
    if (p == NULL)
        return LS_E_MEMORY;
    p->in = in;
    p->reader = reader;
    code = parse(p, &handler);
    free(p);
    return code;
}

const char *ls_xml_value(const struct ls_xml_element *element, const char *name)
{
    for (size_t i = 0; i < element->count; i++)
        if (strcmp(element->attributes[i].name, name) == 0)
            return element->attributes[i].value;
    return "";
}
