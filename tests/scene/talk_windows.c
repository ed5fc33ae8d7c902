/* talk_windows.c - what Windows servers and their clients speak beside Lync. */
#include <stdlib.h>
#include <string.h>

#include "talk.h"

/* [MS-SMB2] 2.2.1.2: the header all messages share. */
static void put_smb2(struct bytes *b, unsigned command, bool response, unsigned message)
{
    put_hex(b, "fe534d4240000100 00000000");
    put16le(b, command);
    put16le(b, 1);
    put32le(b, response ? 1 : 0);
    put32le(b, 0);
    put32le(b, message);
    put32le(b, 0);
    put32le(b, 0xfeff);
    put32le(b, command == 3 ? 5 : 0);
    put_hex(b, "0100000000000000");
    put_many(b, 0, 16);
}

static size_t open_nbt(struct bytes *b)
{
    put8(b, 0);
    return put_hole(b, 3);
}

static void smb_negotiate(struct conv *c, unsigned dialect)
{
    struct bytes b = {0};
    size_t nbt = open_nbt(&b);
    put_smb2(&b, 0, false, 0);
    put_hex(&b, "24000200010000007f000000");
    put_noise(&b, 16, 1);
    put_many(&b, 0, 8);
    put_hex(&b, "02020203");
    fill_hole(&b, nbt, 3);
    say(c, 0, &b);
    nbt = open_nbt(&b);
    put_smb2(&b, 0, true, 0);
    put_hex(&b, "41000100");
    put16le(&b, dialect);
    put16le(&b, 0);
    put_noise(&b, 16, 2);
    put_hex(&b, "7f000000 00001000 00001000 00001000");
    put_many(&b, 0, 16);
    put_hex(&b, "80000000 00000000");
    fill_hole(&b, nbt, 3);
    say(c, 1, &b);
}

static void smb_tree(struct conv *c, const char *share)
{
    struct bytes b = {0};
    size_t nbt = open_nbt(&b);
    put_smb2(&b, 3, false, 3);
    put_hex(&b, "09000000");
    put16le(&b, 72);
    put16le(&b, (unsigned)(2 * strlen(share)));
    put_utf16(&b, share);
    fill_hole(&b, nbt, 3);
    say(c, 0, &b);
    nbt = open_nbt(&b);
    put_smb2(&b, 3, true, 3);
    put_hex(&b, "10000100 30080000 00000000 ff011f00");
    fill_hole(&b, nbt, 3);
    say(c, 1, &b);
}

static void talk_smb(struct conv *c, struct words *words)
{
    const char *share = word(words, "share", "");
    smb_negotiate(c, 0x0302);
    if (*share != '\0')
        smb_tree(c, share);
}

/* [MC-SQLR] 2.2.5: what is said of one instance. */
static void put_instance(struct bytes *b, const char *name, const char *port)
{
    put_text(b, "ServerName;SRV;InstanceName;");
    put_text(b, name);
    put_text(b, ";IsClustered;No;Version;11.0.2100.60");
    if (*port != '\0') {
        put_text(b, ";tcp;");
        put_text(b, port);
    }
    put_text(b, ";;");
}

/*
 * [MC-SQLR] 2.2. instance= and port= of the answer, other= the port of a second instance in it,
 * pipe for one that listens on no port, all to ask for every instance.
 */
static void talk_ssrp(struct conv *c, struct words *words)
{
    struct bytes b = {0};
    const char *instance = word(words, "instance", "RTCLOCAL");
    const char *other = word(words, "other", "");
    const char *port = word(words, "port", "49312");
    if (flag(words, "all")) {
        put8(&b, 3);
    } else {
        put8(&b, 4);
        put(&b, instance, strlen(instance) + 1);
    }
    say(c, 0, &b);
    put_instance(&b, instance, flag(words, "pipe") ? "" : port);
    if (*other != '\0')
        put_instance(&b, "LYNCLOCAL", other);
    struct bytes answer = {0};
    put8(&answer, 5);
    put16le(&answer, (unsigned)b.n);
    put(&answer, b.at, b.n);
    bytes_clear(&b);
    say(c, 1, &answer);
}

/* RFC 2131 section 2, RFC 2132. */
static void put_bootp(struct bytes *b, unsigned op, unsigned message)
{
    put8(b, op);
    put_hex(b, "010600 3903f326 00000000");
    put_many(b, 0, 16);
    put_hex(b, "02040a140007");
    put_many(b, 0, 10 + 64 + 128);
    put_hex(b, "63825363 3501");
    put8(b, message);
}

static void talk_dhcp(struct conv *c, struct words *words)
{
    struct bytes b = {0};
    bool lync = flag(words, "lync");
    put_bootp(&b, 1, number(words, "message", 8));
    put_hex(&b, lync ? "3c0c4d532d55432d436c69656e74 3702782b" : "3c084d53465420352e30 3702010f");
    put8(&b, 255);
    say(c, 0, &b);
    if (flag(words, "unanswered"))
        return;
    put_bootp(&b, 2, 5);
    if (lync)
        put_hex(&b, "2b55010c4d532d55432d436c69656e740205687474707303126c796e6330312e636f6e746f736f"
                    "2e636f6d040334343305252f4365727450726f762f4365727450726f766973696f6e696e6753"
                    "6572766963652e737663781500066c796e63303107636f6e746f736f03636f6d00");
    put8(&b, 255);
    say(c, 1, &b);
}

static void put_dns_name(struct bytes *b, const char *name)
{
    while (*name != '\0') {
        size_t n = strcspn(name, ".");
        put8(b, (unsigned)n);
        put(b, name, n);
        name += n + (name[n] == '.');
    }
    put8(b, 0);
}

static void talk_dns(struct conv *c, struct words *words)
{
    const char *name = word(words, "name", "_sipinternaltls._tcp.contoso.test");
    for (int side = 0; side < 2; side++) {
        struct bytes b = {0};
        put16(&b, c->port[0]);
        put_hex(&b, side ? "818000010001" : "010000010000");
        put_hex(&b, "00000000");
        put_dns_name(&b, name);
        put_hex(&b, "00010001");
        if (side)
            put_hex(&b, "c00c00010001000000780004 0a000a0b");
        say(c, side, &b);
    }
}

/* RFC 4120 section 5.4; over TCP a length stands before (section 7.2.2). */
static void talk_kerberos(struct conv *c, struct words *words)
{
    const char *prefix = c->proto == 6 ? "00000012" : "";
    struct bytes b = {0};
    (void)words;
    put_hex(&b, prefix);
    put_hex(&b, "6a10300ea103020105a20302010aa4023000");
    say(c, 0, &b);
    put_hex(&b, c->proto == 6 ? "0000000e" : "");
    put_hex(&b, "6b0c300aa003020105a10302010b");
    say(c, 1, &b);
}

static void talk_ldap(struct conv *c, struct words *words)
{
    (void)words;
    say_hex(c, 0, "300c020101600702010304008000");
    say_hex(c, 1, "300c02010161070a010004000400");
}

static void talk_ntp(struct conv *c, struct words *words)
{
    (void)words;
    for (int side = 0; side < 2; side++) {
        struct bytes b = {0};
        put_hex(&b, side ? "240206e9" : "230006e9");
        put_hex(&b, "00000102 00000304");
        put_hex(&b, side ? "0a000101" : "00000000");
        put_hex(&b, side ? "e50102030405060708" : "0000000000000000");
        b.n = 24;
        put_hex(&b, side ? "e501020304050607" : "0000000000000000");
        put_hex(&b, side ? "e501020304050609" : "0000000000000000");
        put_hex(&b, "e501020304050611");
        say(c, side, &b);
    }
}

/* [MS-TDS] 2.2.6.5. */
static void talk_tds(struct conv *c, struct words *words)
{
    (void)words;
    say_hex(c, 0, "1201001a00000100 00000b000601001100 01ff 0b000834 00000100");
    say_hex(c, 1, "0401001a00000100 00000b000601001100 01ff 0b000834 00000100");
}

/* [MS-RDPBCGR] 2.2.1.1. */
static void talk_rdp(struct conv *c, struct words *words)
{
    (void)words;
    say_hex(c, 0, "030000130ee000000000000100080003000000");
    say_hex(c, 1, "030000130ed0000012340002 1f08000200 0000");
}

static void talk_icmp(struct conv *c, struct words *words)
{
    bool v6 = c->host[0].v6;
    for (unsigned i = 0; i < number(words, "count", 2); i++) {
        struct bytes b = {0};
        put16(&b, 1);
        put16(&b, i);
        put_noise(&b, 32, i);
        conv_icmp(c, 0, v6 ? 128 : 8, 0, &b);
        conv_icmp(c, 1, v6 ? 129 : 0, 0, &b);
        bytes_clear(&b);
    }
}

const struct verb talk_windows_verbs[] = {
    {"smb", talk_smb},           {"ssrp", talk_ssrp}, {"dhcp", talk_dhcp}, {"dns", talk_dns},
    {"kerberos", talk_kerberos}, {"ldap", talk_ldap}, {"ntp", talk_ntp},   {"tds", talk_tds},
    {"rdp", talk_rdp},           {"icmp", talk_icmp}, {NULL, NULL}};
