// What tests/system/odoo_facts.py finds on a real server holds on the model.

#include <doctest/doctest.h>

#include "sandbox/odoo/api_test.h"

namespace syncline::sandbox {
namespace {

Value json(const std::string& text) { return *parse_json(text); }

struct Moved {
  bool company = false, contact = false;
  friend bool operator==(const Moved&, const Moved&) = default;
};

struct Family {
  Api api;
  std::int64_t company = 0, contact = 0;

  Family() {
    company =
        api.create(Map{{"street", "Alt 1"}, {"child_ids", json(R"([[0, 0, {"name": "Kind", "type": "contact"}]])")}});
    contact = api.search(("[[\"parent_id\", \"=\", " + std::to_string(company) + "]]").c_str()).at(0).as_int();
  }
  Moved moved(std::int64_t id, Map values) {
    const std::string before[] = {api.stored(company, "write_date"), api.stored(contact, "write_date")};
    api.person(id, std::move(values));
    return {api.stored(company, "write_date") > before[0], api.stored(contact, "write_date") > before[1]};
  }
};

constexpr Moved both{true, true};

}  // namespace

TEST_CASE("a new record: id, nothing is false, who wrote it, and one time for both stamps") {
  Api api;
  CHECK(api.call("res.users/context_get", "{}")["uid"] == Value(5));
  const std::int64_t id = api.create({});
  CHECK(api.read(id, "write_uid") == json(R"([5, "Syncline"])"));
  CHECK(api.call("res.partner/read", Map{{"ids", List{id}}, {"fields", List{"email", "parent_id", "vat"}}}).at(0) ==
        Value(Map{{"id", id}, {"email", false}, {"parent_id", false}, {"vat", false}}));
  CHECK(api.read(id, "write_date") == api.read(id, "create_date"));
  api.person(id, Map{{"phone", "1"}});
  CHECK(api.read(id, "write_uid") == json(R"([6, "Vera Vertrieb"])"));
}

TEST_CASE("times are stored in microseconds, shown and compared in whole seconds") {
  Api api;
  const std::int64_t id = api.create({});
  const std::string shown = api.read(id, "write_date").as_string();
  CHECK(shown.size() == 19);
  CHECK(api.stored(id, "write_date").starts_with(shown + "."));
  const auto found = [&](const std::string& sign, const std::string& time) {
    const List domain{List{"id", "=", id}, List{"write_date", sign, time}};
    return !api.call("res.partner/search", Map{{"domain", domain}}).as_list().empty();
  };
  CHECK_FALSE(found(">", shown));
  CHECK(found(">=", shown));
  CHECK(found("=", shown));
  CHECK_FALSE(found("<", shown + ".999999"));
}

TEST_CASE("three edits in a second have three stored times, by which they sort") {
  Api api;
  api.now = *parse_instant("2026-11-21T10:00:00Z");
  const std::int64_t first = api.create({}), second = api.create({});
  api.person(first, Map{{"phone", "1"}});
  CHECK(api.read(first, "write_date") == api.read(second, "write_date"));
  const Value rows = api.call("res.partner/search", Map{{"domain", json(R"([["write_date", ">=", "2026-11-21"]])")},
                                                        {"order", "write_date asc, id asc"}});
  CHECK(rows == Value(List{second, first}));
}

TEST_CASE("a domain may be dotted, fields to read may not") {
  Api api;
  const std::int64_t dutch = api.create(Map{{"country_id", 165}});
  CHECK(api.search(R"([["country_id.code", "=", "NL"], ["parent_id", "=", false]])") == Value(List{dutch}));
  CHECK(api.outcome("res.partner/search_read", R"({"domain": [], "fields": ["country_id.code"], "limit": 1})") ==
        "500 builtins.ValueError");
  CHECK(api.outcome("res.partner/search_read", R"({"domain": [], "fields": []})") == "403 odoo.exceptions.AccessError");
  CHECK(api.search(R"([["is_company", "=", true], ["id", "=", 1]])") == Value(List{1}));
}

TEST_CASE("an archived contact is left out of its company, whatever the context") {
  Api api;
  const std::int64_t id = api.create(Map{{"child_ids", json(R"([[0, 0, {"name": "Kind", "active": false}]])")}});
  const Value answer =
      api.call("res.partner/web_search_read",
               Map{{"domain", List{List{"id", "=", id}}},
                   {"specification", json(R"({"child_ids": {"fields": {}, "context": {"active_test": false}}})")},
                   {"context", Map{{"active_test", false}}}});
  CHECK(answer["records"].at(0)["child_ids"] == Value(List{}));
}

TEST_CASE("a record that is not there") {
  Api api;
  const std::int64_t id = api.create({});
  CHECK(api.call("res.partner/read", R"({"ids": [999999], "fields": ["name"]})") == Value(List{}));
  CHECK(api.call("res.partner/read", Map{{"ids", List{id, 999999}}, {"fields", List{"city"}}}) ==
        Value(List{Map{{"id", id}, {"city", false}}}));
  CHECK(api.call("res.partner/web_read", R"({"ids": [999999], "specification": {"name": {}}})") == Value(List{}));
  CHECK(api.outcome("res.partner/web_read",
                    R"({"ids": [999999], "specification": {"child_ids": {"fields": {"name": {}}}}})") ==
        "404 odoo.exceptions.MissingError");
  CHECK(api.call("res.partner/web_read", R"({"ids": [999999], "specification": {}})") == json(R"([{"id": 999999}])"));
  CHECK(api.outcome("res.partner/unlink", Map{{"ids", List{id}}}) == "200");
  CHECK(api.outcome("res.partner/unlink", Map{{"ids", List{id}}}) == "404 odoo.exceptions.MissingError");
}

TEST_CASE("archiving moves write_date, hides from searches, and not from reading by id") {
  Api api;
  const std::int64_t id = api.create({});
  const std::string before = api.stored(id, "write_date");
  api.person(id, Map{{"active", false}});
  CHECK(api.stored(id, "write_date") > before);
  const std::string mine = "[[\"id\", \"=\", " + std::to_string(id) + "]";
  CHECK(api.search((mine + "]").c_str()) == Value(List{}));
  CHECK(api.search((mine + "]").c_str(), Map{{"active_test", false}}) == Value(List{id}));
  CHECK(api.search((mine + ", [\"active\", \"in\", [true, false]]]").c_str()) == Value(List{id}));
  CHECK(api.read(id, "active") == Value(false));
}

TEST_CASE("what moves the stamps of a company and its contact") {
  Family family;
  CHECK(family.moved(family.contact, Map{{"phone", "1"}}) == Moved{false, true});
  CHECK(family.moved(family.company, Map{{"phone", "2"}}) == both);
  CHECK(family.moved(family.company, Map{{"phone", "2"}}) == Moved{true, false});
  CHECK(family.moved(family.company, Map{{"street", "Neu 2"}}) == both);
  CHECK(family.api.read(family.contact, "street") == Value("Neu 2"));
  CHECK(family.moved(family.contact, Map{{"street", "Kindweg 3"}}) == both);
  CHECK(family.api.read(family.company, "street") == Value("Kindweg 3"));
  CHECK(family.moved(family.company, Map{{"vat", "DE136695976"}, {"country_id", 57}}) == both);
  CHECK(family.api.read(family.contact, "vat") == Value("DE136695976"));
  family.api.write(family.contact, Map{{"parent_id", false}});
  CHECK(family.api.read(family.contact, "parent_id") == Value(false));
}

TEST_CASE("an address of a company is its own: nothing is carried over") {
  Family family;
  const std::int64_t invoice = family.api.create(
      Map{{"is_company", false}, {"parent_id", family.company}, {"type", "invoice"}, {"street", "Postfach 7"}});
  CHECK(family.api.read(family.company, "street") == Value("Alt 1"));
  family.api.write(family.company, Map{{"street", "Neu 2"}});
  CHECK(family.api.read(invoice, "street") == Value("Postfach 7"));
  CHECK(family.api.read(family.contact, "commercial_partner_id").at(0) == Value(family.company));
}

TEST_CASE("each mistake of a caller has the server's status and name") {
  Api api;
  const std::int64_t id = api.create({});
  const std::string ids = "{\"ids\": [" + std::to_string(id) + "]";
  const auto expect = [&](const std::string& path, const std::string& body, const std::string& believed) {
    CAPTURE(path);
    CAPTURE(body);
    CHECK(api.outcome(path, body.c_str()) == believed);
  };
  expect("res.partner/search", R"({"domain": [["nofield", "=", 1]]})", "500 builtins.ValueError");
  expect("res.partner/write", ids + R"(, "vals": {"nofield": 1}})", "500 builtins.KeyError");
  expect("res.partner/create", R"({"vals_list": [{"nofield": 1}]})", "500 builtins.ValueError");
  expect("res.nomodel/read", "{}", "404 werkzeug.exceptions.NotFound");
  expect("res.partner/nomethod", "{}", "404 werkzeug.exceptions.NotFound");
  expect("res.partner/_write", ids + "}", "403 odoo.exceptions.AccessError");
  expect("res.partner/search", R"({"domain": [], "nonsense": 1})", "422 werkzeug.exceptions.UnprocessableEntity");
  expect("res.partner/search", "{}", "422 werkzeug.exceptions.UnprocessableEntity");
  expect("res.partner/search", ids + R"(, "domain": []})", "422 werkzeug.exceptions.UnprocessableEntity");
  expect("res.partner/create", R"({"vals_list": [{"name": "x", "country_id": 999999}]})",
         "422 odoo.exceptions.ValidationError");
  expect("res.partner/create", R"({"vals_list": [{"name": "x", "country_id": "DE"}]})",
         "500 psycopg2.errors.InvalidTextRepresentation");
  expect("res.partner/create", R"({"vals_list": [{"name": "x", "type": "nonsense"}]})", "500 builtins.ValueError");
  expect("res.partner/create", R"({"vals_list": 7})", "500 builtins.TypeError");
  expect("res.partner/search", R"({"domain": [["write_date", ">=", "gestern"]]})", "500 builtins.ValueError");
  expect("res.partner/search", R"({"domain": ["|", ["name", "=", "x"]]})", "500 builtins.ValueError");
  expect("res.partner/search", R"({"domain": [], "order": "name upwards"})", "422 odoo.exceptions.UserError");
  expect("res.partner/write", ids + R"(, "vals": {"phone": "1"}, "context": {"lang": "fr_FR"}})",
         "422 odoo.exceptions.UserError");
  expect("res.country/create", R"({"vals_list": [{"name": "Atlantis"}]})", "403 odoo.exceptions.AccessError");
}

TEST_CASE("a VAT id is tidied and may be there twice; without a country nobody looks at it") {
  Api api;
  CHECK(api.read(api.create(Map{{"country_id", 57}, {"vat", "de 136 695 976"}}), "vat") == Value("DE136695976"));
  CHECK(api.create(Map{{"country_id", 57}, {"vat", "DE136695976"}}) > 0);
  const std::int64_t unchecked = api.create(Map{{"vat", "DE000"}});
  CHECK(api.read(unchecked, "vat") == Value("DE000"));
  CHECK(api.outcome("res.partner/write", Map{{"ids", List{unchecked}}, {"vals", Map{{"country_id", 57}}}}) ==
        "422 odoo.exceptions.ValidationError");
}

}  // namespace syncline::sandbox
