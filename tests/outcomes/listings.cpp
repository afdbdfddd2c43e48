// Listings that say less than there is: nothing is deleted, deactivated or written because of them, however pages
// follow each other, in a first load, a poll or a sweep. What is really deleted is followed, within the limits.
#include <algorithm>

#include "base/json.h"
#include "tests/outcomes/office.h"

namespace syncline::outcomes {
namespace {

constexpr int companies = 12;  ///< pages hold five

/// How the pages of what was changed follow each other, in the words of a manifest.
const std::map<std::string, std::string>& strategies() {
  static const std::string path = "        request:\n          path: \"/${with.path}\"\n";
  static const std::string items = "        records: \"${body.items}\"\n";
  static const std::string next = items + "        next: \"${'next' in body ? body.next : ''}\"\n";
  static const std::string span = "since: \"${since}\", until: \"${until}\", ";
  static const std::string window = "        begin: 2025-12-01\n        window: 30d\n        hold_back: 5s\n";
  static const std::string keyset =
      path + "          query: {" + span +
      "after: \"${until == null ? '' : after}\", sort: \"${until == null ? 'changed' : ''}\", "
      "limit: \"${page}\"}\n" +
      items;
  static const auto branch = [](const std::string& name) {
    std::string text =
        "          " + name + ":\n            strategy: keyset\n            first: x-0\n            page: 5\n";
    for (const char* line :
         {"request:", "  path: \"/${with.path}\"",
          "  query: {since: \"${since}\", until: \"${until}\", after: \"${until == null ? '' : after}\", "
          "sort: \"${until == null ? 'changed' : ''}\", limit: \"${page}\"}",
          "records: \"${body.items}\""})
      text += "            " + std::string(line) + "\n";
    return text;
  };
  static const std::map<std::string, std::string> all{
      {"window", "strategy: window\n        page: 5\n" + window + path + "          query: {" + span +
                     "after: \"${after == null ? '' : after}\", limit: \"${page}\"}\n" + items},
      {"window by id", "strategy: window\n        by_id: true\n        first: x-0\n        page: 5\n" + window + path +
                           "          query: {" + span + "after: \"${after}\", limit: \"${page}\"}\n" + items},
      {"window with tokens", "strategy: window\n        page: 5\n" + window + path + "          query: {" + span +
                                 "after: \"${token}\", limit: \"${page}\"}\n" + next},
      {"offset-in-window",
       "strategy: offset-in-window\n        page: 5\n        most: 30\n        begin: 2025-12-01\n        hold_back: "
       "5s\n" +
           path + "          query: {" + span + "offset: \"${offset}\", sort: changed, limit: \"${page}\"}\n" + items},
      {"keyset", "strategy: keyset\n        first: x-0\n        page: 5\n" + keyset},
      {"keyset with tokens", "strategy: keyset\n        page: 5\n" + path +
                                 "          query: {since: \"${since}\", after: \"${token}\", limit: \"${page}\"}\n" +
                                 next},
      {"branches", "strategy: branches\n        branches:\n" + branch("one") + branch("other")},
      {"token", "strategy: token\n        page: 5\n" + path +
                    "          query: {after: \"${token}\", limit: \"${page}\"}\n" + next},
      {"only sweeps", ""},
  };
  return all;
}

void use(const std::string& strategy, Sources& files) {
  std::string& connector = files.at("connectors/vendor/connector.yaml");
  const std::size_t begin = connector.find("      changes:\n"), end = connector.find("      sweep:\n", begin);
  const std::string& words = strategies().at(strategy);
  connector.replace(begin, end - begin, words.empty() ? "" : "      changes:\n        " + words);
  const std::size_t page = connector.find("        page: 50\n");
  if (page != std::string::npos) connector.replace(page, 17, "        page: 5\n");
  if (words.empty()) {
    const std::string stamp = "    stamp: {field: changed_at, resolution: 1s}\n";
    connector.replace(connector.find(stamp), stamp.size(), "");
  }
  std::string& customers = files.at("sync/customer.yaml");
  customers.replace(customers.find("create: {erp: always}\n"), 22, "");
  std::string& project = files.at("syncline.yaml");
  project.replace(project.find("{poll: 5m, sweep: 24h}"), 22, "{poll: 20m, sweep: 40m}");
}

bool is_list(const HttpRequest& request) { return request.url.find("limit=") != std::string::npos; }

/// What becomes of the rows of an answer to a listing.
using Cut = std::function<void(const HttpRequest&, List& items, Value& body)>;

void no_more(Value& body) { body.as_map().erase("next"); }

const std::map<std::string, Cut>& cuts() {
  static const std::map<std::string, Cut> all{
      {"an empty page",
       [](const HttpRequest&, List& items, Value& body) {
         items.clear();
         no_more(body);
       }},
      {"a page cut short", [](const HttpRequest&, List& items, Value&) { items.resize(items.size() / 2); }},
      {"the last pages missing",
       [](const HttpRequest& request, List& items, Value& body) {
         const bool is_first = request.url.find("after=&") != std::string::npos ||
                               request.url.find("after=x-0") != std::string::npos ||
                               request.url.find("offset=0") != std::string::npos;
         if (!is_first) items.clear();
         no_more(body);
       }},
      {"records hidden by rights",
       [](const HttpRequest&, List& items, Value&) {
         std::erase_if(items, [](const Value& each) { return each["id"].as_string().ends_with("1"); });
       }},
  };
  return all;
}

void cut(Office& office, const std::string& system, const Cut& how) {
  office.alter[system] = [how](const HttpRequest& request, HttpResponse& response) {
    if (!how || !is_list(request) || response.status != 200) return;
    Value body = parse_json(response.body).value_or(Value());
    if (!body["items"].is_list()) return;
    List items = body["items"].as_list();
    how(request, items, body);
    body.as_map().set("items", std::move(items));
    response.body = write_json(body);
  };
}

std::size_t written(Office& office) { return office.crm.ours().size() + office.erp.ours().size(); }

/// Both directions, and a deletion that is one.
void check_that_it_works(Office& office) {
  const std::string at_crm = office.crm.with("contacts", "vat", Value("DE9")).front();
  const std::string at_erp = office.erp.with("contacts", "vat", Value("DE8")).front();
  office.crm.edit("contacts", at_crm, {{"name", "By the CRM"}});
  office.erp.edit("contacts", at_erp, {{"name", "By the ERP"}});
  office.crm.remove("items", office.crm.with("items", "sku", Value("S9")).front());
  office.town.wait(minutes(65));
  CHECK(office.erp.with("contacts", "name", Value("By the CRM")).size() == 1);
  CHECK(office.crm.with("contacts", "name", Value("By the ERP")).size() == 1);
  CHECK(office.erp.with("items", "sku", Value("S9")).empty());
  CHECK(office.town.problems() == "");
}

void lives_through(const std::string& strategy, const Cut& how) {
  Office office({"key", 1, [&](Sources& files) { use(strategy, files); }});
  office.fill = [&] {
    add_companies_and_items(office, companies);
    for (const char* system : {"crm", "erp"}) cut(office, system, how);
  };
  const auto both = [&](const Cut& now) {
    for (const char* system : {"crm", "erp"}) cut(office, system, now);
  };
  office.town.live([&] {
    office.town.wait(minutes(45));  // first load, polls, a sweep
    CHECK(written(office) == 0);
    both(nullptr);
    office.town.wait(minutes(45));
    CHECK(written(office) == 0);
    both(how);
    office.town.wait(minutes(65));
    CHECK(written(office) == 0);
    both(nullptr);
    office.town.wait(minutes(45));
    check_that_it_works(office);
  });
}

}  // namespace

TEST_SUITE("listings") {
  TEST_CASE("a listing that says less than there is deletes and writes nothing") {
    for (const auto& [strategy, words] : strategies()) {
      for (const auto& [name, how] : cuts()) {
        INFO(strategy << ", " << name);
        lives_through(strategy, how);
      }
    }
  }
}

}  // namespace syncline::outcomes
