/*
 * certificate_der.c - what a certificate says, where it is written as nearly all are
 *
 * RFC 5280 section 4.1, in DER (X.690). Every element is stepped through, so that nothing is taken
 * for a certificate that OpenSSL would refuse: names hold ASCII in PrintableString, UTF8String or
 * IA5String, times end in Z, and parameters of algorithms are absent, NULL or a curve's name. The
 * rest is left to OpenSSL.
 */
#include <time.h>

#include "probe/ber.h"
#include "probe/certificate.h"

enum {
    DER_BOOLEAN = 0x01,
    DER_INTEGER = 0x02,
    DER_BITS = 0x03,
    DER_OCTETS = 0x04,
    DER_NULL = 0x05,
    DER_OID = 0x06,
    DER_UTF8 = 0x0c,
    DER_PRINTABLE = 0x13,
    DER_IA5 = 0x16,
    DER_UTC_TIME = 0x17,
    DER_TIME = 0x18,
    DER_SEQUENCE = 0x30,
    DER_SET = 0x31,
    DER_VERSION = 0xa0,    /* [0] EXPLICIT */
    DER_EXTENSIONS = 0xa3, /* [3] EXPLICIT */
    NAME_MAIL = 0x81,
    NAME_DNS = 0x82,
    NAME_URI = 0x86,
    NAME_ADDRESS = 0x87,
};

static uint8_t next_tag(const struct ls_cursor *in)
{
    return ls_left(in) > 0 ? in->at[0] : 0;
}

/* Takes an element of this tag; false, with in failed, where another one stands. */
static bool take(struct ls_cursor *in, uint8_t tag, struct ls_cursor *contents)
{
    struct ls_ber head;
    in->failed =
        in->failed || next_tag(in) != tag || !ls_ber_head(in, &head) || head.length > ls_left(in);
    *contents = in->failed ? ls_cursor(NULL, 0) : ls_cut(in, head.length);
    return !in->failed;
}

static struct ls_span rest_of(const struct ls_cursor *in)
{
    return ls_span(in->at, ls_left(in));
}

static bool take_span(struct ls_cursor *in, uint8_t tag, struct ls_span *value)
{
    struct ls_cursor contents;
    bool good = take(in, tag, &contents);
    *value = rest_of(&contents);
    return good;
}

static bool span_is(struct ls_span span, const char *bytes, size_t n)
{
    return span.len == n && memcmp(span.at, bytes, n) == 0;
}

/* X.690 section 8.19: no number begins with a padding octet, and the last one ends. */
static bool take_oid(struct ls_cursor *in, struct ls_span *oid)
{
    if (!take_span(in, DER_OID, oid) || oid->len == 0 || oid->at[oid->len - 1] >= 0x80)
        return false;
    for (size_t i = 0; i < oid->len; i++)
        if (oid->at[i] == 0x80 && (i == 0 || oid->at[i - 1] < 0x80))
            return false;
    return true;
}

/* X.690 section 8.3.2: the first nine bits are not all alike. */
static bool take_integer(struct ls_cursor *in)
{
    struct ls_span number;
    if (!take_span(in, DER_INTEGER, &number) || number.len == 0)
        return false;
    bool padded = number.len > 1 && ((number.at[0] == 0 && number.at[1] < 0x80) ||
                                     (number.at[0] == 0xff && number.at[1] >= 0x80));
    return !padded;
}

static bool take_bits(struct ls_cursor *in)
{
    struct ls_span bits;
    return take_span(in, DER_BITS, &bits) && bits.len > 1 && bits.at[0] == 0;
}

static bool take_algorithm(struct ls_cursor *in)
{
    struct ls_cursor algorithm;
    struct ls_span oid, nothing;
    if (!take(in, DER_SEQUENCE, &algorithm) || !take_oid(&algorithm, &oid))
        return false;
    if (next_tag(&algorithm) == DER_NULL &&
        (!take_span(&algorithm, DER_NULL, &nothing) || nothing.len != 0))
        return false;
    if (next_tag(&algorithm) == DER_OID && !take_oid(&algorithm, &oid))
        return false;
    return ls_left(&algorithm) == 0;
}

static bool is_ascii(struct ls_span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.at[i] >= 0x80 || text.at[i] == 0)
            return false;
    return text.len > 0;
}

struct attribute {
    struct ls_span oid, value;
};

static bool take_attribute(struct ls_cursor *set, struct attribute *attribute)
{
    struct ls_cursor pair;
    if (!take(set, DER_SEQUENCE, &pair) || !take_oid(&pair, &attribute->oid))
        return false;
    uint8_t tag = next_tag(&pair);
    return (tag == DER_UTF8 || tag == DER_PRINTABLE || tag == DER_IA5) &&
           take_span(&pair, tag, &attribute->value) && ls_left(&pair) == 0 &&
           is_ascii(attribute->value);
}

enum { ATTRIBUTES_MAX = 16 };

struct name {
    size_t count;
    struct attribute at[ATTRIBUTES_MAX];
};

/* Sets of several attributes are seldom, and compared by OpenSSL as sets. */
static bool take_name(struct ls_cursor *in, struct name *name)
{
    struct ls_cursor sets, set;
    name->count = 0;
    if (!take(in, DER_SEQUENCE, &sets))
        return false;
    while (ls_left(&sets) > 0)
        if (name->count == ATTRIBUTES_MAX || !take(&sets, DER_SET, &set) ||
            !take_attribute(&set, &name->at[name->count++]) || ls_left(&set) > 0)
            return false;
    return true;
}

static struct ls_span common_name(const struct name *name)
{
    struct ls_span found = {NULL, 0};
    for (size_t i = 0; i < name->count; i++)
        if (span_is(name->at[i].oid, "\x55\x04\x03", 3))
            found = name->at[i].value;
    return found;
}

static size_t put_letters(struct ls_span text, size_t at, uint8_t *letter)
{
    while (at < text.len && text.at[at] <= ' ')
        at++;
    *letter = at < text.len ? text.at[at] : 0;
    if (*letter >= 'A' && *letter <= 'Z')
        *letter = (uint8_t)(*letter + 32);
    return at + 1;
}

/* Whether two texts differ in more than blanks and the case of letters. */
static bool differ(struct ls_span a, struct ls_span b)
{
    uint8_t left, right;
    size_t i = 0, k = 0;
    do {
        i = put_letters(a, i, &left);
        k = put_letters(b, k, &right);
    } while (left == right && left != 0);
    return left != right;
}

/*
 * RFC 5280 section 7.1 compares names without case and needless blanks. Names that are the same
 * bytes are equal, and those that differ in more than that are not; between is OpenSSL's.
 */
static bool compare(const struct name *a, const struct name *b, bool *equal)
{
    bool same = a->count == b->count, close = same;
    for (size_t i = 0; i < a->count && close; i++) {
        const struct attribute *x = &a->at[i], *y = &b->at[i];
        bool same_kind = x->oid.len == y->oid.len && memcmp(x->oid.at, y->oid.at, x->oid.len) == 0;
        same = same && same_kind && x->value.len == y->value.len &&
               memcmp(x->value.at, y->value.at, x->value.len) == 0;
        close = same_kind && !differ(x->value, y->value);
    }
    *equal = same && close;
    return same || !close;
}

static bool two_digits(const uint8_t *at, int least, int most, int *number)
{
    if (at[0] < '0' || at[0] > '9' || at[1] < '0' || at[1] > '9')
        return false;
    *number = (at[0] - '0') * 10 + (at[1] - '0');
    return *number >= least && *number <= most;
}

/* 29 February is left to who knows of leap years. */
static int last_day(int month)
{
    bool short_month = month == 4 || month == 6 || month == 9 || month == 11;
    return month == 2 ? 28 : short_month ? 30 : 31;
}

/* RFC 5280 section 4.1.2.5: to the second, in UTC; years of two digits are from 1950 to 2049. */
static bool take_time(struct ls_cursor *in, int64_t *seconds)
{
    struct ls_span text;
    bool whole = next_tag(in) == DER_TIME;
    size_t more = whole ? 2 : 0;
    int century = 0, year, month;
    struct tm parts = {0};
    if (!take_span(in, whole ? DER_TIME : DER_UTC_TIME, &text) || text.len != 13 + more ||
        text.at[text.len - 1] != 'Z' || (whole && !two_digits(text.at, 19, 99, &century)))
        return false;
    const uint8_t *at = text.at + more;
    if (!two_digits(at, 0, 99, &year) || !two_digits(at + 2, 1, 12, &month) ||
        !two_digits(at + 4, 1, last_day(month), &parts.tm_mday) ||
        !two_digits(at + 6, 0, 23, &parts.tm_hour) || !two_digits(at + 8, 0, 59, &parts.tm_min) ||
        !two_digits(at + 10, 0, 59, &parts.tm_sec))
        return false;
    parts.tm_mon = month - 1;
    parts.tm_year = whole ? century * 100 + year - 1900 : year + (year < 50 ? 100 : 0);
    *seconds = (int64_t)timegm(&parts);
    return true;
}

static bool read_names(struct ls_span extension, struct cert_content *content)
{
    struct ls_cursor in = ls_span_cursor(extension), names;
    if (!take(&in, DER_SEQUENCE, &names) || ls_left(&in) > 0)
        return false;
    for (size_t i = 0; ls_left(&names) > 0; i++) {
        uint8_t tag = next_tag(&names);
        struct ls_span value;
        if ((tag != NAME_DNS && tag != NAME_ADDRESS && tag != NAME_MAIL && tag != NAME_URI) ||
            !take_span(&names, tag, &value) || i >= CERT_NAMES_MAX)
            return false;
        if (tag == NAME_DNS || tag == NAME_ADDRESS)
            content->names[content->name_count++] = (struct cert_name){value, tag == NAME_ADDRESS};
    }
    return true;
}

static bool read_extensions(struct ls_cursor *in, struct cert_content *content)
{
    struct ls_cursor outer, list, extension;
    bool named = false;
    if (!take(in, DER_EXTENSIONS, &outer) || !take(&outer, DER_SEQUENCE, &list) ||
        ls_left(&outer) > 0)
        return false;
    while (ls_left(&list) > 0) {
        struct ls_span oid, critical, value;
        if (!take(&list, DER_SEQUENCE, &extension) || !take_oid(&extension, &oid))
            return false;
        if (next_tag(&extension) == DER_BOOLEAN &&
            (!take_span(&extension, DER_BOOLEAN, &critical) || critical.len != 1))
            return false;
        if (!take_span(&extension, DER_OCTETS, &value) || ls_left(&extension) > 0)
            return false;
        if (!span_is(oid, "\x55\x1d\x11", 3))
            continue;
        if (named || !read_names(value, content))
            return false;
        named = true;
    }
    return true;
}

static bool take_version(struct ls_cursor *in)
{
    struct ls_cursor outer;
    struct ls_span number;
    return take(in, DER_VERSION, &outer) && take_span(&outer, DER_INTEGER, &number) &&
           span_is(number, "\x02", 1) && ls_left(&outer) == 0;
}

static bool take_key(struct ls_cursor *in)
{
    struct ls_cursor key;
    return take(in, DER_SEQUENCE, &key) && take_algorithm(&key) && take_bits(&key) &&
           ls_left(&key) == 0;
}

static bool read_body(struct ls_cursor *body, struct cert_content *content)
{
    struct ls_cursor validity;
    struct name issuer, subject;
    if (!take_version(body) || !take_integer(body) || !take_algorithm(body) ||
        !take_name(body, &issuer) || !take(body, DER_SEQUENCE, &validity) ||
        !take_time(&validity, &content->time[0]) || !take_time(&validity, &content->time[1]) ||
        ls_left(&validity) > 0 || !take_name(body, &subject) || !take_key(body) ||
        !compare(&subject, &issuer, &content->self_signed))
        return false;
    content->has_time[0] = content->has_time[1] = true;
    content->subject = common_name(&subject);
    content->issuer = common_name(&issuer);
    return read_extensions(body, content) && ls_left(body) == 0;
}

bool cert_read_plain(struct ls_span der, struct cert_content *content)
{
    struct ls_cursor in = ls_span_cursor(der), whole, body;
    memset(content, 0, sizeof *content);
    return take(&in, DER_SEQUENCE, &whole) && ls_left(&in) == 0 &&
           take(&whole, DER_SEQUENCE, &body) && read_body(&body, content) &&
           take_algorithm(&whole) && take_bits(&whole) && ls_left(&whole) == 0;
}
