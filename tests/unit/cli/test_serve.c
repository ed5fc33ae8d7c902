/* test_serve.c - who may listen, and what a client on this host is told; also inside the sandbox.
 */
#include "child.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "cli/serve.h"
#include "lyncscope/engine.h"

enum { PATIENCE_S = 30 };

static char page[16384];

START_TEST(only_this_host_is_served)
{
    static const char *const refused[] = {
        "",
        ":",
        ":9100",
        "x",
        "9100x",
        "65536",
        "-1",
        "0.0.0.0:0",
        "10.0.0.1:0",
        "[::]:0",
        "::1:0",
        "[::1]",
        "[::1]:",
        "127.0.0.1",
        "[127.0.0.1]:0",
        "[fe80::1]:0",
        "localhost:0",
        "128.0.0.1:0",
        "[::ffff:10.0.0.1]:0",
        "[1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb:cccc:dddd]:0"};
    struct ls_error error;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        ck_assert_msg(server_open(refused[i], &error) == NULL, "%s", refused[i]);
        ck_assert_int_eq(error.code, LS_E_USAGE);
    }
}
END_TEST

/* Sends the request and reads until the server closes. */
static const char *ask(unsigned port, const char *request)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    ck_assert_int_eq(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
    ck_assert_int_eq(write(fd, request, strlen(request)), (ssize_t)strlen(request));
    size_t n = 0;
    for (ssize_t some; (some = read(fd, page + n, sizeof page - 1 - n)) > 0;)
        n += (size_t)some;
    page[n] = '\0';
    close(fd);
    return page;
}

static struct server *serve(unsigned *port)
{
    struct ls_error error;
    struct server *server = server_open("127.0.0.1:0", &error);
    if (server == NULL) { /* a build without the library */
        ck_assert_ptr_nonnull(strstr(error.text, "libmicrohttpd"));
        printf("skipped: %s\n", error.text);
        return NULL;
    }
    *port = server_port(server);
    ck_assert_uint_gt(*port, 0);
    return server;
}

START_TEST(the_numbers_are_those_published_last)
{
    unsigned port;
    struct ls_error error;
    struct server *server = serve(&port);
    if (server == NULL)
        return;
    ck_assert_int_eq(server_begin(server, &error), 0);
    static const char get[] = "GET /metrics HTTP/1.0\r\n\r\n";
    for (uint64_t packets = 7; packets < 9; packets++) {
        char expected[64];
        server_publish(server, &(struct metrics){.packets = packets});
        snprintf(expected, sizeof expected, "\nlyncscope_packets_total %d\n", (int)packets);
        ck_assert_ptr_nonnull(strstr(ask(port, get), expected));
        ck_assert_ptr_nonnull(strstr(page, " 200 OK\r\n"));
        ck_assert_ptr_nonnull(strstr(page, "Content-Type: text/plain; version=0.0.4"));
    }
    server_free(server);
}
END_TEST

START_TEST(nothing_else_is_told)
{
    static const char *const requests[] = {"GET / HTTP/1.0\r\n\r\n",
                                           "GET /metrics/../etc/passwd HTTP/1.0\r\n\r\n",
                                           "POST /metrics HTTP/1.0\r\nContent-Length: 2\r\n\r\nhi",
                                           "DELETE /metrics HTTP/1.0\r\n\r\n", "\r\n\r\nrubbish"};
    unsigned port;
    struct ls_error error;
    struct server *server = serve(&port);
    if (server == NULL)
        return;
    ck_assert_int_eq(server_begin(server, &error), 0);
    for (size_t i = 0; i < sizeof requests / sizeof *requests - 1; i++) {
        ask(port, requests[i]);
        ck_assert_msg(strstr(page, i < 2 ? " 404 " : " 405 ") != NULL, "%s", page);
        ck_assert_ptr_null(strstr(page, "lyncscope_packets_total"));
    }
    ask(port, "HEAD /metrics HTTP/1.0\r\n\r\n");
    ck_assert_ptr_nonnull(strstr(page, " 200 "));
    ck_assert_ptr_null(strstr(page, "lyncscope_packets_total"));
    server_free(server);
}
END_TEST

START_TEST(an_address_is_taken_once)
{
    unsigned port;
    char again[32];
    struct ls_error error;
    struct server *server = serve(&port);
    if (server == NULL)
        return;
    snprintf(again, sizeof again, "%u", port);
    ck_assert_ptr_null(server_open(again, &error));
    ck_assert_int_eq(error.code, LS_E_OPEN);
    server_free(server);
}
END_TEST

/* The child serves until its parent, who asks, closes the pipe. */
static int serve_in_sandbox(void *told)
{
    struct ls_error error;
    struct ls_sandbox sandbox = {.mode = ls_sandbox_usual(), .serves = true};
    int *ends = told;
    char byte = 0;
    alarm(PATIENCE_S);
    struct server *server = server_open("127.0.0.1:0", &error);
    unsigned port = server ? server_port(server) : 0;
    if (ls_sandbox_enter(&sandbox, &error) < 0)
        return CHILD_SETUP;
    if (server != NULL && server_begin(server, &error) < 0)
        return 2;
    if (write(ends[1], &port, sizeof port) != sizeof port || read(ends[2], &byte, 1) < 0)
        return 3;
    server_free(server);
    return byte == 'q' ? CHILD_GOOD : 4;
}

static int ask_in_another(void *told)
{
    int *ends = told;
    unsigned port = 0;
    alarm(PATIENCE_S); /* the other may be dead */
    if (read(ends[0], &port, sizeof port) != sizeof port)
        return CHILD_SETUP;
    bool good = port == 0 || strstr(ask(port, "GET /metrics HTTP/1.0\r\n\r\n"),
                                    "\nlyncscope_packets_total 0\n") != NULL;
    return write(ends[3], "q", 1) == 1 && good ? CHILD_GOOD : 2;
}

START_TEST(the_sandbox_lets_it_serve)
{
    int ends[4]; /* port: 0 from 1; end: 2 from 3 */
    ck_assert(pipe(ends) == 0 && pipe(ends + 2) == 0);
    pid_t client = fork();
    if (client == 0)
        _exit(ask_in_another(ends));
    ck_assert_int_eq(in_child(serve_in_sandbox, ends), CHILD_GOOD);
    int status;
    ck_assert_int_eq(waitpid(client, &status, 0), client);
    ck_assert_int_eq(status, 0);
    for (size_t i = 0; i < 4; i++)
        close(ends[i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("cli/serve");
    TCase *tests = tcase_create("all");
    suite_add_tcase(suite, tests);
    tcase_add_test(tests, only_this_host_is_served);
    tcase_add_test(tests, the_numbers_are_those_published_last);
    tcase_add_test(tests, nothing_else_is_told);
    tcase_add_test(tests, an_address_is_taken_once);
    tcase_add_test(tests, the_sandbox_lets_it_serve);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}
