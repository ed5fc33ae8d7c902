/*
 * test_corpus.c - real captures through libpcap and through us
 *
 * The captures are not ours to ship: LS_CORPUS names their folder. Where it is absent the test is
 * skipped (exit status 77).
 */
#include "compare.h"

static unsigned files, more;

static int compare_one(const char *path, const struct stat *about, int type, struct FTW *at)
{
    static uint8_t bytes[4 * 1024 * 1024];
    (void)about;
    (void)at;
    if (type != FTW_F)
        return 0;
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return 0;
    size_t n = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    /* libpcap does not unpack, and other files lie there too */
    struct head head = head_of(bytes, n);
    if (!head.pcapng && !head.plain)
        return 0;
    compare(path, bytes, n, NULL, 0, path, &more);
    compare(path, bytes, n, NULL, 64, path, &more);
    compare(path, bytes, n, "udp port 53 or vlan or greater 500", 5, path, &more);
    files++;
    return 0;
}

START_TEST(real_captures)
{
    const char *corpus = getenv("LS_CORPUS");
    ck_assert_int_eq(nftw(corpus, compare_one, 8, FTW_PHYS), 0);
    printf("%u captures are the same, %u times interfaces were mixed\n", files, more);
    ck_assert_uint_gt(files, 0);
}
END_TEST

int main(void)
{
    static const TTest *tests[1];
    char beside[512];
    snprintf(beside, sizeof beside, "%s/../shared/corpus", getenv("LS_SOURCE"));
    setenv("LS_CORPUS", beside, 0);
    if (access(getenv("LS_CORPUS"), R_OK) != 0) {
        printf("no captures at %s: skipped\n", getenv("LS_CORPUS"));
        return 77;
    }
    tests[0] = real_captures;
    return run_suite("capture/corpus", tests, 1);
}
