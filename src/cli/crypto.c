/* crypto.c - OpenSSL's allocations, watched. */
#include "cli/crypto.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include <openssl/crypto.h>

#include "cli/commands.h"

/* OpenSSL hands its hooks nothing of ours, so what they touch has to stand somewhere static. */
static atomic_bool set_up, starved;

static void *watched(void *got, size_t wanted)
{
    if (got != NULL || wanted == 0)
        return got;
    if (!atomic_load(&set_up)) {
        say("out of memory");
        _exit(EXIT_WRONG);
    }
    atomic_store(&starved, true);
    return NULL;
}

static void *take(size_t n, const char *file, int line)
{
    (void)file;
    (void)line;
    return n > 0 ? watched(malloc(n), n) : NULL;
}

static void *take_again(void *old, size_t n, const char *file, int line)
{
    (void)file;
    (void)line;
    if (n > 0)
        return watched(realloc(old, n), n);
    free(old);
    return NULL;
}

static void give(void *old, const char *file, int line)
{
    (void)file;
    (void)line;
    free(old);
}

void crypto_begin(void)
{
    (void)CRYPTO_set_mem_functions(take, take_again, give);
}

void crypto_is_set_up(void)
{
    atomic_store(&set_up, true);
}

bool crypto_starved(void)
{
    return atomic_load(&starved);
}
