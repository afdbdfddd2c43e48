// What is particular to Bitrix24's records: values with ids, requisites and addresses beside them, product rows, days
// that are moments, smart processes.
#include "base/json.h"
#include "sandbox/bitrix24/bitrix24_model.h"
#include "tests/conformance/connector/bench.h"

namespace syncline::conformance {
namespace {

using Kind = WriteOutcome::Kind;

void in_portal(Bench& bench, const std::function<void(sandbox::Bitrix24Model&, Instant)>& deed) {
  bench.server.with_model(
      [&](sandbox::VendorModel& model, Instant now) { deed(dynamic_cast<sandbox::Bitrix24Model&>(model), now); });
}

std::string person_makes(Bench& bench, const std::string& model, const Map& fields) {
  std::string native;
  in_portal(bench, [&](auto& portal, Instant now) { native = portal.person_creates(model, fields, now); });
  REQUIRE_FALSE(native.empty());
  return native;
}

Value stored(Bench& bench, const std::string& model, const std::string& native) {
  Value out;
  in_portal(bench, [&](auto& portal, Instant) { out = portal.record(model, native); });
  return out;
}

WriteOutcome write(Bench& bench, EffectOp op, const std::string& object, const std::string& native,
                   const std::string& content, const std::string& key = "k1") {
  WriteRequest request;
  request.op = op;
  request.key = {"sys", object, native};
  request.content = parse_json(content).value();
  request.idempotency_key = key;
  return bench.port->write(request, bench.context());
}

void applied(const WriteOutcome& outcome) {
  REQUIRE_MESSAGE(outcome.kind == Kind::applied, describe(outcome.error.value_or(Error{})));
}

NativeRecord read(Bench& bench, const std::string& object, const std::string& native) {
  auto record = bench.port->read({"sys", object, native}, bench.context());
  REQUIRE_MESSAGE(record, describe(record.error()));
  return *record;
}

Decimal number(const char* text) { return Decimal::parse(text).value(); }

/// The value that stands under the first multifield of this kind.
std::string reachable(const NativeRecord& record, const char* kind) {
  for (const Value& each : record.content["multifields"].as_list()) {
    if (each["kind"] == Value(kind)) return each["value"].string_or("");
  }
  return "";
}

std::string reachable_id(const NativeRecord& record, const char* kind) {
  for (const Value& each : record.content["multifields"].as_list()) {
    if (each["kind"] == Value(kind)) return each["id"].string_or("");
  }
  return "";
}

/// With pages of fifty, as the cloud has them.
struct LongDeals {
  static Vendor vendor() {
    Vendor out = Bitrix24Deals::vendor();
    out.make_model = [] { return std::make_unique<sandbox::Bitrix24Model>(); };
    return out;
  }
};

}  // namespace

CONNECTOR_CASE_OF("phone numbers have ids: one is changed, one is added, one goes; others stay [bitrix24]",
                  Bitrix24Companies, Bitrix24Contacts) {
  const std::string native = bench.person_creates("A");
  in_portal(bench, [&](auto& portal, Instant now) {
    portal.person_edits(bench.vendor.model, native, {{"PHONE", "+49 1"}, {"MOBILE", "+49 2"}, {"EMAIL", "a@b.example"}},
                        now);
  });
  const NativeRecord before = bench.read(native);
  CHECK(reachable(before, "PHONE") == "+49 1");
  CHECK(reachable(before, "MOBILE") == "+49 2");
  applied(write(bench, EffectOp::update, bench.vendor.object, native,
                R"({"multifields": {"$parts": [{"op": "update", "id": ")" + reachable_id(before, "PHONE") +
                    R"(", "set": {"value": "+49 3"}}, {"op": "delete", "id": ")" + reachable_id(before, "EMAIL") +
                    R"("}, {"op": "create", "set": {"kind": "WEB", "value": "https://a.example"}}]}})"));
  const NativeRecord after = bench.read(native);
  CHECK(reachable(after, "PHONE") == "+49 3");
  CHECK(reachable_id(after, "PHONE") == reachable_id(before, "PHONE"));
  CHECK(reachable(after, "MOBILE") == "+49 2");
  CHECK(reachable(after, "EMAIL").empty());
  CHECK(reachable(after, "WEB") == "https://a.example");
}

CONNECTOR_CASE_OF("a company is made with its requisite, and its address under that [bitrix24]", Bitrix24Companies) {
  const WriteOutcome made = write(bench, EffectOp::create, "company", "", R"({"name": "Nordwind & Söhne",
      "requisites": {"$parts": [{"op": "create", "set": {"RQ_VAT_ID": "DE136695976"}}]},
      "addresses": {"$parts": [{"op": "create", "set": {"ADDRESS_1": "Kai 1", "CITY": "Köln"}}]}})");
  applied(made);
  const Value kept = stored(bench, "company", made.native);
  CHECK(kept["RQ_VAT_ID"] == Value("DE136695976"));
  CHECK(kept["CITY"] == Value("Köln"));
  CHECK(kept["originId"] == Value("k1"));
  CHECK(kept["originatorId"] == Value("syncline"));
  const NativeRecord record = bench.read(made.native);
  CHECK(record.content["requisites"].at(0)["RQ_VAT_ID"] == Value("DE136695976"));
  CHECK(record.content["addresses"].at(0)["ADDRESS_1"] == Value("Kai 1"));
}

CONNECTOR_CASE_OF("an address comes under the requisite that is there, or under a new one [bitrix24]",
                  Bitrix24Companies) {
  const char* address = R"({"addresses": {"$parts": [{"op": "create", "set": {"CITY": "Kiel"}}]}})";
  const std::string known = person_makes(bench, "company", {{"title", "Known"}, {"RQ_VAT_ID", "DE1"}});
  const std::string bare = person_makes(bench, "company", {{"title", "Bare"}});
  for (const std::string& native : {known, bare}) {
    applied(write(bench, EffectOp::update, "company", native, address));
    CHECK(stored(bench, "company", native)["CITY"] == Value("Kiel"));
    CHECK(bench.read(native).content["requisites"].as_list().size() == 1);
  }
  CHECK(stored(bench, "company", known)["RQ_VAT_ID"] == Value("DE1"));
}

CONNECTOR_CASE_OF("a requisite is changed and emptied, never deleted; an address is changed and removed [bitrix24]",
                  Bitrix24Companies) {
  const std::string native =
      person_makes(bench, "company", {{"title", "A"}, {"RQ_VAT_ID", "DE1"}, {"CITY", "Kiel"}, {"ADDRESS_1", "Kai 1"}});
  const NativeRecord before = bench.read(native);
  const std::string requisite = before.content["requisites"].at(0)["id"].string_or("");
  const std::string address = before.content["addresses"].at(0)["id"].string_or("");
  applied(write(bench, EffectOp::update, "company", native,
                R"({"requisites": {"$parts": [{"op": "update", "id": ")" + requisite +
                    R"(", "set": {"RQ_VAT_ID": "DE2"}}]}, "addresses": {"$parts": [{"op": "update", "id": ")" +
                    address + R"(", "set": {"CITY": "Ulm"}}]}})"));
  CHECK(stored(bench, "company", native)["RQ_VAT_ID"] == Value("DE2"));
  CHECK(stored(bench, "company", native)["CITY"] == Value("Ulm"));
  CHECK(stored(bench, "company", native)["ADDRESS_1"] == Value("Kai 1"));
  applied(write(bench, EffectOp::update, "company", native,
                R"({"requisites": {"$parts": [{"op": "delete", "id": ")" + requisite +
                    R"("}]}, "addresses": {"$parts": [{"op": "delete", "id": ")" + address + R"("}]}})"));
  const NativeRecord after = bench.read(native);
  CHECK(after.content["requisites"].as_list().size() == 1);
  CHECK(after.content["requisites"].at(0)["RQ_VAT_ID"].is_null());
  CHECK(after.content["addresses"].as_list().empty());
}

CONNECTOR_CASE_OF("a requisite does not stamp its company: the stream of requisites names it [bitrix24]",
                  Bitrix24Companies) {
  const std::string native = person_makes(bench, "company", {{"title", "A"}, {"RQ_VAT_ID", "DE1"}});
  bench.wait();
  std::string cursor;
  CHECK(holds(named(bench, "company/requisites", cursor), native));
  bench.rt.sleep_for(minutes(20));
  named(bench, "company/requisites", cursor);
  const NativeRecord before = bench.read(native);
  in_portal(bench,
            [&](auto& portal, Instant now) { portal.person_edits("company", native, {{"RQ_VAT_ID", "DE2"}}, now); });
  bench.wait();
  CHECK(bench.read(native).stamp == before.stamp);
  CHECK(holds(named(bench, "company/requisites", cursor), native));
}

CONNECTOR_CASE_OF("a deal's days are the portal's, its amount is without tax, its rows have net prices [bitrix24]",
                  Bitrix24Deals) {
  const std::string product = person_makes(bench, "product", {{"name", "Pump"}, {"xmlId", "P-1"}});
  const std::string deal = person_makes(
      bench, "deal",
      {{"title", "Pump line"},
       {"closedate", "2026-12-01"},
       {"productRows",
        List{
            Map{{"productId", product}, {"quantity", 3}, {"price", "107.1"}, {"taxRate", 19}, {"discountRate", 10}}}}});
  const NativeRecord record = bench.read(deal);
  CHECK(record.content["closedate"] == Value("2026-12-01"));
  CHECK(record.content["opportunity"].as_decimal() == number("321.3"));
  CHECK(record.content["net"].as_decimal() == number("270"));
  const Value& row = record.content["lines"].at(0);
  CHECK(row["productId"] == Value(product));
  CHECK(row["priceNetto"].as_decimal() == number("100"));
  CHECK(row["discountRate"].as_decimal() == number("10"));
  CHECK(row["net_amount"].as_decimal() == number("270"));
  CHECK(row["measureCode"] == Value("pcs"));
  std::string cursor;
  CHECK(bench.pass(ListMode::sweep, cursor).latest.at(deal).content == record.content);
}

CONNECTOR_CASE_OF("product rows are written whole: those that were there keep what is not ours [bitrix24]",
                  Bitrix24Deals) {
  const std::string deal = person_makes(
      bench, "deal",
      {{"title", "Pump line"},
       {"productRows",
        List{Map{{"productName", "Pump"}, {"quantity", 1}, {"price", "119.01"}, {"taxRate", 19}, {"taxIncluded", "Y"}},
             Map{{"productName", "Hose"}, {"quantity", 2}, {"price", 10}, {"discountTypeId", 1}, {"discountSum", 2}},
             Map{{"productName", "Valve"}, {"quantity", 1}, {"price", 5}}}}});
  const NativeRecord before = bench.read(deal);
  const auto id = [&](std::size_t i) { return before.content["lines"].at(i)["id"].string_or(""); };
  applied(write(
      bench, EffectOp::update, "deal", deal,
      R"({"lines": {"$parts": [{"op": "update", "id": ")" + id(1) +
          R"(", "set": {"quantity": 5}}, {"op": "delete", "id": ")" + id(2) +
          R"("}, {"op": "create", "set": {"productName": "Seal", "quantity": 1, "priceNetto": 20, "discountRate": 25}}]}})"));
  const NativeRecord after = bench.read(deal);
  REQUIRE(after.content["lines"].as_list().size() == 3);
  const Value& pump = after.content["lines"].at(0);
  CHECK(pump["price"].as_decimal() == number("119.01"));
  CHECK(pump["taxIncluded"] == Value("Y"));
  const Value& hose = after.content["lines"].at(1);
  CHECK(hose["quantity"].as_decimal() == number("5"));
  CHECK(hose["price"].as_decimal() == number("10"));
  CHECK(hose["discountSum"].as_decimal() == number("2"));
  const Value& seal = after.content["lines"].at(2);
  CHECK(seal["priceNetto"].as_decimal() == number("20"));
  CHECK(seal["net_amount"].as_decimal() == number("15"));
}

CONNECTOR_CASE_OF("a deal is made with rows and an amount that is typed [bitrix24]", Bitrix24Deals) {
  const WriteOutcome made =
      write(bench, EffectOp::create, "deal", "", R"({"name": "Pump line", "net": 1900.5, "closedate": "2026-12-24",
      "lines": {"$parts": [{"op": "create", "set": {"productName": "Pump", "quantity": 2, "priceNetto": 950.25}}]}})");
  applied(made);
  const Value kept = stored(bench, "deal", made.native);
  CHECK(kept["opportunity"].as_decimal() == number("1900.5"));
  CHECK(kept["isManualOpportunity"] == Value(true));
  CHECK(kept["closedate"] == Value("2026-12-24"));
  CHECK(bench.read(made.native).content["lines"].as_list().size() == 1);
}

CONNECTOR_CASE_OF("more product rows than a page shows [bitrix24]", LongDeals) {
  List rows;
  for (int i = 0; i < 123; ++i) rows.emplace_back(Map{{"productName", "Row " + std::to_string(i)}, {"price", 1}});
  const std::string deal = person_makes(bench, "deal", {{"title", "Long"}, {"productRows", rows}});
  const auto record = bench.port->read(bench.key(deal), bench.context());
  REQUIRE_MESSAGE(record, describe(record.error()));
  CHECK(record->content["lines"].as_list().size() == 123);
}

CONNECTOR_CASE_OF("smart processes are found by their names, their fields bear the type's number [bitrix24]",
                  Bitrix24Deals) {
  const std::string company = person_makes(bench, "company", {{"title", "A"}});
  for (const char* object : {"invoice", "credit_note"}) {
    const WriteOutcome made =
        write(bench, EffectOp::create, object, "",
              R"({"name": "R-1", "companyId": ")" + company +
                  R"(", "total": 119, "UF_CRM_ERP_STATUS": "open", "UF_CRM_ERP_NET": 100, "begindate": "2026-11-02"})");
    applied(made);
    const Value kept = stored(bench, object, made.native);
    CHECK(kept["xmlId"] == Value("k1"));
    CHECK(kept[object == std::string("invoice") ? "UF_CRM_SMART_INVOICE_ERP_NET" : "UF_CRM_7_ERP_NET"].as_decimal() ==
          Decimal(100));
    const NativeRecord record = read(bench, object, made.native);
    CHECK(record.content["UF_CRM_ERP_STATUS"] == Value("open"));
    CHECK(record.content["begindate"] == Value("2026-11-02"));
    std::string cursor;
    const auto page = bench.port->list(object, ListMode::changes, cursor, bench.context());
    REQUIRE_MESSAGE(page, describe(page.error()));
    CHECK(page->records.size() == 1);
  }
}

CONNECTOR_CASE_OF(
    "a smart process that is not there is a matter of configuration, and proves of nothing that it is gone [bitrix24]",
    Bitrix24Deals) {
  Map settings = bench.vendor.settings;
  settings.set("payment_type", "Nowhere");
  auto client = bench.server.client();
  const auto port = *make_http_port(bench.rt, *client, testing_manifest(bench.vendor), "sys", settings);
  const auto record = port->read({"sys", "payment", "7"}, bench.context());
  REQUIRE_FALSE(record);
  CHECK(record.error().cls == ErrorClass::config);
}

CONNECTOR_CASE_OF("a product is made with its price, found by its key; a price of its own names it [bitrix24]",
                  Bitrix24Deals) {
  const WriteOutcome made =
      write(bench, EffectOp::create, "product", "", R"({"name": "Pump", "sku": "P-1", "measure": "kg",
      "active": "Y", "prices": {"$parts": [{"op": "create", "set": {"price": 12.5}}]}})",
            "p1");
  applied(made);
  const NativeRecord record = read(bench, "product", made.native);
  CHECK(record.content["sku"] == Value("P-1"));
  CHECK(record.content["measure"] == Value("kg"));
  CHECK(record.content["prices"].at(0)["price"].as_decimal() == number("12.5"));
  CHECK(record.content["prices"].at(0)["currency"] == Value("EUR"));
  WriteRequest request;
  request.op = EffectOp::create;
  request.key = {"sys", "product", ""};
  request.content = Map{{"name", "Pump"}};
  request.idempotency_key = "p1";
  const ProbeOutcome found = bench.port->probe(request, bench.context());
  CHECK(found.native == made.native);
  bench.rt.sleep_for(minutes(20));
  std::string cursor;
  named(bench, "product/prices", cursor);
  bench.rt.sleep_for(minutes(20));
  named(bench, "product/prices", cursor);
  const std::string price = [&] {
    std::string out;
    in_portal(bench, [&](auto& portal, Instant) { out = portal.ids("price").front(); });
    return out;
  }();
  in_portal(bench, [&](auto& portal, Instant now) { portal.person_edits("price", price, {{"price", 14}}, now); });
  CHECK(named(bench, "product/prices", cursor) == std::vector<std::string>{made.native});
  CHECK(read(bench, "product", made.native).stamp == record.stamp);
}

CONNECTOR_CASE_OF("a message is a comment of the deal, and is found again [bitrix24]", Bitrix24Deals) {
  const std::string deal = bench.person_creates("Pump line");
  WriteRequest request;
  request.op = EffectOp::append;
  request.key = bench.key(deal);
  request.text = "No such article";
  request.idempotency_key = "m-1";
  CHECK(bench.port->probe(request, bench.context()).kind == ProbeOutcome::Kind::absent);
  applied(bench.port->write(request, bench.context()));
  CHECK(bench.port->probe(request, bench.context()).kind == ProbeOutcome::Kind::found);
}

}  // namespace syncline::conformance
