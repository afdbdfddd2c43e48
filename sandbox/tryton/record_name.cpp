#include "sandbox/tryton/record_name.h"

#include "base/text.h"

namespace syncline::sandbox::tryton {
namespace {

const Value& cell(const Model& model, const Row& row, std::string_view field) { return row[*model.column(field)]; }

std::string name_of_target(const Tables& tables, const Model& model, const Row& row, std::string_view field) {
  const Value& id = cell(model, row, field);
  const Model& target = model_of(model.fields[*model.column(field)].target);
  const RowPtr found = id.is_int() ? tables.find(target, id.as_int()) : nullptr;
  return found ? record_name(tables, target, *found) : "";
}

std::string address_name(const Tables& tables, const Model& model, const Row& row) {
  const auto text = [&](std::string_view field) { return cell(model, row, field).string_or(""); };
  std::string party = text("party_name");
  if (party.empty()) party = name_of_target(tables, model, row, "party");
  std::string country;
  const Model& countries = model_of("country.country");
  if (const Value& id = cell(model, row, "country"); id.is_int()) {
    if (const RowPtr found = tables.find(countries, id.as_int()))
      country = cell(countries, *found, "code").string_or("");
  }
  std::string name;
  for (const std::string& part :
       {party, text("name"), split(text("street") + "\n", '\n').front(), text("postal_code"), text("city"), country}) {
    if (!part.empty()) name += (name.empty() ? "" : ", ") + part;
  }
  return name;
}

}  // namespace

std::string record_name(const Tables& tables, const Model& model, const Row& row) {
  if (model.name == "party.party") {
    const std::string name = cell(model, row, "name").string_or("");
    return name.empty() ? "[" + cell(model, row, "code").string_or("") + "]" : name;
  }
  if (model.name == "product.product") {
    return "[" + cell(model, row, "code").string_or("") + "] " + name_of_target(tables, model, row, "template");
  }
  if (model.name == "party.address") return address_name(tables, model, row);
  if (model.name == "party.contact_mechanism") {
    std::string who = cell(model, row, "name").string_or("");
    if (who.empty()) who = name_of_target(tables, model, row, "party");
    return who + " <" + cell(model, row, "value").string_or("None") + ">";
  }
  const Field& field = model.fields[*model.column(model.record_name)];
  if (field.kind == FieldKind::many2one) return name_of_target(tables, model, row, field.name);
  const Value& name = cell(model, row, model.record_name);
  return name.is_int() ? std::to_string(name.as_int()) : name.string_or("None");
}

Value computed_value(const Tables& tables, const Model& model, const Row& row, const Field& field) {
  if (field.name == "rec_name") return record_name(tables, model, row);
  if (field.name == "full_name") return cell(model, row, "name");
  return Decimal::of(0, 1);
}

}  // namespace syncline::sandbox::tryton
