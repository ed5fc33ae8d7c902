/*
 * failing_alloc.c - preloaded into a program: one of its allocations fails
 *
 *   FAULT_SITES=FILE   writes a line for each place that allocates: the number of its first
 *                      allocation, and the addresses that lead there, as MODULE+OFFSET
 *   FAULT_DEPTH=N      how many callers make a place (1 to 8; 3)
 *   FAULT_AT=N         the Nth allocation fails
 *   FAULT_STAY=1       and so do all that follow
 *
 * Counted are malloc, calloc, realloc, aligned_alloc and posix_memalign of the program and of all
 * its libraries, from when main() is near. A sanitizer's allocator may stand behind this one.
 */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DEPTH_MAX = 8, OWN_MAX = 4, PLACES = 1 << 16, EARLY_BYTES = 1 << 14 };

/* ISO C has no cast from an object to a function; memcpy() is not ready yet under a sanitizer. */
static union function {
    void *found;
    void *(*malloc)(size_t);
    void *(*calloc)(size_t, size_t);
    void *(*realloc)(void *, size_t);
    void *(*aligned_alloc)(size_t, size_t);
    int (*posix_memalign)(void **, size_t, size_t);
    void (*free)(void *);
} next_malloc, next_calloc, next_realloc, next_aligned_alloc, next_posix_memalign, next_free;

static _Atomic uint64_t allocations;
static _Atomic uint64_t places[PLACES]; /* hashes of those seen; 0: free */
static uint64_t fail_at;
static bool stay, counting;
static int sites = -1, depth = 3;
/* Of the initial model: a sanitizer stands before the function that finds other thread storage. */
static __attribute__((tls_model("initial-exec"))) _Thread_local bool inside;

/* The loader may allocate while the real functions are looked for. */
static _Alignas(16) char early[EARLY_BYTES];
static size_t early_used;

static void *early_bytes(size_t bytes)
{
    size_t from = early_used;
    early_used += (bytes + 15) & ~(size_t)15;
    return early_used <= sizeof early ? early + from : NULL;
}

static bool is_early(const void *at)
{
    return (uintptr_t)at - (uintptr_t)early < sizeof early;
}

static bool ready(void)
{
    if (next_free.found == NULL && !inside) {
        inside = true;
        next_malloc.found = dlsym(RTLD_NEXT, "malloc");
        next_calloc.found = dlsym(RTLD_NEXT, "calloc");
        next_realloc.found = dlsym(RTLD_NEXT, "realloc");
        next_aligned_alloc.found = dlsym(RTLD_NEXT, "aligned_alloc");
        next_posix_memalign.found = dlsym(RTLD_NEXT, "posix_memalign");
        next_free.found = dlsym(RTLD_NEXT, "free");
        inside = false;
    }
    return next_free.found != NULL;
}

static int number_of(const char *name, int otherwise)
{
    const char *text = getenv(name);
    return text != NULL ? atoi(text) : otherwise;
}

static void begin(void) __attribute__((constructor));
static void begin(void)
{
    const char *path = getenv("FAULT_SITES");
    void *warm[1];
    inside = true;
    backtrace(warm, 1); /* loads a library when it is first asked */
    inside = false;
    if (path != NULL)
        sites = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    depth = number_of("FAULT_DEPTH", depth);
    depth = depth < 1 ? 1 : depth > DEPTH_MAX ? DEPTH_MAX : depth;
    fail_at = (uint64_t)number_of("FAULT_AT", 0);
    stay = number_of("FAULT_STAY", 0) != 0;
    unsetenv("LD_PRELOAD"); /* no child of the program inherits the fault */
    ready();
    counting = true;
}

/* True when this place is new. */
static bool enter(uint64_t hash)
{
    for (uint64_t at = hash % PLACES;; at = (at + 1) % PLACES) {
        uint64_t none = 0;
        if (atomic_compare_exchange_strong(&places[at], &none, hash))
            return true;
        if (none == hash)
            return false;
    }
}

static void tell(uint64_t number, void *const *frames, int count)
{
    char line[4096];
    size_t used = (size_t)snprintf(line, sizeof line, "%llu", (unsigned long long)number);
    for (int i = 0; i < count && used < sizeof line - 512; i++) {
        Dl_info info;
        bool known = dladdr(frames[i], &info) != 0;
        used += (size_t)snprintf(line + used, sizeof line - used, " %.400s+0x%llx",
                                 known ? info.dli_fname : "?",
                                 (unsigned long long)((uintptr_t)frames[i] -
                                                      (uintptr_t)(known ? info.dli_fbase : NULL)));
    }
    line[used++] = '\n';
    if (write(sites, line, used) < 0)
        _exit(125);
}

/* FNV-1a over the callers' addresses, innermost first; frames of ours and a sanitizer's go before.
 */
static void note_place(uint64_t number, const void *caller)
{
    void *frames[OWN_MAX + DEPTH_MAX];
    int count = backtrace(frames, OWN_MAX + depth), own = 0;
    while (own < count && own < OWN_MAX && frames[own] != caller)
        own++;
    uint64_t hash = UINT64_C(14695981039346656037);
    for (int i = own; i < count && i < own + depth; i++)
        hash = (hash ^ (uintptr_t)frames[i]) * UINT64_C(1099511628211);
    if (enter(hash | 1))
        tell(number, frames + own, count - own < depth ? count - own : depth);
}

static bool fails(const void *caller)
{
    if (!counting || inside)
        return false;
    uint64_t number = atomic_fetch_add(&allocations, 1) + 1;
    if (fail_at != 0 && (number == fail_at || (stay && number > fail_at))) {
        errno = ENOMEM;
        return true;
    }
    if (sites >= 0) {
        inside = true;
        note_place(number, caller);
        inside = false;
    }
    return false;
}

void *malloc(size_t bytes)
{
    if (!ready())
        return early_bytes(bytes);
    return fails(__builtin_return_address(0)) ? NULL : next_malloc.malloc(bytes);
}

void *calloc(size_t count, size_t bytes)
{
    if (!ready())
        return early_bytes(count * bytes); /* zero, as static storage is */
    return fails(__builtin_return_address(0)) ? NULL : next_calloc.calloc(count, bytes);
}

void *realloc(void *old, size_t bytes)
{
    if (!ready())
        return old == NULL ? early_bytes(bytes) : NULL;
    return fails(__builtin_return_address(0)) ? NULL : next_realloc.realloc(old, bytes);
}

void *aligned_alloc(size_t alignment, size_t bytes)
{
    if (!ready())
        return NULL;
    return fails(__builtin_return_address(0)) ? NULL
                                              : next_aligned_alloc.aligned_alloc(alignment, bytes);
}

int posix_memalign(void **into, size_t alignment, size_t bytes)
{
    if (!ready() || fails(__builtin_return_address(0)))
        return ENOMEM;
    return next_posix_memalign.posix_memalign(into, alignment, bytes);
}

void free(void *old)
{
    if (!is_early(old) && ready())
        next_free.free(old);
}
