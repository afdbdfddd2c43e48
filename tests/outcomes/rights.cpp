// Our user loses rights: lists show less, and what was there cannot be read any more. That looks like many deletions,
// and ends at the limit for them.
#include <algorithm>

#include "base/json.h"
#include "tests/outcomes/office.h"

namespace syncline::outcomes {
namespace {

constexpr int companies = 200;
/// A day of polls is long to live through.
void rarely(Sources& files) {
  std::string& project = files.at("syncline.yaml");
  project.replace(project.find("{poll: 5m, sweep: 24h}"), 22, "{poll: 1h, sweep: 8h}");
}

constexpr std::size_t at_most = 20;  ///< deactivations and removals of each entity, before a person is asked

/// Every record but those that end with 1 or 2.
bool is_hidden(const std::string& id) { return !id.ends_with("1") && !id.ends_with("2"); }

bool is_read(const HttpRequest& request) {
  const std::string last = request.url.substr(request.url.rfind('/') + 1);
  return request.method == "GET" && (last.starts_with("c-") || last.starts_with("i-"));
}

/// What our user may not see is not listed, and answered with `status`.
void hide(Office& office, int status) {
  office.alter["crm"] = [status](const HttpRequest& request, HttpResponse& response) {
    if (is_read(request) && is_hidden(request.url.substr(request.url.rfind('/') + 1)))
      response = {
          status, {{"Content-Type", "application/json"}}, R"({"error":{"code":"","message":"no such record"}})"};
    if (request.url.find("limit=") == std::string::npos || response.status != 200) return;
    Value body = parse_json(response.body).value_or(Value());
    if (!body["items"].is_list()) return;
    List items = body["items"].as_list();
    // Its last row stays, so that the pages go on.
    std::erase_if(items, [&](const Value& each) { return each != items.back() && is_hidden(each["id"].as_string()); });
    body.as_map().set("items", std::move(items));
    response.body = write_json(body);
  };
}

std::size_t archived(Office& office) { return office.erp.with("contacts", "archived", Value(true)).size(); }
std::size_t items(Office& office) {
  std::size_t count = 0;
  office.erp.look([&](PlainModel& vendor) { count = vendor.ids("items").size(); });
  return count;
}

}  // namespace

TEST_SUITE("rights") {
  TEST_CASE("records that are hidden are not deleted ones") {
    Office office({"key", 1, rarely});
    office.fill = [&] { add_companies_and_items(office, companies); };
    office.town.live([&] {
      hide(office, 403);
      office.town.wait(days(3));
      CHECK(archived(office) == 0);
      CHECK(items(office) == companies);
    });
  }

  TEST_CASE("where the vendor calls hidden records unknown, no more are ended than the limit says, for days") {
    Office office({"key", 1, rarely});
    office.fill = [&] { add_companies_and_items(office, companies); };
    office.town.live([&] {
      hide(office, 404);
      office.town.wait(days(3));
      CHECK(archived(office) <= at_most);
      CHECK(items(office) >= companies - at_most);
      const auto holds = office.town.store->reader()->holds(true, 10);
      CHECK(holds.size() == 2);  // a person is asked, of each entity once
      // The rights are given back: what was held is not done, also when nobody decides.
      office.alter.erase("crm");
      office.town.wait(days(9));
      CHECK(archived(office) <= at_most);
      CHECK(items(office) >= companies - at_most);
    });
  }
}

}  // namespace syncline::outcomes
