/*
 * known.c - words that name a product or a protocol, and so nobody
 *
 * Only what stands here is kept of a text. A word that is missing costs a reader a little
 * comfort; one too many may cost a customer his name: no words of daily life, no places.
 */
#include <strings.h>

#include "base/anonymise.h"

bool ls_span_is(struct ls_span span, const char *text)
{
    return strlen(text) == span.len && strncasecmp(text, (const char *)span.at, span.len) == 0;
}

static bool is_any(const char *const *words, size_t count, struct ls_span word)
{
    for (size_t i = 0; i < count; i++)
        if (ls_span_is(word, words[i]))
            return true;
    return false;
}

#define IS_ANY(words, word) is_any(words, sizeof(words) / sizeof *(words), word)

/* Usual host names of Lync, and the labels of SRV records (RFC 2782) and of Active Directory. */
static const char *const labels[] = {"*",
                                     "sip",
                                     "sipinternal",
                                     "sipexternal",
                                     "webconf",
                                     "av",
                                     "access",
                                     "edge",
                                     "lyncdiscover",
                                     "lyncdiscoverinternal",
                                     "lyncweb",
                                     "lyncwebext",
                                     "meet",
                                     "dialin",
                                     "autodiscover",
                                     "ucupdates-r2",
                                     "wpad",
                                     "isatap",
                                     "www",
                                     "localhost",
                                     "_sip",
                                     "_sipinternal",
                                     "_sipinternaltls",
                                     "_sipfederationtls",
                                     "_tls",
                                     "_tcp",
                                     "_udp",
                                     "_ldap",
                                     "_kerberos",
                                     "_kpasswd",
                                     "_gc",
                                     "_ntp",
                                     "_msdcs",
                                     "_sites",
                                     "_xmpp-server",
                                     "_autodiscover",
                                     "_dns-sd",
                                     "_services"};

bool ls_known_label(struct ls_span label)
{
    return IS_ANY(labels, label);
}

/* RFC 2606, RFC 6761, RFC 6762, and the generic ones: a country would say something. */
bool ls_known_domain(struct ls_span label)
{
    static const char *const words[] = {"com",      "net",     "org",     "local",   "lan",
                                        "internal", "test",    "example", "invalid", "localdomain",
                                        "arpa",     "in-addr", "ip6",     "_msdcs"};
    return IS_ANY(words, label);
}

/*
 * Of User-Agent, Server, SSH and DHCP vendor texts; methods (RFC 3261, RFC 9110), event packages,
 * types of bodies and service URIs ([MS-CONFBAS], [MS-SIPRE]); realms, protocols of ALPN; instances
 * that Lync and SQL Server call by default.
 */
bool ls_known_product(struct ls_span word)
{
    static const char *const words[] = {
        /* agents */
        "UCCAPI", "OC", "RTC", "RTCC", "CPE", "OCPhone", "UCWA", "AV-MCU", "AV", "MCU", "ASMCU",
        "MCXService", "MediationServer", "Conferencing", "Conference", "Auto", "Attendant",
        "Attendee", "Console", "Announcement", "Service", "Response", "Group", "MSExchangeUM",
        "Microsoft", "Lync", "Office", "Communicator", "Communications", "Skype", "for", "Business",
        "Server", "Phone", "Edition", "Basic", "R2", "Mac", "iPhone", "iPad", "Android", "Windows",
        "NT", "IIS", "HTTPAPI", "WinHTTP", "Mozilla", "compatible", "MSIE", "Trident", "like",
        "Gecko", "WOW64", "Win64", "x64", "x86", "Chrome", "Safari", "AppleWebKit", "KHTML",
        "Firefox", "Edg", "Edge", "Version", "Apache", "nginx", "OpenSSL", "curl", "Wget", "Python",
        "Java", "Asterisk", "PBX", "FreeSWITCH", "Cisco", "SIPGateway", "Polycom", "PolycomVVX",
        "VVX", "SoundPoint", "SoundStation", "UA", "AudioCodes", "Sonus", "Ribbon", "SSH",
        "OpenSSH", "PuTTY", "Release", "dropbear", "Cert", "BITS", "MS-UC-Client", "MSFT", "SRV",
        "Exchange", "SIP", "SDK", "Outlook", "PSOM", "LiveMeeting", "DeviceUpdate", "Axis", "LWA",
        "Silverlight",
        /* methods */
        "ACK", "BYE", "CANCEL", "INFO", "INVITE", "MESSAGE", "NEGOTIATE", "NOTIFY", "OPTIONS",
        "PRACK", "PUBLISH", "REFER", "REGISTER", "SERVICE", "SUBSCRIBE", "BENOTIFY", "UPDATE",
        "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "TRACE", "PATCH", "PROPFIND",
        "RPC_IN_DATA", "RPC_OUT_DATA", "CCM_POST", "BITS_POST",
        /* packages, bodies, service URIs */
        "presence", "dialog", "refer", "reg", "winfo", "message-summary", "registration-notify",
        "vnd-microsoft-provisioning", "vnd-microsoft-provisioning-v2", "vnd-microsoft-roaming-acl",
        "vnd-microsoft-roaming-contacts", "vnd-microsoft-roaming-self", "vnd-microsoft-roaming",
        "vnd-microsoft-mrasprotocol", "application", "text", "plain", "html", "rtf", "multipart",
        "mixed", "alternative", "related", "sdp", "csta+xml", "cccp+xml", "conference-info+xml",
        "pidf+xml", "pidf-diff+xml", "xpidf+xml", "rlmi+xml", "SOAP+xml", "xml", "json",
        "octet-stream", "x-msmsgsinvite", "ms-ink", "x-ms-ink", "vnd-microsoft-roaming-self+xml",
        "vnd-microsoft-roaming-contacts+xml", "vnd-microsoft-roaming-acls+xml",
        "vnd.microsoft.ocsmeeting", "msrtc-event-categories+xml", "msrtc-category-publish+xml",
        "msrtc-adrl-categorylist+xml", "vnd-microsoft-mrasprotocol+xml", "vnd.ms-ocs", "gw-sdp",
        "ms-session-invite+xml", "call-event+xml", "app", "conf", "focus", "chat", "audio-video",
        "applicationsharing", "applicationsharing-mcu", "data-conf", "meeting", "phone-conf",
        "srvr", "HomeServer", "user", "epid", "state", "id", "MRAS", "gruu", "voicemail", "caa",
        "rgs", "pstn", "media-relay", "com.microsoft.mrasserver", "com.microsoft.lync",
        "location-profile", "mcx", "bip", "bwpolicy", "PdpServer", "attendant",
        /* realms, ALPN, instances, ports of trunks */
        "SIP Communications Service", "rtcmedia", "\"rtcmedia\"", "h2", "h2c", "http", "1.0", "1.1",
        "http/1.0", "http/1.1", "spdy/3", "spdy/3.1", "h3", "sips", "stun.turn", "RTC", "RTCLOCAL",
        "LYNCLOCAL", "MSSQLSERVER", "SQLEXPRESS", "RTCDYN", "MSMQ"};
    return IS_ANY(words, word);
}

/* Segments of the paths that the services' documents name. */
static const char *const segments[] = {"abs",
                                       "handler",
                                       "groupexpansion",
                                       "service.svc",
                                       "service",
                                       "certprov",
                                       "certprovisioningservice.svc",
                                       "webticket",
                                       "webticketservice.svc",
                                       "locationinformation",
                                       "lisservice.svc",
                                       "collabcontent",
                                       "datacollabweb",
                                       "requesthandler",
                                       "requesthandlerext",
                                       "requesthandler.upl",
                                       "rgsclients",
                                       "rgsconfig",
                                       "reach",
                                       "sip.svc",
                                       "psom.svc",
                                       "mcx",
                                       "mcxservice.svc",
                                       "ucwa",
                                       "v1",
                                       "applications",
                                       "oauth",
                                       "autodiscover",
                                       "autodiscoverservice.svc",
                                       "autodiscover.xml",
                                       "autodiscover.svc",
                                       "root",
                                       "meet",
                                       "dialin",
                                       "join",
                                       "lwa",
                                       "webpages",
                                       "lwaclient.aspx",
                                       "persistentchat",
                                       "mgcwebservice",
                                       "cscp",
                                       "scheduler",
                                       "hybridconfig",
                                       "passiveauth",
                                       "supportedfeatures",
                                       "deviceupdatefiles_int",
                                       "deviceupdatefiles_ext",
                                       "ews",
                                       "exchange.asmx",
                                       "oab",
                                       "owa",
                                       "rpc",
                                       "rpcproxy.dll",
                                       "m",
                                       "x",
                                       "hosting",
                                       "discovery",
                                       "wv",
                                       "op",
                                       "wopi",
                                       "files",
                                       "mex",
                                       "anon",
                                       "user",
                                       "domain",
                                       "default.aspx",
                                       "webrelay",
                                       "web",
                                       "net.tcp",
                                       "http",
                                       "https",
                                       "ocsp",
                                       "crl",
                                       "certsrv",
                                       "replication",
                                       "xds",
                                       "replica",
                                       "clsagent",
                                       "phoneconferencing",
                                       "conf"};

bool ls_known_segment(struct ls_span word)
{
    return IS_ANY(segments, word);
}

bool ls_known_share(struct ls_span word)
{
    static const char *const words[] = {"IPC$",   "ADMIN$",      "C$",
                                        "D$",     "PRINT$",      "NETLOGON",
                                        "SYSVOL", "xds-replica", "CMSFileStore"};
    return IS_ANY(words, word);
}

/* pcap-filter(7). */
bool ls_known_filter(struct ls_span word)
{
    static const char *const words[] = {
        "host",    "net",     "mask",    "port",       "portrange", "src",       "dst",
        "and",     "or",      "not",     "ether",      "ip",        "ip6",       "arp",
        "rarp",    "tcp",     "udp",     "sctp",       "icmp",      "icmp6",     "igmp",
        "esp",     "ah",      "proto",   "protochain", "gateway",   "broadcast", "multicast",
        "less",    "greater", "vlan",    "mpls",       "pppoes",    "pppoed",    "geneve",
        "vxlan",   "gre",     "link",    "len",        "inbound",   "outbound",  "tcpflags",
        "tcp-fin", "tcp-syn", "tcp-rst", "tcp-push",   "tcp-ack",   "tcp-urg",   "icmptype",
        "icmpcode"};
    return IS_ANY(words, word);
}
