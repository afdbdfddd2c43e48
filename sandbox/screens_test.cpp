// What people type stands there, and the ledger tells it from what came through the API.
#include "sandbox/screens.h"

#include <doctest/doctest.h>

#include "runtime/simulated.h"
#include "sandbox/vendor_pair.h"

using namespace syncline;
using namespace syncline::sandbox;

namespace {

const Company company{"Böttcher Elektrotechnik GmbH",
                      "",
                      "DE136695976",
                      "info@boettcher.example",
                      "+49 40 1234567",
                      "Hafenstraße 1",
                      "20457",
                      "Hamburg",
                      "DE",
                      "",
                      ""};
const Company other{"Jäger Stahlhandel AG",
                    "",
                    "DE811907980",
                    "info@jaeger.example",
                    "+49 40 7654321",
                    "Kaistraße 2",
                    "20457",
                    "Hamburg",
                    "DE",
                    "",
                    ""};
const Person person{"Ute Jäger", "ute@boettcher.example", "+49 40 123456712", "Einkauf"};

struct Office {
  std::unique_ptr<SimScheduler> scheduler = make_scheduler();
  const VendorPair& pair;
  VendorServer crm_server{scheduler->world(), pair.crm->install({})};
  VendorServer erp_server{scheduler->world(), pair.erp->install({})};
  Screen crm{crm_server, *pair.crm};
  Screen erp{erp_server, *pair.erp};

  explicit Office(const VendorPair& which) : pair(which) {}
};

void type_everything(Screen& screen) {
  const std::string id = screen.add(company), moved = screen.add(other), contact = screen.add(person, id);
  CHECK(screen.shown(id, "name") == company.name);
  CHECK(screen.shown(contact, "customer") == id);
  for (const auto& [field, text] :
       {std::pair{"name", "Neu GmbH"}, std::pair{"phone", "+49 40 99"}, std::pair{"email", "neu@x.example"},
        std::pair{"street", "Neuer Wall 1"}, std::pair{"city", "Bremen"}}) {
    screen.type(id, field, text);
    CHECK(screen.shown(id, field) == text);
    CHECK(screen.shown(moved, field) != text);
  }
  CHECK(screen.shows(id, "phone", "+494099"));
  CHECK_FALSE(screen.shows(id, "phone", "+494098"));
  CHECK(screen.shown("4711", "name").empty());
  CHECK(screen.shown("4711", "phone").empty());
  CHECK(screen.named("Neu GmbH") == 1);
  CHECK(screen.written() == 0);
  CHECK(screen.times_written("Neu GmbH") == 0);
  CHECK(screen.times_created(company.name) == 0);
  CHECK_FALSE(screen.was_created(id));
}

}  // namespace

TEST_CASE("people type into each CRM and see it there; nothing of it came through the API") {
  for (const VendorPair& pair : vendor_pairs()) {
    CAPTURE(pair.name);
    Office office(pair);
    type_everything(office.crm);
  }
}

TEST_CASE("people type into each ERP, also where phones and addresses are records of their own") {
  for (const VendorPair& pair : vendor_pairs()) {
    CAPTURE(pair.name);
    Office office(pair);
    type_everything(office.erp);
    CHECK(office.erp.shown(office.erp.add(company), "country") == "DE");
  }
}

TEST_CASE("a company that is out of use says so, in each system") {
  for (const VendorPair& pair : vendor_pairs()) {
    CAPTURE(pair.name);
    Office office(pair);
    for (Screen* screen : {&office.crm, &office.erp}) {
      const std::string id = screen->add(company), stays = screen->add(other);
      CHECK(screen->is_active(id));
      screen->deactivate(id);
      CHECK_FALSE(screen->is_active(id));
      CHECK(screen->is_active(stays));
    }
  }
}

TEST_CASE("what comes through the API is counted, by text and by record") {
  Office office(pair_named("odoo-tryton"));
  const auto call = [&](const char* method, const char* body) {
    const HttpResponse answer =
        office.crm_server.handle({"POST",
                                  std::string("http://crm.example/json/2/res.partner/") + method,
                                  {{"Authorization", "bearer " + office.pair.crm->environment("").back().value},
                                   {"X-Odoo-Database", "crm"},
                                   {"Content-Type", "application/json"}},
                                  body,
                                  ""});
    REQUIRE(answer.status == 200);
  };
  const std::string by_hand = office.crm.add(company);
  call("create", R"({"vals_list": [{"name": "Zweite GmbH", "phone": "+49 40 77"}]})");
  CHECK(office.crm.written() == 1);
  CHECK(office.crm.times_created("Zweite GmbH") == 1);
  CHECK(office.crm.times_written("+494077") == 1);
  CHECK(office.crm.was_created(std::to_string(std::stoi(by_hand) + 1)));
  CHECK_FALSE(office.crm.was_created(by_hand));
}
