#pragma once
// One connection to PostgreSQL. Each statement is a transaction of its own; none is ever sent twice. One task at a
// time.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/http_message.h"
#include "net/postgres_values.h"
#include "net/sql_message.h"
#include "runtime/runtime.h"

struct pg_conn;
struct pg_result;

namespace syncline {

/// Where a connection leads and as whom.
struct PostgresTarget {
  std::string host;                    ///< as the certificate names it
  std::vector<std::string> addresses;  ///< tried in order
  std::string port, database, user, password;
  std::string tls, ca_file;
  Duration patience;  ///< see SqlSession
};

class PostgresConnection {
 public:
  /// No connection, so nothing was sent. The fault is what the server said, where it was reached.
  struct Refusal {
    std::optional<SqlFault> fault;
    std::string detail;
  };
  static Result<std::unique_ptr<PostgresConnection>, Refusal> open(Runtime&, const PostgresTarget&, Instant deadline);
  ~PostgresConnection();
  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;

  /// The rows or what the server refused, as sql_message.h says. After a transport error it is good for nothing more.
  Result<HttpResponse, TransportError> run(const SqlStatement&, std::size_t most_bytes, Instant deadline);

  /// Whether another statement may be given to it: it is alive, the server said no goodbye, and it holds not too many.
  bool is_idle();
  /// The fault of the last run came of what it had prepared earlier: nothing was done, and a new connection may do it.
  bool is_outdated() const { return outdated_; }
  Instant used_at() const { return used_at_; }

 private:
  struct Prepared {
    std::string name;
    std::vector<PostgresType> parameters;
  };
  enum class Step : std::uint8_t { done, late, lost };

  PostgresConnection(Runtime& rt, pg_conn* connection) : rt_(rt), connection_(connection) {}
  Step wait(bool to_write, Instant deadline);
  Step flush(Instant deadline);
  Step receive(Instant deadline);
  Failure<TransportError> broken(Step, TransportError::Sent) const;
  Result<std::optional<HttpResponse>, TransportError> prepare(const std::string& text, Prepared&, Instant deadline);
  Result<HttpResponse, TransportError> rows(const SqlStatement&, std::size_t most_bytes, Instant deadline);

  Runtime& rt_;
  pg_conn* connection_;
  std::map<std::string, Prepared> prepared_;
  bool outdated_ = false;
  Instant used_at_;
};

}  // namespace syncline
