// Counts what a process asks of the disk: preloaded, it adds each fsync and fdatasync to the number at the beginning of the
// file that SYNC_COUNT names. The same for every side, whatever it is written in.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static _Atomic unsigned long none;
static _Atomic unsigned long *count = &none;

__attribute__((constructor)) static void open_count(void) {
  const char *path = getenv("SYNC_COUNT");
  const int file = path ? open(path, O_RDWR) : -1;
  if (file < 0) return;
  void *shared = mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (shared != MAP_FAILED) count = shared;
  close(file);
}

int fsync(int file) {
  atomic_fetch_add(count, 1);
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  return real(file);
}

int fdatasync(int file) {
  atomic_fetch_add(count, 1);
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  return real(file);
}
