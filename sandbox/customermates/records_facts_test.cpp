// What a client of Customermates' newer API meets: ids of the workspace, tagged values, versions and revisions that are
// compared, keys of writes, stamps at both ends, refusals with codes.
#include <doctest/doctest.h>

#include "base/json.h"
#include "sandbox/customermates/customermates_model.h"
#include "sandbox/customermates/customermates_vendor.h"

namespace syncline::sandbox {

using namespace customermates;

namespace {

struct Records {
  Records() { model.update_server(); }
  HttpResponse call(const std::string& path, const Value& body) {
    HttpHeaders headers{{"x-api-key", CustomermatesSetup{}.api_key}, {"Content-Type", "application/json"}};
    return model.answer(
        {"POST", "https://customermates.example/api/v1/" + path, std::move(headers), write_json(body), ""}, now);
  }
  static Value json(const HttpResponse& response) { return parse_json(response.body).value_or(Value()); }
  static std::string code(const HttpResponse& response) {
    return std::to_string(response.status) + " " + json(response)["error"]["issues"].at(0)["customCode"].string_or("-");
  }
  Value ref(const std::string& type, const std::string& id) const {
    return Map{{"typeId", type_of(type).id()}, {"recordId", id}};
  }
  Value read(const std::string& type, const std::string& id) { return json(call("records/read", ref(type, id))); }
  HttpResponse mutate(const std::string& key, const Map& mutation, int revision = 1) {
    return call("records/mutate", Map{{"expectedRevision", revision}, {"idempotencyKey", key}, {"mutation", mutation}});
  }
  Map rename(const std::string& id, std::int64_t version, const std::string& name) const {
    return {{"action", "update"},
            {"ref", ref("organizations", id)},
            {"expectedVersion", version},
            {"fields", List{Map{{"fieldId", type_of("organizations").fields.front().id},
                                {"value", Map{{"kind", "text"}, {"value", name}}}}}}};
  }

  CustomermatesModel model;
  Instant now{1'795'227'904'123'000};
};

}  // namespace

TEST_CASE_FIXTURE(Records, "customermates records: the older paths are no more, refusals have kinds and codes") {
  CHECK(call("organizations/search", Map{}).status == 404);
  const HttpResponse none = model.answer({"POST", "/api/v1/records/query", {}, "{}", ""}, now);
  CHECK(code(none) == "401 notAuthenticated");
  CHECK(code(call("records/query", Map{{"typeId", uuid_of("nowhere")}})) == "404 recordTypeNotFound");
  CHECK(code(call("records/read", ref("deals", uuid_of("nowhere")))) == "404 recordNotFound");
  CHECK(call("records/query", Map{{"typeId", type_of("deals").id()}, {"pageSize", 501}}).status == 400);
  CHECK(call("records/query", Map{{"typeId", type_of("deals").id()}, {"colour", 1}}).status == 400);
  CHECK(code(call("records/query", Map{{"typeId", type_of("deals").id()}, {"includeIdentities", true}})) ==
        "400 recordValueInvalid");
}

TEST_CASE_FIXTURE(Records, "customermates records: ids and stamps are those that the older API had") {
  CustomermatesModel older;
  const std::string id = older.person_creates("organizations", {{"name", "A"}, {"custom.City", "Kiel"}}, now);
  older.update_server();
  model = older;
  const Value record = read("organizations", id);
  CHECK(record["createdAt"] == Value("2026-11-21T02:25:04.123Z"));
  CHECK(record["version"] == Value(1));
  for (const Value& each : record["fields"].as_list()) {
    const Column* column = kind_named("organizations").column(each["fieldId"].as_string());
    if (column && column->label == "City") CHECK(each["result"]["value"]["value"] == Value("Kiel"));
  }
}

TEST_CASE_FIXTURE(Records, "customermates records: versions, revisions and keys are compared") {
  const std::string id = model.person_creates("organizations", {{"name", "A"}}, now);
  CHECK(mutate("key-0001", rename(id, 1, "B")).status == 200);
  CHECK(code(mutate("key-0002", rename(id, 1, "C"))) == "409 recordVersionChanged");
  CHECK(code(mutate("key-0003", rename(id, 2, "C"), 7)) == "409 recordSchemaChanged");
  // The same again is answered as before, and not done again; another under its key is refused.
  CHECK(mutate("key-0001", rename(id, 1, "B")).status == 200);
  CHECK(read("organizations", id)["version"] == Value(2));
  CHECK(code(mutate("key-0001", rename(id, 2, "B"))) == "409 recordIdempotencyConflict");
  CHECK(mutate("short", rename(id, 2, "B")).status == 400);
  CHECK(code(mutate("key-0004", rename(id, 2, " "))) == "400 recordValueInvalid");
}

TEST_CASE_FIXTURE(Records, "customermates records: a price stamps the lines and deals that it counts in") {
  const CustomermatesVendor people;
  const std::string pump = people.add_article(model, {"P-1", "Pump", "u", "950.10"}, now);
  const std::string company = people.add_company(model, {}, now);
  const std::string deal = people.add_deal(model, company, {"Line 2", "proposed", {{pump, "2"}}}, now);
  const std::int64_t before = read("deals", deal)["version"].as_int();
  const std::string price = type_of("services").fields[1].id;
  now = now + seconds(1);
  const Map repriced{
      {"action", "update"},
      {"ref", ref("services", pump)},
      {"expectedVersion", read("services", pump)["version"]},
      {"fields",
       List{Map{{"fieldId", price}, {"value", Map{{"kind", "decimal"}, {"value", "1000"}, {"currency", "EUR"}}}}}}};
  CHECK(mutate("key-0001", repriced).status == 200);
  const Value after = read("deals", deal);
  CHECK(after["version"] == Value(before + 1));
  CHECK(after["updatedAt"] == Value("2026-11-21T02:25:05.123Z"));
  // A number is none without its currency, and a sum is not written.
  CHECK(code(mutate("key-0002",
                    {{"action", "update"},
                     {"ref", ref("deals", deal)},
                     {"expectedVersion", after["version"]},
                     {"fields", List{Map{{"fieldId", type_of("deals").fields[1].id}, {"value", nullptr}}}}})) ==
        "400 recordReadOnlyField");
}

TEST_CASE_FIXTURE(Records, "customermates records: what touches too many is done later, and nothing else meanwhile") {
  const CustomermatesVendor people;
  const std::string a = model.person_creates("organizations", {{"name", "A"}}, now);
  const std::string ann = people.add_person(model, {"Ann Smith", "", "", ""}, a, now);
  model.records().limit = 1;
  const Map gone{
      {"action", "delete"}, {"ref", ref("organizations", a)}, {"expectedVersion", read("organizations", a)["version"]}};
  CHECK(json(mutate("key-0001", gone))["status"] == Value("completed"));
  CHECK(read("organizations", a)["error"]["kind"] == Value("not_found"));
  const std::string b = model.person_creates("organizations", {{"name", "B"}}, now);
  const Map joined{{"action", "update"},
                   {"ref", ref("contacts", ann)},
                   {"expectedVersion", read("contacts", ann)["version"]},
                   {"fields", List{}},
                   {"linkChanges", List{Map{{"action", "link"},
                                            {"relationId", Relation{"contacts", "organizations"}.id()},
                                            {"direction", "outgoing"},
                                            {"record", ref("organizations", b)}}}}};
  CHECK(json(mutate("key-0002", joined))["status"] == Value("pending"));
  CHECK(code(mutate("key-0003", rename(b, 1, "C"))) == "409 recordWritePaused");
  CHECK(model.record("contacts", ann)["organizationIds"] == Value(List{}));
  now = now + minutes(1);
  CHECK(json(mutate("key-0002", joined))["status"] == Value("pending"));
  CHECK(model.record("contacts", ann)["organizationIds"] == Value(List{b}));
}

}  // namespace syncline::sandbox
