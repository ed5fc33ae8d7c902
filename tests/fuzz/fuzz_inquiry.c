/*
 * fuzz_inquiry.c - bytes drive a sequence of views of one flow to all probes
 *
 * First byte: bit 0 stream. Then steps: a byte of flags (bit 0 side, 1 cut, 2 closed, 3 from
 * start), two of length (little endian, of up to 4,095), and the bytes. A stream's bytes add up
 * in a window until they are consumed, as the flow layer does it.
 *
 * The same is done once more with the inquiry folded between all steps, and with all probes asked
 * whatever the first byte is: the evidence must be the same to the byte.
 * The same is done once more with the inquiry folded between all steps: the evidence must be the
 * same to the byte. With stand-ins it has as many facts, of the same kinds.
    ls_probes_free(all);
 */
#include <stdlib.h>
#include <string.h>

#include "probe/inquiry.h"

struct evidence_of { /* one way of asking */
    const struct ls_evidence *made;
    size_t announced;
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct window {
    uint8_t bytes[LS_WINDOW_BYTES];
    size_t n;
    bool moved; /* something was consumed: no longer from the start */
};

static void add(struct window *window, bool stream, const uint8_t *bytes, size_t n)
{
    if (!stream)
        window->n = 0;
    if (n > sizeof window->bytes - window->n)
        n = sizeof window->bytes - window->n;
    if (n > 0)
        memcpy(window->bytes + window->n, bytes, n);
    window->n += n;
}

static void consume(struct window *window, size_t used)
{
    if (used > window->n)
        abort();
    window->n -= used;
    window->moved = window->moved || used > 0;
    memmove(window->bytes, window->bytes + used, window->n);
}

static bool step(struct ls_inquiry *inquiry, bool stream, struct window windows[2],
                 struct ls_cursor *in)
{
    uint8_t flags = ls_u8(in);
    size_t n = ls_le16(in) & 0xfff;
    if (n > ls_left(in))
        n = ls_left(in);
    struct ls_view view = {.side = flags & 1, .stream = stream, .ip_proto = stream ? 6 : 17};
    view.cut = flags & 2;
    view.closed = flags & 4;
    add(&windows[view.side], stream, ls_take(in, n), n);
    uint8_t *copies[2];
    for (int i = 0; i < 2; i++) {
        size_t shown = stream || i == view.side ? windows[i].n : 0;
        copies[i] = malloc(shown + 1);
        if (copies[i] == NULL)
            abort();
        memcpy(copies[i] + 1, windows[i].bytes, shown);
        view.bytes[i] = ls_cursor(copies[i] + 1, shown);
        view.from_start[i] = (flags & 8) && !windows[i].moved;
    }
    bool over = ls_inquiry_look(inquiry, &view);
    for (int i = 0; i < 2; i++) {
        consume(&windows[i], view.used[i]);
        free(copies[i]);
    }
    return over;
}

/* An empty draft has told what it announced, so that it can be folded. */
static struct ls_inquiry *refold(struct ls_inquiry *inquiry, struct evidence_of *result,
                                 struct ls_arena *arena)
{
    struct ls_announcement announced[8];
    for (size_t n; (n = ls_inquiry_announced(inquiry, announced, 8)) > 0;)
        result->announced += n;
    struct ls_inquiry *folded = ls_inquiry_fold(inquiry, arena);
    if (!ls_inquiry_is_folded(folded))
        abort();
    struct ls_inquiry *again = ls_inquiry_fold(ls_inquiry_unfold(folded), arena);
    return ls_inquiry_unfold(again);
}

static struct evidence_of inquire(struct ls_cursor in, bool folding, struct ls_probes *probes,
                                  struct ls_arena *arena)
{
    struct ls_announcement announced[8];
    struct evidence_of result = {0};
    bool stream = ls_u8(&in) & 1;
    struct window *windows = calloc(2, sizeof *windows);
    struct ls_inquiry *inquiry = ls_inquiry_open(probes, stream ? 6 : 17);
    if (windows == NULL || inquiry == NULL)
        abort();
    while (ls_left(&in) > 0 && !step(inquiry, stream, windows, &in))
        if (folding)
            inquiry = refold(inquiry, &result, arena);
    for (size_t n; (n = ls_inquiry_announced(inquiry, announced, 8)) > 0;)
        result.announced += n;
    if (folding)
        inquiry = ls_inquiry_fold(inquiry, arena);
    result.made = ls_inquiry_close(inquiry, arena);
    free(windows);
    return result;
}

/* The built-in set, without what spares looks. */
static struct ls_probes *unsparing(void)
{
    struct ls_probes *probes = ls_probes_new(false, NULL);
    if (probes == NULL)
        abort();
    for (int first = 0; first < 256; first++) {
        probes->tcp.begins[first] = probes->tcp.all;
        probes->udp.begins[first] = probes->udp.all;
    }
    return probes;
}

/* Evidence that is equal is one, as long as nothing else went to the arena. */
static bool is_same(const struct ls_evidence *a, const struct ls_evidence *b)
{
    if (a == NULL || b == NULL)
        return a == b;
    struct ls_evidence other = *b;
    other.facts = a->facts;
    return memcmp(a, &other, sizeof other) == 0 &&
           (a->facts_bytes == 0 || memcmp(a->facts, b->facts, a->facts_bytes) == 0);
}

static void anonymise(const struct ls_evidence *made, struct ls_arena *arena)
{
    static const char key[] = "a key of the tests";
    struct ls_anonymiser *anonymiser = ls_anonymiser_new(key, sizeof key, NULL);
    struct ls_fact fact, other;
    size_t at = 0, other_at = 0;
    if (anonymiser == NULL)
        abort();
    const struct ls_evidence *shown = ls_evidence_anonymise(anonymiser, made, arena);
    if (shown == NULL)
        abort();
    while (ls_fact_next(made, &at, &fact))
        if (!ls_fact_next(shown, &other_at, &other) || other.kind != fact.kind)
            abort();
    if (ls_fact_next(shown, &other_at, &other))
        abort();
    ls_anonymiser_free(anonymiser);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct ls_arena *arena = ls_arena_new();
    struct ls_probes *probes = ls_probes_new(false, NULL);
    struct ls_probes *all = unsparing();
    if (arena == NULL || probes == NULL)
        abort();
    struct evidence_of open = inquire(ls_cursor(data, size), false, probes, arena);
    struct evidence_of folded = inquire(ls_cursor(data, size), true, probes, arena);
    struct evidence_of asked = inquire(ls_cursor(data, size), false, all, arena);
    const struct ls_evidence *made = open.made;
    struct ls_fact fact;
    size_t facts = 0;
    for (size_t at = 0; ls_fact_next(made, &at, &fact);)
        facts += 3 + fact.value.len;
    if (made != NULL && (facts != made->facts_bytes || made->depth > LS_STACK_MAX))
        abort();
    if (made != NULL && (made->marks & LS_MARK_OTHER) && made->depth > 0)
        abort();
    if (!is_same(made, folded.made) || folded.announced < open.announced)
        abort();
    if (!is_same(made, asked.made) || asked.announced != open.announced)
        abort();
    if (made != NULL)
        anonymise(made, arena);
    ls_probes_free(all);
    ls_probes_free(probes);
    ls_arena_free(arena);
    return 0;
}
