#pragma once
// What a running PostgreSQL says of its tables.

#include "base/error.h"
#include "base/value.h"
#include "cli/service_description.h"
#include "project/sql_draft.h"
#include "runtime/runtime.h"

namespace syncline::cli {

struct DatabaseDescription {
  SqlPlace place;
  List rows;  ///< as sql_tables_statement() asks for them
};

/// `where` is postgresql://host:port/database; `tls` a mode of libpq, empty: verify-full, on this machine prefer.
Result<DatabaseDescription, Error> database_description(Runtime&, const std::string& where, const std::string& tls,
                                                        const ServiceUser&);

}  // namespace syncline::cli
