/* hosts_file.c - lines of an address and its names, as in /etc/hosts. */
#include <string.h>

#include "topology/form.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Takes the next word of the line; "" at its end or at a remark. */
static char *next_word(char **at)
{
    while (is_blank(**at))
        (*at)++;
    char *word = *at;
    if (*word == '#')
        *word = '\0';
    while (**at != '\0' && !is_blank(**at) && **at != '#')
        (*at)++;
    if (**at == '#')
        **at = '\0';
    else if (**at != '\0')
        *(*at)++ = '\0';
    return word;
}

/* Loopback (RFC 1122 section 3.2.1.3, RFC 4291 section 2.5.3) stands in every such file. */
static bool is_loopback(const struct ls_addr *addr)
{
    char text[LS_ADDR_TEXT];
    ls_addr_format(addr, text);
    return strncmp(text, "127.", 4) == 0 || strcmp(text, "::1") == 0;
}

static int read_line(struct ls_text_file *in, char *line, unsigned number)
{
    struct ls_topology *t = in->topology;
    struct ls_said at = {in->file, number, 1};
    struct ls_addr addr;
    const char *word = next_word(&line);
    if (word[0] == '\0')
        return 0;
    if (!ls_addr_parse(word, &addr)) {
        ls_say_wrong(t, &at, "'%.60s' is no IP address", word);
        return 0;
    }
    if (is_loopback(&addr) || ls_addr_is_multicast(&addr) || ls_addr_is_unspecified(&addr))
        return 0;
    word = next_word(&line);
    if (word[0] == '\0')
        ls_say_wrong(t, &at, "no name stands behind the address");
    for (; word[0] != '\0'; word = next_word(&line)) {
        if (!ls_name_fine(t, &at, word))
            continue;
        const char *name = ls_arena_text(t->arena, word, strlen(word));
        if (name == NULL || ls_host_tell_later(t, name, &addr, &at) < 0)
            return LS_E_MEMORY;
    }
    return 0;
}

int ls_hosts_file_read(struct ls_text_file *in)
{
    unsigned number = 0;
    for (char *line = in->text; *line != '\0';) {
        size_t n = strcspn(line, "\r\n");
        char *next = line + n;
        if (*next == '\r' && next[1] == '\n')
            next++;
        if (*next != '\0')
            next++;
        line[n] = '\0';
        number++;
        int code = read_line(in, line, number);
        if (code < 0)
            return code;
        line = next;
    }
    return 0;
}
