/*
 * scene.c - a capture from a text that says who talks to whom
 *
 *   scene FILE.scene OUT.pcap
 *
 * A line each; # begins a comment:
 *
 *   start 2026-03-02T08:15:30
 *   host fe01 10.0.10.11
 *   include site.hosts                       more lines, from beside this file
 *   0.5  tcp client:50123 fe01:5061  tls sni=pool01.contoso.test mutual
 *   0.9  udp client:50020 fe01:50000 rtp pt=114 count=60
 *   1.2  tcp client:51000 fe01:443   syn
 *
 * The number is seconds after the start, or h:mm:ss. Behind the verb stand its options and those of
 * the wire: vlan=12 outer-vlan=7 segment=1 swapped repeated mirrored midstream reset unfinished,
 * and outer=64 for an IPv4 encapsulation in fragments.
 *
 * "shape gre" puts the frames of all lines below into an encapsulation of wrap.c, "snap 96" cuts
 * all frames of the file.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "talk.h"
#include "wrap.h"

enum { HOSTS_MAX = 128, NAME_MAX_ = 40, LINE_ROOM = 1024, PIECES_MAX = 40 };

struct scene {
    const char *path;
    unsigned line;
    struct wire *wire;
    uint64_t start_us;
    char shape[NAME_MAX_]; /* "" = none */
    bool mirrored;
    struct {
        char name[NAME_MAX_];
        struct wire_host host;
    } hosts[HOSTS_MAX];
    int host_count;
};

__attribute__((noreturn)) static void wrong(const struct scene *scene, const char *what,
                                            const char *which)
{
    fprintf(stderr, "%s:%u: %s: %s\n", scene->path, scene->line, what, which);
    exit(2);
}

const char *word(struct words *words, const char *key, const char *otherwise)
{
    const char *value = otherwise;
    for (int i = 0; i < words->count; i++) {
        if (strcmp(words->key[i], key) != 0)
            continue;
        words->used[i] = true;
        value = words->value[i];
    }
    return value;
}

bool flag(struct words *words, const char *key)
{
    return word(words, key, NULL) != NULL;
}

unsigned number(struct words *words, const char *key, unsigned otherwise)
{
    const char *value = word(words, key, NULL);
    return value ? (unsigned)strtoul(value, NULL, 0) : otherwise;
}

void say(struct conv *c, int side, struct bytes *b)
{
    conv_send(c, side, b);
    bytes_clear(b);
}

void say_text(struct conv *c, int side, const char *text)
{
    struct bytes b = {0};
    for (; *text != '\0'; text++) {
        if (text[0] == '\\' && text[1] == 'n') {
            put_text(&b, "\r\n");
            text++;
        } else {
            put8(&b, (uint8_t)*text);
        }
    }
    say(c, side, &b);
}

void say_hex(struct conv *c, int side, const char *hex)
{
    struct bytes b = {0};
    put_hex(&b, hex);
    say(c, side, &b);
}

static void read_start(struct scene *scene, const char *text)
{
    struct tm tm = {0};
    const char *rest = strptime(text, "%Y-%m-%dT%H:%M:%S", &tm);
    if (rest == NULL || *rest != '\0')
        wrong(scene, "no such time", text);
    scene->start_us = (uint64_t)timegm(&tm) * 1000000;
}

static void read_host(struct scene *scene, const char *name, const char *addr)
{
    struct wire_host host = {0};
    if (scene->host_count == HOSTS_MAX || strlen(name) >= NAME_MAX_)
        wrong(scene, "too many hosts or too long a name", name);
    host.v6 = strchr(addr, ':') != NULL;
    if (inet_pton(host.v6 ? AF_INET6 : AF_INET, addr, host.addr) != 1)
        wrong(scene, "no address", addr);
    snprintf(scene->hosts[scene->host_count].name, NAME_MAX_, "%s", name);
    scene->hosts[scene->host_count++].host = host;
}

static void read_end(struct scene *scene, struct conv *c, int side, char *text)
{
    char *colon = strrchr(text, ':');
    if (colon != NULL) {
        *colon = '\0';
        c->port[side] = (uint16_t)strtoul(colon + 1, NULL, 10);
    }
    for (int i = 0; i < scene->host_count; i++) {
        if (strcmp(scene->hosts[i].name, text) == 0) {
            c->host[side] = scene->hosts[i].host;
            return;
        }
    }
    wrong(scene, "unknown host", text);
}

/* 12.5 or 1:02:03.5, after the start. */
static uint64_t read_time(struct scene *scene, const char *text)
{
    double seconds = 0;
    char *end;
    do {
        seconds = seconds * 60 + strtod(text, &end);
        if (end == text || (*end != '\0' && *end != ':'))
            wrong(scene, "no time", text);
        text = end + 1;
    } while (*end == ':');
    return scene->start_us + (uint64_t)(seconds * 1e6 + 0.5);
}

static void read_look(struct conv *c, struct words *words)
{
    c->look.vlan = number(words, "vlan", 0);
    c->look.outer_vlan = number(words, "outer-vlan", 0);
    c->look.segment = number(words, "segment", 0);
    c->look.outer = number(words, "outer", 0);
    c->look.midstream = flag(words, "midstream");
    c->look.swapped = flag(words, "swapped");
    c->look.repeated = flag(words, "repeated");
    if (flag(words, "reset"))
        c->look.end = WIRE_RST;
    if (flag(words, "unfinished"))
        c->look.end = WIRE_OPEN;
}

static const struct verb *find_verb(const char *name)
{
    static const struct verb *const lists[] = {talk_tls_verbs,     talk_sip_verbs,
                                               talk_rpc_verbs,     talk_media_verbs,
                                               talk_windows_verbs, talk_other_verbs};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        for (const struct verb *verb = lists[i]; verb->name != NULL; verb++) {
            if (strcmp(verb->name, name) == 0)
                return verb;
        }
    }
    return NULL;
}

static void speak(struct scene *scene, struct conv *c, const char *name, struct words *words)
{
    const struct verb *verb = find_verb(name);
    if (verb == NULL)
        wrong(scene, "unknown verb", name);
    conv_open(c);
    verb->talk(c, words);
    conv_close(c);
}

static void read_talk(struct scene *scene, char **pieces, int count)
{
    struct words words = {.count = 0};
    struct conv c = {.wire = scene->wire, .now_us = read_time(scene, pieces[0])};
    if (count < 5)
        wrong(scene, "too short a line", pieces[0]);
    c.proto = strcmp(pieces[1], "tcp") == 0 ? 6 : 17;
    if (c.proto != 6 && strcmp(pieces[1], "udp") != 0 && strcmp(pieces[1], "ip") != 0)
        wrong(scene, "unknown protocol", pieces[1]);
    read_end(scene, &c, 0, pieces[2]);
    read_end(scene, &c, 1, pieces[3]);
    for (int i = 5; i < count && words.count < WORDS_MAX; i++) {
        char *equals = strchr(pieces[i], '=');
        if (equals != NULL)
            *equals = '\0';
        words.key[words.count] = pieces[i];
        words.value[words.count++] = equals ? equals + 1 : "";
    }
    read_look(&c, &words);
    c.look.mirrored = scene->mirrored || flag(&words, "mirrored");
    c.look.shape = scene->shape[0] != '\0' ? scene->shape : NULL;
    if (strcmp(pieces[4], "syn") == 0)
        conv_syn(&c);
    else if (strcmp(pieces[4], "refused") == 0)
        conv_refuse(&c);
    else
        speak(scene, &c, pieces[4], &words);
    for (int i = 0; i < words.count; i++) {
        if (!words.used[i])
            wrong(scene, "the verb knows no such option", words.key[i]);
    }
}

/* Splits at blanks; a piece with blanks in it stands in double quotes after its equals sign. */
static int split(char *line, char **pieces)
{
    int count = 0;
    for (char *at = line; count < PIECES_MAX;) {
        at += strspn(at, " \t\r\n");
        if (*at == '\0' || *at == '#')
            break;
        pieces[count++] = at;
        char *out = at;
        bool quoted = false;
        for (; *at != '\0' && (quoted || !isspace((unsigned char)*at)); at++) {
            if (*at == '"')
                quoted = !quoted;
            else
                *out++ = *at;
        }
        bool more = *at != '\0';
        *out = '\0';
        at += more;
    }
    return count;
}

static void read_shape(struct scene *scene, const char *name)
{
    scene->mirrored = strcmp(name, "mirrored") == 0;
    if (!scene->mirrored && strcmp(name, "plain") != 0 && !wrap_known(name))
        wrong(scene, "no such shape", name);
    bool wrapped = wrap_known(name);
    snprintf(scene->shape, sizeof scene->shape, "%s", wrapped ? name : "");
}

static void read_file(struct scene *scene, const char *path);

static void read_beside(struct scene *scene, const char *name)
{
    char path[512];
    const char *slash = strrchr(scene->path, '/');
    int folder = slash ? (int)(slash - scene->path) + 1 : 0;
    snprintf(path, sizeof path, "%.*s%s", folder, scene->path, name);
    read_file(scene, path);
}

static void read_line(struct scene *scene, char *line)
{
    char *pieces[PIECES_MAX];
    int count = split(line, pieces);
    if (count == 0)
        return;
    if (strcmp(pieces[0], "start") == 0 && count == 2)
        read_start(scene, pieces[1]);
    else if (strcmp(pieces[0], "host") == 0 && count >= 3)
        read_host(scene, pieces[1], pieces[2]);
    else if (strcmp(pieces[0], "include") == 0 && count == 2)
        read_beside(scene, pieces[1]);
    else if (strcmp(pieces[0], "shape") == 0 && count == 2)
        read_shape(scene, pieces[1]);
    else if (strcmp(pieces[0], "snap") == 0 && count == 2)
        wire_cut(scene->wire, (uint32_t)strtoul(pieces[1], NULL, 10));
    else
        read_talk(scene, pieces, count);
}

static void read_file(struct scene *scene, const char *path)
{
    char line[LINE_ROOM];
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        perror(path);
        exit(2);
    }
    const char *outer_path = scene->path;
    unsigned outer_line = scene->line;
    scene->path = path;
    scene->line = 0;
    while (fgets(line, sizeof line, file) != NULL) {
        scene->line++;
        read_line(scene, line);
    }
    fclose(file);
    scene->path = outer_path;
    scene->line = outer_line;
}

int main(int argc, char **argv)
{
    struct scene scene = {.host_count = 0};
    if (argc != 3) {
        fprintf(stderr, "usage: scene FILE.scene OUT.pcap\n");
        return 2;
    }
    scene.wire = wire_new();
    read_file(&scene, argv[1]);
    bool written = wire_write(scene.wire, argv[2]);
    if (!written)
        perror(argv[2]);
    wire_free(scene.wire);
    return written ? 0 : 2;
}
