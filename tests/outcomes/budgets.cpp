// A vendor that asks us to wait is left alone for as long, whatever it asks for; who asks us about its records is
// answered meanwhile. What people stop is stopped at once, and goes on afterwards.
#include <algorithm>

#include "net/http_date.h"
#include "tests/outcomes/office.h"

namespace syncline::outcomes {
namespace {

constexpr int companies = 20;

/// From the first 429 on for a time, how many calls the vendor got within what it asked for.
void leaves_alone(const std::function<std::optional<std::string>(Instant)>& retry_after, Duration least,
                  Duration most) {
  Office office({});
  office.fill = [&] { add_companies(office, companies); };
  office.town.live([&] {
    Instant refused_at{}, next_at{};
    office.alter["erp"] = [&](const HttpRequest&, HttpResponse& response) {
      const Instant now = office.now();
      if (refused_at == Instant{}) {
        refused_at = now;
        response = {429, {}, ""};
        if (const auto text = retry_after(now)) set_header(response.headers, "Retry-After", *text);
      } else if (now > refused_at && next_at == Instant{}) {
        next_at = now;
      }
    };
    rename_all(office, companies, "New");
    office.town.wait(least - seconds(1) + seconds(20));
    if (refused_at != Instant{}) CHECK((next_at == Instant{} || next_at >= refused_at + least));
    // Its records are known all the same, and what was said meanwhile is kept.
    const auto reader = office.town.store->reader();
    CHECK(reader->find("c-2", 5).size() == 2);
    office.town.wait(most + minutes(30));
    CHECK(next_at >= refused_at + least);
    CHECK(next_at <= refused_at + most);
    CHECK(renamed(office, "New") == companies);
    CHECK(office.town.problems() == "");
  });
}

}  // namespace

TEST_SUITE("budgets") {
  TEST_CASE("after a 429 nothing is called for as long as the vendor says; an absurd wish is cut, none is a second") {
    const auto text = [](const char* what) { return [what](Instant) { return std::optional<std::string>(what); }; };
    SUBCASE("seconds") { leaves_alone(text("30"), seconds(30), minutes(2)); }
    SUBCASE("a date") {
      leaves_alone([](Instant now) { return std::optional(to_http_date(now + seconds(31))); }, seconds(30), minutes(2));
    }
    SUBCASE("absent") {
      leaves_alone([](Instant) { return std::optional<std::string>(); }, seconds(1), minutes(1));
    }
    SUBCASE("ten years") { leaves_alone(text("315360000"), days(1), days(1) + hours(4)); }
    SUBCASE("negative") { leaves_alone(text("-5"), seconds(1), minutes(1)); }
    SUBCASE("none at all") { leaves_alone(text("0"), seconds(1), minutes(1)); }
    SUBCASE("a date that has passed") {
      leaves_alone([](Instant now) { return std::optional(to_http_date(now - hours(1))); }, seconds(1), minutes(1));
    }
  }

  TEST_CASE("a day's quota that is used up: hardly a call until midnight, and then all that waits, once") {
    Office office({"none"});  // each record is written by a call of its own
    office.fill = [&] { add_companies(office, companies); };
    office.town.live([&] {
      const Instant midnight{(office.now().us / days(1).us + 1) * days(1).us};
      int calls = 0;
      office.meet["erp"] = [&](const HttpRequest&, Instant) -> Office::Meeting {
        if (office.now() >= midnight) return std::nullopt;
        ++calls;
        return Result<HttpResponse, TransportError>(HttpResponse{429, {}, ""});
      };
      rename_all(office, companies, "New");
      office.town.wait(midnight - office.now() - minutes(1));
      CHECK(calls <= 4 * 24 + 20);
      CHECK(office.town.store->reader()->setting("closed/erp").value_or("").find("throttled") != std::string::npos);
      CHECK(office.town.store->reader()->find("c-2", 5).size() == 2);
      CHECK(office.town.problems() == "");
      office.town.wait(minutes(40));
      CHECK(renamed(office, "New") == companies);
      CHECK(office.erp.ours().size() == companies);
      CHECK(office.town.problems() == "");
    });
  }

  TEST_CASE("no second has more calls than the connector declares, whatever is queued") {
    Office office({"none", 1, [](Sources& files) {
                     std::string& connector = files.at("connectors/vendor/connector.yaml");
                     connector.replace(connector.find("rate: 100000/s"), 14, "rate: 10/s");
                   }});
    office.fill = [&] { add_companies(office, companies); };
    office.town.live([&] {
      for (const char* name : {"One", "Two", "Three"}) {
        rename_all(office, companies, name);
        office.until([&] { return renamed(office, name) == companies; });
        office.town.wait(minutes(2));
      }
      const auto served = office.erp.server->served();
      REQUIRE(served.size() > 3 * companies);
      for (std::size_t first = 0, last = 0; last < served.size(); ++last) {
        while (served[first].at <= served[last].at - seconds(1)) ++first;
        CHECK(last - first < 10);
      }
    });
  }

  TEST_CASE("stop-writes stops what workers were handed already, and releases it") {
    Office office({.idempotency = "none"});  // each record is written by a call of its own
    office.fill = [&] { add_companies(office, companies); };
    office.town.live([&] {
      office.alter["erp"] = [&](const HttpRequest& request, HttpResponse&) {
        if (request.method == "PATCH") office.town.wait(seconds(1));
      };
      rename_all(office, companies, "New");
      office.until([&] { return renamed(office, "New") >= 5; });
      Stop stop;
      stop.system = "erp";
      REQUIRE(office.town.store->write([&](Tx& tx) { tx.stop(stop); }).ok());
      const std::size_t sent = renamed(office, "New");
      office.town.wait(minutes(10));
      CHECK(renamed(office, "New") <= sent + 4);  // of the calls at once, those that had begun
      CHECK(renamed(office, "New") < companies);
      REQUIRE(office.town.store->write([&](Tx& tx) { return tx.lift(stop); }).ok());
      office.town.engine->wake();
      office.town.wait(minutes(5));
      CHECK(renamed(office, "New") == companies);
      CHECK(office.erp.ours().size() == companies);  // each once
    });
  }
}

}  // namespace syncline::outcomes
