/* interfaces.c - what -D lists. */
#include <stdlib.h>
#include <string.h>

#include <pcap/pcap.h>

#include "lyncscope/capture.h"

static int copy_one(struct ls_interface *to, const pcap_if_t *from)
{
    to->name = strdup(from->name);
    to->text = from->description != NULL ? strdup(from->description) : NULL;
    if (to->name == NULL || (from->description != NULL && to->text == NULL))
        return LS_E_MEMORY;
    return 0;
}

int ls_interfaces(struct ls_interface **list, size_t *count, struct ls_error *error)
{
    char why[PCAP_ERRBUF_SIZE] = "";
    pcap_if_t *all;
    if (pcap_findalldevs(&all, why) < 0)
        return ls_fail(error, LS_E_OPEN, "interfaces: %s", why);
    size_t n = 0;
    for (const pcap_if_t *one = all; one != NULL; one = one->next)
        n++;
    struct ls_interface *copies = calloc(n > 0 ? n : 1, sizeof *copies);
    int code = copies != NULL ? 0 : LS_E_MEMORY;
    size_t i = 0;
    for (const pcap_if_t *one = all; code == 0 && one != NULL; one = one->next)
        code = copy_one(&copies[i++], one);
    pcap_freealldevs(all);
    if (code < 0) {
        ls_interfaces_free(copies, copies != NULL ? n : 0);
        return ls_fail(error, code, "interfaces: out of memory");
    }
    *list = copies;
    *count = n;
    return 0;
}

void ls_interfaces_free(struct ls_interface *list, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        free(list[i].name);
        free(list[i].text);
    }
    free(list);
}

const char *ls_capture_version(void)
{
    return pcap_lib_version();
}
