#pragma once
// For tests of weclapp's documents: a customer, two articles in stock, and what people do with them.

#include "sandbox/weclapp/weclapp_model.h"
#include "tests/conformance/connector/engine_deeds.h"

namespace syncline::conformance {

using sandbox::WeclappModel;

inline Vendor with_object(const char* object, const char* model) {
  Vendor out = WeclappCustomers::vendor();
  out.object = object;
  out.model = model;
  return out;
}
struct WeclappOrders {
  static Vendor vendor() { return with_object("order", "salesOrder"); }
};

struct Tenant {
  explicit Tenant(Bench& b) : bench(b) {
    people([&](WeclappModel& model, Instant now) {
      customer = model.person_creates("party", organization("Otter Tools GmbH"), now);
      saw = model.person_creates("article", article("S-1", "Saw", "39.95"), now);
      nail = model.person_creates("article", article("N-1", "Nail", "0.10"), now);
      model.person_stocks(saw, Decimal(12), now);
    });
  }
  static Map organization(const char* name) {
    return {{"partyType", "ORGANIZATION"}, {"customer", true}, {"company", name}};
  }
  static Map article(const char* number, const char* name, const char* price) {
    const Map of{
        {"price", price}, {"salesChannel", "NET1"}, {"priceScaleType", "SCALE_FROM"}, {"priceScaleValue", "0"}};
    return {{"articleNumber", number},
            {"name", name},
            {"articleType", "STORABLE"},
            {"active", true},
            {"articlePrices", List{of}}};
  }
  void people(const std::function<void(WeclappModel&, Instant)>& deed) {
    bench.server.with_model(
        [&](sandbox::VendorModel& model, Instant now) { deed(dynamic_cast<WeclappModel&>(model), now); });
  }
  Value stored(const char* model, const std::string& id) {
    Value out;
    people([&](WeclappModel& tenant, Instant) { out = tenant.record(model, id); });
    return out;
  }
  static Map made(Map set) { return {{"op", "create"}, {"set", std::move(set)}}; }
  Map line(const std::string& of, const char* quantity) const {
    return {{"articleId", of}, {"quantity", *Decimal::parse(quantity)}};
  }
  WriteOutcome write(EffectOp op, const NativeRecord& as_read, Map content, const std::string& key = "") {
    WriteRequest request;
    request.op = op;
    request.key = as_read.key;
    request.precondition = as_read.version;
    request.content = std::move(content);
    request.idempotency_key = key;
    return bench.port->write(request, bench.context());
  }
  WriteOutcome create(Map content, const std::string& key = "k1") {
    NativeRecord none;
    none.key = bench.key("");
    return write(EffectOp::create, none, std::move(content), key);
  }
  std::string document(List lines) {
    const WriteOutcome done = create({{"customer", customer}, {"lines", Map{{"$parts", std::move(lines)}}}});
    REQUIRE_MESSAGE(done.kind == WriteOutcome::Kind::applied, describe(done.error.value_or(Error{})));
    return done.native;
  }
  WriteOutcome hop(const NativeRecord& as_read, const char* to) {
    return step(bench, as_read, as_read.content["progress"].string_or(""), to);
  }
  NativeRecord read(const char* object, const std::string& native) { return read_one(bench, object, native); }
  std::vector<std::string> all(const char* object) {
    std::vector<std::string> out;
    std::string cursor;
    for (bool more = true; more;) {
      const auto page = bench.port->list(object, ListMode::changes, cursor, bench.context());
      REQUIRE_MESSAGE(page, describe(page.error()));
      for (const NativeRecord& each : page->records) out.push_back(each.key.native);
      cursor = page->next;
      more = page->more;
    }
    return out;
  }

  Bench& bench;
  std::string customer, saw, nail;
};

inline std::string amount(const NativeRecord& record, const char* name) {
  return record.content[name].is_number() ? record.content[name].as_decimal().text() : "(none)";
}

}  // namespace syncline::conformance
