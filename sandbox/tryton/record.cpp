#include "sandbox/tryton/record.h"

#include <charconv>

namespace syncline::sandbox::tryton {

Value Record::operator[](std::string_view field) const {
  return row_ ? cell_of(*transaction_, *model_, *row_, model_->fields[*model_->column(field)]) : Value();
}

Decimal Record::number(std::string_view field) const {
  const Value value = (*this)[field];
  return value.is_number() ? value.as_decimal() : Decimal();
}

Record Record::to(std::string_view field) const {
  return {*transaction_, model_->fields[*model_->column(field)].target, (*this)[field].int_or(0)};
}

std::vector<Record> Record::all(std::string_view field) const {
  const Field& relation = model_->fields[*model_->column(field)];
  if (relation.kind == FieldKind::one2many) {
    return records_where(*transaction_, relation.target, relation.inverse, id());
  }
  std::vector<Record> found;
  const Value ids = (*this)[field];
  if (!ids.is_list()) return found;
  for (const Value& each : ids.as_list()) found.emplace_back(*transaction_, relation.target, each.as_int());
  return found;
}

std::vector<Record> records_of(const Transaction& transaction, std::string_view name) {
  const Model& model = model_of(name);
  std::vector<Record> all;
  for (const auto& [id, row] : transaction.tables.of(model)) all.emplace_back(transaction, model, row);
  return all;
}

std::vector<Record> records_where(const Transaction& transaction, std::string_view name, std::string_view field,
                                  const Value& value) {
  const Model& model = model_of(name);
  const std::size_t column = *model.column(field);
  std::vector<Record> found;
  for (const auto& [id, row] : transaction.tables.of(model)) {
    if ((*row)[column] == value) found.emplace_back(transaction, model, row);
  }
  return found;
}

Id id_in(const Value& reference, std::string_view model) {
  if (!reference.is_string()) return 0;
  const std::string& text = reference.as_string();
  if (!text.starts_with(model) || text.size() <= model.size() || text[model.size()] != ',') return 0;
  Id id = 0;
  std::from_chars(text.data() + model.size() + 1, text.data() + text.size(), id);
  return id;
}

}  // namespace syncline::sandbox::tryton
