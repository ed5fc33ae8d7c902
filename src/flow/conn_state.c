/*
 * conn_state.c - Zeek's words for how a connection went
 *
 * Source: Zeek manual, conn.log, field conn_state. The words are held to their meaning there
 * ("Originator sent a SYN followed by a FIN"), so traffic caught midway is OTH, unless both
 * sides were seen to close it. After resets by both sides, the first one counts.
 */
#include "lyncscope/flow.h"

static const char *datagram_state(const struct ls_summary *summary, int initiator)
{
    if (summary->packets[initiator] == 0)
        return "SHR";
    return summary->packets[!initiator] == 0 ? "S0" : "SF";
}

/* An answer that only an accepted connection brings; the SYN-ACK itself may be lost. */
static bool established(unsigned opener, unsigned answerer)
{
    if (opener & LS_SEEN_SYN)
        return (answerer & (LS_SEEN_SYN | LS_SEEN_SYN_ACK | LS_SEEN_DATA)) != 0;
    return (answerer & LS_SEEN_SYN_ACK) != 0 && (opener & (LS_SEEN_ACK | LS_SEEN_DATA)) != 0;
}

static const char *reset_state(unsigned opener, unsigned answerer)
{
    bool both = established(opener, answerer);
    if (answerer & LS_SEEN_RST_FIRST) {
        if (both)
            return "RSTR";
        if (opener & LS_SEEN_SYN)
            return "REJ";
        return answerer & LS_SEEN_SYN_ACK ? "RSTRH" : "OTH";
    }
    if (both || answerer & LS_SEEN_SYN_ACK)
        return "RSTO";
    return opener & LS_SEEN_SYN ? "RSTOS0" : "OTH";
}

static const char *fin_state(unsigned opener, unsigned answerer)
{
    bool both = established(opener, answerer);
    if (opener & answerer & LS_SEEN_FIN)
        return "SF";
    if (opener & LS_SEEN_FIN) {
        if (both)
            return "S2";
        return opener & LS_SEEN_SYN ? "SH" : "OTH";
    }
    if (both)
        return "S3";
    return answerer & LS_SEEN_SYN_ACK ? "SHR" : "OTH";
}

const char *ls_conn_state(const struct ls_summary *summary, int initiator)
{
    if (summary->ip_proto != LS_IP_TCP)
        return datagram_state(summary, initiator);
    unsigned opener = summary->tcp_seen[initiator];
    unsigned answerer = summary->tcp_seen[!initiator];
    if ((opener | answerer) & LS_SEEN_RST)
        return reset_state(opener, answerer);
    if ((opener | answerer) & LS_SEEN_FIN)
        return fin_state(opener, answerer);
    if (established(opener, answerer))
        return "S1";
    return (opener & LS_SEEN_SYN) != 0 && answerer == 0 ? "S0" : "OTH";
}
