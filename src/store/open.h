#pragma once
// Opening a store. One process per data folder: the caller holds the folder's lock (runtime/process_lock.h).

#include <memory>
#include <string>

#include "runtime/runtime.h"
#include "store/store.h"

namespace syncline {

struct StoreOptions {
  std::string path;       ///< of the database file; made when it does not exist
  std::string vfs;        ///< SQLite VFS by name; empty: the file system
  bool full_sync = true;  ///< false only for the test that shows what it loses
};

/// Errors: config store.newer (made by a newer program), store.foreign (some other database), permission, transient.
Result<std::unique_ptr<Store>, Error> open_store(Runtime&, const StoreOptions&);

}  // namespace syncline
