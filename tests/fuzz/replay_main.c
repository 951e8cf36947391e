/* replay_main.c - the main of a fuzz target where no fuzzer is: every file named on the command line, and every file
 * in a directory named there, goes to LLVMFuzzerTestOneInput once. `make test` replays the corpus with it. */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static int failures, replayed;

static void replay_file(const char *path, size_t size)
{
    FILE *file = fopen(path, "rb");
    /* Exactly as large as the file, so that the sanitizer sees a byte read too far. */
    uint8_t *data = malloc(size + (size == 0));
    if (file != NULL && data != NULL && fread(data, 1, size, file) == size) {
        LLVMFuzzerTestOneInput(data, size);
        replayed++;
    } else {
        perror(path);
        failures++;
    }
    free(data);
    if (file != NULL)
        fclose(file);
}

static void replay_directory(const char *path);

static void replay(const char *path)
{
    struct stat about;
    if (stat(path, &about) != 0) {
        perror(path);
        failures++;
    } else if (S_ISDIR(about.st_mode)) {
        replay_directory(path);
    } else {
        replay_file(path, (size_t)about.st_size);
    }
}

static void replay_directory(const char *path)
{
    DIR *directory = opendir(path);
    if (directory == NULL) {
        perror(path);
        failures++;
        return;
    }
    for (struct dirent *entry = readdir(directory); entry != NULL; entry = readdir(directory)) {
        char name[4096];
        if (entry->d_name[0] == '.')
            continue;
        if (snprintf(name, sizeof name, "%s/%s", path, entry->d_name) < (int)sizeof name)
            replay(name);
    }
    closedir(directory);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        replay(argv[i]);
    fprintf(stderr, "%s: %d files replayed, %d failed\n", argv[0], replayed, failures);
    return failures > 0 || replayed == 0;
}
