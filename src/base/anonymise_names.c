/* anonymise_names.c - the stand-ins of names: label by label, word by word. */
#include <string.h>

#include "base/anonymise.h"

enum { HASH_LETTERS = 8, NUMBER_DIGITS = 3, PORT_DIGITS = 5 };

void ls_standin_open(struct ls_standin *s, char *text)
{
    *s = (struct ls_standin){.text = text};
    text[0] = '\0';
}

void ls_standin_add(struct ls_standin *s, const void *bytes, size_t n)
{
    if (n >= LS_STANDIN_TEXT - s->n) {
        s->overflown = true;
        return;
    }
    if (n > 0)
        memcpy(s->text + s->n, bytes, n);
    s->n += n;
    s->text[s->n] = '\0';
}

static void add_text(struct ls_standin *s, const char *text)
{
    ls_standin_add(s, text, strlen(text));
}

/* 40 bits in letters and digits that cannot be taken for one another. */
void ls_standin_word(struct ls_standin *s, const struct ls_anonymiser *a, const char *kind,
                     struct ls_span text)
{
    static const char letters[33] = "abcdefghijkmnpqrstuvwxyz23456789";
    uint8_t small[LS_STANDIN_TEXT], digest[HASH_LETTERS];
    char hash[HASH_LETTERS];
    size_t n = text.len < sizeof small ? text.len : sizeof small;
    for (size_t i = 0; i < n; i++)
        small[i] = (uint8_t)(text.at[i] >= 'A' && text.at[i] <= 'Z' ? text.at[i] + 32 : text.at[i]);
    ls_anonymise_bytes(a, "word", n == text.len ? ls_span(small, n) : text, digest, sizeof digest);
    for (size_t i = 0; i < HASH_LETTERS; i++)
        hash[i] = letters[digest[i] % 32];
    add_text(s, kind);
    add_text(s, "-");
    ls_standin_add(s, hash, sizeof hash);
}

size_t ls_standin_close(struct ls_standin *s, const struct ls_anonymiser *a, const char *kind,
                        struct ls_span all)
{
    if (!s->overflown)
        return s->n;
    ls_standin_open(s, s->text);
    ls_standin_word(s, a, kind, all);
    return s->n;
}

bool ls_pieces_next(struct ls_span *rest, const char *between, struct ls_span *piece, char *by)
{
    size_t n = 0;
    if (rest->at == NULL)
        return false;
    while (n < rest->len && (rest->at[n] == '\0' || strchr(between, rest->at[n]) == NULL))
        n++;
    *piece = ls_span(rest->at, n);
    *by = n < rest->len ? (char)rest->at[n] : '\0';
    *rest = n < rest->len ? ls_span(rest->at + n + 1, rest->len - n - 1) : ls_span(NULL, 0);
    return true;
}

size_t ls_anonymise_word(const struct ls_anonymiser *a, const char *kind, struct ls_span text,
                         char out[LS_STANDIN_TEXT])
{
    struct ls_standin s;
    ls_standin_open(&s, out);
    if (text.len > 0)
        ls_standin_word(&s, a, kind, text);
    return s.n;
}

static bool all_digits(struct ls_span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] < '0' || text.at[i] > '9')
            return false;
    return text.len > 0;
}

size_t ls_anonymise_number(const struct ls_anonymiser *a, const char *kind, struct ls_span text,
                           char out[LS_STANDIN_TEXT])
{
    struct ls_standin s;
    if (!all_digits(text) || text.len > NUMBER_DIGITS)
        return ls_anonymise_word(a, kind, text, out);
    ls_standin_open(&s, out);
    ls_standin_add(&s, text.at, text.len);
    return s.n;
}

size_t ls_anonymise_file(const struct ls_anonymiser *a, const char *kind, const char *path,
                         char out[LS_STANDIN_TEXT])
{
    const char *slash = strrchr(path, '/');
    const char *base = slash != NULL ? slash + 1 : path;
    return ls_anonymise_word(a, kind, ls_span(base, strlen(base)), out);
}

size_t ls_anonymise_terms(const struct ls_anonymiser *a, const char *kind, const char *between,
                          struct ls_span text, char out[LS_STANDIN_TEXT])
{
    struct ls_standin s;
    struct ls_span rest = text, piece;
    char by;
    ls_standin_open(&s, out);
    while (ls_pieces_next(&rest, between, &piece, &by)) {
        if (ls_known_product(piece))
            ls_standin_add(&s, piece.at, piece.len);
        else if (piece.len > 0)
            ls_standin_word(&s, a, kind, piece);
        if (by != '\0')
            ls_standin_add(&s, &by, 1);
    }
    return ls_standin_close(&s, a, kind, text);
}

static bool parse_addr(struct ls_span text, struct ls_addr *addr)
{
    char room[LS_ADDR_TEXT];
    if (text.len == 0 || text.len >= sizeof room || memchr(text.at, '\0', text.len) != NULL)
        return false;
    memcpy(room, text.at, text.len);
    room[text.len] = '\0';
    return ls_addr_parse(room, addr);
}

static bool add_addr(struct ls_standin *s, const struct ls_anonymiser *a, struct ls_span text)
{
    struct ls_addr addr;
    char room[LS_ADDR_TEXT];
    if (!parse_addr(text, &addr))
        return false;
    addr = ls_anonymise_addr(a, &addr);
    add_text(s, ls_addr_format(&addr, room));
    return true;
}

/* Takes ":5061" off the end and returns it, or an empty span. */
static struct ls_span cut_port(struct ls_span *name)
{
    for (size_t i = name->len; i-- > 0;) {
        if (name->at[i] != ':')
            continue;
        struct ls_span port = ls_span(name->at + i, name->len - i);
        struct ls_span digits = ls_span(port.at + 1, port.len - 1);
        if (!all_digits(digits) || digits.len > PORT_DIGITS)
            break;
        name->len = i;
        return port;
    }
    return ls_span(NULL, 0);
}

static bool is_digits(struct ls_span label)
{
    return label.len == 1 || all_digits(label);
}

static struct ls_span first_label(struct ls_span name)
{
    struct ls_span label;
    char by;
    return ls_pieces_next(&name, ".", &label, &by) ? label : ls_span(NULL, 0);
}

static bool is_name(struct ls_span text)
{
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.at[i];
        bool fine = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    c == '-' || c == '_' || c == '.' || c == '*' || c == '$';
        if (!fine)
            return false;
    }
    return true;
}

/*
 * A product's label counts at the front only: a domain may have the same name. Labels of a digit or
 * of digits only are taken together: as a word each, they would be a cipher that is soon learned.
 */
static void add_labels(struct ls_standin *s, const struct ls_anonymiser *a, struct ls_span name)
{
    struct ls_span label;
    bool front = true, more = false;
    char by;
    while (ls_pieces_next(&name, ".", &label, &by)) {
        bool last = by == '\0' || name.len == 0;
        bool kept = (front && !(last && !more) && ls_known_label(label)) ||
                    (last && more && ls_known_domain(label)) ||
                    (label.len > 0 && label.at[0] == '_' && ls_known_label(label));
        bool together = !kept && is_digits(label);
        for (struct ls_span next; together && is_digits(first_label(name)); label.len += next.len) {
            ls_pieces_next(&name, ".", &next, &by);
            label.len += 1;
        }
        if (kept)
            ls_standin_add(s, label.at, label.len);
        else if (label.len > 0)
            ls_standin_word(s, a, "n", label);
        if (by != '\0')
            ls_standin_add(s, &by, 1);
        front = front && label.len > 0 && (label.at[0] == '_' || label.at[0] == '*');
        more = true;
    }
}

/* The zones of addresses (RFC 1035 section 3.5, RFC 3596 section 2.5) have those of stand-ins. */
static void add_name(struct ls_standin *s, const struct ls_anonymiser *a, struct ls_span name)
{
    struct ls_span front = name, tail = ls_reverse_cut(&front);
    if (front.len > 0 && !ls_reverse_add(s, a, front, tail))
        add_labels(s, a, front);
    if (front.len > 0 && tail.len > 0)
        add_text(s, ".");
    ls_standin_add(s, tail.at, tail.len);
}

static void add_host(struct ls_standin *s, const struct ls_anonymiser *a, struct ls_span name)
{
    struct ls_span port, whole = name;
    if (add_addr(s, a, name))
        return;
    port = cut_port(&name);
    bool brackets = name.len > 2 && name.at[0] == '[' && name.at[name.len - 1] == ']';
    struct ls_span inner = brackets ? ls_span(name.at + 1, name.len - 2) : name;
    struct ls_addr addr;
    if (parse_addr(inner, &addr)) {
        add_text(s, brackets ? "[" : "");
        add_addr(s, a, inner);
        add_text(s, brackets ? "]" : "");
    } else if (!is_name(name)) {
        ls_standin_word(s, a, "name", whole);
        return;
    } else {
        add_name(s, a, name);
    }
    ls_standin_add(s, port.at, port.len);
}

size_t ls_anonymise_host(const struct ls_anonymiser *a, struct ls_span name,
                         char out[LS_STANDIN_TEXT])
{
    struct ls_standin s;
    struct ls_span host = name, user;
    char by;
    ls_standin_open(&s, out);
    if (name.len > 0 && ls_pieces_next(&host, "@", &user, &by) && by == '@') {
        ls_standin_word(&s, a, "user", user);
        add_text(&s, "@");
    } else {
        host = name;
    }
    if (host.len > 0)
        add_host(&s, a, host);
    return ls_standin_close(&s, a, "name", name);
}

/* Only the segments of the services' own paths; what stands between them may be a person. */
static void add_path(struct ls_standin *s, const struct ls_anonymiser *a, struct ls_span path)
{
    struct ls_span rest = path, segment;
    char by = '/';
    while (by == '/' && ls_pieces_next(&rest, "/?#;", &segment, &by)) {
        if (ls_known_segment(segment))
            ls_standin_add(s, segment.at, segment.len);
        else if (segment.len > 0)
            ls_standin_word(s, a, "p", segment);
        if (by == '/')
            add_text(s, "/");
    }
}

size_t ls_anonymise_path(const struct ls_anonymiser *a, struct ls_span path,
                         char out[LS_STANDIN_TEXT])
{
    struct ls_standin s;
    size_t n;
    ls_standin_open(&s, out);
    for (n = 0; n + 2 < path.len; n++)
        if (memcmp(path.at + n, "://", 3) == 0)
            return ls_anonymise_uri(a, path, out);
    if (path.len > 0)
        add_path(&s, a, path);
    return ls_standin_close(&s, a, "path", path);
}

size_t ls_anonymise_uri(const struct ls_anonymiser *a, struct ls_span uri,
                        char out[LS_STANDIN_TEXT])
{
    static const char *const schemes[] = {"net.tcp://",  "http://", "https://",
                                          "net.pipe://", "sip://",  "sips://"};
    struct ls_standin s;
    struct ls_span rest = uri, host;
    char by = '\0';
    ls_standin_open(&s, out);
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++) {
        size_t n = strlen(schemes[i]);
        if (uri.len < n || !ls_span_is(ls_span(uri.at, n), schemes[i]))
            continue;
        add_text(&s, schemes[i]);
        rest = ls_span(uri.at + n, uri.len - n);
        break;
    }
    if (rest.len > 0 && ls_pieces_next(&rest, "/?#", &host, &by) && host.len > 0) {
        char text[LS_STANDIN_TEXT];
        ls_standin_add(&s, text, ls_anonymise_host(a, host, text));
    }
    if (by == '/') {
        add_text(&s, "/");
        if (rest.len > 0)
            add_path(&s, a, rest);
    }
    return ls_standin_close(&s, a, "uri", uri);
}

size_t ls_anonymise_share(const struct ls_anonymiser *a, struct ls_span share,
                          char out[LS_STANDIN_TEXT])
{
    struct ls_standin s;
    struct ls_span rest = share, piece;
    bool named = false;
    char by;
    ls_standin_open(&s, out);
    while (share.len > 0 && ls_pieces_next(&rest, "\\/", &piece, &by)) {
        if (piece.len > 0 && !named) {
            char text[LS_STANDIN_TEXT];
            ls_standin_add(&s, text, ls_anonymise_host(a, piece, text));
        } else if (ls_known_share(piece)) {
            ls_standin_add(&s, piece.at, piece.len);
        } else if (piece.len > 0) {
            ls_standin_word(&s, a, "share", piece);
        }
        named = named || piece.len > 0;
        if (by != '\0')
            add_text(&s, "\\");
    }
    return ls_standin_close(&s, a, "share", share);
}
