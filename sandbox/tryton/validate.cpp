#include "sandbox/tryton/validate.h"

#include <algorithm>

#include "sandbox/tryton/identifier.h"
#include "sandbox/tryton/record_name.h"

namespace syncline::sandbox::tryton {
namespace {

std::string in_model(const Model& model, const Field& field) {
  return "for field \"" + std::string(field.label) + "\" in \"" + std::string(model.label) + "\"";
}

Failure<Refusal> value_required(const Model& model, const Field& field) {
  return user_error("A value is required " + in_model(model, field) + ".");
}

bool is_looked_at(const Field& field, const std::set<std::string>& fields) {
  return fields.empty() || fields.contains(std::string(field.name));
}

bool code_is_taken(const Tables& tables, const Model& model, const Row& row) {
  const std::size_t code = *model.column("code");
  return std::ranges::any_of(tables.of(model), [&](const auto& each) {
    return each.first != id_of(row) && (*each.second)[code] == row[code];
  });
}

Answer<void> check_characters(const Model& model, const Field& field, const std::string& text) {
  std::string bad;
  for (const auto& [c, shown] :
       {std::pair{'\t', "'\\t'"}, {'\n', "'\\n'"}, {'\r', "'\\r'"}, {'\v', "'\\x0b'"}, {'\f', "'\\x0c'"}}) {
    if (text.find(c) != std::string::npos) bad += (bad.empty() ? "" : ",") + std::string(shown);
  }
  if (bad.empty()) return {};
  return user_error("The value \"" + text + "\" " + in_model(model, field) + " contains some invalid chars \"" + bad +
                    "\".");
}

/// Prices have four digits, amounts what their currency has.
Answer<void> check_digits(const Model& model, const Field& field, const Decimal& number) {
  if (field.name != "unit_price" && field.name != "list_price") return {};
  if (number.normalised().scale() <= 4) return {};
  return user_error("The number of digits in the value \"Decimal('" + number.text() + "')\" " + in_model(model, field) +
                    " exceeds the limit of \"4\".");
}

/// A line that is one says what of, how much and at which price.
Answer<void> check_line(const Model& model, const Row& row) {
  if (model.name != "sale.line" || row[*model.column("type")] != Value("line")) return {};
  for (const char* name : {"quantity", "unit_price"}) {
    if (row[*model.column(name)].is_null()) return value_required(model, model.fields[*model.column(name)]);
  }
  const std::size_t unit = *model.column("unit");
  if (!row[*model.column("product")].is_null() && row[unit].is_null()) return value_required(model, model.fields[unit]);
  return {};
}

Answer<void> check_choice(const Model& model, const Field& field, const Value& value) {
  const std::string chosen = value.string_or("");
  const auto& choices = choices_of(model, field);
  if (std::ranges::find(choices, chosen) != choices.end()) return {};
  return user_error("The value \"" + chosen + "\" " + in_model(model, field) + " is not one of the allowed options.");
}

Answer<void> check_identifier(const Tables& tables, const Model& model, const Row& row) {
  const std::string type = row[*model.column("type")].string_or(""), code = row[*model.column("code")].string_or("");
  if (type.empty() || is_valid_identifier(type, code)) return {};
  const Model& parties = model_of("party.party");
  const RowPtr party = tables.find(parties, row[*model.column("party")].int_or(0));
  return user_error("The " + std::string(label_of_identifier(type)) + " \"" + code + "\" for party \"" +
                    (party ? record_name(tables, parties, *party) : "") + "\" is not valid.");
}

}  // namespace

Answer<void> check_integrity(const Tables& tables, const Model& model, const Row& row,
                             const std::set<std::string>& fields) {
  for (std::size_t i = 0; i < model.fields.size(); ++i) {
    const Field& field = model.fields[i];
    if (field.required && !field.derived && is_looked_at(field, fields) && row[i].is_null())
      return value_required(model, field);
  }
  if (model.name == "party.party" && (fields.empty() || fields.contains("code")) && code_is_taken(tables, model, row)) {
    return user_error("The code on party must be unique.");
  }
  for (std::size_t i = write_date_column + 1; i < model.fields.size(); ++i) {
    const Field& field = model.fields[i];
    if (field.kind != FieldKind::many2one || !row[i].is_int() || !is_looked_at(field, fields)) continue;
    if (!tables.find(model_of(field.target), row[i].as_int())) {
      return user_error("The value \"" + std::to_string(row[i].as_int()) + "\" " + in_model(model, field) +
                        " does not exist.");
    }
  }
  return {};
}

Answer<void> validate(const Tables& tables, const Model& model, const Row& row, const std::set<std::string>& fields) {
  for (std::size_t i = 0; i < model.fields.size(); ++i) {
    const Field& field = model.fields[i];
    const Value& value = row[i];
    if (field.derived || !is_looked_at(field, fields)) continue;
    if (field.required && (value.is_null() || value == Value(""))) return value_required(model, field);
    Answer<void> fine;
    if (field.kind == FieldKind::text && value.is_string()) fine = check_characters(model, field, value.as_string());
    if (field.kind == FieldKind::decimal && value.is_decimal()) fine = check_digits(model, field, value.as_decimal());
    if (field.kind == FieldKind::choice) fine = check_choice(model, field, value);
    if (!fine) return fine;
  }
  if (model.name == "party.identifier") return check_identifier(tables, model, row);
  return check_line(model, row);
}

}  // namespace syncline::sandbox::tryton
