// What is particular to HubSpot's records: references and lines in calls of their own, a search that lags and ends at
// 10,000 rows, the recycle bin, merges, versions of the API.
#include "base/json.h"
#include "sandbox/hubspot/hubspot_model.h"
#include "tests/conformance/connector/bench.h"

namespace syncline::conformance {
namespace {

using Kind = WriteOutcome::Kind;
using sandbox::HubspotModel;

void in_account(Bench& bench, const std::function<void(HubspotModel&, Instant)>& deed) {
  bench.server.with_model(
      [&](sandbox::VendorModel& model, Instant now) { deed(dynamic_cast<HubspotModel&>(model), now); });
}

std::string person_makes(Bench& bench, const std::string& model, const Map& fields) {
  std::string native;
  in_account(bench, [&](HubspotModel& account, Instant now) { native = account.person_creates(model, fields, now); });
  REQUIRE_FALSE(native.empty());
  return native;
}

Value stored(Bench& bench, const std::string& model, const std::string& native) {
  Value out;
  in_account(bench, [&](HubspotModel& account, Instant) { out = account.record(model, native); });
  return out;
}

WriteOutcome write(Bench& bench, EffectOp op, const std::string& native, const char* content,
                   const std::string& key = "") {
  WriteRequest request;
  request.op = op;
  request.key = bench.key(native);
  request.content = parse_json(content).value();
  request.idempotency_key = key;
  return bench.port->write(request, bench.context());
}

/// The records of a model that say the same under this name.
std::vector<std::string> of(Bench& bench, const std::string& model, const std::string& name, const std::string& value) {
  std::vector<std::string> out;
  in_account(bench, [&](HubspotModel& account, Instant) {
    for (const std::string& id : account.ids(model)) {
      if (account.record(model, id)[name] == Value(value)) out.push_back(id);
    }
  });
  return out;
}

struct DatedCompanies {
  static Vendor vendor() {
    Vendor out = HubspotCompanies::vendor();
    out.settings.set("api_version", "2026-03");
    return out;
  }
};
struct DatedDeals {
  static Vendor vendor() {
    Vendor out = HubspotDeals::vendor();
    out.settings.set("api_version", "2026-03");
    return out;
  }
};
/// Of an account in which the id of a merged record is not found any more.
struct StrictCompanies {
  static Vendor vendor() {
    Vendor out = HubspotCompanies::vendor();
    out.make_model = [] {
      sandbox::HubspotSetup setup;
      setup.redirect = false;
      return std::make_unique<HubspotModel>(setup);
    };
    return out;
  }
};
struct BusyCompanies {
  static Vendor vendor() {
    Vendor out = HubspotCompanies::vendor();
    out.make_model = [] {
      sandbox::HubspotSetup setup;
      setup.allowance.in_a_day = 5;
      return std::make_unique<HubspotModel>(setup);
    };
    return out;
  }
};

}  // namespace

CONNECTOR_CASE_OF("a deal shows its primary company, or the only one, and its line items [hubspot]", HubspotDeals,
                  DatedDeals) {
  const std::string company = person_makes(bench, "companies", {{"name", "Nordwind GmbH"}});
  const std::string product = person_makes(bench, "products", {{"name", "Pump"}, {"hs_sku", "P-1"}});
  const std::string deal = bench.person_creates("Pump line");
  bench.wait();
  CHECK(bench.read(deal).content["company"].is_null());
  CHECK(bench.read(deal).content["lines"] == Value(List{}));
  in_account(bench, [&](HubspotModel& account, Instant now) {
    account.person_edits("deals", deal, {{"company", company}}, now);
  });
  for (int i = 1; i <= 3; ++i)
    person_makes(bench, "line_items",
                 {{"deal", deal},
                  {"name", "Pump " + std::to_string(i)},
                  {"hs_product_id", product},
                  {"quantity", i},
                  {"price", "950.50"},
                  {"discount", "0.50"}});
  const NativeRecord record = bench.read(deal);
  CHECK(record.content["company"] == Value(company));
  REQUIRE(record.content["lines"].as_list().size() == 3);
  for (const Value& line : record.content["lines"].as_list()) {
    CHECK(line["hs_product_id"] == Value(product));
    CHECK(line["amount"].as_decimal() == multiply(line["quantity"].as_decimal(), Decimal(950)).value());
    CHECK(line["discounted"].as_decimal() == multiply(line["quantity"].as_decimal(), Decimal::of(5, 1)).value());
  }
  bench.wait();
  std::string changes, sweep;
  CHECK(bench.pass(ListMode::changes, changes).latest.at(deal).content == record.content);
  CHECK(bench.pass(ListMode::sweep, sweep).latest.at(deal).content == record.content);
}

CONNECTOR_CASE_OF("more line items than a batch takes are read by several [hubspot]", HubspotDeals) {
  const std::string deal = bench.person_creates("Pump line");
  for (int i = 0; i < 130; ++i) person_makes(bench, "line_items", {{"deal", deal}, {"name", std::to_string(i)}});
  CHECK(bench.read(deal).content["lines"].as_list().size() == 130);
}

CONNECTOR_CASE_OF("a change of a line item does not stamp its deal: the stream of line items names it [hubspot]",
                  HubspotDeals) {
  const std::string deal = bench.person_creates("Pump line");
  const std::string line = person_makes(bench, "line_items", {{"deal", deal}, {"name", "Pump"}, {"quantity", 1}});
  person_makes(bench, "line_items", {{"name", "of no deal"}});
  bench.wait();
  std::string cursor;
  CHECK(named(bench, "deal/lines", cursor) == std::vector<std::string>{deal});
  bench.rt.sleep_for(minutes(20));
  named(bench, "deal/lines", cursor);
  const NativeRecord before = bench.read(deal);
  in_account(bench, [&](HubspotModel& account, Instant now) {
    account.person_edits("line_items", line, {{"quantity", 4}}, now);
  });
  bench.wait();
  CHECK(bench.read(deal).stamp == before.stamp);
  CHECK(named(bench, "deal/lines", cursor) == std::vector<std::string>{deal});
}

CONNECTOR_CASE_OF("a deal is made with its company by one call, its line items follow [hubspot]", HubspotDeals,
                  DatedDeals) {
  const std::string company = person_makes(bench, "companies", {{"name", "Nordwind GmbH"}});
  const std::string content =
      R"({"name": "Pump line", "dealstage": "closedwon", "amount": 1900.5, "company": ")" + company +
      R"(", "lines": {"$parts": [{"op": "create", "set": {"name": "Pump", "quantity": 2, "price": 950.25}},
                                                         {"op": "create", "set": {"name": "Hose", "quantity": 1}}]}})";
  const WriteOutcome made = write(bench, EffectOp::create, "", content.c_str(), "d1");
  REQUIRE_MESSAGE(made.kind == Kind::applied, describe(made.error.value_or(Error{})));
  const NativeRecord record = bench.read(made.native);
  CHECK(record.content["company"] == Value(company));
  CHECK(record.content["pipeline"] == Value("default"));
  CHECK(record.content["amount"] == Value(*Decimal::parse("1900.5")));
  CHECK(record.content["lines"].as_list().size() == 2);
  CHECK(stored(bench, "deals", made.native)["erp_id"] == Value("d1"));
}

CONNECTOR_CASE_OF("line items are changed, removed and added; what else the deal has is not sent [hubspot]",
                  HubspotDeals) {
  const std::string deal = bench.person_creates("Pump line");
  const std::string kept = person_makes(bench, "line_items", {{"deal", deal}, {"name", "Pump"}, {"quantity", 1}});
  const std::string gone = person_makes(bench, "line_items", {{"deal", deal}, {"name", "Hose"}, {"quantity", 9}});
  const Instant stamp{*bench.read(deal).stamp};
  const std::string content = R"({"lines": {"$parts": [{"op": "update", "id": ")" + kept +
                              R"(", "set": {"quantity": 5, "price": null}}, {"op": "delete", "id": ")" + gone +
                              R"("}, {"op": "create", "set": {"name": "Valve", "quantity": 0.5}}]}})";
  bench.rt.sleep_for(seconds(1));
  const WriteOutcome changed = write(bench, EffectOp::update, deal, content.c_str());
  REQUIRE_MESSAGE(changed.kind == Kind::applied, describe(changed.error.value_or(Error{})));
  const NativeRecord record = bench.read(deal);
  CHECK(record.stamp == stamp.us);
  REQUIRE(record.content["lines"].as_list().size() == 2);
  CHECK(stored(bench, "line_items", kept)["quantity"] == Value("5"));
  CHECK(stored(bench, "line_items", gone).is_null());
  CHECK(of(bench, "line_items", "deal", deal).size() == 2);
}

CONNECTOR_CASE_OF("a line item that is refused: the deal stands, and the refusal says so [hubspot]", HubspotDeals) {
  const std::string deal = bench.person_creates("Pump line");
  const WriteOutcome changed = write(bench, EffectOp::update, deal, R"({"amount": 5, "lines": {"$parts": [
      {"op": "create", "set": {"name": "Pump", "hs_product_id": "x-1"}}, {"op": "create", "set": {"name": "Hose"}}]}})");
  CHECK(changed.kind == Kind::rejected);
  CHECK(changed.error->cls == ErrorClass::validation);
  CHECK(changed.error->message.find("INVALID_LONG") != std::string::npos);
  CHECK(stored(bench, "deals", deal)["amount"] == Value("5"));
  CHECK(of(bench, "line_items", "deal", deal).size() == 1);
}

CONNECTOR_CASE_OF("a contact belongs to its company; to another one; to none [hubspot]", HubspotContacts) {
  const std::string first = person_makes(bench, "companies", {{"name", "First"}});
  const std::string second = person_makes(bench, "companies", {{"name", "Second"}});
  const WriteOutcome made =
      write(bench, EffectOp::create, "", (R"({"name": "Ida Ölm", "company": ")" + first + "\"}").c_str(), "c1");
  REQUIRE_MESSAGE(made.kind == Kind::applied, describe(made.error.value_or(Error{})));
  CHECK(bench.read(made.native).content["company"] == Value(first));
  CHECK(stored(bench, "contacts", made.native)["firstname"] == Value("Ida"));
  const auto belongs = [&](const std::string& value) {
    const WriteOutcome changed = write(bench, EffectOp::update, made.native, (R"({"company": )" + value + "}").c_str());
    REQUIRE_MESSAGE(changed.kind == Kind::applied, describe(changed.error.value_or(Error{})));
    return bench.read(made.native).content["company"];
  };
  CHECK(belongs("\"" + second + "\"") == Value(second));
  CHECK(belongs("\"" + second + "\"") == Value(second));
  CHECK(belongs("null").is_null());
  CHECK(stored(bench, "contacts", made.native)["lastname"] == Value("Ölm"));
}

CONNECTOR_CASE_OF("an address that another contact has is a duplicate, alone and among others [hubspot]",
                  HubspotContacts) {
  person_makes(bench, "contacts", {{"email", "ida@o.example"}});
  const char* content = R"({"name": "Ida", "email": "IDA@o.example"})";
  const WriteOutcome alone = write(bench, EffectOp::create, "", content, "c1");
  CHECK(alone.kind == Kind::rejected);
  CHECK(alone.error->cls == ErrorClass::duplicate);
  std::vector<WriteRequest> requests{bench.create_request("A", "a"), bench.create_request("B", "b")};
  requests[0].content = parse_json(content).value();
  const auto outcomes = bench.port->write_together(requests, bench.context());
  REQUIRE(outcomes);
  CHECK(outcomes->at(0).error->cls == ErrorClass::duplicate);
  CHECK(outcomes->at(1).kind == Kind::applied);
}

CONNECTOR_CASE_OF("the same key twice in one call: refused as a whole, nothing is made [hubspot]", HubspotCompanies) {
  std::vector<WriteRequest> requests{bench.create_request("A", "a"), bench.create_request("B", "a")};
  CHECK_FALSE(bench.port->write_together(requests, bench.context()).ok());
  CHECK(bench.natives().empty());
}

CONNECTOR_CASE_OF("what is emptied is empty, as a text that is empty [hubspot]", HubspotCompanies, DatedCompanies) {
  const std::string native = person_makes(bench, "companies", {{"name", "A"}, {"city", "Kiel"}, {"phone", "1"}});
  CHECK(write(bench, EffectOp::update, native, R"({"city": null})").kind == Kind::applied);
  CHECK(stored(bench, "companies", native)["city"].is_null());
  CHECK(stored(bench, "companies", native)["phone"] == Value("1"));
  CHECK(bench.read(native).content["city"].is_null());
}

CONNECTOR_CASE_OF("the loser of a merge is merged into the winner, whether its id leads there or not [hubspot]",
                  HubspotCompanies, StrictCompanies, HubspotContacts) {
  const std::string loser = bench.person_creates("Loser"), winner = bench.person_creates("Winner");
  in_account(bench, [&](HubspotModel& account, Instant now) {
    account.person_merges(bench.vendor.model, loser, winner, now);
  });
  bench.wait();
  const NativeRecord record = bench.read(loser);
  CHECK(record.state == RecordState::merged);
  CHECK(record.merged_into == winner);
  const auto both = std::vector<RecordKey>{bench.key(loser), bench.key(winner)};
  const auto together = bench.port->read_together(both, bench.context());
  CHECK(together[0]->merged_into == winner);
  CHECK(together[1]->state == RecordState::live);
}

CONNECTOR_CASE_OF("deleted records are named by the recycle bin; restored ones are live again [hubspot]",
                  HubspotCompanies, HubspotContacts, HubspotDeals) {
  const std::string native = bench.person_creates("A");
  bench.wait();
  std::string cursor;
  const std::string stream = bench.vendor.object + "/deleted";
  CHECK_FALSE(holds(named(bench, stream, cursor), native));
  bench.person_deletes(native);
  CHECK(holds(named(bench, stream, cursor), native));
  CHECK(bench.read(native).state == RecordState::gone);
  in_account(bench,
             [&](HubspotModel& account, Instant now) { account.person_restores(bench.vendor.model, native, now); });
  bench.wait();
  CHECK(bench.read(native).state == RecordState::live);
  std::string changes;
  CHECK(bench.pass(ListMode::changes, changes).name(native) == "A");
}

CONNECTOR_CASE_OF("an import stamps more records with one moment than a search shows [hubspot]", HubspotCompanies) {
  for (int i = 0; i < 60; ++i) bench.person_creates("row " + std::to_string(i));
  bench.wait();
  std::string cursor;
  CHECK(bench.pass(ListMode::changes, cursor).latest.size() == 60);
  for (const auto& each : bench.server.served()) CHECK(each.url.find("after=") == std::string::npos);
}

CONNECTOR_CASE_OF("the calls of the day are used up: nobody asks before midnight there [hubspot]", BusyCompanies) {
  std::string cursor;
  Result<Page, Error> page = Page{};
  for (int i = 0; i < 20 && page; ++i) page = bench.port->list("company", ListMode::sweep, "", bench.context());
  REQUIRE_FALSE(page);
  CHECK(page.error().cls == ErrorClass::throttled);
  REQUIRE(page.error().retry_after);
  const auto local = local_time(bench.rt.now() + *page.error().retry_after + milliseconds(1), "Europe/Berlin");
  CHECK(local->hour == 0);
  CHECK(local->minute == 0);
  const std::size_t asked = bench.server.requests();
  CHECK_FALSE(bench.port->list("company", ListMode::sweep, "", bench.context()));
  CHECK(bench.server.requests() == asked);
  bench.rt.sleep_for(*page.error().retry_after + seconds(1));
  CHECK(bench.port->list("company", ListMode::sweep, "", bench.context()));
}

CONNECTOR_CASE_OF("a wrong address of the API proves of no record that it is gone [hubspot]", HubspotCompanies) {
  const std::string native = bench.person_creates("A");
  bench.read(native);
  const auto elsewhere = [](HttpResponse& response) {
    response = {404, {}, R"({"status":"error","message":"resource not found","correlationId":"x"})"};
  };
  bench.server.set_faults({.altered_answers = 1, .alter = elsewhere});
  const auto record = bench.port->read(bench.key(native), bench.context());
  REQUIRE_FALSE(record);
  CHECK(record.error().cls == ErrorClass::config);
}

}  // namespace syncline::conformance
