/*
 * same.c - whether libpcap and lyncscope read captures alike: same FILE...
 *
 * What may differ stands in tests/support/both.h. Packed files are left alone: libpcap reads none.
 * Exit status 1, and a line for each file, where they are not alike.
 */
#include "../support/both.h"

static uint8_t bytes[64 * 1024 * 1024];

static bool is_alike(const char *path)
{
    unsigned more = 0;
    FILE *file = fopen(path, "rb");
    size_t n = file != NULL ? fread(bytes, 1, sizeof bytes, file) : 0;
    if (file == NULL || fclose(file) != 0)
        return false;
    struct head head = head_of(bytes, n);
    if (!head.pcapng && !head.plain)
        return true;
    struct both both = both_read(path, bytes, n, NULL, 64, &more);
    bool alike = both.wrong == NULL;
    if (!alike)
        printf("%s: %s; ours: %zu frames, %s; libpcap: %zu frames, %s\n", path, both.wrong,
               both.ours.count, both.ours.why, both.theirs.count, both.theirs.why);
    both_clear(&both);
    return alike;
}

int main(int argc, char **argv)
{
    int wrong = 0;
    for (int i = 1; i < argc; i++)
        wrong += !is_alike(argv[i]);
    return wrong > 0;
}
