#pragma once
// Schema: makes a database ours, and brings an older one up to date.

#include <span>

#include "store/migrations/migration.h"
#include "store/sqlite/database.h"

namespace syncline::sqlite {

/// Throws Trouble (foreign) when the file is another program's; nothing was changed in it.
void require_ours(Database&);

std::int64_t page_size(Database&);  ///< in bytes

/// Settings of the connection that writes. Page size and vacuum mode take effect in a new file only.
void set_up_writer(Database&, bool full_sync);
void set_up_reader(Database&);

/// All or nothing. Error store.newer (config): a newer program made it. Throws Trouble.
Result<void, Error> migrate(Database&, std::span<const Migration>, const std::string& place);

/// Errors store.newer and store.older (config). Throws Trouble.
Result<void, Error> require_current(Database&, std::span<const Migration>, const std::string& place);

}  // namespace syncline::sqlite
