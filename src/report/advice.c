/* advice.c - the one table of what to do; a new kind of finding gets its line here. */
#include "report/advice.h"

#include <stddef.h>
#include <string.h>

static const struct {
    const char *id;
    const char *chinese; /* what it is called in Chinese; English says the id */
    struct ls_words text;
} table[] = {
    {"contradicted",
     "与文档相矛盾",
     {{"Find out which program answers on this port; give it a port of its own, or switch the "
       "documented protocol on, and leave the firewall rule as it is.",
       "查明该端口上应答的是哪个程序；为其另选端口，或启用文档规定的协议，不要为此放宽防火墙规则"
       "。"}}},
    {"misplaced",
     "位置不符",
     {{"Check that both hosts have the roles shown, and correct the topology file if not. Where "
       "the document has another host or port for this, point the initiator there; where it has "
       "none, ask the owners what it is for, then block it or have it approved as an exception.",
       "核对两端主机的角色，若有误则更正拓扑文件。文档为此规定了其他主机或端口时，把发起方改到该处"
       "；"
       "没有规定时，向负责人查明用途，然后阻断或作为例外审批。"}}},
    {"undocumented",
     "未记载",
     {{"Ask the owners of both hosts what this is; block it, or have it approved as an exception "
       "with an owner and an end date.",
       "向两端主机的负责人查明用途；将其阻断，或作为例外审批，并注明负责人和到期日。"}}},
    {"clear-text-sip",
     "明文 SIP",
     {{"Use the TLS port of the same service where both ends can; otherwise keep this traffic "
       "inside a network that strangers cannot listen in.",
       "两端都支持时改用同一服务的 TLS 端口；否则把该流量限制在外人无法监听的网络内。"}}},
    {"mutual-tls-missing",
     "缺少双向 TLS",
     {{"Find out why the client showed no certificate, and let only the servers of this site reach "
       "this port.",
       "查明客户端未出示证书的原因，并只允许本站点的服务器访问该端口。"}}},
    {"forbidden-rpc",
     "不应出现的 RPC 接口",
     {{"Block this interface from this source with an RPC filter or at the firewall, and ask who "
       "administers the server remotely.",
       "用 RPC 筛选器或防火墙阻断该来源对此接口的访问，并查明由谁远程管理该服务器。"}}},
    {"old-tls",
     "过旧的 TLS 版本",
     {{"Enable TLS 1.2 at both ends, then switch the older versions off.",
       "在两端启用 TLS 1.2，然后停用旧版本。"}}},
    {"certificate-expired",
     "证书已过期",
     {{"Renew the certificate and assign it to the service.", "续订证书并将其分配给该服务。"}}},
    {"certificate-not-yet-valid",
     "证书尚未生效",
     {{"Check the clocks of both hosts and of the capture, then the certificate's first day.",
       "先核对两端主机与抓包设备的时钟，再核对证书的起始日期。"}}},
    {"certificate-self-signed",
     "自签名证书",
     {{"Replace it by a certificate of an authority that all its clients trust.",
       "换用所有客户端都信任的颁发机构签发的证书。"}}},
    {"not-in-topology",
     "与拓扑不符",
     {{"Correct the topology, or the service's configuration: firewall rules made from the "
       "topology do not match this traffic.",
       "更正拓扑或服务配置：按拓扑制定的防火墙规则与该流量不符。"}}},
    {"moved-port",
     "端口已更改",
     {{"Put the port used here, not the document's, into firewall rules.",
       "防火墙规则应采用此处实际使用的端口，而不是文档中的端口。"}}},
    {"past-balancer",
     "绕过负载平衡器",
     {{"Lead the opener to the balancer's address: check its settings and the DNS names it uses.",
       "让发起方改连负载平衡器的地址：检查其配置及所用的 DNS 名称。"}}},
};

const char *advice_for(const char *id, enum ls_lang lang)
{
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i].id, id) == 0)
            return table[i].text.in[lang];
    return "";
}

const char *finding_label(const char *id, enum ls_lang lang)
{
    for (size_t i = 0; lang == LS_ZH_CN && i < sizeof table / sizeof *table; i++)
        if (strcmp(table[i].id, id) == 0)
            return table[i].chinese;
    return id;
}
