#pragma once
// Commands on the children of a record: [["create", [{…}]], ["write", [ids], {…}], ["delete", [ids]], …].

#include <vector>

#include "sandbox/tryton/transaction.h"

namespace syncline::sandbox::tryton {

/// `field` is one2many or many2many. Done in the server's order: delete, write, create.
Answer<void> apply_commands(Transaction&, const Model&, const Field&, const std::vector<Id>& owners,
                            const Value& commands);

}  // namespace syncline::sandbox::tryton
