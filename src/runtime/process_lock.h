#pragma once
// ProcessLock: one process at a time works on a data folder.

#include <string>

#include "base/error.h"

namespace syncline {

/// Held while it lives; the kernel frees it when the process ends in whatever way. The file stays.
class ProcessLock {
 public:
  /// Locks `<folder>/syncline.lock` and writes the pid into it.
  /// Errors: lock.held (class conflict, names folder and holder's pid); lock.io when the file cannot be opened, written
  /// or locked.
  static Result<ProcessLock, Error> acquire(const std::string& folder);

  ProcessLock(ProcessLock&& other) noexcept;
  ProcessLock& operator=(ProcessLock&& other) noexcept;
  ~ProcessLock();

 private:
  explicit ProcessLock(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace syncline
