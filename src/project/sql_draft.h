#pragma once
// The first connector.yaml of a PostgreSQL, from what it says of its tables.

#include <string>

#include "project/sql_tables.h"

namespace syncline {

/// Where the tables are, and how they were asked.
struct SqlPlace {
  std::string host, database, tls;
  int port = 5432;
};

/// Valid as it is. What a person must decide stands in comments that begin with "decide:".
std::string draft_sql_connector(const std::string& name, const SqlOutline&, const SqlPlace&);

}  // namespace syncline
