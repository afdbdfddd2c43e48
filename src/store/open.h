#pragma once
// Opening a store. One process per data folder: the caller holds the folder's lock (runtime/process_lock.h).

#include <cstdint>
#include <memory>
#include <string>

#include "runtime/runtime.h"
#include "store/store.h"

namespace syncline {

struct StoreOptions {
  std::string path;                      ///< of the database file; made when it does not exist
  std::string vfs;                       ///< SQLite VFS by name; empty: the file system
  bool full_sync = true;                 ///< false only for the test that shows what it loses
  std::size_t readers = 32;              ///< idle read connections that are kept
  std::size_t group = 256;               ///< most jobs in one commit
  std::uint64_t wal_limit = 128u << 20;  ///< bytes of log after which a checkpoint does not wait for an idle moment
};

/// Makes the database when there is none and migrates an older one, all or nothing. The store is destroyed by a task,
/// after its readers and before `rt`. Errors: config store.newer (made by a newer program), store.foreign (some other
/// database), permission store.permission, transient store.full and store.failed.
Result<std::unique_ptr<Store>, Error> open_store(Runtime& rt, const StoreOptions&);

/// To look on while another process may be at work: reads only, and never makes, migrates or checkpoints the database,
/// so that it cannot stand in the writer's way. write() is refused (permission store.read_only). Errors as
/// open_store(), and config store.older: this program would have to migrate it first.
Result<std::unique_ptr<Store>, Error> open_to_read(const StoreOptions&);

}  // namespace syncline
