// Business partners of S/4HANA with what belongs to them; tokens, locks and refusals.
#include "tests/conformance/connector/sap_s4hana/office.h"

namespace syncline::conformance {
namespace {

using Kind = WriteOutcome::Kind;

}  // namespace

CONNECTOR_CASE_OF("a partner with address, mail, phone and VAT number: made, changed, cleared [sap]", SapOrders) {
  Office office(bench);
  WriteRequest request;
  request.op = EffectOp::create;
  request.key = {"sys", "customer", ""};
  request.idempotency_key = "0123456789abcdef0123456789abcdef";  // the field takes 20
  const std::string name = "Vereinigte Schrauben- und Mutternwerke Nord GmbH & Co. KG";
  request.content = Map{{"name", name},           {"street", "Hauptstr. 7"},  {"city", "Köln"},
                        {"postal_code", "50667"}, {"email", "a@example.com"}, {"tax_id", "DE136695976"}};
  const WriteOutcome made = bench.port->write(request, office.soon());
  REQUIRE_MESSAGE(made.kind == Kind::applied, describe(made.error.value_or(Error{})));
  CHECK(bench.port->probe(request, bench.context()).native == made.native);
  NativeRecord customer = office.read("customer", made.native);
  CHECK(customer.content["name"] == Value(name));
  CHECK(customer.content["number"] == Value(made.native));
  CHECK(customer.content["street"] == Value("Hauptstr. 7"));
  CHECK(customer.content["country"] == Value("DE"));
  CHECK(customer.content["currency"] == Value("EUR"));  // what is sold to it would have none
  CHECK(customer.content["phone"].is_null());
  office.people([&](SapModel& model, Instant now) {  // people keep the number apart
    model.person_edits("A_BusinessPartnerAddress", model.ids("A_BusinessPartnerAddress").at(0),
                       {{"StreetName", "Domstr."}, {"HouseNumber", "1"}}, now);
  });
  CHECK(office.read("customer", made.native).content["street"] == Value("Domstr. 1"));
  const WriteOutcome changed = office.change(customer, {{"street", "Ring 5"},
                                                        {"email", nullptr},
                                                        {"phone", "+49221123"},
                                                        {"website", "https://example.com"},
                                                        {"tax_id", "ATU12345678"},
                                                        {"payment_terms", "0004"}});
  REQUIRE_MESSAGE(changed.kind == Kind::applied, describe(changed.error.value_or(Error{})));
  customer = office.read("customer", made.native);
  CHECK(customer.content["street"] == Value("Ring 5"));
  CHECK(customer.content["email"].is_null());
  CHECK(customer.content["phone"] == Value("+49221123"));
  CHECK(customer.content["website"] == Value("https://example.com"));
  CHECK(customer.content["tax_id"] == Value("ATU12345678"));
  CHECK(customer.content["payment_terms"] == Value("0004"));
}

CONNECTOR_CASE_OF("a contact belongs to a company, then to another [sap]", SapOrders) {
  Office office(bench);
  WriteRequest request;
  request.op = EffectOp::create;
  request.key = {"sys", "contact", ""};
  request.idempotency_key = "c1";
  request.content = Map{{"name", "Anna Maria Berg"}, {"email", "anna@example.com"}, {"company", office.customer}};
  const WriteOutcome made = bench.port->write(request, office.soon());
  REQUIRE_MESSAGE(made.kind == Kind::applied, describe(made.error.value_or(Error{})));
  NativeRecord contact = office.read("contact", made.native);
  CHECK(contact.content["company"] == Value(office.customer));
  CHECK(contact.content["name"] == Value("Anna Maria Berg"));
  std::string other;
  office.people([&](SapModel& model, Instant now) {
    other = model.person_creates("A_BusinessPartner", {{"BusinessPartnerCategory", "2"}, {"OrganizationBPName1", "B"}},
                                 now);
  });
  const WriteOutcome moved = office.change(contact, {{"company", other}});
  CHECK_MESSAGE(moved.kind == Kind::applied, describe(moved.error.value_or(Error{})));
  CHECK(office.read("contact", made.native).content["company"] == Value(other));
}

CONNECTOR_CASE_OF("a document that somebody has open is tried again; a token that ended is asked for again [sap]",
                  SapOrders) {
  Office office(bench);
  const NativeRecord before = bench.read(office.order());
  office.people([&](SapModel& model, Instant now) { model.person_locks(before.key.native, now + minutes(1)); });
  const WriteOutcome later = office.change(before, {{"requested_date", "2026-12-24"}});
  CHECK(later.kind == Kind::not_sent);
  REQUIRE(later.error);
  CHECK(later.error->cls == ErrorClass::transient);
  CHECK(later.error->retry_after == seconds(15));
  bench.rt.sleep_for(minutes(1));
  office.people([&](SapModel& model, Instant) { model.expire_sessions(); });
  CHECK(office.change(before, {{"requested_date", "2026-12-24"}}).kind == Kind::applied);
}

CONNECTOR_CASE_OF("refusals by their class, with all that the system says [sap]", SapOrders) {
  Office office(bench);
  WriteRequest request = office.creation("k1");
  request.content.as_map().set("customer", "4711");
  const WriteOutcome refused = bench.port->write(request, office.soon());
  CHECK(refused.kind == Kind::rejected);
  REQUIRE(refused.error);
  CHECK(refused.error->cls == ErrorClass::validation);
  CHECK(refused.error->message.find("not maintained for sales area 1010 10 00") != std::string::npos);
  CHECK(refused.error->message.find("Ship-to party is not defined") != std::string::npos);
  const auto ask = [&](const char* setting, const char* value) {
    Map settings = bench.vendor.settings;
    settings.set(setting, value);
    const auto client = bench.server.client();
    const auto port = *make_http_port(bench.rt, *client, testing_manifest(bench.vendor), "sys", settings);
    const auto page = port->list("customer", ListMode::changes, "", bench.context());
    REQUIRE_FALSE(page);
    return page.error().cls;
  };
  CHECK(ask("password", "wrong") == ErrorClass::auth);
  CHECK(ask("client", "800") == ErrorClass::auth);
}

}  // namespace syncline::conformance
