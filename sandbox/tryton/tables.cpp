#include "sandbox/tryton/tables.h"

#include <algorithm>

namespace syncline::sandbox::tryton {

Tables::Tables() : tables_(models().size()), last_ids_(models().size(), 0) {}

const Table& Tables::of(const Model& model) const {
  if (model.name != relations_both_ways) return tables_[model.index];
  if (!relations_seen_) relations_seen_ = relations_seen();
  return *relations_seen_;
}

RowPtr Tables::find(const Model& model, Id id) const {
  const Table& table = of(model);
  const auto found = table.find(id);
  return found == table.end() ? nullptr : found->second;
}

void Tables::put(const Model& model, Row row) {
  const Id id = id_of(row);
  remember(model, id);
  tables_[model.index][id] = std::make_shared<const Row>(std::move(row));
}

void Tables::erase(const Model& model, Id id) {
  remember(model, id);
  tables_[model.index].erase(id);
}

Id Tables::next_id(const Model& model) { return ++last_ids_[model.index]; }

void Tables::skip_ids(const Model& model, Id next) {
  last_ids_[model.index] = std::max(last_ids_[model.index], next - 1);
}

void Tables::roll_back() {
  for (auto before = undo_.rbegin(); before != undo_.rend(); ++before) {
    if (before->row) {
      tables_[before->model->index][before->id] = before->row;
    } else {
      tables_[before->model->index].erase(before->id);
    }
  }
  undo_.clear();
  relations_seen_.reset();
}

void Tables::remember(const Model& model, Id id) {
  const Table& table = tables_[model.index];
  const auto found = table.find(id);
  undo_.push_back({&model, id, found == table.end() ? nullptr : found->second});
  if (model.name == relations || model.name == "party.relation.type") relations_seen_.reset();
}

Table Tables::relations_seen() const {
  const Model& stored = model_of(relations);
  const Model& types = model_of("party.relation.type");
  const std::size_t from = *stored.column("from_"), to = *stored.column("to"), type = *stored.column("type");
  Table seen;
  for (const auto& [id, row] : of(stored)) {
    Row forth = *row;
    forth[id_column] = id * 2;
    const RowPtr kind = find(types, forth[type].as_int());
    const Value& reverse = kind ? (*kind)[*types.column("reverse")] : null_value;
    if (!reverse.is_null()) {
      Row back = forth;
      back[id_column] = id * 2 + 1;
      back[type] = reverse;
      std::swap(back[from], back[to]);
      seen.emplace(id * 2 + 1, std::make_shared<const Row>(std::move(back)));
    }
    seen.emplace(id * 2, std::make_shared<const Row>(std::move(forth)));
  }
  return seen;
}

}  // namespace syncline::sandbox::tryton
