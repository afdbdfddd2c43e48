#pragma once
// What people at a company with S/4HANA do, and what they have.

#include <set>

#include "sandbox/sap_s4hana/sap_model.h"
#include "tests/conformance/connector/engine_deeds.h"

namespace syncline::conformance {
using sandbox::SapModel;

struct SapOrders {
  static Vendor vendor() {
    Vendor out = SapCustomers::vendor();
    out.object = "order";
    out.model = "A_SalesOrder";
    return out;
  }
};

/// What people do, and what they have: a customer with a sales area, a bolt, a nut.
struct Office {
  explicit Office(Bench& b) : bench(b) {
    people([&](SapModel& model, Instant now) {
      customer = model.person_creates(
          "A_BusinessPartner",
          {{"BusinessPartnerCategory", "2"},
           {"OrganizationBPName1", "Musterkunde AG"},
           {"to_BusinessPartnerRole", List{Map{{"BusinessPartnerRole", "FLCU01"}}}},
           {"to_Customer", List{Map{{"to_CustomerSalesArea", List{Map{{"SalesOrganization", "1010"},
                                                                      {"DistributionChannel", "10"},
                                                                      {"Division", "00"},
                                                                      {"Currency", "EUR"},
                                                                      {"CustomerPaymentTerms", "0001"}}}}}}}},
          now);
      product(model, "TG11", "Bolt", "2.25", now);
      product(model, "TG12", "Nut", "0.10", now);
    });
  }
  static void product(SapModel& model, const std::string& sku, const char* name, const char* price, Instant now) {
    model.person_creates("A_Product",
                         {{"Product", sku},
                          {"ProductType", "HAWA"},
                          {"BaseUnit", "PC"},
                          {"to_Description", List{Map{{"Language", "DE"}, {"ProductDescription", "Ding"}},
                                                  Map{{"Language", "EN"}, {"ProductDescription", name}}}}},
                         now);
    model.person_creates("A_SlsPrcgConditionRecord",
                         {{"ConditionRecord", "P" + sku},
                          {"ConditionType", "PPR0"},
                          {"ConditionRateValue", *Decimal::parse(price)},
                          {"ConditionRateValueUnit", "EUR"},
                          {"ConditionQuantity", Decimal(1)},
                          {"to_SlsPrcgCndnRecdValidity", List{Map{{"ConditionValidityStartDate", "2020-01-01"},
                                                                  {"ConditionValidityEndDate", "9999-12-31"},
                                                                  {"Material", sku}}}}},
                         now);
    model.person_creates("A_MaterialStock", {{"Material", sku}, {"MaterialBaseUnit", "PC"}}, now);
    int plant = 0;
    for (const char* quantity : {"100", "20.5", "7"}) {
      ++plant;
      model.person_creates("A_MatlStkInAcctMod",
                           {{"Material", sku},
                            {"Plant", "10" + std::to_string(plant)},
                            {"StorageLocation", "101A"},
                            {"InventoryStockType", plant == 3 ? "02" : "01"},
                            {"MatlWrhsStkQtyInMatlBaseUnit", *Decimal::parse(quantity)}},
                           now);
    }
  }
  void people(const std::function<void(SapModel&, Instant)>& deed) {
    bench.server.with_model(
        [&](sandbox::VendorModel& model, Instant now) { deed(dynamic_cast<SapModel&>(model), now); });
  }
  static Map made(const char* material, const char* quantity, const char* price = nullptr) {
    Map set{{"Material", material}, {"quantity", *Decimal::parse(quantity)}};
    if (price) set.set("price", *Decimal::parse(price));
    return {{"op", "create"}, {"set", std::move(set)}};
  }
  WriteRequest creation(const std::string& key, const std::string& object = "order") const {
    WriteRequest request;
    request.op = EffectOp::create;
    request.key = {"sys", object, ""};
    request.idempotency_key = key;
    request.content = Map{{"customer", customer},
                          {"requested_date", "2026-12-01"},
                          {"lines", Map{{"$parts", List{made("TG11", "10"), made("TG12", "100")}}}}};
    return request;
  }
  CallContext soon() const { return {bench.rt.now() + seconds(20), Priority::event, "t"}; }
  std::string order(const std::string& key = "k1") {
    const WriteOutcome made = bench.port->write(creation(key), soon());
    REQUIRE_MESSAGE(made.kind == WriteOutcome::Kind::applied, describe(made.error.value_or(Error{})));
    return made.native;
  }
  WriteOutcome change(const NativeRecord& as_read, Map content) {
    WriteRequest request;
    request.op = EffectOp::update;
    request.key = as_read.key;
    request.precondition = as_read.version;
    request.content = std::move(content);
    return bench.port->write(request, soon());
  }
  WriteOutcome hop(const NativeRecord& as_read, const char* to) {
    return step(bench, as_read, as_read.content["progress"].string_or(""), to);
  }
  NativeRecord read(const char* object, const std::string& native) { return read_one(bench, object, native); }
  bool tells(const std::string& stream, const std::string& native) { return streams.tell(bench, stream, native); }

  Bench& bench;
  std::string customer;
  ChildStreams streams;
};

}  // namespace syncline::conformance
