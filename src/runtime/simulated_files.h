#pragma once
// Files of the simulator: in memory. The disk outlives processes; each process has its own door to it.

#include <functional>
#include <map>
#include <optional>
#include <set>

#include "runtime/files.h"
#include "runtime/simulated.h"

namespace syncline {

/// What the world keeps. Paths are compared as they are written, without "." and "..".
struct SimulatedDisk {
  std::map<std::string, std::string> files;
  std::set<std::string> unsafe;   ///< of these: appended to, and not kept yet
  std::set<std::string> folders;  ///< those made; the folders of files exist with them
  /// A fault to answer with instead of doing it; `verb` is the method's name.
  std::function<std::optional<Error>(std::string_view verb, const std::string& path)> fault = nullptr;

  /// The machine loses its power: of what was appended and not kept, a part of each file is left by the seed, or none.
  void power_cut(std::uint64_t seed);
};

/// Each call may find the process dead before it and after it (services files.<verb> and files.<verb>.done); a change
/// is made whole between the two, or not at all. Throws Stopped at a crash.
class SimulatedFiles final : public Files {
 public:
  SimulatedFiles(SimulatedDisk& disk, SimProcess& process) : disk_(disk), process_(process) {}

  Result<std::string, Error> read(const std::string& path, std::size_t max_bytes) override;
  Result<void, Error> write(const std::string& path, std::string_view content) override;
  Result<std::vector<std::string>, Error> list(const std::string& folder) override;
  bool exists(const std::string& path) override;
  Result<void, Error> make_folder(const std::string& path) override;
  Result<void, Error> remove(const std::string& path) override;
  Result<void, Error> append(const std::string& path, std::string_view piece) override;
  Result<std::string, Error> read_part(const std::string& path, std::uint64_t from, std::size_t most) override;
  Result<void, Error> keep(const std::string& path, const std::string& as) override;

 private:
  bool has_folder_of(const std::string& path) const;
  std::optional<Error> begin(std::string_view verb, const std::string& path);
  void end(std::string_view verb);

  SimulatedDisk& disk_;
  SimProcess& process_;
};

}  // namespace syncline
