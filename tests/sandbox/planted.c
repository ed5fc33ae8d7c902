/*
 * planted.c - stands in for the program, and makes a system call that is not on the list
 *
 * planted fine | forbidden. Without it nobody would know that scripts/sandbox.sh counts anything.
 */
#include <string.h>
#include <sys/socket.h>

#include "lyncscope/engine.h"

int main(int argc, char **argv)
{
    const struct ls_sandbox wish = {.mode = LS_SANDBOX_ENFORCE};
    struct ls_error error;
    if (argc != 2 || ls_sandbox_enter(&wish, &error) < 0)
        return 2;
    if (strcmp(argv[1], "forbidden") == 0)
        return socket(AF_INET, SOCK_STREAM, 0) < 0; /* no connection is ever opened */
    return 0;
}
