/* serve_none.c - stands in for serve.c in a build without libmicrohttpd. */
#include "cli/serve.h"

#include <assert.h>
#include <stdlib.h>

struct server *server_open(const char *where, struct ls_error *error)
{
    ls_fail(error, LS_E_USAGE,
            "--metrics-listen %s: this build has no libmicrohttpd; --metrics FILE works without",
            where);
    return NULL;
}

int server_begin(struct server *server, struct ls_error *error)
{
    (void)server;
    return ls_fail(error, LS_E_USAGE, "--metrics-listen: this build has no libmicrohttpd");
}

void server_free(struct server *server)
{
    assert(server == NULL);
}

unsigned server_port(const struct server *server)
{
    (void)server;
    return 0;
}

void server_publish(struct server *server, const struct metrics *metrics)
{
    (void)server;
    (void)metrics;
}
