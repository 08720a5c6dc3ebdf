/* Loaded ahead of libc: once the file that FAIL_SYNC_WHEN names exists, every sync of the disk fails as a dying disk does. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static int fails(void) {
    const char* name = getenv("FAIL_SYNC_WHEN");
    return name != NULL && access(name, F_OK) == 0;
}

int fdatasync(int file) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    if (fails()) {
        errno = EIO;
        return -1;
    }
    return real(file);
}

int fsync(int file) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    if (fails()) {
        errno = EIO;
        return -1;
    }
    return real(file);
}
