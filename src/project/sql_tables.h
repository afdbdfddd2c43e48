#pragma once
// SqlOutline: what a PostgreSQL says of its tables, as far as a connector can use it. Pure: the statement that asks it,
// and what its answer means.

#include <string>
#include <vector>

#include "base/error.h"
#include "base/value.h"

namespace syncline {

struct SqlColumn {
  std::string name;
  std::string written;     ///< as it stands in a statement, quoted where it must be
  std::string declared;    ///< its type, as PostgreSQL calls it
  std::string type;        ///< as a manifest calls it; "any" where it holds whatever it holds
  bool only_read = false;  ///< this role writes it in no way
  bool needed = false;     ///< a row must say it
  std::string refers_to;   ///< the object whose key it holds; empty: none
};

struct SqlTable {
  std::string name;     ///< of one record: "contact"
  std::string written;  ///< as it stands in a statement: app.contact
  SqlColumn key;
  std::vector<SqlColumn> columns;  ///< without the key that the database gives, `mark` and `moved_by`
  std::string mark;                ///< the unique text that carries our key; empty: none
  std::string moved_by;            ///< the number of the transaction that changed the row last; empty: only xmin
  bool create = false, update = false, remove = false;
  std::vector<std::string> needs;      ///< objects that it refers to, without circles
  std::vector<std::string> undecided;  ///< what a person must look at
};

struct SqlOutline {
  std::vector<SqlTable> tables;
  std::vector<std::string> left_out;  ///< what is no object, and why
};

/// Its rows are what read_sql_tables takes: tables and views that this role may read.
const std::string& sql_tables_statement();

/// `wanted` names tables, with or without their schema; none: all. Errors (validation): sql.table, one of `wanted` is
/// not there; sql.empty, no table can be kept in step.
Result<SqlOutline, Error> read_sql_tables(const List& rows, const std::string& database,
                                          const std::vector<std::string>& wanted = {});

}  // namespace syncline
