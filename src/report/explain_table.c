/* explain_table.c - the sentences that explain a row, and the rows they are true of. */
#include "report/explain.h"

enum { FIXED_WIDTH = 1000 }; /* a row of more ports proves nothing by its port */

static bool fits(const struct ls_row *row, enum ls_proto proto)
{
    return (row->fits >> proto & 1) != 0;
}

static bool ported(const struct ls_row *row)
{
    return row->range_count > 0;
}

static bool blank(const struct ls_row *row)
{
    return !ported(row) && !row->icmp;
}

static bool icmp(const struct ls_row *row)
{
    return row->icmp;
}

static bool anyone_opens(const struct ls_row *row)
{
    return ported(row) && row->owner == LS_OWNER_RESPONDER && row->from == 0;
}

static bool some_open(const struct ls_row *row)
{
    return ported(row) && row->owner == LS_OWNER_RESPONDER && row->from != 0;
}

static bool opens_anywhere(const struct ls_row *row)
{
    return ported(row) && row->owner == LS_OWNER_INITIATOR && row->to == 0;
}

static bool opens_somewhere(const struct ls_row *row)
{
    return ported(row) && row->owner == LS_OWNER_INITIATOR && row->to != 0;
}

static bool outbound(const struct ls_row *row)
{
    return ported(row) && row->owner == LS_OWNER_OUTBOUND;
}

static bool outbound_to(const struct ls_row *row)
{
    return outbound(row) && row->to != 0;
}

static bool own_end(const struct ls_row *row)
{
    return ported(row) && row->owner == LS_OWNER_MEDIA;
}

static bool without(const struct ls_row *row)
{
    return row->without != 0;
}

static bool own_end_opened_by(const struct ls_row *row)
{
    return own_end(row) && row->from != 0;
}

static bool dhcp(const struct ls_row *row)
{
    return ported(row) && row->owner == LS_OWNER_DHCP;
}

static bool external(const struct ls_row *row)
{
    return row->external;
}

static bool role_known(const struct ls_row *row)
{
    return row->role_known;
}

static bool by_hardware(const struct ls_row *row)
{
    return row->balancing == LS_BALANCING_HARDWARE;
}

static bool by_dns(const struct ls_row *row)
{
    return row->balancing == LS_BALANCING_DNS;
}

static bool balanced(const struct ls_row *row)
{
    return row->balancing != LS_BALANCING_UNSAID;
}

static bool says_payload(const struct ls_row *row)
{
    return (row->fits & ~(UINT64_C(1) << LS_PROTO_NONE)) != 0;
}

static bool says_nothing(const struct ls_row *row)
{
    return row->fits == 0 && !blank(row);
}

static bool admits_unknown(const struct ls_row *row)
{
    return fits(row, LS_PROTO_NONE);
}

static bool needs_evidence(const struct ls_row *row)
{
    return row->needs_evidence;
}

static bool has_kind(const struct ls_row *row)
{
    return row->media == LS_MEDIA_AUDIO || row->media == LS_MEDIA_VIDEO ||
           row->media == LS_MEDIA_APP_SHARING;
}

static bool relayed(const struct ls_row *row)
{
    return row->media == LS_MEDIA_RELAY;
}

static bool mutual(const struct ls_row *row)
{
    return row->mutual == LS_MUTUAL_DOCUMENTED;
}

static bool mutual_exempt(const struct ls_row *row)
{
    return row->mutual == LS_MUTUAL_EXEMPT;
}

static bool named(const struct ls_row *row)
{
    return row->name_count > 0;
}

static bool learns(const struct ls_row *row)
{
    return row->learns != 0;
}

static bool tls_only(const struct ls_row *row)
{
    return row->tls == LS_TLS_ONLY;
}

static bool tls_contradicts(const struct ls_row *row)
{
    return row->tls == LS_TLS_CONTRADICTS;
}

static bool refuses_others(const struct ls_row *row)
{
    return row->fits != 0 && !row->needs_evidence;
}

/* As the classifier has it: nothing unrecognised where TLS or DHCP must show, or for an excuse. */
static bool refuses_unknown(const struct ls_row *row)
{
    bool strict = tls_only(row) || dhcp(row) || row->catalog->kind == LS_CATALOG_DEPENDENCY;
    return refuses_others(row) && strict && !admits_unknown(row);
}

static bool bound_to_roles(const struct ls_row *row)
{
    return ported(row) && row->width <= FIXED_WIDTH && !dhcp(row) &&
           row->catalog->kind == LS_CATALOG_DOCUMENT &&
           (row->role_number >= 0 || row->from != 0 || row->to != 0);
}

static bool remarks_clear(const struct ls_row *row)
{
    return row->remark_clear;
}

static bool takes_tls(const struct ls_row *row)
{
    return fits(row, LS_PROTO_TLS);
}

static bool may_be_silent(const struct ls_row *row)
{
    return ported(row) && !row->needs_evidence;
}

static bool shares(const struct ls_row *row)
{
    return ported(row);
}

static const struct explain_sentence sentences[] = {
    {EXPLAIN_ALLOWS,
     blank,
     {{"Nothing: the row is blank, and never matches.", "本行为空，从不匹配。"}}},
    {EXPLAIN_ALLOWS,
     icmp,
     {{"ICMP and ICMPv6 between any hosts.", "任何主机之间的 ICMP 与 ICMPv6。"}}},
    {EXPLAIN_ALLOWS,
     anyone_opens,
     {{"Any host may open {port}. The port belongs to: {role}.",
       "任何主机都可以连到 {port}。端口属于：{role}。"}}},
    {EXPLAIN_ALLOWS,
     some_open,
     {{"To be opened by: {openers}. {port} belongs to: {role}.",
       "发起方：{openers}。{port} 属于：{role}。"}}},
    {EXPLAIN_ALLOWS,
     opens_anywhere,
     {{"Opens {port} at the far end: {role}.", "由以下角色连到对端的 {port}：{role}。"}}},
    {EXPLAIN_ALLOWS,
     opens_somewhere,
     {{"Opens {port} at the far end: {role}. The far end is: {targets}.",
       "由以下角色连到对端的 {port}：{role}。对端是：{targets}。"}}},
    {EXPLAIN_ALLOWS,
     outbound,
     {{"Opens {port} at the far end, or listens there itself: {role}.",
       "由以下角色连到对端的 {port}，或自己在此监听：{role}。"}}},
    {EXPLAIN_ALLOWS, outbound_to, {{"The far end is: {targets}.", "对端是：{targets}。"}}},
    {EXPLAIN_ALLOWS,
     own_end,
     {{"Has {port} at its own end of the flow, whichever side opens it: {role}.",
       "无论由哪一方发起，以下角色在自己一端使用 {port}：{role}。"}}},
    {EXPLAIN_ALLOWS,
     own_end_opened_by,
     {{"Where the other side opens it, that is: {openers}.",
       "由另一方发起时，发起方是：{openers}。"}}},
    {EXPLAIN_ALLOWS,
     without,
     {{"Not where the same host is also: {without}.",
       "同一主机还是以下角色时不适用：{without}。"}}},
    {EXPLAIN_ALLOWS,
     dhcp,
     {{"Asks from UDP 68, and is answered from UDP 67: {role}.",
       "从 UDP 68 询问，从 UDP 67 得到应答：{role}。"}}},
    {EXPLAIN_ALLOWS,
     external,
     {{"The far end must be an Edge Server, or lie outside.",
       "对端必须是边缘服务器，或位于站点之外。"}}},
    {EXPLAIN_ALLOWS,
     role_known,
     {{"Counts only for a host known to have the role, told or inferred.",
       "仅当已知（告知或推断）主机具有该角色时才算数。"}}},
    {EXPLAIN_ALLOWS,
     by_hardware,
     {{"For virtual addresses of pools balanced by hardware.",
       "适用于由硬件做负载平衡的池的虚拟地址。"}}},
    {EXPLAIN_ALLOWS,
     by_dns,
     {{"For virtual addresses of pools balanced by DNS.",
       "适用于由 DNS 做负载平衡的池的虚拟地址。"}}},

    {EXPLAIN_PROVES, says_payload, {{"Payload: {protocols}.", "载荷：{protocols}。"}}},
    {EXPLAIN_PROVES,
     says_nothing,
     {{"Nothing is said about payload: port and roles decide.", "未说明载荷：由端口和角色判定。"}}},
    {EXPLAIN_PROVES,
     admits_unknown,
     {{"Bytes of no protocol known to this program pass, but prove nothing.",
       "本程序不认识的协议也可通过，但不能证明什么。"}}},
    {EXPLAIN_PROVES,
     needs_evidence,
     {{"The range is wide ({width} ports) and proves nothing: the payload must show, or signalling "
       "must "
       "have announced the endpoint.",
       "端口段很宽（{width} "
       "个端口），端口本身不能证明什么：必须看到载荷，或该端点已由信令公布。"}}},
    {EXPLAIN_PROVES,
     has_kind,
     {{"Better when the media show their kind: {media}.", "若媒体显出类型则更可靠：{media}。"}}},
    {EXPLAIN_PROVES,
     relayed,
     {{"Better when MS-TURN shows: a relay is asked for.",
       "若看到 MS-TURN（请求中继）则更可靠。"}}},
    {EXPLAIN_PROVES,
     mutual,
     {{"Better when both sides show a certificate.", "若双方都出示证书则更可靠。"}}},
    {EXPLAIN_PROVES,
     named,
     {{"Best when the content names the service: {names}.",
       "若内容点明该服务则最可靠：{names}。"}}},
    {EXPLAIN_PROVES,
     learns,
     {{"Endpoints that signalling announces for {announced} fall to this row.",
       "信令为以下用途公布的端点归本行：{announced}。"}}},

    {EXPLAIN_CONTRADICTS, tls_only, {{"Clear text of any protocol.", "任何协议的明文。"}}},
    {EXPLAIN_CONTRADICTS,
     tls_contradicts,
     {{"TLS: this row is for clear text.", "TLS：本行是明文。"}}},
    {EXPLAIN_CONTRADICTS,
     refuses_others,
     {{"Any other protocol that is recognised.", "识别出的任何其他协议。"}}},
    {EXPLAIN_CONTRADICTS,
     refuses_unknown,
     {{"Bytes of no protocol known to this program.", "本程序不认识的协议。"}}},
    {EXPLAIN_CONTRADICTS,
     needs_evidence,
     {{"Nothing: what else is in so wide a range is a matter of other rows.",
       "没有：这样宽的端口段中的其他流量由别的行判定。"}}},
    {EXPLAIN_CONTRADICTS,
     bound_to_roles,
     {{"Hosts that were told other roles: the flow is then misplaced.",
       "被告知为其他角色的主机：流量此时为位置不符。"}}},

    {EXPLAIN_REMARKS,
     mutual,
     {{"A full handshake without a client certificate: mutual-tls-missing (medium).",
       "完整握手中没有客户端证书：mutual-tls-missing（中）。"}}},
    {EXPLAIN_REMARKS,
     remarks_clear,
     {{"SIP in clear text: clear-text-sip (low).", "明文 SIP：clear-text-sip（低）。"}}},

    {EXPLAIN_OPEN,
     takes_tls,
     {{"What is spoken inside TLS; at best a certificate names the host.",
       "TLS 之内是什么；至多由证书说明主机。"}}},
    {EXPLAIN_OPEN,
     mutual,
     {{"Mutual TLS in TLS 1.3, in resumed sessions, and where the handshake was not captured.",
       "TLS 1.3、会话恢复或未捕获握手时的双向 TLS。"}}},
    {EXPLAIN_OPEN,
     mutual_exempt,
     {{"Mutual TLS: clients show no certificate, so none is asked for.",
       "双向 TLS：客户端不出示证书，因此不作要求。"}}},
    {EXPLAIN_OPEN,
     has_kind,
     {{"The kind of media, until SDP or a payload type tells; what is in SRTP.",
       "在 SDP 或载荷类型说明之前的媒体类型；SRTP 之内的内容。"}}},
    {EXPLAIN_OPEN, relayed, {{"What the relay carries.", "中继所承载的内容。"}}},
    {EXPLAIN_OPEN,
     balanced,
     {{"Which server behind the virtual address answers.", "虚拟地址之后由哪台服务器应答。"}}},
    {EXPLAIN_OPEN,
     may_be_silent,
     {{"A flow without payload (refused, cut): only its port speaks.",
       "没有载荷的流（被拒、截断）：只有端口可凭。"}}},
    {EXPLAIN_OPEN,
     shares,
     {{"Which row, where roles and payload are the same: {rows}.",
       "角色与载荷都相同时是哪一行：{rows}。"}}},
};

const struct explain_sentence *explain_table(size_t *count)
{
    *count = sizeof sentences / sizeof *sentences;
    return sentences;
}
