/* Loaded ahead of libc: once the file named by FAILING_DISK is there, every sync of the disk fails. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static int broken(void) {
    const char* name = getenv("FAILING_DISK");
    return name != NULL && access(name, F_OK) == 0;
}

int fdatasync(int file) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    return broken() ? (errno = EIO, -1) : real(file);
}

int fsync(int file) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    return broken() ? (errno = EIO, -1) : real(file);
}
