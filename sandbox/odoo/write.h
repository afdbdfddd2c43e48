#pragma once
// create, write and unlink, with a ledger line for each record that was asked for. What the server carries over to
// other records by itself (partner_sync.h) has no line.

#include "sandbox/odoo/environment.h"

namespace syncline::sandbox::odoo {

/// A refusal may leave half of the work done: the caller rolls back.
Outcome<std::int64_t> create_row(Environment&, const Model&, const Map& given);
Outcome<void> write_row(Environment&, const Model&, std::int64_t id, const Map& given);
Outcome<void> unlink_row(Environment&, const Model&, std::int64_t id);

/// The loser's contacts and external ids move to the winner, what is empty in the winner is filled, the loser is gone.
Outcome<void> merge_partners(Environment&, std::int64_t loser, std::int64_t winner);

}  // namespace syncline::sandbox::odoo
