/* talk_sip.c - SIP (RFC 3261) as Lync and its gateways speak it, with SDP (RFC 4566). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "talk.h"

enum { TEXT_ROOM = 4096 };

/* media=audio:10.0.10.11:50000 puts one m= line with a host candidate into the body. */
static void put_sdp(struct bytes *b, const char *media)
{
    char kind[24], addr[48], text[TEXT_ROOM];
    unsigned port;
    if (sscanf(media, "%23[a-z]@%47[^@]@%u", kind, addr, &port) != 3)
        return;
    bool stream = strcmp(kind, "applicationsharing") == 0 || strcmp(kind, "data") == 0;
    const char *family = strchr(addr, ':') ? "IP6" : "IP4";
    int n = snprintf(text, sizeof text,
                     "v=0\r\no=- 0 0 IN %s %s\r\ns=session\r\nc=IN %s %s\r\nt=0 0\r\n"
                     "m=%s %u %s %s\r\na=candidate:1 1 %s 2130706431 %s %u typ host\r\n",
                     family, addr, family, addr, kind, port, stream ? "TCP/RTP/SAVP" : "RTP/SAVP",
                     stream ? "127" : "114 0 8 101", stream ? "TCP-PASS" : "UDP", addr, port);
    put(b, text, (size_t)n);
}

static void put_message(struct bytes *b, const char *first, const char *method, struct words *words,
                        const char *agent, const char *media)
{
    struct bytes body = {0};
    char text[TEXT_ROOM];
    const char *type = word(words, "body", *media ? "application/sdp" : "");
    if (*media != '\0')
        put_sdp(&body, media);
    else if (*type != '\0')
        put_text(&body, "<x/>\r\n");
    int n = snprintf(text, sizeof text,
                     "%s\r\nVia: SIP/2.0/TCP 10.0.0.1:5060;branch=z9hG4bK1\r\n"
                     "From: <sip:alice@contoso.test>;tag=1;epid=01\r\n"
                     "To: <sip:bob@contoso.test>\r\nCall-ID: 1@contoso.test\r\nCSeq: 1 %s\r\n"
                     "%s\r\n%s%s%sContent-Length: %zu\r\n\r\n",
                     first, method, agent, *type ? "Content-Type: " : "", type, *type ? "\r\n" : "",
                     body.n);
    put(b, text, (size_t)n);
    put(b, body.at, body.n);
    bytes_clear(&body);
}

static void talk_sip(struct conv *c, struct words *words)
{
    const char *method = word(words, "method", "INVITE");
    const char *opaque = word(words, "opaque", "");
    char first[512], agent[256];
    struct bytes b = {0};
    snprintf(first, sizeof first, "%s sip:bob@contoso.test%s%s SIP/2.0", method,
             *opaque ? ";gruu;opaque=" : "", opaque);
    snprintf(agent, sizeof agent, "User-Agent: %s", word(words, "agent", "RTCC/5.0.0.0"));
    put_message(&b, first, method, words, agent, word(words, "media", ""));
    say(c, 0, &b);
    if (flag(words, "one-way"))
        return;
    snprintf(agent, sizeof agent, "Server: %s", word(words, "server", "RTCC/5.0.0.0"));
    put_message(&b, "SIP/2.0 200 OK", method, words, agent, word(words, "answer", ""));
    say(c, 1, &b);
    for (unsigned i = number(words, "keepalives", 0); i > 0; i--) {
        say_text(c, 0, "\r\n\r\n");
        say_text(c, 1, "\r\n");
    }
}

static void talk_http(struct conv *c, struct words *words)
{
    char text[TEXT_ROOM];
    snprintf(text, sizeof text, "%s %s HTTP/1.1\r\nHost: %s\r\nUser-Agent: %s\r\n\r\n",
             word(words, "method", "GET"), word(words, "path", "/"),
             word(words, "host", "web.contoso.test"), word(words, "agent", "OC/15.0"));
    say_text(c, 0, text);
    snprintf(text, sizeof text,
             "HTTP/1.1 %s\r\nServer: %s\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok",
             word(words, "status", "200 OK"), word(words, "server", "Microsoft-IIS/8.5"));
    say_text(c, 1, text);
}

static void talk_msnftp(struct conv *c, struct words *words)
{
    (void)words;
    say_text(c, 0, "VER MSN_SECURE_FTP\r\n");
    say_text(c, 1, "VER MSN_SECURE_FTP\r\n");
    say_text(c, 0, "USR sip:alice@contoso.test 12345\r\n");
    say_text(c, 1, "FIL 4096\r\n");
    say_text(c, 0, "TFR\r\n");
}

/* [MC-NMF] 2.2.3: version, mode, via, known encoding, then an upgrade or the preamble's end. */
static void talk_nmf(struct conv *c, struct words *words)
{
    struct bytes b = {0};
    const char *via = word(words, "via", "net.tcp://pchat01.contoso.test:881/Channel");
    bool upgrade = flag(words, "upgrade");
    put_hex(&b, "000100 0102 02");
    put8(&b, (unsigned)strlen(via) & 0x7f);
    put_text(&b, via);
    put_hex(&b, "0308");
    if (upgrade) {
        put_hex(&b, "0913");
        put_text(&b, "application/ssl-tls");
    } else {
        put8(&b, 0x0c);
    }
    say(c, 0, &b);
    say_hex(c, 1, upgrade ? "0a" : "0b");
    if (upgrade)
        talk_tls(c, words);
}

const struct verb talk_sip_verbs[] = {{"sip", talk_sip},
                                      {"http", talk_http},
                                      {"msnftp", talk_msnftp},
                                      {"nmf", talk_nmf},
                                      {NULL, NULL}};
