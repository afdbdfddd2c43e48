#pragma once
// Demo trade: what points about deals, orders and invoices have in common.

#include <string>

#include "cli/demo_scene.h"

namespace syncline::cli {

inline constexpr const char* deals = "crm.lead";
inline constexpr Duration trade_limit = seconds(15);  ///< for one step of a point that needs several

/// What the deal shows as the number of its order; "" before there is one.
inline std::string order_number(DemoScene& scene, const std::string& deal) {
  return scene.sales.shown(deals, deal, "x_erp_order_number");
}

/// The sale with that number; "" when there is none.
inline std::string sale_of(DemoScene& scene, const std::string& deal) {
  const std::string number = order_number(scene, deal);
  const auto found = number.empty() ? std::vector<std::string>() : scene.office.sales_with("number", number);
  return found.size() == 1 ? found[0] : "";
}

/// "12.5" and "12.50" are the same.
inline bool same_amount(const std::string& one, const std::string& other) {
  const auto a = Decimal::parse(one), b = Decimal::parse(other);
  return a && b && *a == *b;
}

}  // namespace syncline::cli
