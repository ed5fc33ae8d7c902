/* services.c - the table of services. */
#include "topology/services.h"

#include <string.h>
#include <strings.h>

#define FE   "front-end"
#define TCP  true, false
#define UDP  false, true
#define BOTH true, true
#define NONE LS_MEDIA_NONE
#define ANY  LS_PROTO_NONE

/* clang-format off */
static const struct ls_service table[] = {
    /* name, owner, usage, side, protocol, cmdlet role, property, count, role, first, ports, transports, media, speaks */
    {"Registrar/SipServer", "Registrar", "SipServer", "", "", "Registrar", "SipPort", "", FE, 5061, 1, TCP, NONE, ANY},
    {"Registrar/WebServer", "Registrar", "WebServer", "", "", "Registrar", "WebPort", "", FE, 444, 1, TCP, NONE, ANY},
    {"Registrar/SipTcp", "", "", "", "", "Registrar", "SipServerTcpPort", "", "", 5060, 1, TCP, NONE, ANY},
    {"McuFactory/WebServer", "McuFactory", "WebServer", "", "", "", "", "", FE, 444, 1, TCP, NONE, ANY},
    {"McuFactory/WcfServer", "McuFactory", "WcfServer", "", "", "", "", "", "", 9001, 1, TCP, NONE, ANY},
    {"PresenceFocus/UserPinManagement", "PresenceFocus", "UserPinManagement", "", "", "", "", "", "", 443, 1, TCP, NONE, ANY},
    {"Lyss/WcfMtls", "Lyss", "WcfMtls", "", "", "Registrar", "LyssWcfMtlsPort", "", "", 5077, 1, TCP, NONE, ANY},
    {"XmppFederation/SipServer", "XmppFederation", "SipServer", "", "", "Registrar", "XmppGatewaySipPort", "", "", 5098, 1, TCP, NONE, ANY},
    {"IMConf/WebServer", "IMConf", "WebServer", "", "", "", "", "", "", 444, 1, TCP, NONE, ANY},
    {"DataConf/WebServer", "DataConf", "WebServer", "", "", "", "", "", "", 444, 1, TCP, NONE, ANY},
    {"AVConf/WebServer", "AVConf", "WebServer", "", "", "", "", "", "", 444, 1, TCP, NONE, ANY},
    {"AppSharingConf/WebServer", "AppSharingConf", "WebServer", "", "", "", "", "", "", 444, 1, TCP, NONE, ANY},
    {"IMConf/SipServer", "IMConf", "SipServer", "", "", "ConferencingServer", "ImSipPort", "", FE, 5062, 1, TCP, NONE, ANY},
    {"AVConf/SipServer", "AVConf", "SipServer", "", "", "ConferencingServer", "AudioVideoSipPort", "", FE, 5063, 1, TCP, NONE, ANY},
    {"AppSharingConf/SipServer", "AppSharingConf", "SipServer", "", "", "ConferencingServer", "AppSharingSipPort", "", FE, 5065, 1, TCP, NONE, ANY},
    {"DataConf/PsomClient", "DataConf", "PsomClient", "", "", "ConferencingServer", "DataPsomPort", "", FE, 8057, 1, TCP, NONE, ANY},
    {"MeetingPsom", "", "", "", "", "ConferencingServer", "MeetingPsomPort", "", FE, 8058, 1, TCP, NONE, ANY},
    {"PhoneConf/SipServer", "", "", "", "", "ConferencingServer", "PhoneSipPort", "", FE, 5064, 1, TCP, NONE, ANY},
    {"Attendant/SipServer", "", "", "", "", "", "", "", FE, 5072, 1, TCP, NONE, ANY},
    {"Announcement/SipServer", "", "", "", "", "", "", "", FE, 5073, 1, TCP, NONE, ANY},
    {"MediaComp/AudioCommunication", "MediaComp", "AudioCommunication", "", "", "ConferencingServer", "AudioPortStart", "AudioPortCount", "", 49152, 8348, BOTH, LS_MEDIA_AUDIO, ANY},
    {"MediaComp/VideoCommunication", "MediaComp", "VideoCommunication", "", "", "ConferencingServer", "VideoPortStart", "VideoPortCount", "", 57501, 8034, BOTH, LS_MEDIA_VIDEO, ANY},
    {"MediaComp/AppSharingCommunication", "MediaComp", "AppSharingCommunication", "", "", "ConferencingServer", "AppSharingPortStart", "AppSharingPortCount", "", 49152, 16383, BOTH, LS_MEDIA_APP_SHARING, ANY},
    {"ApplicationServer/AudioCommunication", "", "", "", "", "ApplicationServer", "AudioPortStart", "AudioPortCount", "", 49152, 8348, BOTH, LS_MEDIA_AUDIO, ANY},
    {"MediationServer/AudioCommunication", "", "", "", "", "MediationServer", "AudioPortStart", "AudioPortCount", "", 49152, 8348, BOTH, LS_MEDIA_AUDIO, ANY},
    {"OCSWebSite/Primary/Http", "OCSWebSite", "WebSite", "Primary", "Http", "WebServer", "PrimaryHttpPort", "", FE, 80, 1, TCP, NONE, ANY},
    {"OCSWebSite/Primary/Https", "OCSWebSite", "WebSite", "Primary", "Https", "WebServer", "PrimaryHttpsPort", "", FE, 443, 1, TCP, NONE, ANY},
    {"OCSWebSite/External/Http", "OCSWebSite", "WebSite", "External", "Http", "WebServer", "ExternalHttpPort", "", FE, 8080, 1, TCP, NONE, ANY},
    {"OCSWebSite/External/Https", "OCSWebSite", "WebSite", "External", "Https", "WebServer", "ExternalHttpsPort", "", FE, 4443, 1, TCP, NONE, ANY},
    {"Reach/PsomServer/Primary", "Reach", "PsomServer", "Primary", "", "WebServer", "ReachPrimaryPsomServerPort", "", FE, 8060, 1, TCP, NONE, ANY},
    {"Reach/PsomServer/External", "Reach", "PsomServer", "External", "", "WebServer", "ReachExternalPsomServerPort", "", FE, 8061, 1, TCP, NONE, ANY},
    {"McxService/SipServer", "McxService", "SipServer", "", "", "WebServer", "McxSipPrimaryListeningPort", "", FE, 5086, 1, TCP, NONE, ANY},
    {"McxServiceExternal/SipServer", "McxServiceExternal", "SipServer", "", "", "WebServer", "McxSipExternalListeningPort", "", FE, 5087, 1, TCP, NONE, ANY},
    {"testbot/SipServer", "testbot", "SipServer", "", "", "", "", "", FE, 5076, 1, TCP, NONE, ANY},
    {"Cps/SipServer", "Cps", "SipServer", "", "", "", "", "", FE, 5075, 1, TCP, NONE, ANY},
    {"RGS/SipServer", "RGS", "SipServer", "", "", "", "", "", FE, 5071, 1, TCP, NONE, ANY},
    {"RGS/WcfMtls", "RGS", "WcfMtls", "", "", "", "", "", FE, 8404, 1, TCP, NONE, ANY},
    {"PDP/SipServer", "PDP", "SipServer", "", "", "", "", "", FE, 5080, 1, TCP, NONE, ANY},
    {"PDP/TURNServer", "PDP", "TURNServer", "", "", "", "", "", FE, 448, 1, TCP, NONE, ANY},
    {"Mediation/SipServer", "Mediation", "SipServer", "", "", "MediationServer", "SipServerPort", "", "mediation", 5070, 1, TCP, NONE, ANY},
    {"Mediation/SipClient/Tls", "Mediation", "SipClient", "", "Tls", "MediationServer", "SipClientTlsPort", "", "mediation", 5067, 1, TCP, NONE, ANY},
    {"Mediation/SipClient/Tcp", "Mediation", "SipClient", "", "Tcp", "MediationServer", "SipClientTcpPort", "", "mediation", 5068, 1, TCP, NONE, ANY},
    {"AccessEdge/SipServer/Internal", "AccessEdge", "SipServer", "Internal", "", "EdgeServer", "AccessEdgeInternalSipPort", "", "edge", 5061, 1, TCP, NONE, ANY},
    {"AccessEdge/SipServer/External", "AccessEdge", "SipServer", "External", "", "EdgeServer", "AccessEdgeExternalSipPort", "", "edge", 5061, 1, TCP, NONE, ANY},
    {"AccessEdge/SipClient", "AccessEdge", "SipClient", "", "", "EdgeServer", "AccessEdgeClientSipPort", "", "", 0, 0, TCP, NONE, ANY},
    {"DataEdge/PsomServer", "DataEdge", "PsomServer", "", "", "EdgeServer", "DataPsomServerPort", "", "edge", 8057, 1, TCP, NONE, ANY},
    {"DataEdge/PsomClient", "DataEdge", "PsomClient", "", "", "EdgeServer", "DataPsomClientPort", "", "", 443, 1, TCP, NONE, LS_PROTO_PSOM},
    {"MediaRelayAuthenticationEdge/SipServer", "MediaRelayAuthenticationEdge", "SipServer", "", "", "EdgeServer", "MediaRelayAuthEdgePort", "", "edge", 5062, 1, TCP, NONE, ANY},
    {"MediaRelayEdge/TURNServer/Internal/Tcp", "MediaRelayEdge", "TURNServer", "Internal", "Tcp", "EdgeServer", "MediaRelayInternalTurnTcpPort", "", "edge", 443, 1, TCP, NONE, ANY},
    {"MediaRelayEdge/TURNServer/Internal/Udp", "MediaRelayEdge", "TURNServer", "Internal", "Udp", "EdgeServer", "MediaRelayInternalTurnUdpPort", "", "edge", 3478, 1, UDP, NONE, ANY},
    {"MediaRelayEdge/TURNServer/External/Tcp", "MediaRelayEdge", "TURNServer", "External", "Tcp", "EdgeServer", "MediaRelayExternalTurnTcpPort", "", "", 443, 1, TCP, NONE, ANY},
    {"MediaRelayEdge/TURNServer/External/Udp", "MediaRelayEdge", "TURNServer", "External", "Udp", "EdgeServer", "MediaRelayExternalTurnUdpPort", "", "edge", 3478, 1, UDP, NONE, ANY},
    {"MediaRelayEdge/MediaCommunication", "MediaRelayEdge", "MediaCommunication", "", "", "EdgeServer", "MediaCommunicationPortStart", "MediaCommunicationPortCount", "", 50000, 10000, BOTH, LS_MEDIA_RELAY, ANY},
    {"Client/Audio", "", "", "", "", "ConferencingConfiguration", "ClientAudioPort", "ClientAudioPortRange", "", 1024, 64512, BOTH, LS_MEDIA_AUDIO, ANY},
    {"Client/Video", "", "", "", "", "ConferencingConfiguration", "ClientVideoPort", "ClientVideoPortRange", "", 1024, 64512, BOTH, LS_MEDIA_VIDEO, ANY},
    {"Client/AppSharing", "", "", "", "", "ConferencingConfiguration", "ClientAppSharingPort", "ClientAppSharingPortRange", "", 1024, 64512, TCP, LS_MEDIA_APP_SHARING, ANY},
    {"Client/FileTransfer", "", "", "", "", "ConferencingConfiguration", "ClientFileTransferPort", "ClientFileTransferPortRange", "", 1024, 64512, TCP, LS_MEDIA_DATA, ANY},
};
/* clang-format on */

size_t ls_service_count(void)
{
    return sizeof table / sizeof *table;
}

const struct ls_service *ls_service_at(size_t i)
{
    return &table[i];
}

static bool meets(const char *wanted, const char *text)
{
    return wanted[0] == '\0' || strcasecmp(wanted, text) == 0;
}

const struct ls_service *ls_service_find(const char *owner, const char *usage, const char *side,
                                         const char *protocol)
{
    const char *colon = strrchr(owner, ':');
    if (colon != NULL)
        owner = colon + 1;
    for (size_t i = 0; i < ls_service_count(); i++)
        if (table[i].owner[0] != '\0' && strcasecmp(table[i].owner, owner) == 0 &&
            strcasecmp(table[i].usage, usage) == 0 && meets(table[i].side, side) &&
            meets(table[i].protocol, protocol))
            return &table[i];
    return NULL;
}

const struct ls_service *ls_service_named(const char *name)
{
    for (size_t i = 0; i < ls_service_count(); i++)
        if (strcasecmp(table[i].name, name) == 0)
            return &table[i];
    return NULL;
}
