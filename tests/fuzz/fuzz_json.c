/*
 * fuzz_json.c - what the writer of JSON wrote, a reader reads as it was meant
 *
 * The input says what is written: objects, lists, texts and numbers, as deep as they may go. The
 * same is built as a tree of jansson's; what jansson reads of the writer's text must be that tree.
 * Texts are any bytes: those that are no UTF-8 come as ls_json_escape would write them.
 */
#include <assert.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "custom.h"
#include "lyncscope/escape.h"
#include "lyncscope/json.h"

enum { STEPS = 200, TEXT_MOST = 6000 };

struct writing {
    struct ls_json json;
    json_t *open[LS_JSON_DEPTH]; /* the tree's objects and lists that are open */
    struct ls_cursor in;
};

static const char *next_key(struct writing *w, unsigned which)
{
    static const char *const keys[] = {"a", "b", "lync", "network", "@timestamp", "c"};
    if (json_is_array(w->open[w->json.depth]))
        return NULL;
    return keys[which % (sizeof keys / sizeof *keys)];
}

static void put(struct writing *w, const char *key, json_t *value)
{
    assert(value != NULL);
    json_t *in = w->open[w->json.depth];
    int code = key ? json_object_set_new(in, key, value) : json_array_append_new(in, value);
    assert(code == 0);
}

/* The text as it should be read; through the other of our two escapers. */
static json_t *text_value(struct ls_span text)
{
    char *out = NULL;
    size_t n;
    FILE *file = open_memstream(&out, &n);
    assert(file != NULL);
    fputc('"', file);
    ls_json_escape(file, text);
    fputc('"', file);
    fclose(file);
    json_t *value = json_loadb(out, n, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    free(out);
    json_t *plain = json_stringn((const char *)text.at, text.len);
    assert(plain == NULL || json_equal(plain, value)); /* valid text stays what it is */
    json_decref(plain);
    return value;
}

/* Some of what is left, now and then so often that it comes to lie across the ends of the room. */
static void put_text(struct writing *w, const char *key)
{
    static uint8_t text[TEXT_MOST];
    size_t left = ls_left(&w->in), n = ls_u8(&w->in);
    n *= ls_u8(&w->in) == 0xFF ? 20 : 1;
    n = n < TEXT_MOST && left > 2 ? n : 0;
    for (size_t i = 0; i < n; i++)
        text[i] = w->in.at[i % (left - 2)];
    ls_json_span(&w->json, key, ls_span(text, n));
    put(w, key, text_value(ls_span(text, n)));
}

static void open_value(struct writing *w, const char *key, bool list)
{
    if (w->json.depth + 2 >= LS_JSON_DEPTH)
        return;
    json_t *value = list ? json_array() : json_object();
    put(w, key, value);
    if (list)
        ls_json_list(&w->json, key);
    else
        ls_json_object(&w->json, key);
    w->open[w->json.depth] = value;
}

static void put_number(struct writing *w, const char *key)
{
    int64_t number = (int64_t)ls_be64(&w->in);
    if (number >= 0)
        ls_json_uint(&w->json, key, (uint64_t)number);
    else
        ls_json_int(&w->json, key, number);
    put(w, key, json_integer(number));
}

static void put_word(struct writing *w, const char *key, unsigned which)
{
    if (which % 3 == 2) {
        ls_json_null(&w->json, key);
        put(w, key, json_null());
        return;
    }
    ls_json_bool(&w->json, key, which % 3 == 1);
    put(w, key, json_boolean(which % 3 == 1));
}

static void step(struct writing *w)
{
    unsigned what = ls_u8(&w->in);
    const char *key = next_key(w, what >> 4);
    switch (what & 7) {
    case 0:
    case 1:
        open_value(w, key, what & 1);
        break;
    case 2:
        if (w->json.depth > 1)
            ls_json_end(&w->json);
        break;
    case 3:
        put_number(w, key);
        break;
    case 4:
        put_word(w, key, what >> 4);
        break;
    default:
        put_text(w, key);
    }
}

static json_t *write_all(struct writing *w, FILE *out, int indent)
{
    json_t *root = json_array();
    w->open[1] = root;
    ls_json_begin(&w->json, out, indent);
    ls_json_list(&w->json, NULL);
    for (int i = 0; i < STEPS && ls_left(&w->in) > 0; i++)
        step(w);
    while (w->json.depth > 0)
        ls_json_end(&w->json);
    return root;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct writing writing;
    char *text = NULL;
    size_t n;
    FILE *out = open_memstream(&text, &n);
    assert(out != NULL);
    writing.in = ls_cursor(data, size);
    json_t *meant = write_all(&writing, out, size % 2 ? 2 : 0);
    fclose(out);
    json_t *read = json_loadb(text, n, JSON_ALLOW_NUL, NULL);
    assert(read != NULL && json_equal(read, meant));
    json_decref(read);
    json_decref(meant);
    free(text);
    return 0;
}
