#pragma once
// One line of the ledger per record that was written, with the stored fields named. Relations are told as the API knows
// them: party.relation.all with the even id.

#include <string>
#include <vector>

#include "sandbox/tryton/transaction.h"
#include "sandbox/tryton/wire_value.h"

namespace syncline::sandbox::tryton {

inline Map shown_fields(const Model& model, const Row* row, const std::vector<std::string>& names) {
  Map shown;
  for (const std::string& name : names) {
    const std::optional<std::size_t> column = model.column(name);
    if (!row || !column || model.fields[*column].kind == FieldKind::one2many) continue;
    shown.set(name, to_wire(model.fields[*column], (*row)[*column]));
  }
  return shown;
}

/// `before` and `after`: nullptr where there is no record.
inline void add_ledger_line(Transaction& transaction, const Model& model, Id id, const Row* before, const Row* after,
                            const std::vector<std::string>& names) {
  const bool relation = model.name == relations;
  transaction.ledger.push_back(
      {!before  ? MutationVerb::create
       : !after ? MutationVerb::remove
                : MutationVerb::update,
       transaction.by_person, transaction.start, std::string(relation ? relations_both_ways : model.name),
       std::to_string(relation ? id * 2 : id), shown_fields(model, before, names), shown_fields(model, after, names)});
}

}  // namespace syncline::sandbox::tryton
