#pragma once
// The real database that tests/sql/run started, seen by the engine's port and by a person who works in it.

#include <cstdlib>
#include <doctest/doctest.h>
#include <fstream>
#include <libpq-fe.h>
#include <memory>
#include <sstream>
#include <string>

#include "base/hash.h"
#include "connect/http_port.h"
#include "connect/testing.h"
#include "net/postgres_client.h"
#include "net/sql_message.h"
#include "runtime/thread_runtime.h"

namespace syncline::sql {

inline std::string given(const char* name) {
  const char* value = std::getenv(name);
  if (!value) FAIL("start it by tests/sql/run: ", name, " is not set");
  return value;
}

/// Somebody at the application, in a session and transactions of their own.
class Person {
 public:
  Person()
      : session_(PQconnectdb(("host=" + given("SALES_SOCKET") + " port=" + given("SALES_PORT") +
                              " dbname=sales user=postgres application_name=person")
                                 .c_str())) {
    if (PQstatus(session_) != CONNECTION_OK) FAIL(PQerrorMessage(session_));
  }
  ~Person() { PQfinish(session_); }
  Person(const Person&) = delete;
  Person& operator=(const Person&) = delete;

  /// The first value of the first row.
  std::string says(const std::string& sql) {
    PGresult* const result = PQexec(session_, sql.c_str());
    const ExecStatusType status = PQresultStatus(result);
    std::string out = PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "";
    PQclear(result);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) FAIL(sql, ": ", PQerrorMessage(session_));
    return out;
  }
  std::string makes_contact(const std::string& name) {
    return says("insert into app.contact (name) values ('" + name + "') returning id");
  }

 private:
  PGconn* session_;
};

struct Options {
  std::string host = "127.0.0.1";
  std::string port = given("SALES_PORT");
  std::vector<std::string> networks = {"127.0.0.0/8"};
  Map settings = {};
  std::string instead_of = "", say = "";  ///< one change of connector.yaml
};

/// The system as the engine sees it, with the connector of tests/sql/project.
struct Sales {
  explicit Sales(const Options& options = {}) {
    HttpClientOptions http;
    http.allowed_networks = options.networks;
    client = std::move(*make_system_client(rt, http));
    std::ifstream file(std::string(SYNCLINE_SOURCE_DIR) +
                       "/tests/sql/project/connectors/sales-database/connector.yaml");
    std::stringstream yaml;
    yaml << file.rdbuf();
    std::string text = yaml.str();
    if (!options.instead_of.empty()) {
      const std::size_t at = text.find(options.instead_of);
      REQUIRE(at != std::string::npos);
      text.replace(at, options.instead_of.size(), options.say);
    }
    Map settings{{"host", options.host},
                 {"port", std::stoi(options.port)},
                 {"database", "sales"},
                 {"user", "syncline"},
                 {"password", given("SALES_PASSWORD")}};
    for (const auto& [name, value] : options.settings) settings.set(name, value);
    auto made = make_http_port(rt, *client, testing::manifest_of(text), "sales", settings);
    if (!made) FAIL(describe(made.error()));
    port = *made;
  }

  /// A statement of its own, in the zone of the connector.
  Value asks(const std::string& sql, List parameters = {}) {
    HttpRequest request{"SQL", "postgresql://127.0.0.1:" + given("SALES_PORT") + "/sales", {}, "", ""};
    request.headers = {{"Authorization", "Basic " + base64("syncline:" + given("SALES_PASSWORD"))}};
    SqlStatement statement{sql, std::move(parameters)};
    statement.session.zone = "Europe/Berlin";
    request.body = sql_body(statement);
    const auto answer = client->send(request, rt.now() + seconds(30));
    if (!answer) FAIL(answer.error().detail);
    return testing::json(answer->body);
  }

  CallContext context() { return {rt.now() + seconds(30), Priority::event, "t"}; }
  static RecordKey key(const std::string& object, const std::string& native) { return {"sales", object, native}; }

  NativeRecord read(const std::string& object, const std::string& native) {
    auto record = port->read(key(object, native), context());
    if (!record) FAIL(describe(record.error()));
    return *record;
  }
  WriteOutcome create(const std::string& object, Map content, const std::string& our_key) {
    return port->write({EffectOp::create, key(object, ""), std::move(content), "", our_key}, context());
  }
  WriteOutcome update(const NativeRecord& as_read, Map content) {
    return port->write({EffectOp::update, as_read.key, std::move(content), as_read.version, ""}, context());
  }
  /// The ids that are told as changed from the cursor on, each once, by pages of two.
  std::vector<std::string> changes(const std::string& object, std::string& cursor) {
    std::vector<std::string> out;
    for (bool more = true; more;) {
      auto page = port->list(object, ListMode::changes, cursor, context());
      if (!page) FAIL(describe(page.error()));
      CHECK(page->faulty.empty());
      for (const NativeRecord& each : page->records) {
        if (std::find(out.begin(), out.end(), each.key.native) == out.end()) out.push_back(each.key.native);
      }
      REQUIRE((!page->more || page->next != cursor));
      cursor = page->next;
      more = page->more;
    }
    return out;
  }

  ThreadRuntime rt;
  std::unique_ptr<HttpClient> client;
  std::shared_ptr<SystemPort> port;
};

}  // namespace syncline::sql
