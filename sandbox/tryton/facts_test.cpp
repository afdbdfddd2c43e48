// Facts that were checked on a real server, one by one.

#include "sandbox/tryton/calls_test.h"

namespace syncline::sandbox {
namespace {

constexpr const char* create_party = "model.party.party.create";
constexpr const char* write_party = "model.party.party.write";

struct Erp : SignedIn {
  Value party(const char* fields = "{'name':'Prüfling GmbH'}") { return create(json(fields).as_map()); }
  Value version(const Value& id) { return read(id, {"_timestamp"})["_timestamp"]; }
  void later() { now = now + milliseconds(97); }
  void person_edits(const Value& id, Map fields) {
    later();
    model.person_edits("party.party", std::to_string(id.as_int()), fields, now);
  }
  Map expecting(const std::string& model_name, const Value& id, Value version) {
    return {{"_timestamp", Map{{model_name + "," + std::to_string(id.as_int()), std::move(version)}}}};
  }
};

TEST_CASE("stamps are the start of the transaction, to the microsecond; write_date waits for the first write") {
  Erp erp;
  const Value id = erp.party();
  Value row = erp.read(id, {"create_date", "write_date", "write_uid", "_timestamp"});
  CHECK(row["create_date"]["microsecond"] == Value(780791));
  CHECK(row["create_date"]["hour"] == Value(6));
  CHECK(row["write_date"].is_null());
  CHECK(row["_timestamp"] == Value("1795241342.780791"));
  erp.person_edits(id, {{"name", "Anders GmbH"}});
  row = erp.read(id, {"write_date", "write_uid.login", "_timestamp"});
  CHECK(row["write_uid."]["login"] == Value("egon"));
  CHECK(row["_timestamp"] == Value("1795241342.877791"));
  erp.now = *parse_instant("2026-11-21T06:09:03.000042Z");
  CHECK(erp.version(erp.party()) == Value("1795241343.000042"));
  const Value before = row["write_date"];
  erp.person_edits(id, {{"name", "Anders GmbH"}});
  CHECK(erp.read(id, {"write_date"})["write_date"] != before);
}

TEST_CASE("a write over an edit that was not seen is refused") {
  Erp erp;
  const Value id = erp.party(), stale = erp.version(id);
  erp.person_edits(id, {{"name", "Zwischendurch GmbH"}});
  CHECK(erp.error(write_party, {List{id}, Map{{"name", "Blind"}}}, erp.expecting("party.party", id, stale)).at(0) ==
        Value("ConcurrencyException"));
  CHECK(erp.read(id, {"name"})["name"] == Value("Zwischendurch GmbH"));
  erp.result(write_party, {List{id}, Map{{"name", "x"}}}, erp.expecting("party.party", id, erp.version(id)));
  erp.result(write_party, {List{id}, Map{{"name", "y"}}}, erp.expecting("party.party", id, nullptr));
  erp.model.person_deletes("party.party", std::to_string(id.as_int()), erp.now);
  CHECK(erp.refusal(write_party, {List{id}, Map{{"name", "z"}}}, erp.expecting("party.party", id, stale)) ==
        "You are trying to write to records \"" + std::to_string(id.as_int()) +
            "\" of \"Party\" that don't exist anymore.");
}

TEST_CASE("children move their parent's stamp only when they are written through it") {
  Erp erp;
  const Value id = erp.party("{'name':'x','addresses':[['create',[{'street':'Weg 1','city':'Köln'}]]]}");
  const Value address = erp.read(id, {"addresses"})["addresses"].at(0);
  const Value stale = erp.result("model.party.address.read", {List{address}, List{"_timestamp"}}).at(0)["_timestamp"];
  erp.later();
  erp.result("model.party.address.write", {List{address}, Map{{"city", "Bonn"}}});
  erp.result("model.party.contact_mechanism.create", {List{Map{{"party", id}, {"value", "1"}}}});
  CHECK(erp.read(id, {"write_date"})["write_date"].is_null());

  const Map through{{"addresses", List{List{"write", List{address}, Map{{"city", "Trier"}}}}}};
  CHECK(erp.error(write_party, {List{id}, through}, erp.expecting("party.address", address, stale)).at(0) ==
        Value("ConcurrencyException"));
  CHECK(erp.read(id, {"write_date", "addresses.city"})["write_date"].is_null());
  erp.later();
  erp.write(id, through);
  const Value row = erp.read(id, {"write_date", "addresses.write_date", "addresses.city"});
  CHECK(row["addresses."].at(0)["city"] == Value("Trier"));
  CHECK(row["addresses."].at(0)["write_date"] == row["write_date"]);
}

TEST_CASE("a deactivated address is hidden but for active_test") {
  Erp erp;
  const Value id = erp.party("{'addresses':[['create',[{'city':'Köln'}]]]}");
  const Value address = erp.read(id, {"addresses"})["addresses"].at(0);
  erp.result("model.party.address.write", {List{address}, Map{{"active", false}}});
  CHECK(erp.read(id, {"addresses"})["addresses"] == Value(List{}));
  const Value shown = erp.result("model.party.party.read", {List{id}, List{"addresses"}}, {{"active_test", false}});
  CHECK(shown.at(0)["addresses"] == Value(List{address}));
}

TEST_CASE("commands add, change and remove children in one write") {
  Erp erp;
  const Value id =
      erp.party("{'contact_mechanisms':[['create',[{'type':'phone','value':'1'},{'type':'fax','value':'2'}]]]}");
  const List old = erp.read(id, {"contact_mechanisms"})["contact_mechanisms"].as_list();
  erp.write(id, {{"contact_mechanisms",
                  List{List{"create", List{Map{{"type", "email"}, {"value", "a@b.example"}}}},
                       List{"write", List{old[0]}, Map{{"value", "11"}}}, List{"delete", List{old[1]}}}}});
  const Value row = erp.read(id, {"contact_mechanisms.type", "contact_mechanisms.value"});
  REQUIRE(row["contact_mechanisms."].as_list().size() == 2);
  CHECK(row["contact_mechanisms."].at(0)["value"] == Value("11"));
  CHECK(row["contact_mechanisms."].at(1)["type"] == Value("email"));
  const Value other = erp.party();
  CHECK(erp.refusal(write_party, {List{other}, Map{{"contact_mechanisms", List{List{"add", List{old[0]}}}}}}) ==
        "You cannot change the party of contact mechanism \"[2] <11>\".");
  CHECK(erp.refusal(write_party, {List{id}, Map{{"contact_mechanisms", List{List{"remove", List{old[0]}}}}}})
            .starts_with("You cannot change the party"));
}

TEST_CASE("identifiers may go to another party") {
  Erp erp;
  const Value id = erp.party("{'identifiers':[['create',[{'code':'CRM-1'}]]]}"), other = erp.party();
  const Value identifier = erp.read(id, {"identifiers"})["identifiers"].at(0);
  erp.write(other, {{"identifiers", List{List{"add", List{identifier}}}}});
  CHECK(erp.read(id, {"identifiers"})["identifiers"] == Value(List{}));
  CHECK(erp.read(other, {"identifiers"})["identifiers"] == Value(List{identifier}));
  CHECK(erp.refusal(write_party, {List{other}, Map{{"identifiers", List{List{"remove", List{identifier}}}}}}) ==
        "A value is required for field \"Party\" in \"Party Identifier\".");
}

TEST_CASE("a relation has two ends and may be edited from either") {
  Erp erp;
  const Value company = erp.party();
  const Value person =
      erp.create({{"name", "Person"}, {"relations", List{List{"create", List{Map{{"to", company}, {"type", 1}}}}}}});
  const auto rows = [&](List domain) {
    return erp.result("model.party.relation.all.search_read",
                      {std::move(domain), 0, nullptr, nullptr, List{"from_", "to", "type.name", "_timestamp"}});
  };
  const Value both = rows({List{"from_", "in", List{company, person}}});
  REQUIRE(both.as_list().size() == 2);
  CHECK(both.at(0)["from_"] == person);
  CHECK(both.at(0)["type."]["name"] == Value("contact person of"));
  CHECK(both.at(1)["to"] == person);
  CHECK(both.at(1)["type."]["name"] == Value("has contact person"));
  CHECK_FALSE(both.at(0).as_map().contains("_timestamp"));
  const Value forth = both.at(0)["id"], back = both.at(1)["id"];
  CHECK(forth.as_int() % 2 == 0);
  CHECK(back.as_int() == forth.as_int() + 1);
  CHECK(erp.read(company, {"write_date"})["write_date"].is_null());
  CHECK(erp.found({List{"relations", "where", List{List{"to", "=", company}, List{"type", "=", 1}}}}) ==
        Value(List{person}));

  const Value other = erp.party();
  erp.result("model.party.relation.all.write", {List{back}, Map{{"from_", other}}});
  CHECK(rows({List{"id", "=", forth}}).at(0)["to"] == other);
  CHECK(erp.read(other, {"relations.to"})["relations."].at(0)["to"] == person);
  erp.result("model.party.relation.all.delete", {List{back}});
  CHECK(rows({List{"id", "in", List{forth, back}}}) == Value(List{}));
}

TEST_CASE("a party needs no name, and what people type is kept") {
  Erp erp;
  const Value id = erp.party(
      "{'name':null,'contact_mechanisms':[['create',[{'type':'phone','value':' +49 (0)30-1 '},"
      "{'type':'email','value':'no e-mail'}]]],'identifiers':[['create',[{'type':null,'code':'CRM-77'},"
      "{'type':'eu_vat','code':'de 136 695 976'}]]]}");
  const Value row = erp.read(id, {"name", "rec_name", "contact_mechanisms.value", "identifiers.code"});
  CHECK(row["name"].is_null());
  CHECK(row["rec_name"] == Value("[2]"));
  CHECK(row["contact_mechanisms."].at(0)["value"] == Value(" +49 (0)30-1 "));
  CHECK(row["contact_mechanisms."].at(1)["value"] == Value("no e-mail"));
  CHECK(row["identifiers."].at(1)["code"] == Value("de 136 695 976"));
  CHECK(erp.found({List{"identifiers.code", "=", "CRM-77"}}) == Value(List{id}));
}

TEST_CASE("a contact mechanism has a write_date from the start, an address has none") {
  Erp erp;
  const Value id = erp.party("{'addresses':[['create',[{}]]],'contact_mechanisms':[['create',[{'value':'1'}]]]}");
  const Value row = erp.read(id, {"addresses.write_date", "contact_mechanisms.write_date",
                                  "contact_mechanisms.create_date", "contact_mechanisms.type"});
  CHECK(row["addresses."].at(0)["write_date"].is_null());
  CHECK(row["contact_mechanisms."].at(0)["write_date"] == row["contact_mechanisms."].at(0)["create_date"]);
  CHECK(row["contact_mechanisms."].at(0)["type"] == Value("phone"));
}

TEST_CASE("a deleted winner is forgotten by the party that it replaced") {
  Erp erp;
  const Value winner = erp.party(), loser = erp.create({{"name", "L"}, {"replaced_by", winner}});
  erp.result("model.party.party.delete", {List{winner}});
  const Value row = erp.read(loser, {"replaced_by", "write_uid.login"});
  CHECK(row["replaced_by"].is_null());
  CHECK(row["write_uid."]["login"] == Value("sync"));
}

TEST_CASE("what Tryton refuses, in its words") {
  Erp erp;
  const Value id = erp.party();
  const auto refusal = [&](const char* fields) { return erp.refusal(create_party, {List{json(fields)}}); };
  CHECK(refusal("{'name':'x','code':'2'}") == "The code on party must be unique.");
  CHECK(refusal("{'name':'x','addresses':[['create',[{'country':999999}]]]}") ==
        "The value \"999999\" for field \"Country\" in \"Address\" does not exist.");
  CHECK(refusal("{'contact_mechanisms':[['create',[{'type':'nonsense','value':'1'}]]]}") ==
        "The value \"nonsense\" for field \"Type\" in \"Contact Mechanism\" is not one of the allowed options.");
  CHECK(refusal("{'name':'a\\nb'}").find("contains some invalid chars \"'\\n'\"") != std::string::npos);
  CHECK(erp.refusal("model.party.address.create", {List{Map{{"city", "Ulm"}}}}) ==
        "A value is required for field \"Party\" in \"Address\".");
  CHECK(erp.refusal(write_party, {List{id}, Map{{"code", ""}}}) ==
        "A value is required for field \"Code\" in \"Party\".");
  CHECK(erp.refusal("model.account.invoice.payment_term.write", {List{1}, Map{{"name", "x"}}}) ==
        "You are not allowed to access \"Payment Term\".");
  const auto exception = [&](Map fields) { return erp.error(write_party, {List{id}, std::move(fields)}).at(0); };
  CHECK(exception({{"nofield", 1}}) == Value("'nofield'"));
  CHECK(exception({{"addresses", Map{{"city", "x"}}}}) == Value("'c'"));
  CHECK(exception({{"addresses", List{Map{{"city", "x"}}}}}) == Value("0"));
  CHECK(exception({{"replaced_by", "x"}}) == Value("invalid literal for int() with base 10: 'x'"));
  CHECK(erp.read(id, {"write_date"})["write_date"].is_null());
}

TEST_CASE("a refused call leaves nothing behind but the numbers it used up") {
  Erp erp;
  const std::size_t lines = erp.model.ledger().size();
  erp.refusal(create_party,
              {List{Map{{"name", "one"}}, json("{'identifiers':[['create',[{'type':'eu_vat','code':'DE1'}]]]}")}});
  CHECK(erp.found({List{"name", "=", "one"}}) == Value(List{}));
  CHECK(erp.model.ledger().size() == lines);
  const Value next = erp.party();
  CHECK(next == Value(4));
  CHECK(erp.read(next, {"code"})["code"] == Value("4"));
}

TEST_CASE("a deleted party takes its children and relations along, one with an invoice stays") {
  Erp erp;
  const Value id = erp.party("{'addresses':[['create',[{}]]],'relations':[['create',[{'to':1,'type':1}]]]}");
  const Value address = erp.read(id, {"addresses"})["addresses"].at(0);
  erp.result("model.party.party.delete", {List{id, 999999}});
  CHECK(erp.model.record("party.address", std::to_string(address.as_int())).is_null());
  CHECK(erp.model.ids("party.relation.all").empty());
  erp.result("model.party.party.delete", {List{id}});

  const Value customer = erp.party();
  erp.model.person_invoices(std::to_string(customer.as_int()), erp.now);
  CHECK(erp.refusal("model.party.party.delete", {List{customer}}) ==
        "The records could not be deleted because they are used by field \"Party\" of \"Invoice\".");
  CHECK(erp.refusal("model.party.party.delete", {List{1}}) == "You are not allowed to access \"User\".");
}

}  // namespace
}  // namespace syncline::sandbox
