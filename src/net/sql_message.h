#pragma once
// A statement and its answer as HTTP messages, so that a database is called like any other system: the address is
// postgresql://host:port/database/…, who we are stands in Authorization (basic), the statement is the body. The answer
// has status 200, the rows as a list of maps in its body, or {fault: {…}}; the header "rows" counts what was touched.
// Pure.

#include <string>

#include "base/error.h"
#include "base/value.h"
#include "net/http_message.h"

namespace syncline {

/// How the session is opened in which a statement runs.
struct SqlSession {
  std::string tls;                  ///< a mode of libpq; empty: verify-full, on loopback prefer
  std::string ca_file;              ///< empty: the system's
  std::string zone = "UTC";         ///< in which moments without a zone are meant
  Duration patience = seconds(60);  ///< after which the server gives a statement up
};

struct SqlStatement {
  std::string text;  ///< one statement; $1, $2 … stand for the parameters
  List parameters;
  SqlSession session = {};
};

/// What the server refused, in its words.
struct SqlFault {
  std::string code;  ///< SQLSTATE
  std::string message;
  std::string detail = {}, constraint = {}, table = {}, column = {};
};

std::string sql_body(const SqlStatement&);
/// Errors (config): no such message.
Result<SqlStatement, Error> sql_statement(const std::string& body);

HttpResponse sql_rows(List rows, std::int64_t touched);
HttpResponse sql_fault(const SqlFault&);

}  // namespace syncline
