#pragma once
// MemoryDisk: an SQLite VFS that keeps its files in memory and knows what was fsynced: for the simulator and for tests
// of crashes, power cuts and bad disks. A process crash leaves what was written; a power cut leaves what was fsynced
// and a random part of the rest. It never yields to the Runtime.

#include <cstdint>
#include <memory>
#include <string>

namespace syncline {

class MemoryDisk {
 public:
  MemoryDisk();
  /// No connection may be open any more.
  ~MemoryDisk();
  MemoryDisk(const MemoryDisk&) = delete;
  MemoryDisk& operator=(const MemoryDisk&) = delete;

  const std::string& vfs() const;  ///< name to open databases by
  /// The process that uses it dies now: what it wrote stays, and every connection that is open fails from here on, so
  /// that nothing that runs while it unwinds can change the disk.
  void crash();
  /// A crash in which everything not fsynced is kept or lost sector by sector, by the seed.
  void power_cut(std::uint64_t seed);
  void set_full(bool full);             ///< writes that grow a file fail as on a full disk
  void set_failing_sync(bool failing);  ///< fsync fails with an I/O error
  /// After so many more writes and fsyncs every one fails with an I/O error, until the next crash or power cut.
  void fail_after(std::uint64_t changes);
  std::uint64_t syncs() const;  ///< fsyncs so far
  std::uint64_t bytes() const;

 private:
  friend struct MemoryVfs;
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace syncline
