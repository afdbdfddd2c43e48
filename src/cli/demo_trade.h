#pragma once
// Demo trade: what points about deals, orders and invoices have in common.

#include <string>
#include <vector>

#include "cli/demo_scene.h"

namespace syncline::cli {

inline constexpr Duration trade_limit = seconds(15);  ///< for one step of a point that needs several

/// "12.5" and "12.50" are the same.
inline bool same_amount(const std::string& one, const std::string& other) {
  const auto a = Decimal::parse(one), b = Decimal::parse(other);
  return a && b && *a == *b;
}

/// What the deal shows as the number of its order; "" before there is one.
inline std::string order_number(DemoScene& scene, const std::string& deal) {
  return scene.sales.shown("deal", deal, "order_number");
}

/// The order with that number; "" when there is none.
inline std::string order_of(DemoScene& scene, const std::string& deal) {
  const std::string number = order_number(scene, deal);
  const auto found = number.empty() ? std::vector<std::string>() : scene.office.orders_with("number", number);
  return found.size() == 1 ? found[0] : "";
}

/// Orders of the deal's customer over what the deal is worth, whoever made them.
inline std::vector<std::string> orders_like(DemoScene& scene, const std::string& deal) {
  const std::string customer = scene.company_in_erp(scene.sales.shown("deal", deal, "customer"));
  auto found = customer.empty() ? std::vector<std::string>() : scene.office.orders_with("customer", customer);
  std::erase_if(found, [&](const std::string& order) {
    return !same_amount(scene.office.shown("order", order, "net_total"), scene.sales.shown("deal", deal, "amount"));
  });
  return found;
}

}  // namespace syncline::cli
