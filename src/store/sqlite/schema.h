#pragma once
// The tables and their versions. A database is brought to the newest version in one transaction, or left as it was.

#include "store/sqlite/database.h"

namespace syncline::sqlite {

constexpr std::int64_t schema_version = 1;

/// Throws Failed; a newer version than this program knows is Failed with code SQLITE_SCHEMA.
void bring_up_to_date(Database&);

}  // namespace syncline::sqlite
