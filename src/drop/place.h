#pragma once
// DropPlace: folders in which systems leave files for each other, on this machine or on another. Paths are relative to
// its root and never lead out of it, also not by a symbolic link. Calls block; thread-safe.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace syncline {

struct DroppedFile {
  std::string name;
  std::uint64_t size = 0;
  Instant modified;
};

enum class Moved : std::uint8_t { done, absent };

struct DropPlace {
  virtual ~DropPlace() = default;
  /// Where it is, for people: "/srv/exchange", "sftp://erp.example/drop".
  virtual const std::string& where() const = 0;
  // Errors of all: not_found, permission, transient, config (a path that leads out), with codes drop.*; place = path.

  /// Plain files of a folder, by name, hidden ones included.
  virtual Result<std::vector<DroppedFile>, Error> list(const std::string& folder) = 0;
  /// A file over max_bytes is validation (drop.size).
  virtual Result<std::string, Error> read(const std::string& path, std::size_t max_bytes) = 0;
  /// Makes or replaces a file; it is durable when this returns. Until then part of it can be seen: write under a hidden
  /// name, and move.
  virtual Result<void, Error> write(const std::string& path, std::string_view content) = 0;
  /// A new name by one step, which no crash leaves half done. Never over another file: conflict (drop.exists).
  /// Absent: there is no `from`. Class unknown: nobody knows whether it was done; any other error: it was not.
  virtual Result<Moved, Error> move(const std::string& from, const std::string& to) = 0;
  /// No error when it is not there.
  virtual Result<void, Error> remove(const std::string& path) = 0;
  /// With its parents; no error when it is there.
  virtual Result<void, Error> make_folder(const std::string& path) = 0;
};

/// The names along a path, none for ""; error (config, drop.path): it could lead elsewhere.
Result<std::vector<std::string>, Error> steps_of(const std::string& path);
Error drop_error(ErrorClass, std::string_view code, std::string message, std::string place, std::string remedy);
Error dropped_file_too_large(const std::string& path, std::size_t max_bytes);

/// Errors (config): no absolute path. Whether it is there shows with the first call.
Result<std::shared_ptr<DropPlace>, Error> make_local_place(const std::string& root);

/// Another machine, by SFTP.
struct SftpAccess {
  std::string host, user, root;
  int port = 22;
  std::string key, key_password;  ///< a private key in PEM form; empty: the password is used
  std::string password;
  std::string known_hosts;  ///< lines as ssh-keyscan prints them; a server with another key is not spoken to
};
/// "sftp://user@host:port/path", without its secrets; error (config): it is none.
Result<SftpAccess, Error> parse_sftp(const std::string& address);
/// Connects with the first call, and again when the connection was lost. No settings of the machine's own count.
/// Errors (config): no key that the server could be known by, no way to sign in.
Result<std::shared_ptr<DropPlace>, Error> make_sftp_place(const SftpAccess&);

}  // namespace syncline
