// Replays what a real Tryton was asked, against a model prepared alike, and compares the answers: status, headers,
// kinds of errors and their words, names and kinds of all values, and the values themselves but for what each server
// makes up on its own (ids, stamps, sessions).

#include <filesystem>
#include <fstream>
#include <sstream>

#include "sandbox/tryton/calls_test.h"

namespace syncline::sandbox {
namespace {

const std::filesystem::path folder = std::filesystem::path(SYNCLINE_SOURCE_DIR) / "tests/system/recorded";
constexpr const char* a_person = "party.party";

Instant at(const char* text) { return *parse_instant(std::string("2026-11-21T06:") + text + "Z"); }

Value recorded(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return parse_json(text.str()).value();
}

/// The party with this id.
void add(TrytonModel& model, std::int64_t id, const char* fields, Instant when) {
  model.skip_ids(a_person, id);
  REQUIRE(model.person_creates(a_person, json(fields).as_map(), when) == std::to_string(id));
}

void add_customer_with_contacts(TrytonModel& model) {
  const Instant seeded = at("08:52.514659");
  add(model, 7,
      "{'name':'Zürcher Feinmechanik','categories':[['add',[1]]],"
      "'addresses':[['create',[{'street':'Hauptstr. 84','postal_code':'8001','city':'Zürich','country':3}]]],"
      "'contact_mechanisms':[['create',[{'type':'phone','value':'044 / 6055837'}]]],"
      "'identifiers':[['create',[{'type':'ch_vat','code':'CHE-969.914.854 MWST'}]]]}",
      seeded);
  add(model, 52,
      "{'name':'Ute Jäger','contact_mechanisms':[['create',[{'type':'phone','value':'+49 151 9518202'},"
      "{'type':'email','value':'person0@vat-05.example'}]]],'relations':[['create',[{'to':7,'type':1}]]]}",
      seeded);
  add(model, 53,
      "{'name':'Nils Nuñez','contact_mechanisms':[['create',[{'type':'phone','value':'+49 151 6698136'},"
      "{'type':'email','value':'person2@vat-05.example'}]]],'relations':[['create',[{'to':7,'type':1}]]]}",
      seeded);
}

/// Six customers; each of the first five is touched at one of its parts.
void add_customers_changed_at_parts(TrytonModel& model) {
  const Instant made = at("09:03.100000"), touched = at("09:03.500000");
  std::int64_t id = 105;
  for (const char* name : {"Adresse", "Telefon", "Kennung", "Ansprechpartner", "Stillgelegt", "Unberührt"}) {
    const std::string fields = "{'name':'" + std::string(name) + "','addresses':[['create',[{'city':'Ulm'}]]]}";
    add(model, id++, fields.c_str(), made);
  }
  const auto address = [&](const char* party) {
    return std::to_string(model.record(a_person, party)["addresses"].at(0).as_int());
  };
  model.person_edits("party.address", address("105"), {{"city", "Hof"}}, touched);
  model.person_creates("party.contact_mechanism", {{"party", 106}, {"type", "phone"}, {"value", "1"}}, touched);
  model.person_creates("party.identifier", {{"party", 107}, {"code", "X"}}, touched);
  add(model, 112, "{'name':'Person'}", at("09:02.000000"));
  model.person_creates("party.relation.all", {{"from_", 112}, {"to", 108}, {"type", 1}}, touched);
  model.person_edits("party.address", address("109"), {{"active", false}}, touched);
}

void prepare(TrytonModel& model) {
  add_customer_with_contacts(model);
  add(model, 103, "{'name':'Prüfling GmbH'}", at("09:02.780791"));
  model.person_edits(a_person, "103", {{"name", "Geändert GmbH"}}, at("09:02.878589"));
  add(model, 104, "{'name':'Prüfling GmbH'}", at("09:02.825850"));
  add(model, 113, "{'name':'Zwischendurch GmbH'}", at("09:01"));
  add(model, 116, "{'name':'Prüfling GmbH'}", at("09:01"));
  add(model, 117, "{'name':'Person','relations':[['create',[{'to':116,'type':1}]]]}", at("09:01"));
  add(model, 120,
      "{'name':'Prüfling GmbH','credit_limit_amount':{'__class__':'Decimal','decimal':'2500.00'},"
      "'customer_payment_term':2}",
      at("09:01"));
  add(model, 122, "{'name':'Prüfling GmbH','code':'122'}", at("09:01"));
}

bool is_made_up(std::string_view name) {
  return name == "id" || name == "_timestamp" || name == "from_" || name == "to" || name == "code";
}

/// Says where the answers differ; empty when they don't.
std::string difference(const Value& real, const Value& ours, const std::string& place, bool made_up = false) {
  if (real.kind() != ours.kind()) return place + ": " + write_json(real) + " is here " + write_json(ours) + "\n";
  if (real.is_list()) {
    if (real.as_list().size() != ours.as_list().size()) {
      return place + ": " + write_json(real) + " is here " + write_json(ours) + "\n";
    }
    std::string all;
    for (std::size_t i = 0; i < real.as_list().size(); ++i) {
      all += difference(real.at(i), ours.at(i), place + "." + std::to_string(i), made_up);
    }
    return all;
  }
  if (!real.is_map())
    return made_up || real == ours ? "" : place + ": " + write_json(real) + " is here " + write_json(ours) + "\n";
  std::string all;
  for (const auto& [name, value] : real.as_map()) {
    if (!ours.as_map().contains(name)) {
      all += place + "." + name + " is missing\n";
      continue;
    }
    const bool stamp = real["__class__"] == Value("datetime") && name != "__class__";
    all += difference(value, ours[name], place + "." + name, made_up || is_made_up(name) || stamp);
  }
  for (const auto& [name, value] : ours.as_map()) {
    if (!real.as_map().contains(name)) all += place + "." + name + " is too much\n";
  }
  return all;
}

HttpRequest as_sent(const Value& request, const std::string& authorization) {
  HttpRequest made{request["method"].as_string(), request["path"].as_string(), {}, {}, {}};
  for (const auto& [name, value] : request["headers"].as_map()) made.headers.emplace_back(name, value.as_string());
  // A recorded session is shown as "sync:2:KEY"; a bad one stays bad.
  const std::string* session = header(made.headers, "Authorization");
  if (session && *session == "Session " + base64("sync:2:KEY"))
    set_header(made.headers, "Authorization", authorization);
  made.body = write_json(request["body"]);
  return made;
}

std::string compare_answers(const Value& real, const HttpResponse& ours, bool ids_only) {
  std::string all;
  if (real["status"] != Value(ours.status)) {
    all += "status: " + write_json(real["status"]) + " is here " + std::to_string(ours.status) + "\n";
  }
  for (const auto& [name, value] : real["headers"].as_map()) {
    const std::string* own = header(ours.headers, name);
    if (!own || *own != value.as_string()) all += "header " + name + ": " + (own ? *own : "none") + "\n";
  }
  if (real["body"].is_string()) {
    return real["body"].as_string() == ours.body ? all : all + "body: " + ours.body + "\n";
  }
  const Result<Value, Error> body = parse_json(ours.body);
  return body ? all + difference(real["body"], *body, "body", ids_only) : all + "body: " + ours.body;
}

TEST_CASE("what a real server answered, the model answers") {
  std::size_t replayed = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().stem().string();
    if (!name.starts_with("tryton-")) continue;
    ++replayed;
    TrytonSetup setup;
    setup.password = "KEY";
    SignedIn tryton(setup);
    if (name == "tryton-changed-anywhere") {
      add_customers_changed_at_parts(tryton.model);
    } else {
      prepare(tryton.model);
    }
    const Value exchange = recorded(entry.path());
    Value request = exchange["request"];
    if (name == "tryton-write") {  // its version is one that was just read
      Value& parameters = *request.as_map().find("body")->as_map().find("params");
      Map& versions = parameters.as_list()[2].as_map().find("_timestamp")->as_map();
      versions.set("party.party,113", tryton.read(113, {"_timestamp"})["_timestamp"]);
    }
    const HttpResponse answer = tryton.model.answer(as_sent(request, tryton.authorization), at("09:05"));
    const bool ids_only = name == "tryton-login" || name.starts_with("tryton-create");
    CHECK_MESSAGE(compare_answers(exchange["response"], answer, ids_only) == "", name);
  }
  CHECK(replayed == 19);
}

}  // namespace
}  // namespace syncline::sandbox
