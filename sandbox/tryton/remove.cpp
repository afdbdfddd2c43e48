#include <algorithm>
#include <set>

#include "sandbox/tryton/edit.h"
#include "sandbox/tryton/ledger_line.h"
#include "sandbox/tryton/sale_states.h"
#include "sandbox/tryton/version_check.h"

namespace syncline::sandbox::tryton {
namespace {

std::vector<Id> pointing_to(const Transaction& transaction, const Model& model, std::size_t column,
                            const std::set<Id>& ids) {
  std::vector<Id> found;
  for (const auto& [id, row] : transaction.tables.of(model)) {
    if ((*row)[column].is_int() && ids.contains((*row)[column].as_int())) found.push_back(id);
  }
  return found;
}

Answer<void> release(Transaction& transaction, const Model& model, const Field& field, const std::vector<Id>& found) {
  if (found.empty()) return {};
  if (field.on_delete == OnDelete::restrict) {
    return user_error("The records could not be deleted because they are used by field \"" + std::string(field.label) +
                      "\" of \"" + std::string(model.label) + "\".");
  }
  if (field.on_delete == OnDelete::cascade) return remove(transaction, model, found);
  return write(transaction, model, {{found, Map{{std::string(field.name), nullptr}}}});
}

void drop_from_sets(Transaction& transaction, const Model& model, std::size_t column, const std::set<Id>& ids) {
  std::vector<Row> changed;
  for (const auto& [id, row] : transaction.tables.of(model)) {
    if (!(*row)[column].is_list()) continue;
    Row copy = *row;
    const auto dropped =
        std::erase_if(copy[column].as_list(), [&](const Value& v) { return ids.contains(v.as_int()); });
    if (dropped > 0) changed.push_back(std::move(copy));
  }
  for (Row& row : changed) transaction.tables.put(model, std::move(row));
}

Answer<void> release_all(Transaction& transaction, const Model& target, const std::set<Id>& ids) {
  for (const Model& model : models()) {
    if (model.name == relations_both_ways) continue;
    for (std::size_t column = write_date_column + 1; column < model.fields.size(); ++column) {
      const Field& field = model.fields[column];
      if (field.target != target.name || field.derived) continue;
      if (field.kind == FieldKind::many2many) drop_from_sets(transaction, model, column, ids);
      if (field.kind != FieldKind::many2one) continue;
      const Answer<void> done = release(transaction, model, field, pointing_to(transaction, model, column, ids));
      if (!done) return done;
    }
  }
  return {};
}

}  // namespace

Answer<void> remove(Transaction& transaction, const Model& model, const std::vector<Id>& ids) {
  if (model.name == relations_both_ways) {
    std::vector<Id> stored;
    std::ranges::transform(ids, std::back_inserter(stored), [](Id id) { return id / 2; });
    return remove(transaction, model_of(relations), stored);
  }
  if (model.name == "sale.sale") {
    if (Answer<void> cancelled = cancel_before_removal(transaction, ids); !cancelled) return cancelled;
  }
  const std::set<Id> gone(ids.begin(), ids.end());
  if (Answer<void> fresh = check_versions(transaction, model, {gone.begin(), gone.end()}); !fresh) return fresh;
  if (Answer<void> released = release_all(transaction, model, gone); !released) return released;
  if (!transaction.may_change(model)) return access_denied(model);
  std::vector<std::string> names;
  for (const Field& field : model.fields) {
    if (field.kind != FieldKind::one2many && field.kind != FieldKind::computed && !field.derived)
      names.emplace_back(field.name);
  }
  for (const Id id : gone) {
    const RowPtr row = transaction.tables.find(model, id);
    if (!row) continue;
    add_ledger_line(transaction, model, id, row.get(), nullptr, names);
    transaction.tables.erase(model, id);
  }
  return {};
}

}  // namespace syncline::sandbox::tryton
