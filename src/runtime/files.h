#pragma once
// Files: the only door to the file system, besides the store's database. Replaced as a whole in the simulator.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace syncline {

struct Files {
  virtual ~Files() = default;
  /// Errors of all: not_found, permission, transient (I/O) with code files.*; place = path.
  /// A file over max_bytes is validation (files.size).
  virtual Result<std::string, Error> read(const std::string& path, std::size_t max_bytes) = 0;
  /// Written to a temporary name beside it, fsynced, renamed: the file is whole or as before.
  virtual Result<void, Error> write(const std::string& path, std::string_view content) = 0;
  virtual Result<std::vector<std::string>, Error> list(
      const std::string& folder) = 0;  ///< names, sorted; folders end in '/'
  virtual bool exists(const std::string& path) = 0;
  virtual Result<void, Error> make_folder(const std::string& path) = 0;  ///< with parents; no error when it exists
  virtual Result<void, Error> remove(const std::string& path) = 0;       ///< a file, or an empty folder

  // For what is too large to be held.
  /// Adds to the end of a file, which is made when there is none. A crash may lose it, or leave part of it.
  virtual Result<void, Error> append(const std::string& path, std::string_view piece) = 0;
  /// At most `most` bytes from there on; empty: the end.
  virtual Result<std::string, Error> read_part(const std::string& path, std::uint64_t from, std::size_t most) = 0;
  /// What was appended is fsynced, then takes the other name in the same folder: from now on no crash loses it.
  virtual Result<void, Error> keep(const std::string& path, const std::string& as) = 0;
};

/// The real file system. Thread-safe.
Files& real_files();

/// The error of a read that would pass its limit.
Error file_too_large(const std::string& path, std::size_t max_bytes);

}  // namespace syncline
