// A disk that goes bad when it is told to, for a process without any rights: preloaded, it stands between the program and
// the kernel for the files below BAD_DISK_FOLDER. The file that BAD_DISK names says what fails, and counts what did:
//   int64 mode    0 nothing, 1 no space for more than `budget` bytes (ENOSPC), 2 read-only (EROFS), 3 fsync fails (EIO),
//                 4 fsync takes `budget` milliseconds, 5 writes fail (EIO)
//   int64 budget
//   int64 fired
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

enum { nothing, full, read_only, failing_sync, slow_sync, failing_write };

struct control {
  _Atomic long long mode, budget, fired;
};
static struct control none;
static struct control *control = &none;
static const char *folder = "";

__attribute__((constructor)) static void open_control(void) {
  const char *path = getenv("BAD_DISK");
  const int file = path ? open(path, O_RDWR) : -1;
  if (file < 0) return;
  void *shared = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (shared != MAP_FAILED) control = shared;
  close(file);
  if (getenv("BAD_DISK_FOLDER")) folder = getenv("BAD_DISK_FOLDER");
}

static int is_below(const char *path) { return *folder && strncmp(path, folder, strlen(folder)) == 0; }

static int is_ours(int file) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  const ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return is_below(path);
}

static int fail(int code) {
  atomic_fetch_add(&control->fired, 1);
  errno = code;
  return -1;
}

// 0, or the error with which a write of so many bytes fails.
static int refused(int file, size_t count) {
  const long long mode = control->mode;
  if ((mode != full && mode != read_only && mode != failing_write) || !is_ours(file)) return 0;
  if (mode == read_only) return EROFS;
  if (mode == failing_write) return EIO;
  return atomic_fetch_sub(&control->budget, (long long)count) < (long long)count ? ENOSPC : 0;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int file, const void *from, size_t count) {
  const int code = refused(file, count);
  return code ? fail(code) : REAL(write)(file, from, count);
}
ssize_t pwrite(int file, const void *from, size_t count, off_t at) {
  const int code = refused(file, count);
  return code ? fail(code) : REAL(pwrite)(file, from, count, at);
}
ssize_t pwrite64(int file, const void *from, size_t count, off64_t at) {
  const int code = refused(file, count);
  return code ? fail(code) : REAL(pwrite64)(file, from, count, at);
}
int ftruncate(int file, off_t size) {
  return control->mode == read_only && is_ours(file) ? fail(EROFS) : REAL(ftruncate)(file, size);
}
int ftruncate64(int file, off64_t size) {
  return control->mode == read_only && is_ours(file) ? fail(EROFS) : REAL(ftruncate64)(file, size);
}

static int sync_as_told(int file, int (*real)(int)) {
  const long long mode = control->mode;
  if (mode == failing_sync && is_ours(file)) return fail(EIO);
  if (mode == slow_sync && is_ours(file)) {
    const struct timespec pause = {control->budget / 1000, control->budget % 1000 * 1000000};
    atomic_fetch_add(&control->fired, 1);
    nanosleep(&pause, NULL);
  }
  return real(file);
}
int fsync(int file) { return sync_as_told(file, REAL(fsync)); }
int fdatasync(int file) { return sync_as_told(file, REAL(fdatasync)); }

static int may_open(const char *path, int flags) {
  return control->mode != read_only || !(flags & (O_WRONLY | O_RDWR | O_CREAT)) || !is_below(path);
}
#define OPEN(name)                                        \
  int name(const char *path, int flags, ...) {            \
    va_list more;                                         \
    va_start(more, flags);                                \
    const mode_t mode = va_arg(more, mode_t);             \
    va_end(more);                                         \
    if (!may_open(path, flags)) return fail(EROFS);       \
    return REAL(name)(path, flags, mode);                 \
  }
OPEN(open)
OPEN(open64)
