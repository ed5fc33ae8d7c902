/*
 * floor.c - the least that reading a capture costs: libpcap's loop, counting packets and bytes
 *
 * What lyncscope is measured against. pcap_dispatch is libpcap's quickest way through a file.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>

#include <pcap/pcap.h>

struct count {
    uint64_t packets, bytes;
};

static void add(u_char *user, const struct pcap_pkthdr *header, const u_char *bytes)
{
    struct count *count = (struct count *)(void *)user;
    (void)bytes;
    count->packets++;
    count->bytes += header->len;
}

int main(int argc, char **argv)
{
    char why[PCAP_ERRBUF_SIZE] = "";
    struct count count = {0};
    if (argc != 2) {
        fprintf(stderr, "usage: lyncscope-floor FILE\n");
        return 2;
    }
    pcap_t *pcap = pcap_open_offline(argv[1], why);
    if (pcap == NULL) {
        fprintf(stderr, "lyncscope-floor: %s\n", why);
        return 2;
    }
    int answer = pcap_dispatch(pcap, -1, add, (u_char *)&count);
    if (answer < 0)
        fprintf(stderr, "lyncscope-floor: %s: %s\n", argv[1], pcap_geterr(pcap));
    pcap_close(pcap);
    printf("%" PRIu64 " packets, %" PRIu64 " bytes\n", count.packets, count.bytes);
    return answer < 0 ? 3 : 0;
}
