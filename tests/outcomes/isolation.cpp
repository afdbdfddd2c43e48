// A system that does not answer holds up nobody but itself; a record that always fails holds up no other.
#include <algorithm>

#include "engine/calls.h"
#include "tests/outcomes/office.h"

namespace syncline::outcomes {
namespace {

constexpr int companies = 40;
constexpr int workers = 4;  ///< of each system, as the connector says

/// A third system, which is kept in step with the two.
void add_shop(Sources& files) {
  std::string& project = files.at("syncline.yaml");
  project.insert(project.find("defaults:"),
                 R"(  shop: {connector: vendor, client: shop, secret: "${env:VENDOR_SECRET}"})"
                 "\n");
  std::string& customers = files.at("sync/customer.yaml");
  customers.replace(customers.find("erp: contact}"), 13, "erp: contact, shop: contact}");
}

void fill(Office& office) {
  for (int n = 0; n < companies; ++n) {
    for (const char* system : {"crm", "erp", "shop"}) {
      if (!office[system].server) continue;
      office[system].add("contacts", {{"name", "Company"}, {"vat", "DE" + std::to_string(n)}, {"email", {}}});
    }
  }
}

std::string contact(Desk& desk, int n) { return desk.with("contacts", "vat", Value("DE" + std::to_string(n))).front(); }

void rename(Office& office, const std::string& system, int n, const std::string& name) {
  const std::string id = contact(office[system], n);
  office[system].edit("contacts", id, {{"name", name}});
  office.notice(system, "contact", id);
}

bool shows(Desk& desk, int n, const std::string& name) {
  return desk.at("contacts", contact(desk, n))["name"] == Value(name);
}

/// How long it takes until it is there.
Duration takes(Office& office, const std::function<bool()>& there) {
  const Instant begun = office.now();
  CHECK(office.comes(there));
  return office.now() - begun;
}

/// Each call ends without an answer when its caller gives up.
struct Silence {
  Silence(Office& o, std::string s) : office(o), system(std::move(s)) {
    office.meet[system] = [calls = calls, &o](const HttpRequest&, Instant deadline) -> Office::Meeting {
      calls->most = std::max(calls->most, ++calls->now);
      o.town.wait(deadline - o.now());
      --calls->now;
      return Result<HttpResponse, TransportError>(
          fail(TransportError{TransportError::Sent::maybe, ErrorClass::transient, "no answer within the deadline"}));
    };
  }
  ~Silence() { office.meet.erase(system); }
  struct Calls {
    int now = 0, most = 0;
  };
  Office& office;
  const std::string system;
  const std::shared_ptr<Calls> calls = std::make_shared<Calls>();
};

constexpr Duration soon = seconds(30);  ///< a reading may lag for 20 s, and is waited for

}  // namespace

TEST_SUITE("isolation") {
  TEST_CASE("with 10,000 events queued for a system that does not answer, the others live as before") {
    Office office({"key", 1, add_shop});
    office.fill = [&] { fill(office); };
    office.town.live([&] {
      {
        const Silence erp(office, "erp");
        std::vector<NewEvent> events;
        for (int n = 0; n < 10'000; ++n)
          events.push_back(
              hint({"erp", "contact", "c-" + std::to_string(1000 + n)}, EventSource::webhook, office.now()));
        REQUIRE(office.town.engine->accept(std::move(events)).ok());
        office.town.wait(minutes(1));
        for (int n = 0; n < 10; ++n) {
          const std::string name = "Both ways " + std::to_string(n);
          rename(office, n % 2 ? "shop" : "crm", n, name);
          CHECK(takes(office, [&] { return shows(office[n % 2 ? "crm" : "shop"], n, name); }) <= soon);
        }
        // Without a webhook it is found by the next poll.
        office.crm.edit("contacts", contact(office.crm, 20), {{"name", "Polled"}});
        CHECK(takes(office, [&] { return shows(office.shop, 20, "Polled"); }) <= minutes(5) + soon);
        const Instant asked = office.now();
        office.notice("crm", "contact", contact(office.crm, 21));
        CHECK(office.town.store->reader()->find("c-21", 5).size() == 3);
        CHECK(office.now() - asked < seconds(1));
        CHECK(erp.calls->most <= workers);
        CHECK(office.town.problems() == "");
      }
      office.town.wait(hours(2));
      for (int n = 0; n < 10; ++n) CHECK(shows(office.erp, n, "Both ways " + std::to_string(n)));
      CHECK(office.town.store->reader()->systems_with_events().empty());
    });
  }

  TEST_CASE("what is computed waits for no system") {
    Office office({"key", 1, add_shop});
    office.fill = [&] {
      fill(office);
      for (Desk* desk : {&office.crm, &office.erp}) desk->add("items", {{"sku", "LAMP"}, {"name", "Lamp"}});
      const std::string lamp = office.crm.with("items", "sku", Value("LAMP")).front();
      office.crm.add("deals", {{"name", "Won"},
                               {"customer", contact(office.crm, 0)},
                               {"stage", "open"},
                               {"lines", List{Map{{"id", "1"}, {"product", lamp}, {"quantity", 1}}}}});
    };
    office.town.live([&] {
      const Silence erp(office, "erp"), shop(office, "shop");
      for (const char* system : {"erp", "shop"}) {
        for (int n = 0; n < workers; ++n) office.notice(system, "contact", contact(office[system], n));
      }
      office.town.wait(seconds(21));
      REQUIRE(erp.calls->now >= workers);
      // All of the CRM's workers are busy, too, so that another system's queue would be shorter.
      office.alter["crm"] = [&](const HttpRequest&, HttpResponse&) { office.town.wait(seconds(2)); };
      const std::string deal = office.crm.with("deals", "name", Value("Won")).front();
      office.crm.edit("deals", deal, {{"stage", "won"}});
      office.notice("crm", "deal", deal);
      for (int n = 0; n < companies; ++n) office.notice("crm", "contact", contact(office.crm, n));
      const auto is_planned = [&] {
        const auto effects = office.town.store->reader()->effects({}, {}, 50);
        return std::ranges::any_of(effects, [](const Effect& each) { return each.key.object == "order"; });
      };
      CHECK(takes(office, is_planned) <= seconds(20 + 6));
    });
  }

  TEST_CASE("a record that always fails delays no other by more than a moment, however long its calls take") {
    Duration call;
    SUBCASE("at once") { call = Duration{}; }
    SUBCASE("after 30 s") { call = seconds(30); }
    Office office({});
    office.fill = [&] { fill(office); };
    office.town.live([&] {
      const std::string poison = contact(office.crm, 0);
      office.meet["crm"] = [&, poison](const HttpRequest& request, Instant) -> Office::Meeting {
        if (!request.url.ends_with("/contacts/" + poison)) return std::nullopt;
        office.town.wait(call);
        return Result<HttpResponse, TransportError>(HttpResponse{500, {}, ""});
      };
      office.notice("crm", "contact", poison);
      Duration longest;
      for (int n = 1; n < companies; ++n) {
        for (int tenths = 0; tenths < 10 * n; tenths += 15) {  // mostly it fails with nothing between
          office.notice("crm", "contact", poison);
          office.town.wait(seconds(10));
        }
        rename(office, "crm", n, "Renamed");
        longest = std::max(longest, takes(office, [&] { return shows(office.erp, n, "Renamed"); }));
      }
      CHECK(longest <= soon);
      CHECK(office.town.store->reader()->dead_letters(true, 10).size() >= 1);  // a person is told of it
    });
  }

  TEST_CASE("a system that is away for hours costs no event and no write an attempt: all of it is done afterwards") {
    Office office({});
    office.fill = [&] { fill(office); };
    office.town.live([&] {
      int calls = 0;
      office.meet["erp"] = [&](const HttpRequest&, Instant) -> Office::Meeting {
        ++calls;
        return Result<HttpResponse, TransportError>(
            fail(TransportError{TransportError::Sent::no, ErrorClass::transient, "connection refused"}));
      };
      for (int n = 0; n < 5; ++n) {
        rename(office, "crm", n, "Of the CRM");
        rename(office, "erp", n + 10, "Of the ERP");
      }
      office.town.wait(hours(8));
      CHECK(office.town.problems() == "");
      CHECK(calls < 8 * 60 * 5);  // five a minute, of ten records and four lists
      office.meet.erase("erp");
      office.town.wait(minutes(20));
      for (int n = 0; n < 5; ++n) {
        CHECK(shows(office.erp, n, "Of the CRM"));
        CHECK(shows(office.crm, n + 10, "Of the ERP"));
      }
      CHECK(office.erp.ours().size() == 5);
      CHECK(office.town.problems() == "");
    });
  }
}

}  // namespace syncline::outcomes
