/*
 * table.c - the list of all probes; the one place to add one
 *
 * The first to say yes wins, so the order is: protocols with a magic number or a fixed word
 * before those that are proved by how their lengths and ranges agree, and of two that look
 * alike the narrower one (nbns before dns; snmp before ldap: both begin as an ASN.1 SEQUENCE
 * with an INTEGER; ntp, which has no magic number, and rtp, which needs several packets, last).
 * psom searches instead of parsing.
 */
#include "probe/probes.h"

static const struct ls_probe *const probes[] = {
    &ls_probe_sip,      &ls_probe_http, &ls_probe_msnftp, &ls_probe_ssh,    &ls_probe_tls,
    &ls_probe_smb,      &ls_probe_nmf,  &ls_probe_dcerpc, &ls_probe_stun,   &ls_probe_dtls,
    &ls_probe_rdp,      &ls_probe_tds,  &ls_probe_dhcp,   &ls_probe_ssrp,   &ls_probe_nbns,
    &ls_probe_kerberos, &ls_probe_snmp, &ls_probe_ldap,   &ls_probe_dns,    &ls_probe_ntp,
    &ls_probe_rtp,      &ls_probe_psom,
};

const struct ls_probe *const *ls_probe_table(size_t *count)
{
    *count = sizeof probes / sizeof probes[0];
    return probes;
}
