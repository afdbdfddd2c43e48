#pragma once
// Edits: create, write and delete with all that Tryton does on the way: defaults, the code sequence, stamps, commands
// on children, checks, what becomes of records that point to a deleted one. A refused edit leaves its transaction half
// done: the caller rolls it back.

#include <vector>

#include "sandbox/tryton/transaction.h"

namespace syncline::sandbox::tryton {

/// `list`: a map per record. One2many commands: create, write, delete, add, remove; many2many: add, remove.
Answer<std::vector<Id>> create(Transaction&, const Model&, const List& list);

struct WriteStep {
  std::vector<Id> ids;
  Map values;
};
Answer<void> write(Transaction&, const Model&, const std::vector<WriteStep>&);

/// Ids that are not there are passed over.
Answer<void> remove(Transaction&, const Model&, const std::vector<Id>& ids);

}  // namespace syncline::sandbox::tryton
