// Sign-ins that end, and sign-ins that are refused: one is enough, and nobody is locked out by us.
#include <algorithm>

#include "tests/outcomes/office.h"

namespace syncline::outcomes {
namespace {

constexpr int companies = 60;

void many_workers(Sources& files) {
  std::string& connector = files.at("connectors/vendor/connector.yaml");
  connector.replace(connector.find("concurrency: 4"), 14, "concurrency: 32");
}

bool is_sign_in(const HttpRequest& request) { return request.url.find("/oauth/") != std::string::npos; }

/// Lines that are worth an operator's attention.
struct Warnings final : Log {
  void write(const LogRecord& record) override {
    if (record.level >= LogLevel::warn && record.message.starts_with("A system is not called")) ++count;
  }
  int count = 0;
};

}  // namespace

TEST_SUITE("sign-in") {
  TEST_CASE("a sign-in that ends under many workers is renewed once, and no call is made twice") {
    Office office({"none", 1, many_workers});  // each record is written by a call of its own
    office.fill = [&] { add_companies(office, companies); };
    office.town.live([&] {
      int sign_ins = 0;
      office.alter["erp"] = [&](const HttpRequest& request, HttpResponse&) {
        sign_ins += is_sign_in(request) ? 1 : 0;
        office.town.wait(milliseconds(200));
      };
      HttpFaults ended;
      ended.expire_sessions = 1;
      office.erp.server->set_faults(ended);
      rename_all(office, companies, "New");
      office.until([&] { return renamed(office, "New") == companies; });
      office.town.wait(minutes(3));
      CHECK(sign_ins == 1);
      CHECK(office.erp.ours().size() == companies);
      CHECK(office.town.problems() == "");
    });
  }

  TEST_CASE("a sign-in that is refused is tried rarely; the queue waits whole, and one line says so") {
    Office office({"key", 1, many_workers});
    Warnings warnings;
    office.town.log = &warnings;
    office.fill = [&] { add_companies(office, companies); };
    office.town.live([&] {
      std::vector<Instant> tried;
      office.meet["erp"] = [&](const HttpRequest& request, Instant) -> Office::Meeting {
        if (!is_sign_in(request)) return std::nullopt;
        tried.push_back(office.now());
        office.town.wait(milliseconds(200));
        return Result<HttpResponse, TransportError>(
            HttpResponse{401, {{"Content-Type", "application/json"}}, R"({"error":"invalid_client"})"});
      };
      HttpFaults ended;
      ended.expire_sessions = 1;
      office.erp.server->set_faults(ended);
      rename_all(office, companies, "New");
      office.town.wait(hours(12));
      REQUIRE_FALSE(tried.empty());
      const auto within = [&](Duration span) {
        return std::ranges::count_if(tried, [&](Instant each) { return each - tried.front() <= span; });
      };
      CHECK(within(minutes(30)) <= 4);
      CHECK(within(hours(12)) <= 16);
      CHECK(office.town.problems() == "");
      CHECK(renamed(office, "New") == 0);
      CHECK(warnings.count == 1);
      const auto said = office.town.store->reader()->setting("closed/erp");
      REQUIRE(said);
      CHECK(said->find("auth") != std::string::npos);
      office.meet.erase("erp");
      office.town.wait(hours(1) + minutes(10));
      CHECK(renamed(office, "New") == companies);
      CHECK(office.erp.ours().size() == companies);
      CHECK(office.town.problems() == "");
      CHECK(office.town.store->reader()->setting("closed/erp") == "");
    });
  }
}

}  // namespace syncline::outcomes
