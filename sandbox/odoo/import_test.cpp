// load(): how a connector creates exactly once.

#include <doctest/doctest.h>

#include "sandbox/odoo/api_test.h"

namespace syncline::sandbox {
namespace {

Value json(const char* text) { return *parse_json(text); }

Value load(Api& api, const char* model_fields, const char* rows) {
  return api.call("res.partner/load", Map{{"fields", json(model_fields)}, {"data", json(rows)}});
}

}  // namespace

TEST_CASE("an external id is created once and updated after, and tells its record") {
  Api api;
  const char* fields = R"(["id", "is_company", "name", "country_id/.id", "active"])";
  const Value first = load(api, fields, R"([["syncline.k1", "true", "Einmal GmbH", "57", "true"]])");
  const Value again = load(api, fields, R"([["syncline.k1", "true", "Nochmal GmbH", "", "false"]])");
  CHECK(first["ids"] == again["ids"]);
  const std::int64_t id = first["ids"].at(0).as_int();
  CHECK(api.read(id, "name") == Value("Nochmal GmbH"));
  CHECK(api.read(id, "country_id") == Value(false));
  CHECK(api.read(id, "active") == Value(false));
  CHECK(api.call("ir.model.data/search_read",
                 R"({"domain": [["module", "=", "syncline"], ["name", "=", "k1"]], "fields": ["res_id"], "limit": 1})")
            .at(0)["res_id"] == Value(id));
  CHECK(api.call("res.partner/get_external_id", Map{{"ids", List{id}}})[std::to_string(id)] == Value("syncline.k1"));
  REQUIRE(api.model.ledger().size() == 2);
  CHECK(api.model.ledger()[0].verb == MutationVerb::create);
  CHECK(api.model.ledger()[1].verb == MutationVerb::update);
  CHECK(Value(api.model.ledger()[1].before)["name"] == Value("Einmal GmbH"));
}

TEST_CASE("one bad row and nothing is saved; the answer is 200 and says why") {
  Api api;
  const std::size_t before = api.model.ids("res.partner").size();
  const Value refused = load(api, R"(["id", "name", "country_id/.id"])",
                             R"([["syncline.k1", "Gut GmbH", "57"], ["syncline.k2", "Schlecht GmbH", "999"]])");
  CHECK(api.status == 200);
  CHECK(refused["ids"] == Value(false));
  CHECK(refused["messages"].at(0)["record"] == Value(1));
  CHECK(refused["messages"].at(0)["message"] ==
        Value("No matching record found for database id '999' in field 'Country'"));
  CHECK(api.model.ids("res.partner").size() == before);
  CHECK(api.model.ledger().empty());
}

TEST_CASE("a person is imported into its company and takes the company's address") {
  Api api;
  const std::int64_t company = api.create(Map{{"street", "Hafenstraße 1"}});
  const Value rows{List{List{"syncline.p1", "false", "contact", "Anna Müller", Value(std::to_string(company))}}};
  const Value loaded =
      api.call("res.partner/load",
               Map{{"fields", json(R"(["id", "is_company", "type", "name", "parent_id/.id"])")}, {"data", rows}});
  const std::int64_t id = loaded["ids"].at(0).as_int();
  CHECK(api.read(id, "parent_id") == Value(List{company, "Prüfling GmbH"}));
  CHECK(api.read(id, "street") == Value("Hafenstraße 1"));
  CHECK(api.read(id, "display_name") == Value("Prüfling GmbH, Anna Müller"));
}

TEST_CASE("a deleted record's external id is free again") {
  Api api;
  const auto once = [&] { return load(api, R"(["id", "name"])", R"([["syncline.k1", "X"]])")["ids"].at(0).as_int(); };
  const std::int64_t first = once();
  api.model.person_deletes("res.partner", std::to_string(first), api.now);
  CHECK(api.call("ir.model.data/search", R"({"domain": [["module", "=", "syncline"]]})") == Value(List{}));
  CHECK(once() > first);
}

}  // namespace syncline::sandbox
