/* names.c - the report's message table. */
#include "report/names.h"

#include <string.h>

const char *transport_name(uint8_t ip_proto, char *room)
{
    switch (ip_proto) {
    case LS_IP_TCP:
        return "tcp";
    case LS_IP_UDP:
        return "udp";
    case LS_IP_SCTP:
        return "sctp";
    case LS_IP_ICMP:
        return "icmp";
    case LS_IP_ICMP6:
        return "ipv6-icmp";
    default:
        snprintf(room, TRANSPORT_TEXT, "%u", ip_proto);
        return room;
    }
}

const char *role_from_name(enum ls_role_from from)
{
    return from == LS_ROLE_TOPOLOGY ? "topology" : "inferred";
}

const char *roles_text(const struct ls_catalogs *catalogs, ls_roles roles, char text[ROLES_TEXT])
{
    size_t n = 0;
    for (size_t i = 0; i < ls_catalogs_role_count(catalogs); i++) {
        const char *key = ls_catalogs_role(catalogs, i)->key;
        if ((roles >> i & 1) == 0 || n + strlen(key) + 2 > ROLES_TEXT)
            continue;
        n += (size_t)snprintf(text + n, ROLES_TEXT - n, "%s%s", n ? "+" : "", key);
    }
    if (n == 0)
        snprintf(text, ROLES_TEXT, "unknown");
    return text;
}

const char *roles_words(const struct ls_catalogs *catalogs, ls_roles roles, enum ls_lang lang,
                        char text[ROLES_WORDS])
{
    size_t n = 0;
    if (lang == LS_EN)
        return roles_text(catalogs, roles, text);
    snprintf(text, ROLES_WORDS, "%s", label(LABEL_UNKNOWN_ROLE, lang));
    for (size_t i = 0; i < ls_catalogs_role_count(catalogs); i++) {
        const char *name = ls_catalogs_role(catalogs, i)->name.in[lang];
        if ((roles >> i & 1) == 0 || n + strlen(name) + 2 > ROLES_WORDS)
            continue;
        n += (size_t)snprintf(text + n, ROLES_WORDS - n, "%s%s", n ? "+" : "", name);
    }
    return text;
}

const char *because_words(const char **text, enum ls_lang lang)
{
    static const struct ls_words starts[] = {
        {{"DNS answer: ", "DNS 应答："}},
        {{"certificate: ", "证书："}},
        {{"TLS server name: ", "TLS 服务器名："}},
        {{"name: ", "名称："}},
    };
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        size_t n = strlen(starts[i].in[LS_EN]);
        if (strncmp(*text, starts[i].in[LS_EN], n) != 0)
            continue;
        *text += n;
        return starts[i].in[lang];
    }
    return "";
}

const char *skip_label(enum ls_skip skip, enum ls_lang lang)
{
    static const char *const chinese[LS_SKIP_COUNT] = {
        [LS_SKIP_NON_IP] = "非 IP",          [LS_SKIP_LINK_TYPE] = "不支持的链路类型",
        [LS_SKIP_BAD_HEADER] = "报头有误",   [LS_SKIP_CUT_HEADER] = "报头被截断",
        [LS_SKIP_FRAGMENT] = "缺少首个分片", [LS_SKIP_NESTED] = "隧道嵌套过深",
    };
    bool told = lang == LS_ZH_CN && chinese[skip] != NULL;
    return told ? chinese[skip] : ls_skip_name(skip);
}

static const char *confidence_word(const struct ls_identity *who, size_t role, enum ls_lang lang,
                                   bool keys)
{
    static const struct ls_words words[] = {
        [LS_CONFIDENCE_HINT] = {{"hint", "线索"}},
        [LS_CONFIDENCE_LIKELY] = {{"likely", "很可能"}},
        [LS_CONFIDENCE_CERTAIN] = {{"certain", "确定"}},
    };
    enum ls_confidence confidence = ls_confidence_of(who, (int)role);
    return keys ? ls_confidence_name(confidence) : words[confidence].in[lang];
}

const char *confidence_text(const struct ls_catalogs *catalogs, const struct ls_identity *who,
                            enum ls_lang lang, bool keys, char text[CONFIDENCE_TEXT])
{
    const char *first = NULL;
    bool one = true;
    size_t n = 0;
    text[0] = '\0';
    if (who->from != LS_ROLE_INFERRED)
        return text;
    for (size_t i = 0; i < ls_catalogs_role_count(catalogs); i++) {
        const struct ls_role *role = ls_catalogs_role(catalogs, i);
        if ((who->roles >> i & 1) == 0)
            continue;
        const char *word = confidence_word(who, i, lang, keys);
        one = one && (first == NULL || first == word);
        first = word;
        const char *name = keys ? role->key : role->name.in[lang];
        int more =
            snprintf(text + n, CONFIDENCE_TEXT - n, "%s%s%s%s", n ? (keys ? "|" : ", ") : "", name,
                     keys               ? "="
                     : lang == LS_ZH_CN ? "："
                                        : ": ",
                     word);
        n += (size_t)more < CONFIDENCE_TEXT - n ? (size_t)more : 0;
    }
    if (one && first != NULL)
        snprintf(text, CONFIDENCE_TEXT, "%s", first);
    return text;
}

static const struct ls_words labels[LABEL_COUNT] = {
    [LABEL_TITLE] = {{"Network traffic compared with the port document", "流量与端口文档对照审计"}},
    [LABEL_CAPTURE] = {{"What was read", "读取内容"}},
    [LABEL_FILES] = {{"files", "文件"}},
    [LABEL_TIME] = {{"time", "时间"}},
    [LABEL_FILTER] = {{"filter", "过滤器"}},
    [LABEL_PACKETS] = {{"packets", "数据包"}},
    [LABEL_SKIPPED] = {{"in no flow", "未归入流"}},
    [LABEL_CATALOGS] = {{"catalogs", "目录"}},
    [LABEL_TOPOLOGY] = {{"topology", "拓扑"}},
    [LABEL_NO_TOPOLOGY] = {{"none: roles are inferred from the traffic", "无：角色由流量推断"}},
    [LABEL_INCOMPLETE] = {{"incomplete", "不完整"}},
    [LABEL_CAUTION] = {{"note", "注意"}},
    [LABEL_VERDICTS] = {{"Verdicts", "判定"}},
    [LABEL_FINDINGS] = {{"Findings, worst first", "发现（最严重者在前）"}},
    [LABEL_ADVICE] = {{"What to do", "处理建议"}},
    [LABEL_NO_FINDINGS] = {{"none", "无"}},
    [LABEL_COVERAGE] = {{"Rows of the document seen", "文档中已观察到的行"}},
    [LABEL_HOSTS] = {{"Hosts", "主机"}},
    [LABEL_MATRIX] = {{"Who talks to whom", "通信矩阵"}},
    [LABEL_FLOWS] = {{"flows", "流"}},
    [LABEL_BYTES] = {{"bytes", "字节"}},
    [LABEL_FIRST] = {{"first seen", "首次出现"}},
    [LABEL_INFERRED] = {{"inferred", "推断"}},
    [LABEL_UNKNOWN_ROLE] = {{"unknown", "未知"}},
    [LABEL_DOCUMENTED] = {{"documented", "已记载"}},
    [LABEL_CONTRADICTED] = {{"contradicted", "相矛盾"}},
    [LABEL_MISPLACED] = {{"misplaced", "位置不符"}},
    [LABEL_DEPENDENCY] = {{"dependency", "依赖项"}},
    [LABEL_UNDOCUMENTED] = {{"undocumented", "未记载"}},
    [LABEL_LOW] = {{"low", "低"}},
    [LABEL_MEDIUM] = {{"medium", "中"}},
    [LABEL_HIGH] = {{"high", "高"}},
    [LABEL_SEEN] = {{"seen", "已观察到"}},
    [LABEL_PORT_ONLY] = {{"port only", "仅端口"}},
    [LABEL_NOT_SEEN] = {{"not seen", "未见"}},
    [LABEL_NOT_DEPLOYED] = {{"not deployed here", "此处未部署"}},
    [LABEL_ROWS] = {{"rows", "行"}},
    [LABEL_ROLE] = {{"role", "角色"}},
    [LABEL_SERVICE] = {{"service", "服务"}},
    [LABEL_PORTS] = {{"port", "端口"}},
    [LABEL_PROTOCOL] = {{"protocol", "协议"}},
    [LABEL_NOTE] = {{"note", "说明"}},
    [LABEL_SOURCE] = {{"source", "来源"}},
    [LABEL_HOST] = {{"host", "主机"}},
    [LABEL_ADDRESS] = {{"address", "地址"}},
    [LABEL_FROM] = {{"told in", "依据"}},
    [LABEL_PORTS_HERE] = {{"Ports this site changed (here, usual, service)",
                           "本站点更改过的端口（现用、惯用、服务）"}},
    [LABEL_CATALOG] = {{"catalog", "目录"}},
    [LABEL_ALLOWS] = {{"allows", "允许"}},
    [LABEL_PROVED_BY] = {{"proved by", "证据"}},
    [LABEL_REFUTED_BY] = {{"contradicted by", "矛盾"}},
    [LABEL_FINDING] = {{"finding", "发现"}},
    [LABEL_UNDECIDABLE] = {{"cannot be told", "无法判定"}},
};

const char *label(enum label which, enum ls_lang lang)
{
    return labels[which].in[lang];
}

const char *counted(enum label which, uint64_t n, enum ls_lang lang)
{
    static const char *const ones[LABEL_COUNT] = {[LABEL_FLOWS] = "flow",
                                                  [LABEL_PACKETS] = "packet",
                                                  [LABEL_BYTES] = "byte",
                                                  [LABEL_ROWS] = "row"};
    return n == 1 && lang == LS_EN ? ones[which] : label(which, lang);
}

const char *verdict_label(enum ls_verdict_kind kind, enum ls_lang lang)
{
    return label(LABEL_DOCUMENTED + (enum label)kind, lang);
}

const char *severity_label(enum ls_severity severity, enum ls_lang lang)
{
    return label(LABEL_LOW + (enum label)severity, lang);
}
