/* guard.c - gives up privileges, checks that the rest is enough, and closes the sandbox. */
#include "cli/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "cli/commands.h"
#include "cli/crypto.h"
#include "cli/watch/restore.h"
#include "lyncscope/engine.h"
#include "lyncscope/replace.h"

/* In a signal handler: no stdio. Dying by the same signal afterwards tells who started us. */
static void on_violation(int number, siginfo_t *info, void *context)
{
    static const char before[] = "lyncscope: sandbox: system call ";
    static const char after[] = " is not on the list, so the run ends here; --sandbox log "
                                "permits it and logs\n";
    char line[sizeof before + sizeof after + 12];
    char digits[12];
    size_t n = sizeof before - 1, k = sizeof digits;
    unsigned call = info->si_syscall < 0 ? 0 : (unsigned)info->si_syscall;
    (void)context;
    restore_now(); /* nobody could read it on the screen */
    memcpy(line, before, n);
    do {
        digits[--k] = (char)('0' + call % 10);
        call /= 10;
    } while (call > 0);
    memcpy(line + n, digits + k, sizeof digits - k);
    n += sizeof digits - k;
    memcpy(line + n, after, sizeof after - 1);
    n += sizeof after - 1;
    if (write(STDERR_FILENO, line, n) < 0)
        number = SIGSYS; /* nobody listens */
    raise(number);
}

void guard_announce(void)
{
    struct sigaction action = {.sa_sigaction = on_violation};
    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_SIGINFO | SA_NODEFER | (int)SA_RESETHAND;
    sigaction(SIGSYS, &action, NULL);
}

/* A file is made beside its name and renamed; what is no plain file is written where it is. */
static int check_writable(const char *option, const char *path, const char *user)
{
    char folder[4096];
    if (path == NULL || (strcmp(path, "-") == 0 && strcmp(option, "-w") == 0))
        return 0;
    const char *slash = strrchr(path, '/');
    size_t n = slash != NULL ? (size_t)(slash - path) + 1 : 0;
    snprintf(folder, sizeof folder, "%.*s", (int)n, path);
    bool plain = !ls_replace_direct(path);
    if (plain && faccessat(AT_FDCWD, n > 0 ? folder : ".", W_OK | X_OK, AT_EACCESS) == 0)
        return 0;
    if (!plain && faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0)
        return 0;
    if (errno != EACCES && errno != EPERM)
        return 0; /* not a matter of users: told when it is opened */
    say("%s %s: user %s, as whom the run goes on, may not write there; name another place, or "
        "its owner with -Z",
        option, path, user);
    return -1;
}

static int check_readable(const char *path, const char *user)
{
    if (strcmp(path, "-") == 0 || faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) == 0 ||
        (errno != EACCES && errno != EPERM))
        return 0;
    say("%s: user %s, as whom the run goes on, may not read it", path, user);
    return -1;
}

static int check_access(const struct options *options, const char *user, const char *const *reread,
                        size_t count)
{
    for (size_t i = 0; i < options->output_count; i++) {
        if (check_writable("-o", options->outputs[i], user) < 0)
            return -1;
    }
    if (check_writable("-w", options->write, user) < 0 ||
        check_writable("--metrics", options->metrics, user) < 0)
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (check_readable(reread[i], user) < 0)
            return -1;
    }
    return 0;
}

static int drop(const struct options *options, const char *const *reread, size_t count, bool writes)
{
    struct ls_error error;
    const char *user;
    struct ls_privileges wish = {
        .user = options->user,
        .live = options->interface_count > 0,
        .writes = writes,
        .reopens = options->reopen,
    };
    if (ls_privileges_drop(&wish, &user, &error) < 0) {
        say("%s", error.text);
        return -1;
    }
    if (user == NULL)
        return 0;
    if (options->verbose)
        say("runs as user %s from here on", user);
    return check_access(options, user, reread, count);
}

/*
 * What openssl.cnf activates is loaded at the first use of the library, and no code can be loaded
 * in the sandbox. One that cannot be had is missed where it is needed.
 */
static void load_digests(void)
{
    static const char *const names[] = {"SHA256", "SHA1", "MD5"};
    OPENSSL_init_crypto(OPENSSL_INIT_LOAD_CONFIG, NULL);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        EVP_MD_free(EVP_MD_fetch(NULL, names[i], NULL));
    EVP_MAC_free(EVP_MAC_fetch(NULL, "HMAC", NULL));
    EVP_CIPHER_free(EVP_CIPHER_fetch(NULL, "AES-128-ECB", NULL));
}

/* The filter, and the files that stay to be written. */
static int close_sandbox(const struct options *options, bool writes, struct ls_error *error)
{
    const char **targets = calloc(options->output_count + 2, sizeof *targets);
    size_t count = 0;
    if (targets == NULL)
        return ls_fail(error, LS_E_MEMORY, "out of memory");
    for (size_t i = 0; i < options->output_count; i++)
        if (options->outputs[i] != NULL)
            targets[count++] = options->outputs[i];
    if (options->write != NULL && strcmp(options->write, "-") != 0)
        targets[count++] = options->write;
    if (options->metrics != NULL)
        targets[count++] = options->metrics;
    struct ls_sandbox wish = {.mode = options->sandbox,
                              .live = options->interface_count > 0,
                              .writes = writes,
                              .reopens = options->reopen,
                              .screen = options->command == CMD_WATCH,
                              .serves = options->metrics_listen != NULL,
                              .targets = targets,
                              .target_count = count};
    int code = ls_sandbox_enter(&wish, error);
    free(targets);
    return code;
}

int guard_begin(const struct options *options, const char *const *reread, size_t count)
{
    struct ls_error error;
    bool writes = options->write != NULL || options->metrics != NULL;
    for (size_t i = 0; i < options->output_count; i++)
        writes = writes || options->outputs[i] != NULL;
    if (drop(options, reread, count, writes) < 0)
        return -1;
    load_digests();
    crypto_is_set_up();
    guard_announce();
    if (close_sandbox(options, writes, &error) == 0)
        return 0;
    say("%s", error.text);
    return -1;
}
