/*
 * probes.h - every probe there is, one file each; table.c puts them in order
 */
#pragma once

#include "lyncscope/probe.h"

extern const struct ls_probe ls_probe_dcerpc;
extern const struct ls_probe ls_probe_dhcp;
extern const struct ls_probe ls_probe_dns;
extern const struct ls_probe ls_probe_dtls;
extern const struct ls_probe ls_probe_http;
extern const struct ls_probe ls_probe_kerberos;
extern const struct ls_probe ls_probe_ldap;
extern const struct ls_probe ls_probe_msnftp;
extern const struct ls_probe ls_probe_nbns;
extern const struct ls_probe ls_probe_nmf;
extern const struct ls_probe ls_probe_ntp;
extern const struct ls_probe ls_probe_psom;
extern const struct ls_probe ls_probe_rdp;
extern const struct ls_probe ls_probe_rtp;
extern const struct ls_probe ls_probe_sip;
extern const struct ls_probe ls_probe_smb;
extern const struct ls_probe ls_probe_snmp;
extern const struct ls_probe ls_probe_ssh;
extern const struct ls_probe ls_probe_ssrp;
extern const struct ls_probe ls_probe_stun;
extern const struct ls_probe ls_probe_tds;
extern const struct ls_probe ls_probe_tls;

/*
 * ls_whole is for probes of datagrams: a datagram is whole, so bytes that ran out mean no, unless
 * the packet was cut.
 */
static inline enum ls_answer ls_whole(const struct ls_view *view, enum ls_answer answer)
{
    return answer == LS_MAYBE && !view->cut ? LS_NO : answer;
}

/*
 * ls_either joins what the two directions of a stream said: one proof is enough, and what is
 * not this protocol in one direction is not in the other.
 */
static inline enum ls_answer ls_either(enum ls_answer a, enum ls_answer b)
{
    if (a >= LS_YES || b >= LS_YES)
        return a > b ? a : b;
    return a == LS_NO || b == LS_NO ? LS_NO : LS_MAYBE;
}
