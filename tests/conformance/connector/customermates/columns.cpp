// What is particular to Customermates: columns by their labels, lists that are replaced, moments that hold more than an
// answer does, batches, its other API, webhooks.
#include "base/text.h"
#include "connect/webhook.h"
#include "tests/conformance/connector/customermates/workspace.h"

namespace syncline::conformance {
namespace {

using Kind = WriteOutcome::Kind;

/// With the secret of its webhooks.
Vendor with_secret(Vendor vendor) {
  vendor.settings.set("webhook_secret", "twenty4randomletters");
  return vendor;
}

}  // namespace

struct Workspace {
  static Vendor vendor() { return with_secret(CustomermatesOrganizations::vendor()); }
};

CONNECTOR_CASE_OF("columns are read and written by their labels, choices as well [customermates]", Workspace) {
  const auto client = bench.server.client();
  const auto port = bound(bench, *client, "deal", {"Stage", "Close date", "Order number", "Open"});
  const std::string id = made(bench, "deals", {{"name", "Line 2"}, {"custom.Stage", "Proposal"}});
  const RecordKey key{"sys", "deal", id};
  const auto before = port->read(key, bench.context());
  REQUIRE_MESSAGE(before, describe(before.error()));
  CHECK(before->content["custom.Stage"] == Value("Proposal"));
  CHECK(before->content.as_map().contains("custom.Order number"));  // empty, not absent
  CHECK(before->content["custom.Order number"].is_null());
  WriteOutcome done =
      update(*port, bench, key,
             {{"custom.Stage", "Won"}, {"custom.Order number", "SO-1"}, {"custom.Open", Decimal::of(1250, 2)}});
  REQUIRE_MESSAGE(done.kind == Kind::applied, why(done));
  CHECK(stored(bench, "deals", id)["custom.Stage"] == Value("Won"));
  CHECK(stored(bench, "deals", id)["custom.Open"] == Value("12.50"));
  CHECK(update(*port, bench, key, {{"custom.Order number", nullptr}}).kind == Kind::applied);
  CHECK(stored(bench, "deals", id)["custom.Order number"].is_null());
  CHECK(stored(bench, "deals", id)["custom.Stage"] == Value("Won"));
  done = update(*port, bench, key, {{"custom.Stage", "Imagined"}});
  REQUIRE(done.error);
  CHECK(done.error->cls == ErrorClass::validation);
  CHECK(done.error->message.find("Invalid option") != std::string::npos);
}

CONNECTOR_CASE_OF("a column that is not there is found before anything is written [customermates]", Workspace) {
  const auto client = bench.server.client();
  const auto port = bound(bench, *client, "deal", {"Stage", "Colour"});
  std::vector<std::string> wrong;
  for (const ReadinessFinding& each : port->readiness({"deal"}, bench.context())) {
    if (each.error) wrong.push_back(each.error->message);
  }
  CHECK(wrong == std::vector<std::string>{"deals have no column Colour"});
  const std::string id = made(bench, "deals", {{"name", "Line 2"}});
  const WriteOutcome refused = update(*port, bench, {"sys", "deal", id}, {{"custom.Colour", "red"}, {"name", "X"}});
  CHECK(refused.kind == Kind::rejected);
  CHECK(refused.error->cls == ErrorClass::config);
  CHECK(stored(bench, "deals", id)["name"] == Value("Line 2"));
}

CONNECTOR_CASE_OF("a contact's other addresses stay when the first is changed [customermates]", Workspace) {
  const std::string a = made(bench, "organizations", {{"name", "A"}});
  const std::string id = made(bench, "contacts",
                              {{"firstName", "Ann"},
                               {"lastName", "Smith"},
                               {"organizationIds", List{a}},
                               {"emails", List{"ann@a.example", "ann@home.example"}}});
  const RecordKey key{"sys", "contact", id};
  const auto record = bench.port->read(key, bench.context());
  REQUIRE(record);
  CHECK(record->content["email"] == Value("ann@a.example"));
  CHECK(record->content["organization"] == Value(a));
  CHECK(update(*bench.port, bench, key, {{"email", "smith@a.example"}}).kind == Kind::applied);
  CHECK(stored(bench, "contacts", id)["emails"] == Value(List{"smith@a.example", "ann@home.example"}));
  CHECK(stored(bench, "contacts", id)["organizationIds"] == Value(List{a}));
  CHECK(update(*bench.port, bench, key, {{"email", nullptr}, {"organization", nullptr}}).kind == Kind::applied);
  CHECK(stored(bench, "contacts", id)["emails"] == Value(List{"ann@home.example"}));
  CHECK(stored(bench, "contacts", id)["organizationIds"] == Value(List{}));
}

CONNECTOR_CASE_OF("a deal's lines are its services at their prices, written as a whole [customermates]", Workspace) {
  std::string pump, hose, deal;
  bench.server.with_model([&](sandbox::VendorModel& all, Instant now) {
    pump = people.add_article(all, {"P-1", "Pump", "u", "950.10"}, now);
    hose = people.add_article(all, {"H-1", "Hose", "m", "3.333"}, now);
    deal = people.add_deal(all, people.add_company(all, {}, now), {"Line 2", "won", {{pump, "2"}, {hose, "1.5"}}}, now);
  });
  const RecordKey key{"sys", "deal", deal};
  const auto record = bench.port->read(key, bench.context());
  REQUIRE_MESSAGE(record, describe(record.error()));
  CHECK(record->content["amount"] == Value(Decimal::of(190520, 2)));
  CHECK(record->content["lines"].as_list().size() == 2);
  const Value line = record->content["lines"].at(0);
  CHECK(line["net_amount"].is_number());
  const Map hoses{{"set", Map{{"product", hose}, {"quantity", Decimal::of(4, 0)}}}, {"id", ""}};
  const WriteOutcome done = update(*bench.port, bench, key, {{"lines", Map{{"$whole", List{hoses}}}}});
  REQUIRE_MESSAGE(done.kind == Kind::applied, why(done));
  CHECK(stored(bench, "deals", deal)["totalValue"] == Value(Decimal::of(13332, 3)));
}

CONNECTOR_CASE_OF("one moment that holds more than one answer is taken page by page [customermates]", Workspace) {
  for (int i = 0; i < 230; ++i) bench.person_creates("Twin " + std::to_string(i));
  std::string cursor, sweep;
  bench.rt.sleep_for(seconds(1));
  const Bench::Seen changes = bench.pass(ListMode::changes, cursor), all = bench.pass(ListMode::sweep, sweep);
  CHECK(changes.latest.size() == 230);
  CHECK(all.latest.size() == 230);
}

CONNECTOR_CASE_OF("of a batch that is refused nothing is done, and each may be written alone [customermates]",
                  Workspace) {
  const std::vector<WriteRequest> good{bench.create_request("A", "k1"), bench.create_request("B", "k2")};
  const auto done = bench.port->write_together(good, bench.context());
  REQUIRE_MESSAGE(done, describe(done.error()));
  REQUIRE(done->size() == 2);
  CHECK(bench.stored_name((*done)[1].native) == "B");
  const std::vector<WriteRequest> bad{bench.create_request("C", "k3"), bench.create_request("", "k4")};
  CHECK_FALSE(bench.port->write_together(bad, bench.context()));
  CHECK(bench.count("C") == 0);
}

CONNECTOR_CASE_OF("a server with another API is not touched, and says what to do [customermates]", Workspace) {
  const std::string native = bench.person_creates("A");
  bench.server.set_faults({.altered_answers = 1, .alter = [](HttpResponse& response) {
                             response.body = R"({"paths":{"/v2/records/query":{}}})";
                           }});
  const auto record = bench.port->read(bench.key(native), bench.context());
  REQUIRE_FALSE(record);
  CHECK(record.error().cls == ErrorClass::config);
  CHECK(record.error().remedy.find("update the server") != std::string::npos);
  CHECK(bench.port->read(bench.key(native), bench.context()).ok());
}

CONNECTOR_CASE_OF("webhooks prove themselves by a signature of the body, and name the record [customermates]",
                  Workspace) {
  const auto manifest = testing::shipped("customermates");
  const auto prover = WebhookProver::make(manifest, bench.vendor.settings);
  REQUIRE(prover);
  const Map scope = *webhook_scope(*manifest, bench.vendor.settings);
  std::vector<std::string> told;
  int refused = 0;
  const std::string id = bench.person_creates("A");
  bench.server.with_model([&](sandbox::VendorModel& all, Instant now) {
    auto& workspace = dynamic_cast<sandbox::CustomermatesModel&>(all);
    for (const char* secret : {"twenty4randomletters", "another4randomletters", ""})
      workspace.person_makes_webhook("https://sync.example/hooks/crm", secret);
    workspace.person_edits("organizations", id, {{"name", "B"}}, now);
    workspace.person_creates("services", {{"name", "Pump"}}, now);
    workspace.person_deletes("organizations", id, now);
    workspace.tell(
        [&](const HttpRequest& request) -> HttpResponse {
          if (!prover->verify(request, now)) return ++refused, HttpResponse{401, {}, ""};
          const auto events = webhook_events(*manifest, scope, "crm", request, now);
          REQUIRE(events);
          for (const NewEvent& each : *events) told.push_back(each.key.object + (each.key.native == id ? " A" : ""));
          return {200, {}, ""};
        },
        now);
  });
  CHECK(join(told, ", ") == "organization A, organization A, product, organization A");
  CHECK(refused == 8);
  // A vector of the vendor's scheme: lower-case hex of HMAC-SHA256, no prefix.
  HttpRequest vector{
      "POST",
      "https://sync.example/hooks/crm",
      {},
      R"({"event":"record.updated","data":{"payload":{"record":{"ref":{"recordId":"r1"}}}},"timestamp":"2026-11-20T23:01:12.400Z"})",
      ""};
  vector.url += "?object=deal";
  const auto events = webhook_events(*manifest, scope, "crm", vector, bench.rt.now());
  REQUIRE_MESSAGE(events, describe(events.error()));
  REQUIRE(events->size() == 1);
  CHECK(events->front().key.object == "deal");
  CHECK(events->front().key.native == "r1");
}

}  // namespace syncline::conformance
