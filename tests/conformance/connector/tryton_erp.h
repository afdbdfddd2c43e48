#pragma once
// For tests of Tryton's documents: the connector on its model, with a catalogue and a customer, and a sale.

#include <set>

#include "connect/testing.h"
#include "sandbox/tryton/trade_data.h"
#include "sandbox/tryton/tryton_model.h"
#include "tests/conformance/connector/bench.h"

namespace syncline::conformance {

using sandbox::TrytonModel;

inline Decimal dec(const char* text) { return Decimal::parse(text).value(); }

inline Value created(Map set) { return Map{{"op", "create"}, {"set", std::move(set)}}; }

struct Erp {
  SimScheduler& scheduler;
  Runtime& rt = scheduler.world();
  sandbox::VendorServer server{
      rt, std::make_unique<TrytonModel>(sandbox::TrytonSetup{.installed = {1'767'225'600'000'000}})};
  std::unique_ptr<HttpClient> client = server.client();
  std::shared_ptr<SystemPort> port;
  std::string customer;

  explicit Erp(SimScheduler& s, const char* accepted = "") : scheduler(s) {
    Map settings{{"url", "http://tryton.example"}, {"database", "erp"}, {"user", "sync"}, {"password", "sandbox"}};
    settings.set("warehouse", 5);
    settings.set("accept_warnings", accepted);
    auto made = make_http_port(rt, *client, testing::shipped("tryton"), "erp", std::move(settings));
    port = made ? *made : nullptr;
    REQUIRE(port);
    model([&](TrytonModel& tryton, Instant now) {
      sandbox::tryton::add_catalogue(tryton, now);
      customer = tryton.person_creates("party.party",
                                       testing::json(R"({"name": "Käufer AG", "customer_payment_term": 1,
          "addresses": [["create", [{"street": "Rechnungsweg 1"}, {"street": "Rampe 2", "delivery": true}]]]})")
                                           .as_map(),
                                       now);
    });
  }

  template <class Use>
  void model(const Use& use) {
    server.with_model([&](sandbox::VendorModel& any, Instant now) { use(dynamic_cast<TrytonModel&>(any), now); });
  }
  CallContext context() const { return {rt.now() + minutes(30), Priority::event, "t"}; }
  std::string product(const char* code) {
    std::string found;
    model([&](TrytonModel& tryton, Instant) {
      for (const std::string& id : tryton.ids("product.product")) {
        if (tryton.record("product.product", id)["code"] == Value(code)) found = id;
      }
    });
    return found;
  }
  NativeRecord read(const char* object, const std::string& native) {
    auto record = port->read({"erp", object, native}, context());
    REQUIRE_MESSAGE(record, describe(record.error()));
    return *record;
  }
  std::vector<NativeRecord> all(const std::string& stream, ListMode mode, std::string cursor = "") {
    std::string end;
    return all(stream, mode, std::move(cursor), end);
  }
  std::vector<NativeRecord> all(const std::string& stream, ListMode mode, std::string cursor, std::string& end) {
    std::vector<NativeRecord> records;
    for (;;) {
      auto page = port->list(stream, mode, cursor, context());
      REQUIRE_MESSAGE(page, describe(page.error()));
      for (const RecordFault& fault : page->faulty) FAIL_CHECK(describe(fault.error));
      for (NativeRecord& record : page->records) records.push_back(std::move(record));
      end = cursor = page->next;
      if (!page->more) return records;
    }
  }
  WriteRequest order(const std::string& key) {
    WriteRequest request;
    request.op = EffectOp::create;
    request.key = {"erp", "sale", ""};
    request.idempotency_key = key;
    request.content =
        Map{{"party", customer},
            {"reference", "D-4711"},
            {"lines",
             Map{{"$parts", List{created({{"type", "line"},
                                          {"product", product("KL-1001")},
                                          {"quantity", dec("100")},
                                          {"unit_price", dec("1.1")}}),
                                 created({{"type", "line"}, {"product", product("FI-4040")}, {"quantity", 2}})}}}}};
    return request;
  }
  std::string sale() {
    const WriteOutcome made = port->write(order("k1"), context());
    REQUIRE_MESSAGE(made.kind == WriteOutcome::Kind::applied, (made.error ? describe(*made.error) : ""));
    return made.native;
  }
  WriteOutcome hop(const std::string& id, const char* from, const char* to) {
    WriteRequest request;
    request.op = EffectOp::transition;
    request.key = {"erp", "sale", id};
    request.precondition = read("sale", id).version;
    request.hop = {from, to};
    return port->write(request, context());
  }
  std::string confirmed() {
    const std::string id = sale();
    CHECK(hop(id, "draft", "quotation").kind == WriteOutcome::Kind::applied);
    CHECK(hop(id, "quotation", "confirmed").kind == WriteOutcome::Kind::applied);
    return id;
  }
  Value progress(const std::string& id) { return read("sale", id).content["progress"]; }
};

/// One who listens to a stream: an overlap tells again what is known, but not as another state.
struct Listener {
  Erp& erp;
  std::string stream, cursor = "";
  std::set<std::string> known = {};

  /// The records of which something is new.
  std::set<std::string> news() {
    std::set<std::string> natives;
    for (const NativeRecord& each : erp.all(stream, ListMode::changes, cursor, cursor)) {
      if (known.insert(each.key.native + " " + each.version).second) natives.insert(each.key.native);
    }
    return natives;
  }
};

inline void with_erp(const std::function<void(Erp&)>& body, const char* accepted = "") {
  const auto scheduler = make_scheduler();
  const SimEnd end = scheduler->run([&] {
    Erp erp(*scheduler, accepted);
    body(erp);
  });
  CHECK_MESSAGE(end.how == SimEnd::How::finished, end.detail);
}

}  // namespace syncline::conformance
