/* form.c - byte order marks, UTF-16, and the first line that tells the form. */
#include "topology/form.h"

#include <stdlib.h>
#include <string.h>

#include "lyncscope/escape.h"

static unsigned unit(const uint8_t *at, bool big)
{
    return big ? (unsigned)at[0] << 8 | at[1] : (unsigned)at[1] << 8 | at[0];
}

static size_t put(char *to, uint32_t c)
{
    if (c < 0x80) {
        to[0] = (char)c;
        return 1;
    }
    size_t more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    static const uint8_t lead[] = {0, 0xC0, 0xE0, 0xF0};
    to[0] = (char)(lead[more] | c >> 6 * more);
    for (size_t i = 1; i <= more; i++)
        to[i] = (char)(0x80 | (c >> 6 * (more - i) & 0x3F));
    return more + 1;
}

/* UTF-16 (RFC 2781); false at half a unit or half a pair. Two bytes become at most three. */
static bool from_utf16(struct ls_text_file *in, const uint8_t *at, size_t n, bool big)
{
    for (size_t i = 0; i + 1 < n; i += 2) {
        uint32_t c = unit(at + i, big);
        if (c >= 0xD800 && c < 0xDC00 && i + 3 < n) {
            uint32_t low = unit(at + i + 2, big);
            if (low < 0xDC00 || low > 0xDFFF)
                return false;
            c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
            i += 2;
        } else if (c >= 0xD800 && c <= 0xDFFF) {
            return false;
        }
        in->n += put(in->text + in->n, c);
    }
    return n % 2 == 0;
}

static int refuse(struct ls_text_file *in, unsigned line, const char *why)
{
    struct ls_said at = {in->file, line, 1};
    ls_say_wrong(in->topology, &at, "%s", why);
    return LS_E_FORMAT;
}

static int check(struct ls_text_file *in)
{
    struct ls_cursor text = ls_cursor((const uint8_t *)in->text, in->n);
    unsigned line = 1;
    while (ls_left(&text) > 0) {
        uint32_t c = ls_utf8_next(&text);
        if (c >= LS_NOT_UTF8)
            return refuse(in, line, "is neither UTF-8 nor UTF-16 from here on");
        if (c == 0)
            return refuse(in, line, "has a zero byte: this is no text");
        line += c == '\n';
    }
    return 0;
}

int ls_form_decode(struct ls_text_file *in, const char *bytes, size_t n)
{
    const uint8_t *b = (const uint8_t *)bytes;
    in->n = 0;
    in->text = malloc(n + n / 2 + 4);
    if (in->text == NULL)
        return LS_E_MEMORY;
    bool little = n >= 2 && b[0] == 0xFF && b[1] == 0xFE;
    bool big = n >= 2 && b[0] == 0xFE && b[1] == 0xFF;
    size_t skip = little || big ? 2 : 0;
    if (skip == 0 && n >= 2 && (b[0] == 0) != (b[1] == 0)) { /* no mark, but plainly 16 bits */
        big = b[0] == 0;
        little = !big;
    }
    if (little || big) {
        if (!from_utf16(in, b + skip, n - skip, big))
            return refuse(in, 1, "is UTF-16 with half a character in it");
    } else {
        skip = n >= 3 && memcmp(b, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
        memcpy(in->text, bytes + skip, n - skip);
        in->n = n - skip;
    }
    in->text[in->n] = '\0';
    return check(in);
}

/* The first line that says something; "#TYPE ..." above a CSV is none. */
static const char *first_line(const char *text, size_t *n)
{
    for (;;) {
        text += strspn(text, " \t\r\n");
        *n = strcspn(text, "\r\n");
        if (*text != '#')
            return text;
        text += *n;
    }
}

/* "192.0.2.1 name": an address, blanks and a name. */
static bool is_hosts_line(const char *line, size_t n)
{
    char word[LS_ADDR_TEXT];
    struct ls_addr addr;
    size_t len = strcspn(line, " \t\r\n");
    if (len >= sizeof word || len >= n || (line[len] != ' ' && line[len] != '\t'))
        return false;
    memcpy(word, line, len);
    word[len] = '\0';
    return ls_addr_parse(word, &addr);
}

/* Words with a delimiter between them, as no YAML file of ours begins. */
static bool is_csv_header(const char *line, size_t n)
{
    static const char words[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_- ";
    size_t delimiters = 0;
    for (size_t i = 0; i < n; i++) {
        bool delimiter = line[i] == ',' || line[i] == ';' || line[i] == '\t';
        if (!delimiter && line[i] != '"' && strchr(words, line[i]) == NULL)
            return false;
        delimiters += delimiter;
    }
    return delimiters > 0;
}

enum ls_form ls_form_of(const struct ls_text_file *in)
{
    size_t n;
    const char *line = first_line(in->text, &n);
    if (*line == '<')
        return LS_FORM_XML;
    if (is_hosts_line(line, n))
        return LS_FORM_HOSTS;
    if (strncmp(in->text, "#TYPE", 5) == 0 || is_csv_header(line, n))
        return LS_FORM_CSV;
    return LS_FORM_YAML;
}

static int read_text(struct ls_text_file *in, struct ls_yaml *yaml, const char *bytes, size_t n,
                     struct ls_error *error)
{
    switch (ls_form_of(in)) {
    case LS_FORM_XML:
        return ls_xml_topology_read(in);
    case LS_FORM_CSV:
        return ls_csv_topology_read(in);
    case LS_FORM_HOSTS:
        return ls_hosts_file_read(in);
    case LS_FORM_YAML:
        break;
    }
    int code = ls_yaml_parse(yaml, bytes, n, error);
    return code < 0 ? code : ls_topology_add(in->topology, yaml);
}

int ls_topology_read(struct ls_topology *topology, struct ls_yaml *yaml, const char *bytes,
                     size_t n, struct ls_error *error)
{
    struct ls_text_file in = {.topology = topology, .file = yaml->file};
    int code;
    if (n >= 4 && memcmp(bytes, "PK\3\4", 4) == 0) {
        refuse(&in, 1, "is a zip archive: unpack it and name the XML inside");
        return 0; /* the mistake is noted */
    }
    code = ls_form_decode(&in, bytes, n);
    if (code == 0)
        code = read_text(&in, yaml, bytes, n, error);
    else if (code == LS_E_FORMAT)
        code = 0;
    ls_pools_spread(topology);
    free(in.text);
    return code;
}
