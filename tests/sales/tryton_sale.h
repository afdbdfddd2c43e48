#pragma once
// For tests: the ERP's side of a sale between a CRM and Tryton, by one of the examples.

#include "connect/values.h"
#include "sandbox/tryton/tryton_model.h"
#include "tests/sales/won_deal.h"

namespace syncline::sales {

inline Office tryton_office(const char* example) {
  return {example,
          {{"url", "http://tryton.example"}, {"database", "erp"}, {"user", "sync"}, {"password", "sandbox"}},
          [](Instant installed) {
            TrytonSetup setup;
            setup.installed = installed;
            return std::make_unique<TrytonModel>(setup);
          },
          [](VendorModel& model, Instant now) {
            tryton::add_catalogue(dynamic_cast<TrytonModel&>(model), now - days(90));
          }};
}

struct TrytonSale : WonDeal {
  using WonDeal::WonDeal;

  std::vector<std::string> sales() { return ids("sale.sale"); }

  /// Wins the deal, of which one sale comes.
  std::string won() {
    town.wait(minutes(10));
    CHECK(sales().empty());
    win();
    INFO(town.story());
    CHECK(town.problems().empty());
    REQUIRE(sales().size() == 1);
    return sales().front();
  }

  /// Somebody takes an order of four of the first article by phone, for the customer of the sale that there is.
  void by_phone() {
    erp->with_model([&](VendorModel& model, Instant now) {
      auto& tryton = dynamic_cast<TrytonModel&>(model);
      const std::string party = id_text(tryton.record("sale.sale", tryton.ids("sale.sale").front())["party"]);
      const std::string born =
          tryton::add_sale(tryton, party, {{tryton::catalogue().front().sku, Decimal(4)}}, "by phone", now);
      REQUIRE(tryton.person_presses("quote", born, now));
      REQUIRE(tryton.person_presses("confirm", born, now));
    });
    town.wait(minutes(30));
  }

  /// The deal that was made of a sale, with its lines.
  std::pair<Value, std::vector<Value>> made_deal(const char* deals, const char* lines, const char* parent) {
    std::pair<Value, std::vector<Value>> out;
    crm->with_model([&](VendorModel& model, Instant) {
      const auto all = model.ids(deals);
      REQUIRE(all.size() == 2);
      const std::string made = all.front() == deal ? all.back() : all.front();
      out.first = model.record(deals, made);
      for (const std::string& id : model.ids(lines)) {
        const Value line = model.record(lines, id);
        if (line[parent] == Value(made)) out.second.push_back(line);
      }
    });
    return out;
  }
};

}  // namespace syncline::sales
