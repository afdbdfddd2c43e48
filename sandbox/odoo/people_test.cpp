// What people do in Odoo's screens, field faults, replicas, and what stands at the door.

#include <doctest/doctest.h>

#include "runtime/random.h"
#include "sandbox/odoo/api_test.h"
#include "sandbox/odoo/wholesaler_data.h"

namespace syncline::sandbox {
namespace {

HttpResponse send(Api& api, const char* method, const char* target, HttpHeaders headers, const char* body = "") {
  return api.model.answer({method, target, std::move(headers), body, {}}, api.now);
}

const HttpHeaders json_headers{
    {"Authorization", "Bearer KEY"}, {"X-Odoo-Database", "crm"}, {"Content-Type", "application/json"}};

Company some_company() {
  return {"Weiß Werkzeughandel GmbH",
          "weiss.de.example",
          "DE123456789",
          "info@weiss.de.example",
          "+49 40 1234567",
          "Hafenstraße 3",
          "20457",
          "Hamburg",
          "DE",
          "5000.00",
          "30 days net"};
}

}  // namespace

TEST_CASE("a merge deletes the loser; its contacts, its external id and what the winner lacks move") {
  Api api;
  const std::int64_t winner = api.create(Map{{"phone", "1"}});
  const Value loaded = api.call("res.partner/load", *parse_json(R"({"fields": ["id", "name", "email", "phone"],
                                "data": [["syncline.k1", "Doppelt GmbH", "a@b.example", "2"]]})"));
  const std::int64_t loser = loaded["ids"].at(0).as_int();
  const std::string child = add_person(api.model, std::to_string(loser), {"Anna", "", "", ""}, api.now);
  api.model.person_merges(std::to_string(loser), std::to_string(winner), api.now + seconds(5));
  CHECK(api.model.record("res.partner", std::to_string(loser)).is_null());
  CHECK(api.read(winner, "email") == Value("a@b.example"));
  CHECK(api.read(winner, "phone") == Value("1"));
  CHECK(api.model.record("res.partner", child)["parent_id"].at(0) == Value(winner));
  CHECK(api.call("res.partner/get_external_id", Map{{"ids", List{winner}}})[std::to_string(winner)] ==
        Value("syncline.k1"));
  CHECK(api.model.ledger().back().by_person);
}

TEST_CASE("a company merged into its own contact leaves no contact of itself") {
  Api api;
  const std::int64_t company = api.create({});
  const std::string contact = add_person(api.model, std::to_string(company), {"Anna", "", "", ""}, api.now);
  api.model.person_merges(std::to_string(company), contact, api.now);
  CHECK(api.model.record("res.partner", contact)["parent_id"] == Value(false));
}

TEST_CASE("what the server refuses, people cannot do either") {
  Api api;
  CHECK(api.model.person_creates("res.partner", Map{{"name", ""}}, api.now).empty());
  CHECK(api.model.person_refused() == "The operation cannot be completed: Contacts require a name");
  CHECK(api.model.ledger().empty());
  const std::int64_t company = api.create({});
  const std::string child = add_person(api.model, std::to_string(company), {"Anna", "", "", ""}, api.now);
  api.person(company, Map{{"parent_id", std::stoi(child)}});
  CHECK(api.read(company, "parent_id") == Value(false));
}

TEST_CASE("a wholesaler's customer and its contact, as the API shows them") {
  Api api;
  const std::string company = add_company(api.model, some_company(), api.now);
  const std::string person =
      add_person(api.model, company, {"Anna Müller", "anna@weiss.de.example", "+49 40 2", "Einkauf"}, api.now);
  const Value row = api.model.record("res.partner", company);
  CHECK(row["country_id"] == *parse_json(R"([57, "Germany"])"));
  CHECK(row["vat"] == Value("DE123456789"));
  CHECK(row["website"] == Value("https://weiss.de.example"));
  CHECK(api.model.record("res.partner", person)["city"] == Value("Hamburg"));
  CHECK(api.model.record("res.partner", person)["function"] == Value("Einkauf"));
}

TEST_CASE("a field can be forbidden, ignored or cut, for the API and not for people's eyes") {
  Api api;
  const std::int64_t id = api.create(Map{{"ref", "K1"}});
  api.model.set_field_faults(
      {.ignored = {"res.partner.website"}, .forbidden = {"res.partner.vat"}, .shortened = {{"res.partner.street", 5}}});
  CHECK(api.outcome("res.partner/read", Map{{"ids", List{id}}, {"fields", List{"name", "vat"}}}) ==
        "403 odoo.exceptions.AccessError");
  CHECK(api.outcome("res.partner/search", R"({"domain": [["vat", "=", "x"]]})") == "403 odoo.exceptions.AccessError");
  CHECK(api.outcome("res.partner/write", Map{{"ids", List{id}}, {"vals", Map{{"ref", "K2"}, {"vat", "x"}}}}) ==
        "403 odoo.exceptions.AccessError");
  CHECK(api.read(id, "ref") == Value("K1"));
  api.write(id, Map{{"website", "https://x.example"}, {"street", "Königsallee 22"}});
  CHECK(api.status == 200);
  CHECK(api.read(id, "website") == Value(false));
  CHECK(api.read(id, "street") == Value("König"));
  CHECK(api.model.ledger().back().after == Map{{"website", false}, {"street", "König"}});
  CHECK(api.model.record("res.partner", std::to_string(id)).as_map().contains("vat"));
}

TEST_CASE("a web address gets its scheme, a note its mark-up") {
  Api api;
  const std::int64_t id = api.create(Map{{"website", "firma.example"}, {"comment", "Muster & Söhne"}});
  CHECK(api.read(id, "website") == Value("http://firma.example"));
  CHECK(api.read(id, "comment") == Value("<p>Muster &amp; Söhne</p>"));
}

TEST_CASE("one call is one transaction: the second of two bad records undoes the first, and its id is used up") {
  Api api;
  const std::int64_t last = api.create({});
  CHECK(api.outcome("res.partner/create", R"({"vals_list": [{"name": "Gut"}, {"name": false}]})") ==
        "422 odoo.exceptions.ValidationError");
  CHECK(api.model.ids("res.partner").back() == std::to_string(last));
  CHECK(api.model.ledger().size() == 1);
  CHECK(api.create({}) == last + 3);
}

TEST_CASE("a replica keeps what was there") {
  Api api;
  const std::int64_t id = api.create({});
  const std::unique_ptr<VendorModel> replica = api.model.clone();
  api.write(id, Map{{"name", "Neu GmbH"}});
  CHECK(replica->record("res.partner", std::to_string(id))["name"] == Value("Prüfling GmbH"));
  CHECK(replica->ids("res.partner") == api.model.ids("res.partner"));
}

TEST_CASE("a deleted company leaves its contacts behind, unstamped") {
  Api api;
  const std::int64_t company = api.create({});
  const std::string child = add_person(api.model, std::to_string(company), {"Anna", "", "", ""}, api.now);
  const Value before = api.model.record("res.partner", child)["write_date"];
  CHECK(api.outcome("res.partner/unlink", Map{{"ids", List{company}}}) == "200");
  CHECK(api.model.record("res.partner", child)["parent_id"] == Value(false));
  CHECK(api.model.record("res.partner", child)["write_date"] == before);
  CHECK(api.outcome("res.partner/unlink", R"({"ids": [6]})") == "422 odoo.exceptions.UserError");
}

TEST_CASE("searches: operators, prefix notation, order, pages") {
  Api api;
  const std::int64_t a = api.create(Map{{"name", "Alpha"}, {"ref", "1"}});
  const std::int64_t b = api.create(Map{{"name", "Beta"}, {"country_id", 57}});
  const std::int64_t c = api.create(Map{{"name", "Ärmel"}, {"ref", "2"}, {"parent_id", a}});
  const auto found = [&](const std::string& domain) {
    return api.search(("[[\"id\", \">=\", " + std::to_string(a) + "], " + domain + "]").c_str());
  };
  CHECK(found(R"("|", ["name", "=", "Alpha"], ["ref", "=", "2"])") == Value(List{a, c}));
  CHECK(found(R"("!", ["ref", "!=", false])") == Value(List{b}));
  CHECK(found(R"(["name", "ilike", "ÄRM"])") == Value(List{c}));
  CHECK(found(R"(["name", "=ilike", "b%"])") == Value(List{b}));
  CHECK(found(R"(["ref", "not in", ["1"]])") == Value(List{b, c}));
  CHECK(found(R"(["ref", "!=", "1"])") == Value(List{b, c}));
  CHECK(found(R"(["country_id", "=", "Germany"])") == Value(List{b}));
  CHECK(found(R"(["id", "child_of", )" + std::to_string(a) + "]") == Value(List{a, c}));
  CHECK(found(R"(["ref", ">", "1"])") == Value(List{c}));
  const Value page =
      api.call("res.partner/search",
               Map{{"domain", List{List{"id", ">=", a}}}, {"order", "ref desc, id"}, {"offset", 1}, {"limit", 1}});
  CHECK(page == Value(List{c}));  // what has no reference is first when descending
  CHECK(api.call("res.partner/search_count", Map{{"domain", List{List{"id", ">=", a}}}}) == Value(3));
  CHECK(api.call("res.partner/name_search", R"({"name": "alph"})") == Value(List{List{a, "Alpha"}}));
}

TEST_CASE("fields_get describes fields, and leaves out those that this user may not see") {
  Api api;
  api.model.set_field_faults({.ignored = {}, .forbidden = {"res.partner.vat"}, .shortened = {}});
  const Value fields = api.call("res.partner/fields_get",
                                R"({"allfields": ["name", "vat", "country_id"], "attributes": ["type", "relation"]})");
  CHECK(fields == *parse_json(R"({"name": {"type": "char"}, "country_id": {"type": "many2one",
                                  "relation": "res.country"}})"));
}

TEST_CASE("the door: version for everybody, then the database, then the key, then the form of the request") {
  Api api;
  CHECK(send(api, "GET", "/web/version", {}).status == 200);
  CHECK(send(api, "POST", "/json/2/res.partner/search", {}, "{}").status == 404);
  CHECK(send(api, "POST", "/json/2/res.partner/search", {{"X-Odoo-Database", "crm"}}).status == 401);
  CHECK(send(api, "GET", "/json/2/res.partner/search", json_headers).status == 404);
  CHECK(send(api, "POST", "/json/2/res.partner/search", json_headers, "{\"domain\":").status == 400);
  CHECK(send(api, "POST", "/json/2/res.partner/search", json_headers, "[]").status == 400);
  CHECK(send(api, "POST", "http://localhost:8069/json/2/res.partner/search?x=1", json_headers, R"({"domain": []})")
            .status == 200);
  HttpHeaders form = json_headers;
  set_header(form, "Content-Type", "application/x-www-form-urlencoded");
  CHECK(send(api, "POST", "/json/2/res.partner/search", form, "domain=").status == 415);
  CHECK(api.model.is_write({"POST", "https://x/json/2/res.partner/load", {}, {}, {}}));
  CHECK_FALSE(api.model.is_write({"POST", "https://x/json/2/res.partner/search_read", {}, {}, {}}));
}

}  // namespace syncline::sandbox
