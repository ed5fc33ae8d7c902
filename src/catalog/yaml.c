/* yaml.c - builds the tree of a YAML file from libyaml's events. */
#include "catalog/yaml.h"

#include <assert.h>
#include <string.h>
#include <yaml.h>

struct builder {
    struct ls_yaml *yaml;
    yaml_parser_t parser;
    struct ls_yaml_node *open[LS_YAML_DEPTH_MAX];
    struct ls_yaml_node *last[LS_YAML_DEPTH_MAX]; /* newest child of open[i] */
    struct ls_yaml_node *key[LS_YAML_DEPTH_MAX];  /* read, its value not yet */
    size_t depth;
    size_t nodes;
    size_t documents;
    bool no_memory;
};

/* refuse notes a mistake that ends the reading, and returns false for the caller to return. */
static bool refuse(struct builder *b, const yaml_mark_t *mark, const char *text)
{
    ls_mistakes_add(b->yaml->mistakes, b->yaml->file, (unsigned)mark->line + 1,
                    (unsigned)mark->column + 1, "%s", text);
    return false;
}

/* One line of printable text: it ends up on terminals and in reports. */
static bool is_clean(const unsigned char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (text[i] < 0x20 || text[i] == 0x7f)
            return false;
        if (text[i] == 0xc2 && i + 1 < n && text[i + 1] < 0xa0) /* U+0080 to U+009F */
            return false;
    }
    return true;
}

static struct ls_yaml_node *new_node(struct builder *b, enum ls_yaml_kind kind,
                                     const yaml_mark_t *mark)
{
    struct ls_yaml_node *node = ls_arena_alloc(b->yaml->arena, sizeof *node);
    if (node == NULL) {
        b->no_memory = true;
        return NULL;
    }
    node->kind = kind;
    node->line = (unsigned)mark->line + 1;
    node->column = (unsigned)mark->column + 1;
    return node;
}

static void refuse_twice(struct builder *b, const struct ls_yaml_node *map,
                         const struct ls_yaml_node *key)
{
    for (const struct ls_yaml_node *n = map->first; n != NULL; n = n->next)
        if (strcmp(n->key, key->text) == 0)
            ls_mistakes_add(b->yaml->mistakes, b->yaml->file, key->line, key->column,
                            "'%s' stands here twice (before in line %u)", key->text, n->key_line);
}

static void append(struct builder *b, struct ls_yaml_node *node)
{
    struct ls_yaml_node *parent = b->open[b->depth - 1];
    struct ls_yaml_node **last = &b->last[b->depth - 1];
    if (*last == NULL)
        parent->first = node;
    else
        (*last)->next = node;
    *last = node;
    parent->count++;
}

/* add puts a node where it belongs: the root, a list's item, a mapping's key or value. */
static bool add(struct builder *b, struct ls_yaml_node *node, const yaml_mark_t *mark)
{
    if (b->depth == 0) {
        b->yaml->root = node;
        return true;
    }
    struct ls_yaml_node *parent = b->open[b->depth - 1];
    struct ls_yaml_node **key = &b->key[b->depth - 1];
    if (parent->kind == LS_YAML_MAP && *key == NULL) {
        if (node->kind != LS_YAML_TEXT)
            return refuse(b, mark, "a key must be text");
        if (parent->count == LS_YAML_KEYS_MAX)
            return refuse(b, mark, "too many keys in one mapping");
        refuse_twice(b, parent, node);
        *key = node;
        return true;
    }
    if (parent->kind == LS_YAML_MAP) {
        node->key = (*key)->text;
        node->key_line = (*key)->line;
        node->key_column = (*key)->column;
        *key = NULL;
    }
    append(b, node);
    return true;
}

static bool take_text(struct builder *b, const yaml_event_t *event)
{
    const yaml_mark_t *mark = &event->start_mark;
    const unsigned char *value = event->data.scalar.value;
    size_t n = event->data.scalar.length;
    if (n > LS_YAML_TEXT_MAX)
        return refuse(b, mark, "text is too long");
    if (!is_clean(value, n))
        return refuse(b, mark, "text must be one line without control characters");
    struct ls_yaml_node *node = new_node(b, LS_YAML_TEXT, mark);
    if (node == NULL)
        return false;
    node->text = ls_arena_text(b->yaml->arena, (const char *)value, n);
    if (node->text == NULL) {
        b->no_memory = true;
        return false;
    }
    return add(b, node, mark);
}

static bool take_opening(struct builder *b, enum ls_yaml_kind kind, const yaml_mark_t *mark)
{
    if (b->depth == LS_YAML_DEPTH_MAX)
        return refuse(b, mark, "nested too deeply");
    struct ls_yaml_node *node = new_node(b, kind, mark);
    if (node == NULL || !add(b, node, mark))
        return false;
    b->open[b->depth] = node;
    b->last[b->depth] = NULL;
    b->key[b->depth] = NULL;
    b->depth++;
    return true;
}

static const char *event_tag(const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return (const char *)(event->data.scalar.anchor ? event->data.scalar.anchor
                                                        : event->data.scalar.tag);
    case YAML_SEQUENCE_START_EVENT:
        return (const char *)(event->data.sequence_start.anchor ? event->data.sequence_start.anchor
                                                                : event->data.sequence_start.tag);
    case YAML_MAPPING_START_EVENT:
        return (const char *)(event->data.mapping_start.anchor ? event->data.mapping_start.anchor
                                                               : event->data.mapping_start.tag);
    default:
        return NULL;
    }
}

static bool take(struct builder *b, const yaml_event_t *event)
{
    const yaml_mark_t *mark = &event->start_mark;
    if (event->type == YAML_ALIAS_EVENT || event_tag(event) != NULL)
        return refuse(b, mark, "anchors, aliases and tags are not read here");
    if (b->nodes++ == LS_YAML_NODES_MAX)
        return refuse(b, mark, "the file holds too much");
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (b->documents++ > 0)
            return refuse(b, mark, "a second document in one file");
        return true;
    case YAML_SCALAR_EVENT:
        return take_text(b, event);
    case YAML_SEQUENCE_START_EVENT:
        return take_opening(b, LS_YAML_LIST, mark);
    case YAML_MAPPING_START_EVENT:
        return take_opening(b, LS_YAML_MAP, mark);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        assert(b->depth > 0);
        b->depth--;
        return true;
    default:
        return true;
    }
}

static void refuse_syntax(struct builder *b)
{
    const yaml_parser_t *p = &b->parser;
    if (p->error == YAML_MEMORY_ERROR) {
        b->no_memory = true;
        return;
    }
    char text[200];
    if (p->error == YAML_READER_ERROR) {
        snprintf(text, sizeof text, "not UTF-8 text: %s at byte %zu", p->problem,
                 p->problem_offset);
        refuse(b, &p->mark, text);
        return;
    }
    snprintf(text, sizeof text, "not valid YAML: %s", p->problem ? p->problem : "syntax error");
    refuse(b, &p->problem_mark, text);
}

static bool take_all(struct builder *b)
{
    for (bool more = true; more;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&b->parser, &event)) {
            refuse_syntax(b);
            return false;
        }
        more = event.type != YAML_STREAM_END_EVENT;
        bool fine = take(b, &event);
        yaml_event_delete(&event);
        if (!fine)
            return false;
    }
    return true;
}

int ls_yaml_parse(struct ls_yaml *yaml, const void *bytes, size_t n, struct ls_error *error)
{
    struct builder b = {.yaml = yaml};
    yaml->root = NULL;
    if (!yaml_parser_initialize(&b.parser))
        return ls_fail(error, LS_E_MEMORY, "%s: out of memory", yaml->file);
    yaml_parser_set_input_string(&b.parser, bytes, n);
    yaml_parser_set_encoding(&b.parser, YAML_UTF8_ENCODING);
    if (!take_all(&b))
        yaml->root = NULL;
    else if (yaml->root == NULL)
        ls_mistakes_add(yaml->mistakes, yaml->file, 1, 1, "the file is empty");
    yaml_parser_delete(&b.parser);
    if (b.no_memory)
        return ls_fail(error, LS_E_MEMORY, "%s: out of memory", yaml->file);
    return 0;
}
