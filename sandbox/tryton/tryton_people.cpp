// What people do in Tryton's own client, and what tests look at.

#include "sandbox/tryton/domain.h"
#include "sandbox/tryton/edit.h"
#include "sandbox/tryton/person_edit.h"
#include "sandbox/tryton/query.h"
#include "sandbox/tryton/tryton_model.h"
#include "sandbox/tryton/wire_value.h"

namespace syncline::sandbox {
using namespace tryton;

std::string TrytonModel::person_creates(const std::string& model, const Map& fields, Instant now) {
  const Model* known = find_model(model);
  std::string id;
  if (!known) return id;
  all_or_nothing(tables_, ledger_, now, [&](Transaction& transaction) {
    const Answer<std::vector<Id>> created = create(transaction, *known, {fields});
    if (created) id = std::to_string(created->front());
    return created.ok();
  });
  return id;
}

void TrytonModel::person_edits(const std::string& model, const std::string& id, const Map& fields, Instant now) {
  const Model* known = find_model(model);
  if (!known) return;
  all_or_nothing(tables_, ledger_, now, [&](Transaction& transaction) {
    return write(transaction, *known, {{{number_of(id)}, fields}}).ok();
  });
}

void TrytonModel::person_deletes(const std::string& model, const std::string& id, Instant now) {
  const Model* known = find_model(model);
  if (!known) return;
  all_or_nothing(tables_, ledger_, now,
                 [&](Transaction& transaction) { return remove(transaction, *known, {number_of(id)}).ok(); });
}

void TrytonModel::person_merges(const std::string& loser, const std::string& winner, Instant now) {
  const Model& parties = model_of("party.party");
  all_or_nothing(tables_, ledger_, now, [&](Transaction& transaction) {
    for (const char* name : {"party.address", "party.contact_mechanism"}) {
      const Model& children = model_of(name);
      const Answer<Rows> moved = matching(transaction, children, List{List{"party", "=", number_of(loser)}});
      for (const RowPtr& row : *moved) {
        if (!write(transaction, children, {{{id_of(*row)}, Map{{"active", false}}}})) return false;
      }
      // The wizard moves them in the database itself, inactive ones included: no stamp of its own.
      for (const auto& [id, row] : Table(tables_.of(children))) {
        Row copy = *row;
        if (copy[*children.column("party")] != Value(number_of(loser))) continue;
        copy[*children.column("party")] = number_of(winner);
        tables_.put(children, std::move(copy));
      }
    }
    return write(transaction, parties,
                 {{{number_of(loser)}, Map{{"replaced_by", number_of(winner)}, {"active", false}}}})
        .ok();
  });
}

void TrytonModel::person_invoices(const std::string& party, Instant now) {
  person_creates("account.invoice", Map{{"party", number_of(party)}, {"type", "out"}, {"state", "draft"}}, now);
}

Value TrytonModel::record(const std::string& model, const std::string& id) const {
  const Model* known = find_model(model);
  const RowPtr row = known ? tables_.find(*known, number_of(id)) : nullptr;
  if (!row) return {};
  Map shown;
  for (std::size_t i = 0; i < known->fields.size(); ++i) {
    const Field& field = known->fields[i];
    if (field.kind == FieldKind::computed || field.derived) continue;
    if (field.kind != FieldKind::one2many) {
      shown.set(field.name, to_wire(field, (*row)[i]));
      continue;
    }
    List children;
    const Model& target = model_of(field.target);
    for (const auto& [child, its_row] : tables_.of(target)) {
      if ((*its_row)[*target.column(field.inverse)] == Value(number_of(id))) children.emplace_back(child);
    }
    shown.set(field.name, std::move(children));
  }
  return shown;
}

std::vector<std::string> TrytonModel::ids(const std::string& model) const {
  std::vector<std::string> all;
  if (const Model* known = find_model(model)) {
    for (const auto& [id, row] : tables_.of(*known)) all.push_back(std::to_string(id));
  }
  return all;
}

void TrytonModel::skip_ids(const std::string& model, std::int64_t next) {
  if (const Model* known = find_model(model)) tables_.skip_ids(*known, next);
}

}  // namespace syncline::sandbox
