// What is particular to Customermates' newer API: lists, fields and choices by their labels while people change these,
// addresses as identities, organizations as links, lines as records, keys of writes, operations, the trash.
#include "connect/webhook.h"
#include "sandbox/customermates/record_fields.h"
#include "tests/conformance/connector/customermates/workspace.h"

namespace syncline::conformance {
namespace {

using Kind = WriteOutcome::Kind;
using sandbox::VendorModel;
using sandbox::customermates::kind_named;
using sandbox::customermates::type_of;

int version_of(Bench& bench, const std::string& object, const std::string& id) {
  return std::stoi(bench.port->read({"sys", object, id}, bench.context())->version);
}

Value command(const char* op, const std::string& id, Map set = {}) {
  return Map{{"op", op}, {"id", id}, {"set", std::move(set)}};
}

Value line_of(const NativeRecord& deal, const std::string& service) {
  for (const Value& each : deal.content["lines"].as_list()) {
    if (each["product"] == Value(service)) return each;
  }
  return {};
}

}  // namespace

CONNECTOR_CASE_OF("fields have types, and choices labels [customermates records]", CustomermatesRecordDeals) {
  const auto client = bench.server.client();
  const auto port = bound(bench, *client, "deal", {"Stage", "Close date", "Order number", "Open"});
  const std::string id = made(bench, "deals", {{"name", "Line 2"}, {"custom.Stage", "Proposal"}});
  const RecordKey key{"sys", "deal", id};
  const auto before = port->read(key, bench.context());
  REQUIRE_MESSAGE(before, describe(before.error()));
  CHECK(before->content["custom.Stage"] == Value("Proposal"));
  CHECK(before->content.as_map().contains("custom.Order number"));  // empty, not absent
  CHECK(before->content["custom.Order number"].is_null());
  const WriteOutcome done = update(*port, bench, key,
                                   {{"custom.Stage", "Won"},
                                    {"custom.Order number", "SO-1"},
                                    {"custom.Close date", "2026-12-31"},
                                    {"custom.Open", Decimal::of(1250, 2)}});
  REQUIRE_MESSAGE(done.kind == Kind::applied, why(done));
  CHECK(stored(bench, "deals", id)["custom.Stage"] == Value("Won"));
  CHECK(stored(bench, "deals", id)["custom.Close date"] == Value("2026-12-31"));
  CHECK(port->read(key, bench.context())->content["custom.Open"] == Value(Decimal::of(1250, 2)));
  CHECK(update(*port, bench, key, {{"custom.Order number", nullptr}}).kind == Kind::applied);
  CHECK(stored(bench, "deals", id)["custom.Order number"].is_null());
  const WriteOutcome refused = update(*port, bench, key, {{"custom.Stage", "Imagined"}});
  REQUIRE(refused.error);
  CHECK(refused.error->cls == ErrorClass::validation);
  CHECK(refused.error->message.find("(fields)") != std::string::npos);
}

CONNECTOR_CASE_OF("a field that is not there is found before anything is written [customermates records]",
                  CustomermatesRecordDeals) {
  const auto client = bench.server.client();
  const auto port = bound(bench, *client, "deal", {"Stage", "Colour"});
  std::vector<std::string> wrong;
  for (const ReadinessFinding& each : port->readiness({"deal"}, bench.context())) {
    if (each.error) wrong.push_back(each.error->message);
  }
  CHECK(wrong == std::vector<std::string>{"deals have no field Colour"});
  const std::string id = made(bench, "deals", {{"name", "Line 2"}});
  const WriteOutcome refused = update(*port, bench, {"sys", "deal", id}, {{"custom.Colour", "red"}, {"name", "X"}});
  CHECK(refused.kind == Kind::rejected);
  CHECK(refused.error->cls == ErrorClass::config);
  CHECK(stored(bench, "deals", id)["name"] == Value("Line 2"));
}

CONNECTOR_CASE_OF("what may not be read is absent, not empty [customermates records]", CustomermatesRecordDeals) {
  const std::string id = bench.person_creates("Line 2");
  bench.server.with_model([](VendorModel& all, Instant) {
    all.set_field_faults({.ignored = {}, .forbidden = {"deals.name"}, .shortened = {}});
  });
  CHECK_FALSE(bench.read(id).content.as_map().contains("name"));
}

CONNECTOR_CASE_OF(
    "while people give lists, fields and choices other labels, nothing is misread or lost "
    "[customermates records]",
    CustomermatesRecordDeals) {
  const auto client = bench.server.client();
  const auto port = bound(bench, *client, "deal", {"Stage", "Order number"});
  const std::string id = made(bench, "deals", {{"name", "Line 2"}, {"custom.Stage", "Won"}});
  const RecordKey key{"sys", "deal", id};
  NativeRecord record = *port->read(key, bench.context());
  const auto label = [&](const std::string& what, const std::string& now) {
    bench.server.with_model([&](VendorModel& all, Instant) { workspace(all).person_labels(what, now); });
  };
  const auto* stage = kind_named("deals").labelled("Stage");
  label(std::ranges::find(stage->options, "Won", &sandbox::customermates::Option::label)->id, "Gewonnen");
  const auto renamed = port->read(key, bench.context());
  REQUIRE_MESSAGE(renamed, describe(renamed.error()));
  CHECK(renamed->content["custom.Stage"] == Value("Gewonnen"));
  label(kind_named("deals").labelled("Order number")->id, "Auftrag");
  const WriteOutcome stale = update(*port, bench, key, {{"name", "Line 3"}}, record.version);
  REQUIRE_MESSAGE(stale.kind == Kind::applied, why(stale));
  CHECK(stored(bench, "deals", id)["name"] == Value("Line 3"));
  CHECK(update(*port, bench, key, {{"custom.Order number", "SO-1"}}).error->cls == ErrorClass::config);
  label(type_of("deals").id(), "Vorgang");
  const auto unknown = port->read(key, bench.context());
  REQUIRE_FALSE(unknown);
  CHECK(unknown.error().remedy.find("there is none called Deal") != std::string::npos);
  label(type_of("deals").id(), "Deal");
  std::string cursor;
  CHECK(port->list("deal", ListMode::changes, cursor, bench.context()).ok());
}

CONNECTOR_CASE_OF("of a list in the trash no record counts as deleted [customermates records]",
                  CustomermatesRecordContacts) {
  const std::string id = bench.person_creates("Ann");
  CHECK(bench.read(id).state == RecordState::live);
  bench.server.with_model([](VendorModel& all, Instant) { workspace(all).person_throws_away("contacts"); });
  const auto gone = bench.port->read(bench.key(id), bench.context());
  REQUIRE_FALSE(gone);
  CHECK(gone.error().cls == ErrorClass::config);
  bench.wait();
  std::string cursor;
  const auto page = bench.port->list("contact", ListMode::sweep, cursor, bench.context());
  REQUIRE_FALSE(page);
  CHECK(page.error().cls == ErrorClass::config);
}

CONNECTOR_CASE_OF(
    "of a contact's identities the first address is ours, and its organization a link "
    "[customermates records]",
    CustomermatesRecordContacts) {
  const std::string a = made(bench, "organizations", {{"name", "A"}}),
                    b = made(bench, "organizations", {{"name", "B"}});
  const std::string id = made(bench, "contacts",
                              {{"firstName", "Ann"},
                               {"lastName", "Smith"},
                               {"organizationIds", List{a}},
                               {"emails", List{"ann@a.example", "ann@home.example"}}});
  const RecordKey key{"sys", "contact", id};
  const auto record = bench.port->read(key, bench.context());
  REQUIRE(record);
  CHECK(record->content["name"] == Value("Ann Smith"));
  CHECK(record->content["email"] == Value("ann@a.example"));
  CHECK(record->content["organization"] == Value(a));
  const int before = version_of(bench, "organization", a);
  CHECK(update(*bench.port, bench, key, {{"email", "smith@a.example"}}).kind == Kind::applied);
  CHECK(stored(bench, "contacts", id)["emails"] == Value(List{"smith@a.example", "ann@home.example"}));
  CHECK(stored(bench, "contacts", id)["organizationIds"] == Value(List{a}));
  CHECK(version_of(bench, "organization", a) == before);
  const WriteOutcome moved = update(*bench.port, bench, key, {{"organization", b}});
  REQUIRE_MESSAGE(moved.kind == Kind::applied, why(moved));
  CHECK(stored(bench, "contacts", id)["organizationIds"] == Value(List{b}));
  CHECK(version_of(bench, "organization", a) == before + 1);  // both ends are stamped
  CHECK(update(*bench.port, bench, key, {{"email", nullptr}, {"organization", nullptr}}).kind == Kind::applied);
  CHECK(stored(bench, "contacts", id)["emails"] == Value(List{"ann@home.example"}));
  CHECK(stored(bench, "contacts", id)["organizationIds"] == Value(List{}));
  WriteRequest request = bench.create_request("Bo Berg", "l7");
  request.content.as_map().set("email", "bo@b.example");
  request.content.as_map().set("organization", b);
  const WriteOutcome born = bench.port->write(request, bench.context());
  REQUIRE_MESSAGE(born.kind == Kind::applied, why(born));
  CHECK(stored(bench, "contacts", born.native)["lastName"] == Value("Berg"));
  CHECK(stored(bench, "contacts", born.native)["emails"] == Value(List{"bo@b.example"}));
  CHECK(stored(bench, "contacts", born.native)["organizationIds"] == Value(List{b}));
}

CONNECTOR_CASE_OF("a deal's lines are records, each made, changed and removed by itself [customermates records]",
                  CustomermatesRecordDeals) {
  const Quote quote(bench, "2", "1.5");
  const RecordKey key{"sys", "deal", quote.deal};
  const NativeRecord record = bench.read(quote.deal);
  CHECK(record.content["amount"] == Value(Decimal::of(190520, 2)));
  CHECK(record.content["lines"].as_list().size() == 2);
  const Value pumps = line_of(record, quote.pump), hoses = line_of(record, quote.hose);
  CHECK(pumps["unit_price"] == Value(Decimal::of(95010, 2)));
  CHECK(hoses["net_amount"] == Value(Decimal::of(5, 0)));
  CHECK(hoses["title"] == Value("Hose"));
  const auto write = [&](List commands) {
    return update(*bench.port, bench, key, {{"lines", Map{{"$parts", std::move(commands)}}}});
  };
  const WriteOutcome done = write({command("delete", pumps["id"].as_string()),
                                   command("update", hoses["id"].as_string(), {{"quantity", Decimal::of(4, 0)}}),
                                   command("create", "", {{"product", quote.pump}, {"quantity", Decimal::of(1, 0)}})});
  REQUIRE_MESSAGE(done.kind == Kind::applied, why(done));
  NativeRecord after = bench.read(quote.deal);
  CHECK(after.content["amount"] == Value(Decimal::of(96343, 2)));
  CHECK(line_of(after, quote.hose)["id"] == hoses["id"]);
  CHECK(line_of(after, quote.pump)["id"] != pumps["id"]);
  // A line gets another service.
  CHECK(write({command("update", hoses["id"].as_string(), {{"product", quote.pump}})}).kind == Kind::applied);
  after = bench.read(quote.deal);
  CHECK(after.content["amount"] == Value(Decimal::of(475050, 2)));
  // A price, or a line, stamps the deal: what was decided before is not written.
  bench.server.with_model(
      [&](VendorModel& all, Instant now) { all.person_edits("services", quote.pump, {{"amount", 1000}}, now); });
  const WriteOutcome late =
      update(*bench.port, bench, key, {{"lines", Map{{"$parts", List{command("delete", hoses["id"].as_string())}}}}},
             after.version);
  CHECK(late.kind == Kind::rejected);
  CHECK(late.error->cls == ErrorClass::conflict);
  CHECK(bench.read(quote.deal).content["lines"].as_list().size() == 2);
  CHECK(bench.read(quote.deal).content["amount"] == Value(5000));
}

CONNECTOR_CASE_OF(
    "a deal is made with its lines; made again under its key, nothing comes twice "
    "[customermates records]",
    CustomermatesRecordDeals) {
  const Quote quote(bench, "1", "1");
  WriteRequest request = bench.create_request("Phone order", "order/4471");
  request.content.as_map().set("organization", quote.company);
  request.content.as_map().set(
      "lines", Map{{"$parts", List{command("create", "", {{"product", quote.pump}, {"quantity", Decimal::of(3, 0)}}),
                                   command("create", "", {{"product", quote.hose}, {"quantity", 1}})}}});
  const WriteOutcome first = bench.port->write(request, bench.context());
  REQUIRE_MESSAGE(first.kind == Kind::applied, why(first));
  const WriteOutcome second = bench.port->write(request, bench.context());
  CHECK(second.native == first.native);
  const NativeRecord record = bench.read(first.native);
  CHECK(record.content["organization"] == Value(quote.company));
  CHECK(record.content["lines"].as_list().size() == 2);
  CHECK(record.content["amount"] == Value(Decimal::of(285363, 2)));
  // Under the same key, but not the same: nobody knows which of the two it is, and it is looked for.
  request.content.as_map().set("name", "Another");
  CHECK(bench.port->write(request, bench.context()).kind == Kind::unknown);
  CHECK(bench.port->probe(request, bench.context()).native == first.native);
}

CONNECTOR_CASE_OF(
    "what touches too many records is done later: nobody knows, until it is read "
    "[customermates records]",
    CustomermatesRecordDeals) {
  const Quote quote(bench, "1", "1");
  bench.server.with_model([](VendorModel& all, Instant) { workspace(all).records().limit = 2; });
  const RecordKey pump{"sys", "product", quote.pump};
  const WriteOutcome later = update(*bench.port, bench, pump, {{"price", Decimal::of(1000, 0)}});
  CHECK(later.kind == Kind::unknown);
  CHECK(bench.port->read(pump, bench.context())->content["price"] == Value(Decimal::of(95010, 2)));
  const WriteOutcome meanwhile = bench.rename(bench.read(quote.deal), "Line 3");
  CHECK(meanwhile.kind == Kind::not_sent);
  CHECK(meanwhile.error->retry_after == seconds(30));
  bench.rt.sleep_for(bench.traits.max_execution);
  CHECK(bench.port->read(pump, bench.context())->content["price"] == Value(1000));
  CHECK(bench.rename(bench.read(quote.deal), "Line 3").kind == Kind::applied);
}

CONNECTOR_CASE_OF("one moment that holds more than an answer does, with the lines of each [customermates records]",
                  CustomermatesRecordDeals) {
  std::vector<std::string> deals;
  bench.server.with_model([&](VendorModel& all, Instant now) {
    const std::string pump = people.add_article(all, {"P-1", "Pump", "u", "10"}, now);
    const std::string company = people.add_company(all, {}, now);
    for (int i = 0; i < 130; ++i)
      deals.push_back(people.add_deal(
          all, company, {"Deal", "won", std::vector<std::pair<std::string, std::string>>(5, {pump, "2"})}, now));
  });
  bench.rt.sleep_for(seconds(1));
  for (const ListMode mode : {ListMode::changes, ListMode::sweep}) {
    std::string cursor;
    const Bench::Seen seen = bench.pass(mode, cursor);
    REQUIRE(seen.latest.size() == 130);
    for (const std::string& each : deals) CHECK(seen.latest.at(each).content["lines"].as_list().size() == 5);
  }
}

CONNECTOR_CASE_OF("several are taken out of use or removed by one call, all or none [customermates records]",
                  CustomermatesRecordOrganizations) {
  std::vector<WriteRequest> requests;
  for (const char* name : {"A", "B", "C"}) {
    const NativeRecord record = bench.read(bench.person_creates(name));
    WriteRequest& request = requests.emplace_back();
    request.op = EffectOp::deactivate;
    request.key = record.key;
    request.precondition = record.version;
  }
  bench.person_renames(requests[1].key.native, "B by a person");
  CHECK_FALSE(bench.port->write_together(requests, bench.context()));
  CHECK(stored(bench, "organizations", requests[0].key.native)["custom.Sync ended"].is_null());
  requests[1].precondition = bench.read(requests[1].key.native).version;
  const std::size_t before = bench.server.requests();
  const auto ended = bench.port->write_together(requests, bench.context());
  REQUIRE_MESSAGE(ended, describe(ended.error()));
  CHECK(bench.server.requests() == before + 1);
  CHECK(stored(bench, "organizations", requests[2].key.native)["custom.Sync ended"] == Value("true"));
  for (WriteRequest& each : requests) {
    each.op = EffectOp::remove;
    each.precondition = bench.read(each.key.native).version;
  }
  const auto removed = bench.port->write_together(requests, bench.context());
  REQUIRE_MESSAGE(removed, describe(removed.error()));
  CHECK(bench.read(requests[0].key.native).state == RecordState::gone);
  CHECK(bench.natives().empty());
}

CONNECTOR_CASE_OF("webhooks of records come to an address for each list [customermates records]",
                  CustomermatesRecordDeals) {
  Map settings = bench.vendor.settings;
  settings.set("webhook_secret", "twenty4randomletters");
  const auto manifest = testing::shipped("customermates");
  const auto prover = WebhookProver::make(manifest, settings);
  REQUIRE(prover);
  const Map scope = *webhook_scope(*manifest, settings);
  std::vector<RecordKey> told;
  std::vector<std::string> occurrences;
  int refused = 0;
  const std::string id = bench.person_creates("A");
  bench.server.with_model([&](VendorModel& all, Instant now) {
    workspace(all).tell([](const HttpRequest&) { return HttpResponse{200, {}, ""}; }, now);
    for (const char* secret : {"twenty4randomletters", ""})
      workspace(all).person_makes_webhook("https://sync.example/hooks/crm?object=deal", secret, "deals");
    all.person_edits("deals", id, {{"name", "B"}}, now);
    all.person_creates("services", {{"name", "Pump"}}, now);
    all.person_deletes("deals", id, now + seconds(1));
    workspace(all).tell(
        [&](const HttpRequest& request) -> HttpResponse {
          if (!prover->verify(request, now)) return ++refused, HttpResponse{401, {}, ""};
          const auto events = webhook_events(*manifest, scope, "sys", request, now);
          REQUIRE_MESSAGE(events, describe(events.error()));
          for (const NewEvent& each : *events) told.push_back(each.key);
          return {200, {}, ""};
        },
        now);
  });
  CHECK(told == std::vector<RecordKey>{bench.key(id), bench.key(id)});
  CHECK(refused == 2);
}

}  // namespace syncline::conformance
