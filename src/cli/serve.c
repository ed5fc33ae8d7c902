/*
 * serve.c - GET /metrics on a loopback address
 *
 * libmicrohttpd is loaded only by a run that serves: with the TLS library that it brings along it
 * would double the time that every other run takes to start, and what is not loaded cannot be
 * attacked.
 */
#include "cli/serve.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <microhttpd.h>

enum { BACKLOG = 16, CONNECTIONS = 16, PATIENCE_S = 10 };

/* The functions that are used, from the header of the same ABI version. */
#define LIBRARY "libmicrohttpd.so.12"

struct http {
    __typeof__(MHD_start_daemon) *start_daemon;
    __typeof__(MHD_stop_daemon) *stop_daemon;
    __typeof__(MHD_create_response_from_buffer) *create_response;
    __typeof__(MHD_destroy_response) *destroy_response;
    __typeof__(MHD_add_response_header) *add_header;
    __typeof__(MHD_queue_response) *queue_response;
};

struct server {
    struct http http;
    int fd; /* the daemon's, once it has begun */
    unsigned port;
    struct MHD_Daemon *daemon;
    pthread_mutex_t lock;
    struct metrics now;
};

struct place {
    union {
        struct sockaddr any;
        struct sockaddr_in v4;
        struct sockaddr_in6 v6;
    } at;
    socklen_t size;
};

static bool parse_port(const char *text, in_port_t *port)
{
    char *end;
    errno = 0;
    unsigned long n = strtoul(text, &end, 10);
    if (text[0] < '0' || text[0] > '9' || *end != '\0' || errno != 0 || n > UINT16_MAX)
        return false;
    *port = htons((uint16_t)n);
    return true;
}

/* The address before the last colon; brackets, as in URLs, go around those of IPv6. */
static bool parse_place(const char *where, struct place *place)
{
    char host[INET6_ADDRSTRLEN + 2] = "127.0.0.1";
    const char *port = where;
    const char *colon = strrchr(where, ':');
    *place = (struct place){0};
    if (colon != NULL) {
        size_t n = (size_t)(colon - where);
        if (n >= sizeof host)
            return false;
        memcpy(host, where, n);
        host[n] = '\0';
        port = colon + 1;
    }
    size_t n = strlen(host);
    if (n > 2 && host[0] == '[' && host[n - 1] == ']') {
        host[n - 1] = '\0';
        place->at.v6.sin6_family = AF_INET6;
        place->size = sizeof place->at.v6;
        return inet_pton(AF_INET6, host + 1, &place->at.v6.sin6_addr) == 1 &&
               parse_port(port, &place->at.v6.sin6_port);
    }
    place->at.v4.sin_family = AF_INET;
    place->size = sizeof place->at.v4;
    return inet_pton(AF_INET, host, &place->at.v4.sin_addr) == 1 &&
           parse_port(port, &place->at.v4.sin_port);
}

static bool is_loopback(const struct place *place)
{
    if (place->at.any.sa_family == AF_INET6)
        return IN6_IS_ADDR_LOOPBACK(&place->at.v6.sin6_addr);
    return ntohl(place->at.v4.sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
}

static int listen_at(struct server *server, struct place *place)
{
    const int on = 1;
    server->fd = socket(place->at.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (server->fd < 0 || setsockopt(server->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0 ||
        bind(server->fd, &place->at.any, place->size) < 0 || listen(server->fd, BACKLOG) < 0 ||
        getsockname(server->fd, &place->at.any, &place->size) < 0)
        return -1;
    server->port =
        ntohs(place->at.any.sa_family == AF_INET6 ? place->at.v6.sin6_port : place->at.v4.sin_port);
    return 0;
}

/* It stays loaded: there is one server a run, and its libraries do not like to go. */
static bool load(struct http *http)
{
    static const struct {
        const char *name;
        size_t place;
    } functions[] = {
        {"MHD_start_daemon", offsetof(struct http, start_daemon)},
        {"MHD_stop_daemon", offsetof(struct http, stop_daemon)},
        {"MHD_create_response_from_buffer", offsetof(struct http, create_response)},
        {"MHD_destroy_response", offsetof(struct http, destroy_response)},
        {"MHD_add_response_header", offsetof(struct http, add_header)},
        {"MHD_queue_response", offsetof(struct http, queue_response)},
    };
    void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        void *function = library != NULL ? dlsym(library, functions[i].name) : NULL;
        if (function == NULL)
            return false;
        memcpy((char *)http + functions[i].place, &function, sizeof function);
    }
    return true;
}

struct server *server_open(const char *where, struct ls_error *error)
{
    struct place place;
    if (!parse_place(where, &place) || !is_loopback(&place)) {
        ls_fail(error, LS_E_USAGE,
                "--metrics-listen %s: needs a port, 127.0.0.1:PORT or [::1]:PORT; other hosts are "
                "not served",
                where);
        return NULL;
    }
    struct server *server = calloc(1, sizeof *server);
    if (server == NULL) {
        ls_fail(error, LS_E_MEMORY, "out of memory");
        return NULL;
    }
    pthread_mutex_init(&server->lock, NULL);
    server->fd = -1;
    if (!load(&server->http))
        ls_fail(error, LS_E_OPEN,
                "--metrics-listen %s: " LIBRARY " (libmicrohttpd) cannot be loaded", where);
    else if (listen_at(server, &place) < 0)
        ls_fail(error, LS_E_OPEN, "--metrics-listen %s: %s", where, strerror(errno));
    else
        return server;
    server_free(server);
    return NULL;
}

static struct MHD_Response *page_of(struct server *server)
{
    char *text = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&text, &n);
    if (out == NULL)
        return NULL;
    pthread_mutex_lock(&server->lock);
    struct metrics now = server->now;
    pthread_mutex_unlock(&server->lock);
    metrics_write(out, &now);
    struct MHD_Response *page = NULL;
    if (fclose(out) == 0)
        page = server->http.create_response(n, text, MHD_RESPMEM_MUST_FREE);
    if (page == NULL)
        free(text);
    else
        server->http.add_header(page, MHD_HTTP_HEADER_CONTENT_TYPE,
                                "text/plain; version=0.0.4; charset=utf-8");
    return page;
}

static struct MHD_Response *refusal(const struct http *http)
{
    static char text[] = "GET /metrics\n";
    struct MHD_Response *page =
        http->create_response(sizeof text - 1, text, MHD_RESPMEM_PERSISTENT);
    if (page != NULL)
        http->add_header(page, MHD_HTTP_HEADER_ALLOW, "GET, HEAD");
    return page;
}

static enum MHD_Result answer(void *self, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *upload,
                              size_t *upload_size, void **asked)
{
    (void)version;
    (void)upload;
    struct server *server = self;
    unsigned status = MHD_HTTP_OK;
    if (strcmp(method, MHD_HTTP_METHOD_GET) != 0 && strcmp(method, MHD_HTTP_METHOD_HEAD) != 0)
        status = MHD_HTTP_METHOD_NOT_ALLOWED;
    else if (strcmp(url, "/metrics") != 0)
        status = MHD_HTTP_NOT_FOUND;
    if (*asked == NULL && status == MHD_HTTP_OK) { /* the head only; the answer comes next time */
        *asked = self;
        return MHD_YES;
    }
    *upload_size = 0;
    struct MHD_Response *page = status == MHD_HTTP_OK ? page_of(server) : refusal(&server->http);
    if (page == NULL)
        return MHD_NO;
    enum MHD_Result code = server->http.queue_response(connection, status, page);
    server->http.destroy_response(page);
    return code;
}

/* What strangers send wrongly is not worth a line in the log. */
LS_PRINTF(2, 0)
static void say_nothing(void *self, const char *format, va_list args)
{
    (void)self;
    (void)format;
    (void)args;
}

int server_begin(struct server *server, struct ls_error *error)
{
    server->daemon = server->http.start_daemon(
        MHD_USE_AUTO_INTERNAL_THREAD | MHD_USE_ITC | MHD_USE_ERROR_LOG, 0, NULL, NULL, answer,
        server, MHD_OPTION_EXTERNAL_LOGGER, say_nothing, NULL, MHD_OPTION_LISTEN_SOCKET, server->fd,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)PATIENCE_S, MHD_OPTION_END);
    if (server->daemon == NULL)
        return ls_fail(error, LS_E_OPEN, "--metrics-listen: the server cannot be started");
    server->fd = -1; /* closed with the daemon */
    return 0;
}

void server_free(struct server *server)
{
    if (server == NULL)
        return;
    if (server->daemon != NULL)
        server->http.stop_daemon(server->daemon);
    if (server->fd >= 0)
        close(server->fd);
    pthread_mutex_destroy(&server->lock);
    free(server);
}

unsigned server_port(const struct server *server)
{
    return server->port;
}

void server_publish(struct server *server, const struct metrics *metrics)
{
    pthread_mutex_lock(&server->lock);
    server->now = *metrics;
    pthread_mutex_unlock(&server->lock);
}
