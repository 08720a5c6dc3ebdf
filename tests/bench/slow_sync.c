/* Loaded ahead of libc: every sync of the disk takes SLOW_SYNC_MS longer, as an eMMC under load does, and what the disk
   itself took is written to the file SYNC_TIMES, in microseconds, a line each. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static void wait_longer(void) {
    const char* text = getenv("SLOW_SYNC_MS");
    const long ms = text == NULL ? 0 : atol(text);
    struct timespec pause = {ms / 1000, (ms % 1000) * 1000000};
    while (ms > 0 && nanosleep(&pause, &pause) != 0) {
    }
}

static void note(const struct timespec* begun) {
    const char* name = getenv("SYNC_TIMES");
    struct timespec now;
    char line[32];
    if (name == NULL) {
        return;
    }
    clock_gettime(CLOCK_MONOTONIC, &now);
    const long us = (now.tv_sec - begun->tv_sec) * 1000000 + (now.tv_nsec - begun->tv_nsec) / 1000;
    const int file = open(name, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    const int length = snprintf(line, sizeof line, "%ld\n", us);
    if (file >= 0) {
        (void)!write(file, line, (size_t)length);
        close(file);
    }
}

static int sync_by(const char* name, int file) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    struct timespec begun;
    wait_longer();
    clock_gettime(CLOCK_MONOTONIC, &begun);
    const int result = real(file);
    note(&begun);
    return result;
}

int fdatasync(int file) {
    return sync_by("fdatasync", file);
}

int fsync(int file) {
    return sync_by("fsync", file);
}
