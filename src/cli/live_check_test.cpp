// LiveCheck against a shop that answers rightly, and against one with each fault that it is to find.
#include "cli/live_check.h"

#include <map>

#include "base/text.h"
#include "connect/testing.h"

using namespace syncline;
using namespace syncline::testing;
using cli::Finding;
using cli::LiveCheck;

namespace {

const std::string shop_yaml = shop_with(R"(objects:
  contact:
    fields: {name: {type: text}, city: {type: text}, changed: {type: datetime}}
    stamp: {field: changed}
    idempotency: probe
    list:
      sweep: {strategy: sweep, page: 10, request: {path: /all, query: {after: "${after}", limit: "${page}"}}}
      changes: {strategy: keyset, page: 10, request: {path: /changed, query: {since: "${since}", until: "${until}", after: "${after}", limit: "${page}"}}}
    read: {request: {path: "/one/${id}"}}
    create: {request: {path: /new, body: "${merge(content, {'key': key})}"}, id: "${body.id}"}
    probe: {request: {path: "/key/${key}"}, id: "${body == null || !has(body.id) ? '' : body.id}"}
    update: {request: {method: PATCH, path: "/one/${id}", body: "${content}"}}
    remove: {request: {method: DELETE, path: "/one/${id}"}}
)");

/// A small REST server.
struct Shop {
  StillRuntime rt;
  ScriptedClient client;
  std::map<int, Map> records;
  int writes = 0;
  bool skips_a_page = false, forgets_unknown = false, drops_changes = false, moves_city = false, loses_stamp = false,
       forgets_keys = false;

  Shop() {
    for (int id = 1; id <= 30; ++id) add(id, Map{{"name", "A" + std::to_string(id)}, {"city", "Ulm"}});
    client.reply = [this](const HttpRequest& request) { return reply(request); };
  }
  void add(int id, Map record) {
    record.set("id", std::to_string(id));
    record.set("changed", "2026-11-22T03:00:" + std::string(id < 10 ? "0" : "") + std::to_string(id) + "Z");
    records[id] = std::move(record);
  }
  static std::string parameter(const std::string& url, const std::string& name) {
    for (const auto& [key, value] : parse_form(query_of(url))) {
      if (key == name) return value;
    }
    return "";
  }
  Value page(const std::string& url) const {
    const int limit = std::stoi("0" + parameter(url, "limit"));
    int after = std::stoi("0" + parameter(url, "after"));
    if (skips_a_page && after > 0) ++after;
    List out;
    for (const auto& [id, record] : records) {
      if (id > after && static_cast<int>(out.size()) < limit) out.push_back(shown(record));
    }
    return out;
  }
  Value changed(const std::string& url) const {
    List out;
    for (const auto& [_, record] : records) {
      if (record.find("changed")->as_string() >= parameter(url, "since").substr(0, 19) &&
          static_cast<int>(out.size()) < std::stoi("0" + parameter(url, "limit")))
        out.push_back(shown(record));
    }
    return out;
  }
  Value shown(Map record) const {
    record.erase("key");
    if (loses_stamp) record.erase("changed");
    return record;
  }
  ScriptedClient::Reply reply(const HttpRequest& request) {
    const std::string path = std::string(path_of(request.url.substr(std::string("https://shop.example").size())));
    if (request.method != "GET") ++writes;
    if (path == "/all") return answer(write_json(page(request.url)));
    if (path == "/changed") return answer(write_json(changed(request.url)));
    if (path == "/new") {
      add(59, json(request.body).as_map());
      return answer(R"({"id":"59"})");
    }
    if (path.starts_with("/key/")) {
      for (const auto& [id, record] : records) {
        const Value* key = record.find("key");
        if (key && *key == Value(path.substr(5)) && !forgets_keys) return answer(write_json(shown(record)));
      }
      return answer("{}");
    }
    const auto found = records.find(path.size() > 12 ? 0 : std::stoi("0" + path.substr(5)));
    if (found == records.end()) return forgets_unknown ? answer(R"({"id":"0"})", 422) : answer("{}", 404);
    if (request.method == "DELETE") return records.erase(found), answer("");
    if (request.method == "PATCH" && !drops_changes) {
      const Value sent = json(request.body);
      for (const auto& [name, value] : sent.as_map()) found->second.set(name, value);
      if (moves_city) found->second.set("city", "");
    }
    return answer(write_json(shown(found->second)));
  }

  std::vector<Finding> ask(cli::LiveWish wish = {}) {
    const auto connect = [this](std::shared_ptr<const Manifest> manifest) {
      return make_http_port(rt, client, std::move(manifest), "shop", {});
    };
    return LiveCheck(rt, manifest_of(shop_yaml), connect, std::move(wish)).run();
  }
  /// What is broken, each by its words.
  std::string broken(cli::LiveWish wish = {}) {
    std::string out;
    for (const Finding& each : ask(std::move(wish))) {
      CHECK((each.state == Finding::State::ok || !each.remedy.empty()));
      if (each.state != Finding::State::ok) out += each.says + "\n";
    }
    return out;
  }
};

const cli::LiveWish writing{"contact", true, {}};

TEST_CASE("a system that answers rightly is only read, unless a person says otherwise") {
  Shop shop;
  CHECK(shop.broken() == "");
  CHECK(shop.writes == 0);
  CHECK(shop.ask().size() == 5);
}

TEST_CASE("what a write made is found, changed and removed again") {
  Shop shop;
  CHECK(shop.broken(writing) == "");
  CHECK(shop.writes == 3);
  CHECK(shop.records.size() == 30);
}

TEST_CASE("faults of listings and reads are found") {
  Shop gap, unknown, stamp;
  gap.skips_a_page = true;
  CHECK(gap.broken().find("with pages of 7") != std::string::npos);
  unknown.forgets_unknown = true;
  CHECK(unknown.broken() ==
        "contact 2147480000, which does not exist, is answered as validation: the system answered 422 "
        "Unprocessable Content with \"{\"id\":\"0\"}\"\n");
  stamp.loses_stamp = true;
  CHECK(stamp.broken() == "contact 1 has no stamp\n");
}

TEST_CASE("faults of writes are found, and what was made is removed all the same") {
  Shop dropped, moved, keyless;
  dropped.drops_changes = true;
  CHECK(dropped.broken(writing) == "contact 59 was changed, but shows its old name\n");
  moved.moves_city = true;
  CHECK(moved.broken({"contact", true, Map{{"city", "Ulm"}}}) == "contact 59: a change of name changed city as well\n");
  keyless.forgets_keys = true;
  CHECK(keyless.broken(writing) == "contact is not found by its key\n");
  CHECK(dropped.records.size() + moved.records.size() + keyless.records.size() == 90);
}

TEST_CASE("an object that is not there, and a system that does not let us in") {
  Shop shop;
  CHECK(shop.broken({"order", false, {}}) == "There is no object \"order\"\n");
  shop.client.reply = [](const HttpRequest&) { return answer("{}", 401); };
  CHECK(shop.broken().starts_with("contact cannot be listed"));
}

}  // namespace
