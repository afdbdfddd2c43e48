#include "sandbox/tryton/calls_test.h"
#include "sandbox/tryton/wholesaler_data.h"

namespace syncline::sandbox {
namespace {

const Company company{"Böttcher Elektrotechnik GmbH",
                      "boettcher.de.example",
                      "DE136695976",
                      "info@boettcher.de.example",
                      "+49 40 1234567",
                      "Hafenstraße 1",
                      "20457",
                      "Hamburg",
                      "DE",
                      "2500.00",
                      "30 days net, 2% 10 days"};

TEST_CASE("a wholesaler's company and its contact person are found by what the connector asks for") {
  SignedIn tryton;
  const std::string id = tryton::add_company(tryton.model, company, tryton.now);
  const std::string person = tryton::add_person(tryton.model, id, "Ute Jäger", "ute@b.example", "", tryton.now);
  const Value row = tryton.read(
      std::stoi(id), {"name", "addresses.country.code", "identifiers.type", "identifiers.code", "credit_limit_amount",
                      "customer_payment_term.name", "contact_mechanisms.type", "categories.name"});
  CHECK(row["name"] == Value(company.name));
  CHECK(row["addresses."].at(0)["country."]["code"] == Value("DE"));
  CHECK(row["identifiers."].at(0)["type"] == Value("eu_vat"));
  CHECK(row["credit_limit_amount"]["decimal"] == Value("2500.00"));
  CHECK(row["customer_payment_term."]["name"] == Value("30 Tage"));
  CHECK(row["contact_mechanisms."].as_list().size() == 3);
  const Value people = tryton.found({List{"relations", "where", List{List{"type.name", "=", "contact person of"}}}});
  CHECK(people == Value(List{std::stoi(person)}));
  CHECK(tryton.read(std::stoi(person), {"relations.to"})["relations."].at(0)["to"] == Value(std::stoi(id)));

  Company mistyped = company;
  mistyped.tax_id = "DE136695975";
  const std::string other = tryton::add_company(tryton.model, mistyped, tryton.now);
  const Value kept = tryton.read(std::stoi(other), {"identifiers.type", "identifiers.code"});
  CHECK(kept["identifiers."].at(0)["type"].is_null());
  CHECK(kept["identifiers."].at(0)["code"] == Value("DE136695975"));
}

TEST_CASE("the ledger has a line for each record that was written, children under their own model") {
  SignedIn tryton;
  const auto& ledger = tryton.model.ledger();
  CHECK(ledger.empty());
  const Value id = tryton.create(json("{'name':'x','addresses':[['create',[{'city':'Ulm'}]]],"
                                      "'relations':[['create',[{'to':1,'type':1}]]]}")
                                     .as_map());
  REQUIRE(ledger.size() == 3);
  CHECK(ledger[0].model == "party.party");
  CHECK(Value(ledger[0].after)["name"] == Value("x"));
  CHECK(ledger[1].model == "party.address");
  CHECK(ledger[2].model == "party.relation.all");
  CHECK(ledger[2].id == "2");
  CHECK_FALSE(ledger[0].by_person);

  tryton.now = tryton.now + seconds(1);
  tryton.model.person_edits("party.party", "2", {{"name", "y"}}, tryton.now);
  REQUIRE(ledger.size() == 4);
  CHECK(ledger[3].verb == MutationVerb::update);
  CHECK(ledger[3].by_person);
  CHECK(ledger[3].at == tryton.now);
  CHECK(Value(ledger[3].before)["name"] == Value("x"));
  CHECK(Value(ledger[3].after)["name"] == Value("y"));
  tryton.result("model.party.party.delete", {List{id}});
  REQUIRE(ledger.size() == 7);
  CHECK(ledger[6].verb == MutationVerb::remove);
  CHECK(Value(ledger[6].before)["name"] == Value("y"));
}

TEST_CASE("a replaced party is inactive, points to its winner and leaves it its addresses, inactive") {
  SignedIn tryton;
  const std::string loser = tryton::add_company(tryton.model, company, tryton.now);
  Company better = company;
  better.name = "Böttcher GmbH";
  const std::string winner = tryton::add_company(tryton.model, better, tryton.now);
  tryton.now = tryton.now + seconds(1);
  tryton.model.person_merges(loser, winner, tryton.now);
  const Value row = tryton.read(std::stoi(loser), {"active", "replaced_by", "identifiers", "write_date"});
  CHECK(row["active"] == Value(false));
  CHECK(row["replaced_by"] == Value(std::stoi(winner)));
  CHECK(row["identifiers"].as_list().size() == 1);
  CHECK_FALSE(row["write_date"].is_null());
  CHECK(tryton.read(std::stoi(winner), {"addresses"})["addresses"].as_list().size() == 1);
  CHECK(tryton.model.record("party.party", winner)["addresses"].as_list().size() == 2);
  CHECK(tryton.model.record("party.party", winner)["write_date"].is_null());
}

TEST_CASE("field faults meet the integration, not people") {
  SignedIn tryton;
  const Value id = tryton.create({{"name", "before"}});
  FieldFaults faults;
  faults.forbidden = {"party.party.credit_limit_amount", "party.address.city"};
  faults.ignored = {"party.party.code"};
  faults.shortened = {{"party.party.name", 5}};
  tryton.model.set_field_faults(faults);

  tryton.write(id, {{"name", "Übermäßig lang"}, {"code", "77"}});
  Value row = tryton.read(id, {"name", "code"});
  CHECK(row["name"] == Value("Überm"));
  CHECK(row["code"] == Value("2"));
  const char* denied = "You are not allowed to access \"Party.Credit Limit Amount\".";
  CHECK(tryton.refusal("model.party.party.write", {List{id}, Map{{"credit_limit_amount", 1}}}) == denied);
  CHECK(tryton.refusal("model.party.party.read", {List{id}, List{"credit_limit_amount"}}) == denied);
  CHECK(tryton.refusal("model.party.party.search", {List{List{"credit_limit_amount", "=", 1}}, 0, 1, nullptr}) ==
        denied);
  CHECK(tryton.refusal("model.party.party.read", {List{id}, List{"addresses.city"}}) ==
        "You are not allowed to access \"Address.City\".");

  tryton.model.person_edits("party.party", "2", {{"name", "Übermäßig lang"}, {"credit_limit_amount", 5}}, tryton.now);
  CHECK(tryton.model.record("party.party", "2")["name"] == Value("Übermäßig lang"));
}

TEST_CASE("a copy of the model goes its own way but knows who signs in later") {
  SignedIn tryton;
  tryton::add_company(tryton.model, company, tryton.now);
  const std::unique_ptr<VendorModel> copy = tryton.model.clone();
  tryton.model.person_edits("party.party", "2", {{"name", "changed"}}, tryton.now);
  CHECK(copy->record("party.party", "2")["name"] == Value(company.name));
  tryton.model.expire_sessions();
  tryton.sign_in();
  const HttpResponse answer =
      copy->answer(tryton.request("model.party.party.search", List{List{}, 0, nullptr, nullptr, Map{}}), tryton.now);
  CHECK(parse_json(answer.body).value()["result"].as_list().size() == 2);
}

}  // namespace
}  // namespace syncline::sandbox
