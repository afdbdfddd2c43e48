#pragma once
// Delivery: shipments of what was sold.

#include "sandbox/tryton/server_work.h"

namespace syncline::sandbox::tryton {

bool is_shipped(const Record& sale_line);  ///< services and comments are not
/// In no move that is done yet.
Decimal left_to_ship(const Record& sale_line);

/// A shipment with a move for all that is in none yet; nothing when there is nothing.
void send(ServerWork&, Id sale);
/// The first open shipment of the sale leaves; `shares`: how much of a product, by its id, where it is not all. The
/// rest gets a new shipment. Its id, 0: there is none.
Id ship(ServerWork&, Id sale, const std::map<Id, Decimal>& shares);

}  // namespace syncline::sandbox::tryton
