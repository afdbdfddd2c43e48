#pragma once
// What the server itself does with deals, quotations, orders and their lines: defaults, prices, totals, states.

#include "sandbox/odoo/environment.h"

namespace syncline::sandbox::odoo {

/// Adds to `stored`, which is about to be stored in a row, what the server computes beside it.
void complete_values(const Environment&, const Model&, std::int64_t id, Map& stored, bool creates);

/// After a row, its children included, was stored, or its line deleted: what follows for the order.
void settle_order(Environment&, std::int64_t order);

/// What the database wants of deals, products and orders.
Outcome<void> check_required(const Environment&, const Model&, std::int64_t id);

/// A record that others need stays.
Outcome<void> check_unused(const Environment&, const Model&, std::int64_t id, const Map& row);

/// A call that changes the state of an order and of its lines. Refused with `otherwise` from any other state.
Outcome<void> change_state(Environment&, std::int64_t order, const std::vector<std::string_view>& from,
                           std::string_view to, const std::string& otherwise);

/// Lost: archived, without a chance. Refused for what was won.
Outcome<void> lose(Environment&, std::int64_t lead);

/// message_post(); the message's id.
std::int64_t post_message(Environment&, const Model&, std::int64_t id, const Map& arguments);

}  // namespace syncline::sandbox::odoo
