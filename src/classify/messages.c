/* messages.c - the table of sentences, and the filling of their places. */
#include "classify/messages.h"

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static const struct ls_words table[LS_SAY_COUNT] = {
    [LS_SAY_TO_SERVICE] = {{"{payload} to the {service} on {port} ({row})",
                            "{port} 上到{service}的 {payload}（{row}）"}},
    [LS_SAY_FROM_ROLE] = {{"{payload} from the {role} to {port} ({row})",
                           "{role}发往 {port} 的 {payload}（{row}）"}},
    [LS_SAY_MEDIA] = {{"{payload} at the {role} on {port} ({row})",
                       "{role}在 {port} 上的 {payload}（{row}）"}},
    [LS_SAY_PORT_SERVICE] =
        {{"{port} is documented for the {service} ({row}); the payload says nothing",
          "{port} 是{service}的文档所列端口（{row}）；载荷没有提供信息"}},
    [LS_SAY_PORT_ROLE] =
        {{"{port} is documented for the {role} to open ({row}); the payload says nothing",
          "文档允许{role}连接 {port}（{row}）；载荷没有提供信息"}},
    [LS_SAY_PORT_OTHER] =
        {{"{port} is documented for the {service} ({row}); its bytes are of no protocol known here",
          "{port} 是{service}的文档所列端口（{row}）；其字节不属于任何已知协议"}},
    [LS_SAY_NAMED] = {{"{payload} on {port} names the {service} by {name} ({row})",
                       "{port} 上的 {payload} 以 {name} 表明是{service}（{row}）"}},
    [LS_SAY_HOST_NAMED] = {{"{payload} to the {service} on {port}, where {name} names a host of "
                            "this site ({row})",
                            "{port} 上到{service}的 {payload}，其中 {name} 是本站点主机的名称"
                            "（{row}）"}},
    [LS_SAY_FAR_HOST_NAMED] = {{"{payload} from the {role} to {port}, where {name} names a host "
                                "of this site ({row})",
                                "{role}发往 {port} 的 {payload}，其中 {name} 是本站点主机的名称"
                                "（{row}）"}},
    [LS_SAY_ANNOUNCED] = {{"{payload} at the {role} on {port}, announced by {other} ({row})",
                           "{role}在 {port} 上的 {payload}，由 {other} 公布（{row}）"}},
    [LS_SAY_ANNOUNCED_SILENT] = {{"{port} at the {role} was announced by {other} ({row})",
                                  "{role}的 {port} 由 {other} 公布（{row}）"}},
    [LS_SAY_INHERITED] = {{"{port} was announced by {other}, so {row} covers it",
                           "{port} 由 {other} 公布，因此归 {row}"}},
    [LS_SAY_CONTRADICTED] = {{"{payload} on {port}, where {row} documents {protocol}",
                              "{port} 上出现 {payload}，而 {row} 在此规定的是 {protocol}"}},
    [LS_SAY_CLEAR] = {{"clear-text {payload} on {port}, where {row} documents {protocol}",
                       "{port} 上出现明文 {payload}，而 {row} 在此规定的是 {protocol}"}},
    [LS_SAY_TLS_WHERE_CLEAR] = {{"TLS on {port}, where {row} documents {protocol} without TLS",
                                 "{port} 上出现 TLS，而 {row} 在此规定的是不带 TLS 的 {protocol}"}},
    [LS_SAY_NOT_TLS] = {{"bytes that are not TLS on {port}, where {row} documents {protocol}",
                         "{port} 上的字节不是 TLS，而 {row} 在此规定的是 {protocol}"}},
    [LS_SAY_WRONG_OPENER] = {{"only {roles} may open {port} ({row}), but the opener is {other}",
                              "只有{roles}可以连接 {port}（{row}），而发起方是{other}"}},
    [LS_SAY_WRONG_OWNER] = {{"{port} belongs to {roles} ({row}), but the responder is {other}",
                             "{port} 属于{roles}（{row}），而响应方是{other}"}},
    [LS_SAY_WRONG_TARGET] =
        {{"the {role} opens {port} to {roles} only ({row}), but the responder is {other}",
          "{role}只可向{roles}连接 {port}（{row}），而响应方是{other}"}},
    [LS_SAY_WRONG_MODE] =
        {{"{row} has {port} for pools balanced by {name}, but this one is "
          "balanced by {other}",
          "{row} 的 {port} 用于以{name}做负载平衡的池，而此池以{other}做负载平衡"}},
    [LS_SAY_NO_ROW_HAS] = {{"{payload} on {port}, where no row has it",
                            "{port} 上出现 {payload}，没有任何一行在此列出它"}},
    [LS_SAY_RPC_UNANNOUNCED] =
        {{"{payload} on {port}, which no row has for it and nobody announced",
          "{port} 上出现 {payload}，没有行为其列出该端口，也无人公布"}},
    [LS_SAY_NAMED_ELSEWHERE] =
        {{"{payload} on {port} names the {service} by {name}, which is documented elsewhere "
          "({row})",
          "{port} 上的 {payload} 以 {name} 表明是{service}，而它的文档位置在别处（{row}）"}},
    [LS_SAY_DEPENDENCY] = {{"{payload} on {port}: {service}, a known dependency ({row})",
                            "{port} 上的 {payload}：{service}，已知依赖（{row}）"}},
    [LS_SAY_DEPENDENCY_PORT] = {{"{port} is used for {service}, a known dependency ({row})",
                                 "{port} 用于{service}，已知依赖（{row}）"}},
    [LS_SAY_RANGE] = {{"no row allows {payload} on {port}: it lies in the media range of {row}, "
                       "but no media was seen or announced",
                       "没有行允许 {port} 上的 {payload}：它在 {row} 的媒体端口范围内，"
                       "但没有看到媒体，也没有媒体公布"}},
    [LS_SAY_RANGE_SILENT] =
        {{"{port} lies in the media range of {row}, but no media was seen or announced",
          "{port} 在 {row} 的媒体端口范围内，但没有看到媒体，也没有媒体公布"}},
    [LS_SAY_UNDOCUMENTED] = {{"no row allows {payload} on {port}",
                              "没有行允许 {port} 上的 {payload}"}},
    [LS_SAY_UNDOCUMENTED_SILENT] = {{"no row allows {port}", "没有行允许 {port}"}},
    [LS_SAY_BETWEEN_OTHERS] =
        {{"no row allows {payload} on {port} between these two: {row} has it from {roles} to "
          "{other}",
          "没有行允许这两端之间在 {port} 上使用 {payload}：{row} 是从{roles}到{other}"}},
    [LS_SAY_NO_EDGE] =
        {{"{payload} to {port} in the Internet, which the {role} opens to {roles} only ({row}); "
          "nothing shows that the responder is one",
          "到互联网 {port} 的 {payload}：{role}只可向{roles}连接此端口（{row}），"
          "而没有迹象表明响应方是它"}},
    [LS_SAY_CLEAR_SIP] = {{"SIP without TLS on {port} ({row}): documented, but readable on the way",
                           "{port} 上的 SIP 未用 TLS（{row}）：文档允许，但途中可读"}},
    [LS_SAY_MUTUAL_MISSING] =
        {{"{row} documents {protocol} on {port}, but the client showed no certificate",
          "{row} 在 {port} 上规定 {protocol}，但客户端没有出示证书"}},
    [LS_SAY_FORBIDDEN_RPC] = {{"the DCE/RPC interface {name} on {port} is no business of {row}",
                               "{port} 上的 DCE/RPC 接口 {name} 不属于 {row} 的用途"}},
    [LS_SAY_OLD_SSL] = {{"{name} was negotiated on {port}; it is broken and long out of use",
                         "{port} 上协商的是 {name}；该版本早已不安全"}},
    [LS_SAY_OLD_TLS] = {{"{name} was negotiated on {port}; its use is discouraged (RFC 8996)",
                         "{port} 上协商的是 {name}；该版本已不建议使用（RFC 8996）"}},
    [LS_SAY_CERT_EXPIRED] = {{"the certificate \"{name}\" shown on {port} expired on {other}",
                              "{port} 上出示的证书“{name}”已于 {other} 过期"}},
    [LS_SAY_CERT_NOT_YET] =
        {{"the certificate \"{name}\" shown on {port} is valid only from {other}",
          "{port} 上出示的证书“{name}”自 {other} 起才有效"}},
    [LS_SAY_CERT_SELF_SIGNED] =
        {{"the certificate \"{name}\" shown on {port} is self-signed: no authority stands for it",
          "{port} 上出示的证书“{name}”是自签名的，没有颁发机构为其担保"}},
    [LS_SAY_PORT_MOVED_HERE] =
        {{"the topology has the service of {row} on {port} instead of {other}",
          "拓扑将 {row} 的服务从 {other} 改到了 {port}"}},
    [LS_SAY_PORT_MOVED_AWAY] =
        {{"{row} documents {port}, but the topology has this service on {other}",
          "{row} 规定 {port}，但拓扑中该服务使用 {other}"}},
    [LS_SAY_PORT_ABSENT] = {{"{row} documents {port}, but the topology has no such service here",
                             "{row} 规定 {port}，但拓扑中此处没有该服务"}},
    [LS_SAY_RANGE_NARROWED] =
        {{"{port} is in the range of {row}, but not in {other}, which the topology sets",
          "{port} 在 {row} 的端口范围内，但不在拓扑设定的 {other} 内"}},
    [LS_SAY_PAST_BALANCER] =
        {{"{port} of this pool is balanced, but the opener went to one server, "
          "past the balancer",
          "该池的 {port} 由负载平衡器分发，而发起方绕过它直接连接了单台服务器"}},
    [LS_SAY_EXPLAIN_PORT] = {{"{port} is the row's", "{port} 属于该行"}},
    [LS_SAY_EXPLAIN_MOVED] = {{"the topology has the row's service on {port}",
                               "拓扑中该行的服务在 {port}"}},
    [LS_SAY_EXPLAIN_TOLD] = {{"the host was told to be {other}", "该主机已告知为{other}"}},
    [LS_SAY_EXPLAIN_INFERRED] = {{"the host was inferred to be {other}", "该主机推断为{other}"}},
    [LS_SAY_EXPLAIN_NOT_ROLE] = {{"it is a row of {roles}, but the host is {other}",
                                  "该行属于{roles}，而主机是{other}"}},
    [LS_SAY_EXPLAIN_BALANCER] = {{"it is a row of {roles}, and nothing shows that the host is one",
                                  "该行属于{roles}，而没有迹象表明主机是它"}},
    [LS_SAY_EXPLAIN_MODE] = {{"the pool is balanced the other way", "该池使用另一种负载平衡方式"}},
    [LS_SAY_EXPLAIN_PEER] = {{"the other end is {other}, as the row wants it",
                              "对端是{other}，符合该行"}},
    [LS_SAY_EXPLAIN_NOT_PEER] = {{"the other end is to be {roles}, but is {other}",
                                  "对端应是{roles}，而实为{other}"}},
    [LS_SAY_EXPLAIN_OUTSIDE] = {{"the other end is to be an Edge or outside, but is {other}",
                                 "对端应是边缘服务器或位于外部，而实为{other}"}},
    [LS_SAY_EXPLAIN_NO_EDGE] = {{"the other end is to be {roles}, and nothing shows that this host "
                                 "in the Internet is one",
                                 "对端应是{roles}，而没有迹象表明这台互联网主机是它"}},
    [LS_SAY_EXPLAIN_PAYLOAD] = {{"{payload} fits", "{payload} 相符"}},
    [LS_SAY_EXPLAIN_KIND] = {{"{payload} of the very kind that the row documents",
                              "{payload}，正是该行所列的种类"}},
    [LS_SAY_EXPLAIN_NAMED] = {{"the content names the service: {name}", "内容表明该服务：{name}"}},
    [LS_SAY_EXPLAIN_HOST] = {{"{name} names a host of this site", "{name} 是本站点主机的名称"}},
    [LS_SAY_EXPLAIN_LEARNED] = {{"announced by {other}", "由 {other} 公布"}},
    [LS_SAY_EXPLAIN_CONTRADICTS] = {{"{payload}, but the row documents {protocol}",
                                     "{payload}，而该行规定的是 {protocol}"}},
    [LS_SAY_EXPLAIN_RANGE] = {{"a wide range, and no media was seen or announced there",
                               "端口范围很宽，没有看到媒体，也没有媒体公布"}},
    [LS_SAY_EXPLAIN_OTHER_KIND] = {{"media of another kind than the row's", "媒体种类与该行不同"}},
    [LS_SAY_UNKNOWN_HOST] = {{"an unknown host", "未知主机"}},
    [LS_SAY_BYTES] = {{"bytes of no protocol known here", "不属于任何已知协议的字节"}},
    [LS_SAY_AN_ATTEMPT] = {{"an attempt", "连接尝试"}},
    [LS_SAY_ANOTHER_PROTOCOL] = {{"another protocol", "另一种协议"}},
    [LS_SAY_HARDWARE] = {{"hardware", "硬件"}},
    [LS_SAY_DNS] = {{"DNS", " DNS "}},
    [LS_SAY_OR] = {{" or ", "或"}},
};

const char *ls_message(enum ls_lang lang, enum ls_message what)
{
    assert(lang < LS_LANGS && what < LS_SAY_COUNT);
    return table[what].in[lang];
}

#define PLACE(member)                                                                              \
    {                                                                                              \
        "{" #member "}", sizeof "{" #member "}" - 1, offsetof(struct ls_pieces, member)            \
    }

static const struct {
    const char *name;
    size_t bytes, member;
} places[] = {PLACE(payload), PLACE(port),  PLACE(row),  PLACE(service), PLACE(role),
              PLACE(roles),   PLACE(other), PLACE(name), PLACE(protocol)};

/* Returns the text for the place that begins at `at`, and sets *len to the place's length. */
static const char *place(const char *at, const struct ls_pieces *p, size_t *len)
{
    const char *end = strchr(at, '}');
    if (end == NULL)
        return NULL;
    *len = (size_t)(end + 1 - at);
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (places[i].bytes != *len || memcmp(at, places[i].name, *len) != 0)
            continue;
        const char *text = *(const char *const *)((const char *)p + places[i].member);
        return text ? text : "";
    }
    return NULL;
}

/* Takes back the bytes of a character that did not fit whole (UTF-8, RFC 3629). */
static size_t whole_characters(const char *text, size_t n)
{
    size_t lead = n;
    while (lead > 0 && n - lead < 3 && ((unsigned char)text[lead - 1] & 0xC0) == 0x80)
        lead--;
    if (lead == 0 || ((unsigned char)text[lead - 1] & 0xC0) != 0xC0)
        return n;
    unsigned char first = (unsigned char)text[lead - 1];
    size_t want = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    return n - (lead - 1) < want ? lead - 1 : n;
}

static bool is_latin(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/* A Chinese character (U+4E00 to U+9FFF, three bytes in UTF-8), but no Chinese punctuation. */
static bool is_han(const char *at)
{
    return (unsigned char)at[0] >= 0xE4 && (unsigned char)at[0] <= 0xE9;
}

/* Chinese and Latin letters stand apart, as in the sentences themselves: 发起方是 PSTN 网关. */
static bool wants_space(const char *text, size_t n, const char *piece)
{
    if (n == 0 || piece[0] == '\0')
        return false;
    bool after_han = n >= 3 && is_han(text + n - 3) && ((unsigned char)text[n - 1] & 0xC0) == 0x80;
    return (after_han && is_latin(piece[0])) || (is_latin(text[n - 1]) && is_han(piece));
}

/* A space that the sentence has for a Latin word is too much where a Chinese one comes in. */
static bool has_space_too_many(const char *text, size_t n, const char *piece)
{
    return n >= 4 && text[n - 1] == ' ' && is_han(text + n - 4) && is_han(piece);
}

void ls_say(char *text, size_t size, enum ls_lang lang, enum ls_message what,
            const struct ls_pieces *pieces)
{
    assert(size > 0);
    size_t n = 0;
    bool cut = false;
    for (const char *at = ls_message(lang, what); *at != '\0' && !cut;) {
        size_t len;
        const char *piece = *at == '{' ? place(at, pieces, &len) : NULL;
        size_t bytes = piece ? strlen(piece) : (size_t)(strchrnul(at + 1, '{') - at);
        if (piece == NULL) {
            piece = at;
            len = bytes;
        }
        if (bytes > 0 && n < size - 1 && wants_space(text, n, piece))
            text[n++] = ' ';
        else if (bytes > 0 && has_space_too_many(text, n, piece))
            n--;
        cut = bytes > size - 1 - n;
        if (cut)
            bytes = size - 1 - n;
        memcpy(text + n, piece, bytes);
        n += bytes;
        at += len;
    }
    text[cut ? whole_characters(text, n) : n] = '\0';
}
