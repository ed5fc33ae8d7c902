/*
 * snmp.c - SNMP versions 1, 2c (RFC 1157 section 4, RFC 3416 section 3) and 3 (RFC 3412 section 6)
 */
#include "probe/ber.h"
#include "probe/probes.h"

enum {
    V1 = 0,
    V2C = 1,
    V3 = 3,
    PDU_FIRST = 0xa0,
    PDU_LAST = 0xa8,
    PDU_RESPONSE = 0xa2,
    PDU_TRAP_V1 = 0xa4,
    LS_BER_OID = 0x06,
    MODEL_USER = 3,
};

static enum ls_answer ran_out_or_wrong(const struct ls_cursor *in)
{
    return in->failed ? LS_MAYBE : LS_NO;
}

/* The value reaches exactly to the end of the datagram, or past it where that was cut. */
static bool fits(uint32_t length, const struct ls_cursor *in, bool cut)
{
    return length == ls_left(in) || (cut && length > ls_left(in));
}

/* community, then the PDU, which ends where the message ends. */
static enum ls_answer look_community(struct ls_cursor in, bool cut, uint8_t *pdu)
{
    struct ls_ber ber;
    uint32_t status;
    if (!ls_ber_head(&in, &ber))
        return ran_out_or_wrong(&in);
    if (ber.tag != LS_BER_OCTETS)
        return LS_NO;
    ls_take(&in, ber.length);
    if (!ls_ber_head(&in, &ber))
        return ran_out_or_wrong(&in);
    if (ber.tag < PDU_FIRST || ber.tag > PDU_LAST || !fits(ber.length, &in, cut))
        return LS_NO;
    *pdu = ber.tag;
    if (ber.tag == PDU_TRAP_V1) {
        if (!ls_ber_head(&in, &ber))
            return ran_out_or_wrong(&in);
        return ber.tag == LS_BER_OID ? LS_YES : LS_NO;
    }
    /* The request's number may be negative; what follows it (error or repeaters) may not. */
    if (!ls_ber_head(&in, &ber))
        return ran_out_or_wrong(&in);
    if (ber.tag != LS_BER_INTEGER || ber.length == 0 || ber.length > 4)
        return LS_NO;
    ls_take(&in, ber.length);
    if (!ls_ber_small(&in, LS_BER_INTEGER, &status))
        return ran_out_or_wrong(&in);
    return LS_YES;
}

/* RFC 3412 section 6: id, largest size, flags of one byte, security model. */
static enum ls_answer look_global(struct ls_cursor in)
{
    struct ls_ber ber;
    uint32_t id, most, model;
    if (!ls_ber_head(&in, &ber))
        return ran_out_or_wrong(&in);
    if (ber.tag != LS_BER_SEQUENCE || ber.length > ls_left(&in))
        return LS_NO;
    if (!ls_ber_small(&in, LS_BER_INTEGER, &id) || !ls_ber_small(&in, LS_BER_INTEGER, &most) ||
        !ls_ber_head(&in, &ber))
        return ran_out_or_wrong(&in);
    if (most < 484 || ber.tag != LS_BER_OCTETS || ber.length != 1)
        return LS_NO;
    ls_u8(&in);
    if (!ls_ber_small(&in, LS_BER_INTEGER, &model))
        return ran_out_or_wrong(&in);
    return model >= 1 && model <= MODEL_USER ? LS_YES : LS_NO;
}

static enum ls_answer look_message(struct ls_cursor in, bool cut, uint8_t *pdu)
{
    struct ls_ber ber;
    uint32_t version;
    if (!ls_ber_head(&in, &ber))
        return ran_out_or_wrong(&in);
    if (ber.tag != LS_BER_SEQUENCE || !fits(ber.length, &in, cut))
        return LS_NO;
    if (!ls_ber_small(&in, LS_BER_INTEGER, &version))
        return ran_out_or_wrong(&in);
    if (version == V3)
        return look_global(in);
    if (version != V1 && version != V2C)
        return LS_NO;
    return look_community(in, cut, pdu);
}

static enum ls_answer snmp_look(struct ls_view *view, void *state, struct ls_draft *draft)
{
    uint8_t pdu = 0;
    (void)state;
    enum ls_answer answer = look_message(view->bytes[view->side], view->cut, &pdu);
    if (answer != LS_YES)
        return ls_whole(view, answer);
    ls_draft_proves(draft, LS_PROTO_SNMP);
    if (pdu != 0)
        ls_draft_client(draft, pdu == PDU_RESPONSE ? !view->side : view->side);
    return LS_DONE;
}

static bool snmp_begins(uint8_t first, bool stream)
{
    (void)stream;
    return first == LS_BER_SEQUENCE;
}

const struct ls_probe ls_probe_snmp = {
    .name = "snmp",
    .transports = LS_UDP,
    .budget = 1,
    .begins = snmp_begins,
    .look = snmp_look,
};
