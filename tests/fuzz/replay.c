/*
 * replay.c - feeds every file of the given folders to a fuzz target, without a fuzzing engine
 *
 * An empty or missing folder is a failure: a replay that reads nothing proves nothing.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return 0;
    size_t room = 1 << 20;
    uint8_t *data = malloc(room);
    size_t size = data ? fread(data, 1, room, file) : 0;
    fclose(file);
    if (data == NULL)
        return 0;
    LLVMFuzzerTestOneInput(data, size);
    free(data);
    return 1;
}

int main(int argc, char **argv)
{
    int done = 0;
    for (int i = 1; i < argc; i++) {
        DIR *folder = opendir(argv[i]);
        if (folder == NULL) {
            perror(argv[i]);
            return 1;
        }
        for (struct dirent *entry; (entry = readdir(folder)) != NULL;) {
            char path[4096];
            if (entry->d_name[0] == '.')
                continue;
            snprintf(path, sizeof path, "%s/%s", argv[i], entry->d_name);
            done += replay_file(path);
        }
        closedir(folder);
    }
    printf("%d inputs\n", done);
    return done == 0;
}
