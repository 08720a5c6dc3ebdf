/* Loaded ahead of libc: every sync of the disk takes SLOW_SYNC_MS longer, as an eMMC under load does. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

static void wait_longer(void) {
    const char* text = getenv("SLOW_SYNC_MS");
    const long ms = text == NULL ? 0 : atol(text);
    struct timespec pause = {ms / 1000, (ms % 1000) * 1000000};
    while (ms > 0 && nanosleep(&pause, &pause) != 0) {
    }
}

int fdatasync(int file) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    wait_longer();
    return real(file);
}

int fsync(int file) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    wait_longer();
    return real(file);
}
