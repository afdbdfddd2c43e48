// Answers that are no answers: refused with an error that says what came, never taken for data; and the vendor's rate
// and sign-in.
#include "tests/conformance/connector/bench.h"

namespace syncline::conformance {
namespace {

using sandbox::HttpFaults;
using sandbox::ServedRequest;

/// A listing that meets the faults fails; from the same cursor it then tells everything.
void fails_and_goes_on(Bench& bench, HttpFaults faults) {
  std::string cursor;
  bench.pass(ListMode::changes, cursor);  // signed in, lookups fetched
  const std::string native = bench.person_creates("A");
  bench.wait();
  bench.server.set_faults(std::move(faults));
  const auto page = bench.port->list(bench.vendor.object, ListMode::changes, cursor, bench.context());
  REQUIRE_FALSE(page);
  CHECK_FALSE(page.error().message.empty());
  CHECK(page.error().place.find("sys ") == 0);
  CHECK(page.error().cls != ErrorClass::gone);
  CHECK(page.error().cls != ErrorClass::not_found);
  bench.server.set_faults({});
  CHECK(bench.pass(ListMode::changes, cursor).name(native) == "A");
}

HttpFaults altered(std::function<void(HttpResponse&)> alter) {
  return {.altered_answers = 1, .alter = std::move(alter)};
}

/// A reading that meets the fault is an error: above all, no proof that the record is gone.
void is_no_reading(Bench& bench, HttpFaults faults) {
  const std::string native = bench.person_creates("A");
  bench.wait();
  bench.read(native);
  bench.server.set_faults(std::move(faults));
  const auto record = bench.port->read(bench.key(native), bench.context());
  CHECK_FALSE(record);
  bench.server.set_faults({});
  CHECK(name_of(bench.read(native)) == "A");
}

/// Calls that met an expired sign-in.
std::size_t refused(const std::vector<ServedRequest>& served) {
  std::size_t out = 0;
  for (const ServedRequest& each : served) out += each.status == 401;
  return out;
}

}  // namespace

CONNECTOR_CASE("list: the body ends in the middle") { fails_and_goes_on(bench, {.truncated_answers = 1}); }
CONNECTOR_CASE("list: a web page instead of JSON") { fails_and_goes_on(bench, {.html_answers = 1}); }
CONNECTOR_CASE("list: an empty body") {
  fails_and_goes_on(bench, altered([](HttpResponse& response) { response.body.clear(); }));
}
CONNECTOR_CASE("list: an answer that is larger than allowed") { fails_and_goes_on(bench, {.max_answer = 5}); }
CONNECTOR_CASE("list: invalid UTF-8") {
  fails_and_goes_on(
      bench, altered([](HttpResponse& response) { response.body.insert(response.body.find('"') + 1, "\xc3\x28"); }));
}

CONNECTOR_CASE("list: an answer of another form") {
  for (const char* body : {"5", "\"text\"", "true", "null", "[1,2]", "{}", R"({"result":7,"items":7})",
                           R"([{"name":"no id"}])", R"({"result":[{"name":"no id"}],"items":[{"name":"no id"}]})"}) {
    CAPTURE(body);
    fails_and_goes_on(bench, altered([body](HttpResponse& response) { response.body = body; }));
  }
}

CONNECTOR_CASE("answers that chance has damaged are errors or records, and never a proof that something is gone") {
  const std::string native = bench.person_creates("A");
  bench.person_creates("B");
  bench.wait();
  bench.read(native);
  const auto damage = [&](HttpResponse& response) {
    for (std::uint64_t left = 1 + bench.rt.random() % 3; left > 0 && !response.body.empty(); --left) {
      const std::size_t at = bench.rt.random() % response.body.size();
      switch (bench.rt.random() % 4) {
        case 0: response.body[at] = static_cast<char>(bench.rt.random()); break;
        case 1: response.body.erase(at, 1 + bench.rt.random() % 8); break;
        case 2: response.body.insert(at, 1, "\"{}[],:0"[bench.rt.random() % 8]); break;
        case 3: response.body.insert(at, response.body.substr(at, bench.rt.random() % 40)); break;
      }
    }
  };
  for (int i = 0; i < 300; ++i) {
    bench.server.set_faults({.altered_answers = 1, .alter = damage});
    const auto record = bench.port->read(bench.key(native), bench.context());
    if (record) CHECK(record->state != RecordState::gone);
    bench.server.set_faults({.altered_answers = 1, .alter = damage});
    const auto page = bench.port->list(bench.vendor.object, ListMode::sweep, "", bench.context());
    if (!page) CHECK_FALSE(page.error().place.empty());
  }
  bench.server.set_faults({});
  CHECK(name_of(bench.read(native)) == "A");
}

CONNECTOR_CASE("read: a web page instead of JSON") { is_no_reading(bench, {.html_answers = 1}); }
CONNECTOR_CASE("read: the body ends in the middle") { is_no_reading(bench, {.truncated_answers = 1}); }
CONNECTOR_CASE("read: an answer of another form is no proof that the record is gone") {
  for (const char* body : {"", "5", "\"text\"", "null", "{}", R"({"result":7,"items":7})"}) {
    CAPTURE(body);
    is_no_reading(bench, altered([body](HttpResponse& response) { response.body = body; }));
  }
}

CONNECTOR_CASE(
    "a proxy's page instead of the system passes, whatever its status: nothing is gone, nothing is given up") {
  const std::string native = bench.person_creates("A");
  bench.wait();
  bench.read(native);
  std::string cursor;
  bench.pass(ListMode::changes, cursor);
  for (const int status : {200, 302, 404, 410, 500, 502, 503, 504}) {
    for (const char* body :
         {"<html><body>Back soon</body></html>", "404 page not found\n", "{\"status\":\"maintenance\"}"}) {
      if (std::string_view(body).front() == '{' && status != 200 && status < 500) continue;
      CAPTURE(status);
      CAPTURE(body);
      const auto maintenance = [&](HttpResponse& response) {
        response = {status, {{"Content-Type", "text/html"}}, body};
      };
      bench.server.set_faults(altered(maintenance));
      const auto record = bench.port->read(bench.key(native), bench.context());
      REQUIRE_FALSE(record);
      CHECK_MESSAGE(record.error().cls == ErrorClass::transient, describe(record.error()));
      bench.server.set_faults(altered(maintenance));
      const auto page = bench.port->list(bench.vendor.object, ListMode::sweep, "", bench.context());
      REQUIRE_FALSE(page);
      CHECK_MESSAGE(page.error().cls == ErrorClass::transient, describe(page.error()));
    }
  }
}

CONNECTOR_CASE("a field of a wrong type: the record is delivered as faulty, its neighbours as they are") {
  std::vector<std::string> natives;
  for (const char* name : {"A", "B", "C"}) natives.push_back(bench.person_creates(name));
  bench.wait();
  std::string sweep;
  bench.pass(ListMode::sweep, sweep);
  bench.server.set_faults(altered([](HttpResponse& response) {
    const std::size_t at = response.body.find("\"B\"");
    if (at != std::string::npos) response.body.replace(at, 3, "[]");
  }));
  std::string cursor;
  std::size_t faulty = 0, records = 0;
  for (bool more = true; more;) {
    const auto page = bench.port->list(bench.vendor.object, ListMode::sweep, cursor, bench.context());
    REQUIRE_MESSAGE(page, describe(page.error()));
    for (const RecordFault& each : page->faulty) {
      ++faulty;
      CHECK(each.key == bench.key(natives[1]));
      CHECK(each.error.message.find(bench.vendor.name) != std::string::npos);
    }
    for (const NativeRecord& each : page->records)
      records += each.key.native == natives[0] || each.key.native == natives[2];
    cursor = page->next;
    more = page->more;
  }
  CHECK(faulty == 1);
  CHECK(records == 2);
}

CONNECTOR_CASE("429: nothing is asked before the time that it names, by no task") {
  std::string cursor;
  bench.pass(ListMode::changes, cursor);
  bench.wait();
  bench.server.set_faults({.throttle = 1, .retry_after = seconds(40)});
  const auto refused = bench.port->list(bench.vendor.object, ListMode::changes, cursor, bench.context());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().cls == ErrorClass::throttled);
  CHECK(refused.error().retry_after == seconds(40));
  const Instant until = bench.rt.now() + seconds(40);
  const std::size_t before = bench.server.requests();
  {
    std::vector<Task> tasks;
    for (int i = 0; i < 6; ++i)
      tasks.push_back(bench.rt.spawn("reader", [&] {
        auto page = bench.port->list(bench.vendor.object, ListMode::changes, cursor, bench.context());
        while (!page && page.error().cls == ErrorClass::throttled) {
          REQUIRE(page.error().retry_after);
          bench.rt.sleep_for(*page.error().retry_after);
          page = bench.port->list(bench.vendor.object, ListMode::changes, cursor, bench.context());
        }
        CHECK(page);
      }));
  }
  const auto served = bench.server.served();
  REQUIRE(served.size() > before);
  for (std::size_t i = before; i < served.size(); ++i) CHECK(served[i].at >= until);
}

CONNECTOR_CASE("429 on a write: it was not done, and is said to be not sent") {
  std::string cursor;
  bench.pass(ListMode::changes, cursor);
  bench.server.set_faults({.throttle = 1, .retry_after = seconds(5)});
  const WriteOutcome refused = bench.create("A", "l1");
  CHECK(refused.kind == WriteOutcome::Kind::not_sent);
  CHECK(bench.count("A") == 0);
}

CONNECTOR_CASE_OF("the sign-in expires between two pages: signed in again, nothing is missed", Tryton, BusinessCentral,
                  SalesforceAccounts, PlainContacts, PlainDeals) {
  std::vector<std::string> natives;
  for (int i = 0; i < 12; ++i) natives.push_back(bench.person_creates("r" + std::to_string(i)));
  bench.wait();
  std::string cursor;
  const Bench::Seen seen =
      bench.pass(ListMode::changes, cursor, [&] { bench.server.set_faults({.expire_sessions = 1}); });
  for (std::size_t i = 0; i < natives.size(); ++i) CHECK(seen.name(natives[i]) == "r" + std::to_string(i));
  CHECK(refused(bench.server.served()) > 0);
}

CONNECTOR_CASE_OF("the sign-in expires before a write: it is done once", Tryton, BusinessCentral, SalesforceAccounts,
                  PlainContacts) {
  bench.create("first", "l1");
  bench.server.set_faults({.expire_sessions = 1});
  CHECK(bench.create("second", "l2").kind == WriteOutcome::Kind::applied);
  CHECK(bench.count("second") == 1);
}

CONNECTOR_CASE_OF("a sign-in that never holds ends as a matter of credentials, not in a circle", Tryton,
                  BusinessCentral, SalesforceAccounts, PlainContacts) {
  bench.server.set_faults({.expire_sessions = 1000});
  const auto page = bench.port->list(bench.vendor.object, ListMode::changes, "", bench.context());
  REQUIRE_FALSE(page);
  CHECK(page.error().cls == ErrorClass::auth);
  CHECK(bench.server.requests() < 6);
}

CONNECTOR_CASE("many tasks begin at once: one signs in, one fetches each lookup") {
  std::vector<Task> tasks;
  for (int i = 0; i < 8; ++i)
    tasks.push_back(bench.rt.spawn("writer", [&, i] {
      const std::string name = "w" + std::to_string(i);
      const WriteOutcome made = bench.create(name, name);
      CHECK_MESSAGE(made.kind == WriteOutcome::Kind::applied, (made.error ? describe(*made.error) : ""));
      CHECK(bench.read(made.native).key.native == made.native);
    }));
  tasks.clear();
  CHECK(bench.server.requests() <= 8 + 8 * bench.vendor.calls + 1 + bench.vendor.lookups);
}

CONNECTOR_CASE("many tasks begin while the system has trouble: none of them takes that for a fault of its record") {
  bench.server.set_faults({.html_answers = 9});
  std::vector<Task> tasks;
  for (int i = 0; i < 8; ++i)
    tasks.push_back(bench.rt.spawn("writer", [&, i] {
      const std::string name = "w" + std::to_string(i);
      for (int attempt = 0; attempt < 20; ++attempt) {
        const WriteOutcome made = bench.create(name, name);
        CHECK(made.kind != WriteOutcome::Kind::rejected);
        if (made.kind == WriteOutcome::Kind::applied) return;
      }
      FAIL("it never came through");
    }));
  tasks.clear();
}

CONNECTOR_CASE("the sign-in expires under many tasks: they sign in once, and all see the same") {
  for (int i = 0; i < 7; ++i) bench.person_creates("r" + std::to_string(i));
  bench.wait();
  std::string first;
  bench.pass(ListMode::sweep, first);  // lookups are fetched
  bench.server.with_model([](sandbox::VendorModel& model, Instant) { model.expire_sessions(); });
  const std::size_t before = bench.server.requests();
  std::vector<Bench::Seen> seen(12);
  {
    std::vector<Task> tasks;
    for (Bench::Seen& each : seen)
      tasks.push_back(bench.rt.spawn("reader", [&] {
        std::string cursor;
        each = bench.pass(ListMode::sweep, cursor);
      }));
  }
  std::size_t pages = 0;
  for (const Bench::Seen& each : seen) {
    CHECK(each.latest.size() == seen[0].latest.size());
    pages += static_cast<std::size_t>(each.pages * bench.vendor.calls);
  }
  CHECK(seen[0].latest.size() >= 7);
  CHECK(bench.server.requests() - before <= pages + refused(bench.server.served()) + 1);
}

}  // namespace syncline::conformance
