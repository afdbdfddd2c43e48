// What a real server answered, asked of the model again: tests/system/recorded/odoo-*.json.

#include <algorithm>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/json.h"
#include "sandbox/odoo/odoo_model.h"

namespace syncline::sandbox {
namespace {

namespace fs = std::filesystem;

Instant at(const char* text) { return *parse_instant(text); }
const Instant seeded = at("2026-11-21T06:08:51.25Z");
const Instant asked = at("2026-11-21T06:09:00.5Z");

void fill_up_to(OdooModel& model, int id) {
  for (int next = std::stoi(model.ids("res.partner").back()) + 1; next <= id; ++next)
    model.person_creates("res.partner", Map{{"name", "Füller " + std::to_string(next)}, {"is_company", true}}, seeded);
}

Map person(const char* name, const char* job, const char* email, const char* phone) {
  return Map{{"name", name}, {"function", job}, {"email", email}, {"phone", phone}};
}

/// As the server was seeded before the recording, as far as the recordings show it.
OdooModel as_recorded(bool before_creation) {
  OdooModel model({.reads_external_ids = false});
  model.person_creates("res.partner",
                       Map{{"name", "Nordlicht Maschinenbau GmbH"},
                           {"is_company", true},
                           {"vat", "DE800439517"},
                           {"street", "Königsallee 22"},
                           {"zip", "10115"},
                           {"city", "Berlin"},
                           {"country_id", 57},
                           {"email", "kontakt@vat-00.example"}},
                       seeded);
  fill_up_to(model, 12);
  const std::string swiss = model.person_creates("res.partner",
                                                 Map{{"name", "Zürcher Feinmechanik AG"},
                                                     {"is_company", true},
                                                     {"vat", "CHE-969.914.854 MWST"},
                                                     {"street", "Hauptstraße 84"},
                                                     {"zip", "8001"},
                                                     {"city", "Zürich"},
                                                     {"country_id", 43},
                                                     {"email", "kontakt@vat-05.example"},
                                                     {"phone", "+41 44 6055837"}},
                                                 seeded);
  REQUIRE(swiss == "13");
  fill_up_to(model, 57);
  for (Map each : {person("Ute Jäger", "Buchhaltung", "person0@vat-05.example", "+49 151 9518202"),
                   person("Käthe Preuß", "Einkauf", "person1@vat-05.example", "+49 151 1256663")}) {
    each.set("parent_id", 13);
    model.person_creates("res.partner", each, seeded);
  }
  model.person_edits("res.partner", "8", Map{{"phone", "+49 30 4711"}}, at("2026-11-21T06:08:56.75Z"));
  fill_up_to(model, before_creation ? 108 : 124);
  return model;
}

HttpRequest request_of(const Value& recorded) {
  HttpRequest request{recorded["method"].as_string(), recorded["path"].as_string(), {}, {}, {}};
  for (const auto& [name, value] : recorded["headers"].as_map()) request.headers.emplace_back(name, value.as_string());
  request.body = write_json(recorded["body"]);
  return request;
}

Value recording(const fs::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return *parse_json(text.str());
}

Value person_is_the_users(Value body) {  // of the seeding: the integration's user wrote what people write here
  if (!body["records"].is_list()) return body;
  for (Value& each : body.as_map().find("records")->as_list()) each.as_map().set("write_uid", "a user");
  return body;
}

}  // namespace

TEST_CASE("the model answers each recorded request as the real server did") {
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(SYNCLINE_SOURCE_DIR "/tests/system/recorded")) {
    const std::string name = entry.path().stem().string();
    if (!name.starts_with("odoo-")) continue;
    CAPTURE(name);
    ++count;
    const Value recorded = recording(entry.path());
    OdooModel model = as_recorded(name == "odoo-create");
    if (name == "odoo-load-by-external-id") {  // the recorded one is the second
      const HttpResponse first = model.answer(request_of(recorded["request"]), asked);
      CHECK(*parse_json(first.body) == recorded["response"]["body"]);
    }
    const HttpResponse answer = model.answer(request_of(recorded["request"]), asked);
    const Value& believed = recorded["response"];
    CHECK(answer.status == believed["status"].as_int());
    for (const auto& [key, value] : believed["headers"].as_map()) {
      REQUIRE(header(answer.headers, key));
      CHECK(*header(answer.headers, key) == value.as_string());
    }
    if (believed["body"].is_string()) {
      CHECK(answer.body == believed["body"].as_string());
      continue;
    }
    const auto body = parse_json(answer.body);
    REQUIRE(body.ok());
    CHECK(write_json(person_is_the_users(*body)) == write_json(person_is_the_users(believed["body"])));
  }
  CHECK(count >= 17);
}

}  // namespace syncline::sandbox
