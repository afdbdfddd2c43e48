#include "net/postgres_connection.h"

#include <algorithm>
#include <libpq-fe.h>
#include <poll.h>

#include "base/text.h"

namespace syncline {
namespace {

constexpr std::size_t most_prepared = 200;

using Sent = TransportError::Sent;

struct Clear {
  void operator()(pg_result* result) const { PQclear(result); }
};
using Outcome = std::unique_ptr<pg_result, Clear>;

std::string said(const char* text) { return squeeze(repair_utf8(text ? text : "")); }

SqlFault fault_of(const pg_result* result) {
  const auto field = [&](int code) { return said(PQresultErrorField(result, code)); };
  SqlFault out{field(PG_DIAG_SQLSTATE),        field(PG_DIAG_MESSAGE_PRIMARY), field(PG_DIAG_MESSAGE_DETAIL),
               field(PG_DIAG_CONSTRAINT_NAME), field(PG_DIAG_TABLE_NAME),      field(PG_DIAG_COLUMN_NAME)};
  if (out.message.empty()) out.message = said(PQresultErrorMessage(result));
  return out;
}

/// The session is over with it; what it had begun may have been done.
bool ends_session(const pg_result* result) {
  const std::string severity = said(PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED));
  return severity == "FATAL" || severity == "PANIC";
}

/// "FATAL:  28P01: password authentication failed …" whatever the language of the server's words.
SqlFault fault_in(const std::string& message) {
  for (std::size_t at = message.find(": "); at != std::string::npos; at = message.find(": ", at + 1)) {
    const std::size_t code = message.find_first_not_of(' ', at + 1);
    if (code == std::string::npos || message.size() < code + 6 || message[code + 5] != ':') continue;
    const std::string state = message.substr(code, 5);
    const bool is_state =
        std::ranges::all_of(state, [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
    if (!is_state || state.find_first_of("0123456789") == std::string::npos) continue;
    const std::size_t end = message.find(" LOCATION:", code);
    return {state, message.substr(code + 7, end == std::string::npos ? end : end - code - 7)};
  }
  return {};
}

std::string joined(const std::vector<std::string>& all, const std::string& each_instead = "") {
  std::string out;
  for (const std::string& each : all) out += (out.empty() ? "" : ",") + (each_instead.empty() ? each : each_instead);
  return out;
}

/// Everything that libpq would else take from the environment or from files of the user is said.
pg_conn* begin(const PostgresTarget& to) {
  const std::string hosts = joined(to.addresses, to.host), addresses = joined(to.addresses);
  const std::string options =
      "-c statement_timeout=" + std::to_string(std::max<std::int64_t>(1, to.patience.us / 1000)) +
      " -c timezone=UTC -c datestyle=ISO -c client_encoding=UTF8 -c extra_float_digits=1";
  const std::pair<const char*, const char*> all[] = {
      {"host", hosts.c_str()},         {"hostaddr", addresses.c_str()},  {"port", to.port.c_str()},
      {"dbname", to.database.c_str()}, {"user", to.user.c_str()},        {"password", to.password.c_str()},
      {"passfile", "/dev/null"},       {"sslmode", to.tls.c_str()},      {"sslrootcert", to.ca_file.c_str()},
      {"gssencmode", "disable"},       {"application_name", "syncline"}, {"options", options.c_str()},
      {"client_encoding", "UTF8"},     {"target_session_attrs", "any"}};
  std::vector<const char*> keys, values;
  for (const auto& [key, value] : all) {
    keys.push_back(key);
    values.push_back(value);
  }
  keys.push_back(nullptr);
  values.push_back(nullptr);
  return PQconnectStartParams(keys.data(), values.data(), 0);
}

/// A table was altered since, or somebody between us and the server forgot the statement.
bool names_what_was_prepared(const HttpResponse& answer) {
  return answer.body.starts_with(R"({"fault":{"code":"0A000")") ||
         answer.body.starts_with(R"({"fault":{"code":"26000")");
}

/// Errors: two columns of one name, a type that is no value.
Result<Map, std::string> row_of(const pg_result* result, int row, const std::string& zone) {
  Map out;
  for (int column = 0; column < PQnfields(result); ++column) {
    const std::string name = PQfname(result, column);
    if (out.contains(name)) return fail("two columns are called \"" + name + "\": name them apart (as …)");
    if (PQgetisnull(result, row, column)) {
      out.append(name, Value());
      continue;
    }
    const std::string_view text(PQgetvalue(result, row, column),
                                static_cast<std::size_t>(PQgetlength(result, row, column)));
    auto value = postgres_value(PQftype(result, column), text, zone);
    if (!value) return fail("the column \"" + name + "\": " + value.error().message + "; " + value.error().remedy);
    out.append(name, std::move(*value));
  }
  return out;
}

std::size_t bytes_of(const pg_result* result) {
  std::size_t out = 0;
  for (int row = 0; row < PQntuples(result); ++row) {
    for (int column = 0; column < PQnfields(result); ++column)
      out += static_cast<std::size_t>(PQgetlength(result, row, column)) + 16;
  }
  return out;
}

}  // namespace

Result<std::unique_ptr<PostgresConnection>, PostgresConnection::Refusal> PostgresConnection::open(
    Runtime& rt, const PostgresTarget& to, Instant deadline) {
  std::unique_ptr<PostgresConnection> out(new PostgresConnection(rt, begin(to)));
  pg_conn* const connection = out->connection_;
  if (!connection) return fail(Refusal{{}, "libpq has no memory for a connection"});
  PQsetErrorVerbosity(connection, PQERRORS_VERBOSE);  // with the SQLSTATE
  PQsetNoticeReceiver(connection, [](void*, const pg_result*) {}, nullptr);
  PostgresPollingStatusType status = PGRES_POLLING_WRITING;
  while (PQstatus(connection) != CONNECTION_BAD && status != PGRES_POLLING_OK && status != PGRES_POLLING_FAILED) {
    if (out->wait(status == PGRES_POLLING_WRITING, deadline) == Step::late)
      return fail(Refusal{{}, "the server did not take the connection in time"});
    status = PQconnectPoll(connection);
  }
  if (PQstatus(connection) == CONNECTION_OK) {
    PQsetErrorVerbosity(connection, PQERRORS_DEFAULT);
    PQsetnonblocking(connection, 1);
    out->used_at_ = rt.now();
    return out;
  }
  const std::string message = said(PQerrorMessage(connection));
  SqlFault fault = fault_in(message);
  if (fault.code.empty()) return fail(Refusal{{}, message});
  return fail(Refusal{std::move(fault), message});
}

PostgresConnection::~PostgresConnection() { PQfinish(connection_); }

PostgresConnection::Step PostgresConnection::wait(bool to_write, Instant deadline) {
  const int socket = PQsocket(connection_);
  if (socket < 0) return Step::lost;
  pollfd watched{socket, static_cast<short>(POLLIN | (to_write ? POLLOUT : 0)), 0};
  const Duration left = deadline - rt_.now();
  if (left <= Duration{}) return Step::late;
  const int found = ::poll(&watched, 1, static_cast<int>(std::min<std::int64_t>(left.us / 1000 + 1, 60'000)));
  return found == 0 && rt_.now() >= deadline ? Step::late : Step::done;
}

PostgresConnection::Step PostgresConnection::flush(Instant deadline) {
  for (;;) {
    const int rest = PQflush(connection_);
    if (rest == 0) return Step::done;
    if (rest < 0) return Step::lost;
    if (const Step step = wait(true, deadline); step != Step::done) return step;
    if (!PQconsumeInput(connection_)) return Step::lost;
  }
}

/// Until the next result can be taken without waiting.
PostgresConnection::Step PostgresConnection::receive(Instant deadline) {
  while (PQisBusy(connection_)) {
    if (const Step step = wait(false, deadline); step != Step::done) return step;
    if (!PQconsumeInput(connection_)) return Step::lost;
  }
  return Step::done;
}

Failure<TransportError> PostgresConnection::broken(Step step, Sent sent) const {
  const std::string why = said(PQerrorMessage(connection_));
  return fail(TransportError{sent, ErrorClass::transient,
                             step == Step::late ? "the answer did not come in time"
                                                : "the connection was lost" + (why.empty() ? "" : ": " + why)});
}

bool PostgresConnection::is_idle() {
  if (PQstatus(connection_) != CONNECTION_OK || PQtransactionStatus(connection_) != PQTRANS_IDLE) return false;
  if (prepared_.size() >= most_prepared) return false;
  pollfd watched{PQsocket(connection_), POLLIN, 0};
  if (::poll(&watched, 1, 0) == 0) return true;
  // A word about a setting, or a goodbye.
  return PQconsumeInput(connection_) && PQstatus(connection_) == CONNECTION_OK && !PQisBusy(connection_) &&
         ::poll(&watched, 1, 0) == 0;
}

/// Nothing is done by it. A response: the server refuses the statement.
Result<std::optional<HttpResponse>, TransportError> PostgresConnection::prepare(const std::string& text, Prepared& out,
                                                                                Instant deadline) {
  using Answer = std::optional<HttpResponse>;
  out.name = "s" + std::to_string(prepared_.size());
  for (const bool describes : {false, true}) {
    const int began = describes ? PQsendDescribePrepared(connection_, out.name.c_str())
                                : PQsendPrepare(connection_, out.name.c_str(), text.c_str(), 0, nullptr);
    if (!began) return broken(Step::lost, Sent::no);
    if (const Step step = flush(deadline); step != Step::done) return broken(step, Sent::no);
    Answer refused;
    for (;;) {
      if (const Step step = receive(deadline); step != Step::done) return broken(step, Sent::no);
      const Outcome result(PQgetResult(connection_));
      if (!result) break;
      if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) {
        if (ends_session(result.get())) return broken(Step::lost, Sent::no);
        refused = sql_fault(fault_of(result.get()));
      }
      const int count = describes ? PQnparams(result.get()) : 0;
      for (int i = 0; i < count; ++i) out.parameters.push_back(PQparamtype(result.get(), i));
    }
    if (refused) return refused;
  }
  return Answer();
}

Result<HttpResponse, TransportError> PostgresConnection::run(const SqlStatement& statement, std::size_t most_bytes,
                                                             Instant deadline) {
  outdated_ = false;
  auto known = prepared_.find(statement.text);
  const bool is_old = known != prepared_.end();
  if (!is_old) {
    Prepared fresh;
    auto refused = prepare(statement.text, fresh, deadline);
    if (!refused) return fail(std::move(refused.error()));
    if (*refused) {
      used_at_ = rt_.now();
      return std::move(**refused);
    }
    known = prepared_.emplace(statement.text, std::move(fresh)).first;
  }
  if (known->second.parameters.size() != statement.parameters.size())
    return sql_fault({"42P02", "the statement has parameters of its own ($1): write ${…} for each", ""});
  std::vector<std::optional<std::string>> texts;
  for (std::size_t i = 0; i < known->second.parameters.size(); ++i) {
    auto text = postgres_parameter(known->second.parameters[i], statement.parameters[i], statement.session.zone);
    if (!text)
      return sql_fault({text.error().cls == ErrorClass::config ? "42804" : "22000",
                        "parameter " + std::to_string(i + 1) + ": " + text.error().message, text.error().remedy});
    texts.push_back(std::move(*text));
  }
  std::vector<const char*> values;
  for (const auto& each : texts) values.push_back(each ? each->c_str() : nullptr);
  const int began = PQsendQueryPrepared(connection_, known->second.name.c_str(), static_cast<int>(values.size()),
                                        values.data(), nullptr, nullptr, 0);
  if (!began) return broken(Step::lost, Sent::no);
  PQsetSingleRowMode(connection_);
  if (const Step step = flush(deadline); step != Step::done) return broken(step, Sent::maybe);
  auto answer = rows(statement, most_bytes, deadline);
  used_at_ = rt_.now();
  if (answer && is_old) outdated_ = names_what_was_prepared(*answer);
  return answer;
}

/// What cannot be understood of an answer may have been done all the same.
Result<HttpResponse, TransportError> PostgresConnection::rows(const SqlStatement& statement, std::size_t most_bytes,
                                                              Instant deadline) {
  const auto not_taken = [](std::string why) {
    return fail(TransportError{Sent::maybe, ErrorClass::config, std::move(why)});
  };
  List rows;
  std::optional<SqlFault> fault;
  std::int64_t touched = 0;
  std::size_t bytes = 0;
  for (;;) {
    if (const Step step = receive(deadline); step != Step::done) return broken(step, Sent::maybe);
    const Outcome result(PQgetResult(connection_));
    if (!result) break;
    const ExecStatusType status = PQresultStatus(result.get());
    if (status == PGRES_FATAL_ERROR) {
      if (PQstatus(connection_) != CONNECTION_OK || ends_session(result.get())) return broken(Step::lost, Sent::maybe);
      fault = fault_of(result.get());
      continue;
    }
    if (status != PGRES_SINGLE_TUPLE && status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
      return not_taken("the statement answers no rows: write a select, insert, update or delete");
    bytes += bytes_of(result.get());
    if (bytes > most_bytes) return not_taken("the answer is larger than " + std::to_string(most_bytes) + " bytes");
    for (int row = 0; row < PQntuples(result.get()); ++row) {
      auto taken = row_of(result.get(), row, statement.session.zone);
      if (!taken) return not_taken(taken.error());
      rows.emplace_back(std::move(*taken));
    }
    const std::string count = PQcmdTuples(result.get());
    if (status != PGRES_SINGLE_TUPLE && !count.empty()) touched = std::stoll(count);
  }
  if (PQstatus(connection_) != CONNECTION_OK) return broken(Step::lost, Sent::maybe);
  if (fault) return sql_fault(*fault);
  return sql_rows(std::move(rows), touched);
}

}  // namespace syncline
