/* yaml_file.c - brings a YAML file into memory, with its digest. */
#include "catalog/yaml.h"

#include <errno.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int digest(const void *bytes, size_t n, char text[65])
{
    unsigned char raw[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    if (EVP_Digest(bytes, n, raw, &len, EVP_sha256(), NULL) != 1 || len != 32)
        return LS_E_MEMORY;
    for (unsigned i = 0; i < len; i++)
        snprintf(text + (size_t)2 * i, 3, "%02x", raw[i]);
    return 0;
}

/* Reads to the end, growing; the size a FIFO or /proc file states means nothing. */
static int read_all(FILE *file, char **bytes, size_t *n)
{
    struct stat about;
    size_t room = 0;
    if (fstat(fileno(file), &about) == 0 && S_ISREG(about.st_mode) &&
        about.st_size > LS_YAML_FILE_MAX)
        return LS_E_LIMIT;
    for (*n = 0;;) {
        if (*n == room) {
            room = room ? room * 2 : (size_t)64 * 1024;
            char *bigger = realloc(*bytes, room);
            if (bigger == NULL)
                return LS_E_MEMORY;
            *bytes = bigger;
        }
        size_t got = fread(*bytes + *n, 1, room - *n, file);
        *n += got;
        if (*n > LS_YAML_FILE_MAX)
            return LS_E_LIMIT;
        if (got == 0)
            return ferror(file) ? LS_E_READ : 0;
    }
}

static FILE *open_file(const char *path, struct ls_error *error)
{
    FILE *file = fopen(path, "rb");
    struct stat about;
    if (file == NULL) {
        ls_fail(error, LS_E_OPEN, "%s: %s", path, strerror(errno));
        return NULL;
    }
    if (fstat(fileno(file), &about) == 0 && S_ISDIR(about.st_mode)) {
        ls_fail(error, LS_E_OPEN, "%s: %s", path, strerror(EISDIR));
        fclose(file);
        return NULL;
    }
    return file;
}

int ls_yaml_bytes(struct ls_yaml *yaml, const char *path, char **bytes, size_t *n,
                  struct ls_error *error)
{
    *bytes = NULL;
    *n = 0;
    FILE *file = open_file(path, error);
    if (file == NULL)
        return LS_E_OPEN;
    int code = read_all(file, bytes, n);
    fclose(file);
    if (code == 0)
        code = digest(*bytes, *n, yaml->sha256);
    if (code == 0)
        return 0;
    free(*bytes);
    *bytes = NULL;
    if (code == LS_E_LIMIT)
        return ls_fail(error, LS_E_LIMIT, "%s: larger than %d MiB", path, LS_YAML_FILE_MAX >> 20);
    return ls_fail(error, (enum ls_code)code, "%s: cannot be read", path);
}

int ls_yaml_read(struct ls_yaml *yaml, const char *path, struct ls_error *error)
{
    char *bytes;
    size_t n;
    int code = ls_yaml_bytes(yaml, path, &bytes, &n, error);
    if (code == 0)
        code = ls_yaml_parse(yaml, bytes, n, error);
    free(bytes);
    return code;
}
