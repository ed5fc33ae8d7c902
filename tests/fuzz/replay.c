/*
 * replay.c - feeds every file of the given folders to a fuzz target, without a fuzzing engine
 *
 *     fuzz_NAME [-s] FOLDER...
 *
 * A target that has a mutator of its own is also shown some mutants of each file, the same every
 * time; not with -s, just the seeds. An empty or missing folder is a failure: a replay that reads
 * nothing proves nothing.
 */
#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "custom.h"

enum { ROOM = 1 << 20, MUTANTS = 60 };

#pragma weak LLVMFuzzerCustomMutator

/* A byte changes, goes, or comes; where libFuzzer would know better. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most)
{
    static uint32_t dice = 1;
    dice = dice * 1664525 + 1013904223; /* Knuth, volume 2, section 3.3.4 */
    if (size == 0)
        return size;
    size_t at = (dice >> 8) % size;
    if (dice >> 30 == 0 && size > 1) {
        memmove(data + at, data + at + 1, size - at - 1);
        return size - 1;
    }
    if (dice >> 30 == 1 && size < most) {
        memmove(data + at + 1, data + at, size - at);
        return size + 1;
    }
    data[at] = (uint8_t)(dice >> 22);
    return size;
}

static void show_mutants(uint8_t *data, size_t size)
{
    for (unsigned seed = 0; LLVMFuzzerCustomMutator != NULL && seed < MUTANTS; seed++) {
        size = LLVMFuzzerCustomMutator(data, size, ROOM, seed);
        LLVMFuzzerTestOneInput(data, size);
    }
}

static int replay_file(const char *path, bool mutants)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return 0;
    uint8_t *data = malloc(ROOM);
    size_t size = data ? fread(data, 1, ROOM, file) : 0;
    fclose(file);
    if (data == NULL)
        return 0;
    LLVMFuzzerTestOneInput(data, size);
    if (mutants)
        show_mutants(data, size);
    free(data);
    return 1;
}

int main(int argc, char **argv)
{
    int done = 0;
    bool seeds_only = argc > 1 && strcmp(argv[1], "-s") == 0;
    for (int i = 1 + seeds_only; i < argc; i++) {
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
            done += replay_file(path, !seeds_only);
        }
        closedir(folder);
    }
    printf("%d inputs\n", done);
    return done == 0;
}
