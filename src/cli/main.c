/* main.c - the only place that is not in the library. */
#include "cli/commands.h"

int main(int argc, char **argv)
{
    return command_main(argc, argv);
}
