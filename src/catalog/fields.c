/* fields.c - reads YAML nodes against what is allowed, and says what is wrong where. */
#include "catalog/fields.h"

#include <stdarg.h>
#include <string.h>

void ls_wrong(struct ls_yaml *yaml, const struct ls_yaml_node *at, const char *format, ...)
{
    char text[400];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    ls_mistakes_add(yaml->mistakes, yaml->file, at->line, at->column, "%s", text);
}

void ls_wrong_key(struct ls_yaml *yaml, const struct ls_yaml_node *at, const char *format, ...)
{
    char text[400];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    ls_mistakes_add(yaml->mistakes, yaml->file, at->key_line, at->key_column, "%s", text);
}

enum { NEAR_TEXT = 40 };

/* Levenshtein's distance, one row at a time. */
static size_t distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
    size_t row[NEAR_TEXT + 1];
    for (size_t j = 0; j <= b_len; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_len; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_len; j++) {
            size_t change = corner + (a[i - 1] != b[j - 1]);
            corner = row[j];
            size_t least = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
            row[j] = change < least ? change : least;
        }
    }
    return row[b_len];
}

bool ls_is_nearer(const char *text, const char *candidate, size_t *least)
{
    size_t a = strlen(text);
    size_t b = strlen(candidate);
    if (a == 0 || b == 0 || a > NEAR_TEXT || b > NEAR_TEXT)
        return false;
    size_t far = distance(text, a, candidate, b);
    /* "frontend" and "mediation-server" are whole words away, but plainly meant. */
    if (far >= *least && a >= 4 && b >= 4 && *least == LS_NEAR_START &&
        (strncmp(text, candidate, b) == 0 || strncmp(text, candidate, a) == 0))
        far = LS_NEAR_START - 1;
    if (far >= *least || far * 2 > a) /* half of it wrong is another word */
        return false;
    *least = far;
    return true;
}

static void unknown_key(struct ls_yaml *yaml, const struct ls_yaml_node *value,
                        const struct ls_field *fields, size_t count, const char *what)
{
    const char *near = NULL;
    size_t least = LS_NEAR_START;
    for (size_t i = 0; i < count; i++)
        if (ls_is_nearer(value->key, fields[i].key, &least))
            near = fields[i].key;
    if (near != NULL)
        ls_wrong_key(yaml, value, "%s has no key '%.60s'; did you mean '%s'?", what, value->key,
                     near);
    else
        ls_wrong_key(yaml, value, "%s has no key '%.60s'", what, value->key);
}

static const struct ls_field *find_field(const struct ls_field *fields, size_t count,
                                         const char *key)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(fields[i].key, key) == 0)
            return &fields[i];
    return NULL;
}

bool ls_fields_read(struct ls_yaml *yaml, const struct ls_yaml_node *map,
                    const struct ls_field *fields, size_t count, void *context, const char *what)
{
    if (map->kind != LS_YAML_MAP) {
        ls_wrong(yaml, map, "%s must be a mapping of keys to values", what);
        return false;
    }
    for (size_t i = 0; i < count; i++)
        if (fields[i].required && ls_field_at(map, fields[i].key) == NULL)
            ls_wrong(yaml, map, "%s lacks the key '%s'", what, fields[i].key);
    for (const struct ls_yaml_node *value = map->first; value != NULL; value = value->next) {
        const struct ls_field *field = find_field(fields, count, value->key);
        if (field == NULL)
            unknown_key(yaml, value, fields, count, what);
        else if (field->read != NULL)
            field->read(context, value);
    }
    return true;
}

const struct ls_yaml_node *ls_field_at(const struct ls_yaml_node *map, const char *key)
{
    if (map == NULL || map->kind != LS_YAML_MAP)
        return NULL;
    for (const struct ls_yaml_node *value = map->first; value != NULL; value = value->next)
        if (strcmp(value->key, key) == 0)
            return value;
    return NULL;
}

const struct ls_yaml_node *ls_first(const struct ls_yaml_node *value)
{
    return value->kind == LS_YAML_TEXT ? value : value->first;
}

const struct ls_yaml_node *ls_after(const struct ls_yaml_node *value,
                                    const struct ls_yaml_node *item)
{
    return value == item ? NULL : item->next;
}

bool ls_is_list(struct ls_yaml *yaml, const struct ls_yaml_node *value)
{
    if (value->kind == LS_YAML_LIST)
        return true;
    ls_wrong(yaml, value, "must be a list: [...]");
    return false;
}

const char *ls_text(struct ls_yaml *yaml, const struct ls_yaml_node *value)
{
    if (value->kind == LS_YAML_TEXT)
        return value->text;
    ls_wrong(yaml, value, "must be text");
    return NULL;
}

const char *ls_filled(struct ls_yaml *yaml, const struct ls_yaml_node *value)
{
    const char *text = ls_text(yaml, value);
    if (text == NULL || text[0] != '\0')
        return text;
    ls_wrong(yaml, value, "must not be empty");
    return NULL;
}

bool ls_flag(struct ls_yaml *yaml, const struct ls_yaml_node *value, bool *flag)
{
    bool yes = value->kind == LS_YAML_TEXT && strcmp(value->text, "true") == 0;
    bool no = value->kind == LS_YAML_TEXT && strcmp(value->text, "false") == 0;
    if (yes || no)
        *flag = yes;
    else
        ls_wrong(yaml, value, "must be true or false");
    return yes || no;
}

/* All choices where they are few, else the first of them. */
static void wrong_choice(struct ls_yaml *yaml, const struct ls_yaml_node *value,
                         const struct ls_choice *choices, size_t count)
{
    char list[160] = "";
    size_t shown = 0;
    for (size_t n = 0; shown < count && n + strlen(choices[shown].text) + 8 < sizeof list; shown++)
        n += (size_t)snprintf(list + n, sizeof list - n, "%s%s", shown ? ", " : "",
                              choices[shown].text);
    ls_wrong(yaml, value, "'%.60s' is not known here; one of: %s%s", value->text, list,
             shown < count ? ", ..." : "");
}

static void suggest_choice(struct ls_yaml *yaml, const struct ls_yaml_node *value,
                           const struct ls_choice *choices, size_t count)
{
    const char *near = NULL;
    size_t least = LS_NEAR_START;
    for (size_t i = 0; i < count; i++)
        if (ls_is_nearer(value->text, choices[i].text, &least))
            near = choices[i].text;
    if (near != NULL)
        ls_wrong(yaml, value, "'%.60s' is not known here; did you mean '%s'?", value->text, near);
    else
        wrong_choice(yaml, value, choices, count);
}

bool ls_pick(struct ls_yaml *yaml, const struct ls_yaml_node *value,
             const struct ls_choice *choices, size_t count, int *picked)
{
    const char *text = ls_text(yaml, value);
    if (text == NULL)
        return false;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(choices[i].text, text) == 0) {
            *picked = choices[i].value;
            return true;
        }
    }
    suggest_choice(yaml, value, choices, count);
    return false;
}

struct words_reader {
    struct ls_yaml *yaml;
    struct ls_words *words;
};

static void read_en(void *context, const struct ls_yaml_node *value)
{
    struct words_reader *r = context;
    const char *text = ls_filled(r->yaml, value);
    if (text != NULL)
        r->words->in[LS_EN] = text;
}

static void read_zh(void *context, const struct ls_yaml_node *value)
{
    struct words_reader *r = context;
    const char *text = ls_filled(r->yaml, value);
    if (text != NULL)
        r->words->in[LS_ZH_CN] = text;
}

void ls_words_read(struct ls_yaml *yaml, const struct ls_yaml_node *value, struct ls_words *words)
{
    static const struct ls_field fields[] = {{"en", true, read_en}, {"zh-CN", true, read_zh}};
    struct words_reader r = {yaml, words};
    for (int i = 0; i < LS_LANGS; i++)
        words->in[i] = "";
    if (value->kind == LS_YAML_TEXT && value->text[0] == '\0')
        return;
    ls_fields_read(yaml, value, fields, sizeof fields / sizeof *fields, &r,
                   "text in both languages");
}
