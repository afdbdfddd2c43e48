#include "runtime/process_lock.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <sys/file.h>
#include <unistd.h>
#include <utility>

namespace syncline {

namespace {

std::string holder_of(int fd) {
  char text[32];
  const ssize_t n = ::pread(fd, text, sizeof text, 0);
  std::string_view pid(text, n > 0 ? static_cast<std::size_t>(n) : 0);
  pid = pid.substr(0, pid.find_first_not_of("0123456789"));
  return pid.empty() ? "unknown" : std::string(pid);
}

Error held(const std::string& folder, const std::string& pid) {
  Error error;
  error.cls = ErrorClass::conflict;
  error.code = "lock.held";
  error.message = "the data folder '" + folder + "' is in use by process " + pid;
  error.place = folder + "/syncline.lock";
  error.remedy = "Stop that process, or choose another data folder.";
  return error;
}

Error cannot(std::string_view doing, const std::string& folder, int number) {
  Error error;
  error.cls = number == EACCES || number == EROFS ? ErrorClass::permission : ErrorClass::transient;
  if (number == ENOENT || number == ENOTDIR) error.cls = ErrorClass::not_found;
  error.code = "lock.io";
  error.message =
      "cannot " + std::string(doing) + " the lock of the data folder '" + folder + "': " + std::strerror(number);
  error.place = folder + "/syncline.lock";
  error.remedy = "The folder must exist on a local disk and be writable by the user that runs syncline.";
  return error;
}

}  // namespace

Result<ProcessLock, Error> ProcessLock::acquire(const std::string& folder) {
  const std::string path = folder + "/syncline.lock";
  ProcessLock lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (lock.fd_ < 0) return fail(cannot("open", folder, errno));
  while (::flock(lock.fd_, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return fail(held(folder, holder_of(lock.fd_)));
    if (errno != EINTR) return fail(cannot("take", folder, errno));
  }
  const std::string pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(lock.fd_, 0) != 0 ||
      ::pwrite(lock.fd_, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size())) {
    return fail(cannot("write", folder, errno));
  }
  return lock;
}

ProcessLock::ProcessLock(ProcessLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

ProcessLock& ProcessLock::operator=(ProcessLock&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

ProcessLock::~ProcessLock() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace syncline
