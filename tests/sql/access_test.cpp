// Who is let in where, and what is said when not; connections that end while nobody uses them.
#include "tests/sql/database.h"

using namespace syncline;
using namespace syncline::sql;

namespace {

Error refusal(const Options& options) {
  Sales sales(options);
  const auto read = sales.port->read(Sales::key("contact", "1"), sales.context());
  REQUIRE_FALSE(read);
  return read.error();
}

TEST_CASE("a wrong password, an unknown database, a table that is not there or not ours") {
  const Error password = refusal({.settings = {{"password", "wrong"}}});
  CHECK(password.cls == ErrorClass::auth);
  CHECK(password.code == "28P01");
  CHECK(password.remedy == "check the credentials of the system");
  CHECK(refusal({.settings = {{"database", "nowhere"}}}).code == "3D000");
  const Error table =
      refusal({.instead_of = "from app.contact where id = ${id}", .say = "from app.contract where id = ${id}"});
  CHECK(table.cls == ErrorClass::config);
  CHECK(table.message.find("relation \"app.contract\" does not exist") != std::string::npos);
  const Error secret =
      refusal({.instead_of = "from app.contact where id = ${id}", .say = "from app.secret where id = ${id}"});
  CHECK(secret.cls == ErrorClass::permission);
  const Error two =
      refusal({.instead_of = "from app.contact where id = ${id}", .say = "from app.contact; drop table app.contact"});
  CHECK(two.code == "42601");
  CHECK(refusal({.instead_of = "from app.contact where id = ${id}",
                 .say = "from app.contact where id = ${id} and id <> $2"})
            .code == "42P02");
}

TEST_CASE("this machine is not called unless the project says so") {
  const Error error = refusal({.networks = {}});
  CHECK(error.cls == ErrorClass::config);
  CHECK(error.message.find("127.0.0.1 is loopback") != std::string::npos);
}

TEST_CASE("TLS: by default on this machine, whole when it is asked for") {
  const auto encrypted = [](const Options& options) {
    Sales sales(options);
    CHECK(sales.read("contact", "123456").state == RecordState::gone);
    return Person().says(
        "select bool_and(ssl) from pg_stat_ssl join pg_stat_activity using (pid) "
        "where application_name = 'syncline'");
  };
  CHECK(encrypted({}) == "t");
  CHECK(encrypted({.host = "localhost",
                   .networks = {"127.0.0.0/8", "::1/128"},
                   .settings = {{"tls", "verify-full"}, {"ca_file", given("SALES_CA")}}}) == "t");
  const Error stranger =
      refusal({.host = "localhost", .networks = {"127.0.0.0/8", "::1/128"}, .settings = {{"tls", "verify-full"}}});
  CHECK(stranger.message.find("certificate verify failed") != std::string::npos);
  const Error other_name = refusal({.settings = {{"tls", "verify-full"}, {"ca_file", given("SALES_CA")}}});
  CHECK(other_name.message.find("does not match host name") != std::string::npos);
}

TEST_CASE("a connection that the server ended, and a table that was altered, are noticed before anything is lost") {
  Sales sales;
  Person person;
  const std::string id = person.makes_contact("patient");
  const auto ends_sessions = [&] {
    person.says(
        "select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity where application_name = 'syncline'");
  };
  const NativeRecord first = sales.read("contact", id);
  ends_sessions();
  CHECK(sales.read("contact", id).content == first.content);
  ends_sessions();
  CHECK(sales.update(first, Map{{"city", "Ulm"}}).kind == WriteOutcome::Kind::applied);
  CHECK(sales.asks("select * from app.ticket limit 0") == Value(List{}));
  person.says("alter table app.ticket add more integer");
  CHECK(sales.asks("select * from app.ticket limit 0") == Value(List{}));
  person.says("alter table app.ticket drop more");
}

}  // namespace
