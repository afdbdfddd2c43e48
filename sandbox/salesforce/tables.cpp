#include "sandbox/salesforce/tables.h"

#include <algorithm>

#include "base/text.h"
#include "sandbox/salesforce/record_id.h"

namespace syncline::sandbox::salesforce {

const Value& Row::operator[](std::string_view field) const {
  const Value* found = fields.find(field);
  return found ? *found : null_value;
}

const std::map<std::string, RowPtr>& Tables::of(const ObjectType& type) const {
  static const std::map<std::string, RowPtr> none;
  const auto found = rows_.find(type.name);
  return found == rows_.end() ? none : found->second;
}

RowPtr Tables::find(const ObjectType& type, const std::string& id) const {
  const auto& rows = of(type);
  const auto found = rows.find(id);
  return found == rows.end() ? nullptr : found->second;
}

RowPtr Tables::live(const ObjectType& type, const std::string& id) const {
  RowPtr row = find(type, id);
  return row && !row->deleted ? row : nullptr;
}

std::vector<RowPtr> Tables::where(const ObjectType& type, std::string_view field, const Value& value) const {
  std::vector<RowPtr> out;
  const Field* spec = type.field(field);
  for (const auto& [_, row] : of(type)) {
    if (!row->deleted && same_value(*spec, (*row)[spec->name], value)) out.push_back(row);
  }
  return out;
}

void Tables::put(const ObjectType& type, Row row) {
  const std::string id = row.id;
  rows_[type.name][id] = std::make_shared<const Row>(std::move(row));
}

std::string Tables::next_id(const ObjectType& type) { return record_id(type.prefix, ++last_[type.name]); }

RowPtr seen_by_queries(RowPtr row, Instant now) {
  while (row && row->shown_from > now) row = row->before;
  return row;
}

bool same_value(const Field& field, const Value& a, const Value& b) {
  const bool words = field.type == Type::text || field.type == Type::email;
  if (words && a.is_string() && b.is_string()) return fold_case(a.as_string()) == fold_case(b.as_string());
  return a == b;
}

std::string moment_text(Instant at) { return to_iso(Instant{at.us - at.us % 1'000'000}).substr(0, 19) + ".000+0000"; }

Value shown_value(const Tables& tables, const ObjectType& type, const Row& row, const Field& field) {
  const auto of_reference = [&](std::string_view reference, std::string_view name) -> Value {
    const ObjectType& other = object_named(type.field(reference)->to);
    const RowPtr found = tables.find(other, row[reference].string_or(""));
    return found ? shown_value(tables, other, *found, *other.field(name)) : Value();
  };
  if (field.name == "Id") return row.id;
  if (field.name == "IsDeleted") return row.deleted;
  if (field.name == "CreatedDate") return moment_text(row.created);
  if (field.name == "LastModifiedDate") return moment_text(row.modified);
  if (field.name == "SystemModstamp") return moment_text(row.stamp);
  if (type.name == "Contact" && field.name == "Name") {
    const std::string first = row["FirstName"].string_or("");
    return first + (first.empty() ? "" : " ") + row["LastName"].string_or("");
  }
  if (type.name == "PricebookEntry" && field.name == "Name") return of_reference("Product2Id", "Name");
  if (type.name == "PricebookEntry" && field.name == "ProductCode") return of_reference("Product2Id", "ProductCode");
  if (type.name == "OpportunityLineItem" && (field.name == "ProductCode" || field.name == "ListPrice"))
    return of_reference("PricebookEntryId", field.name == "ListPrice" ? "UnitPrice" : "ProductCode");
  const Value& stored = row[field.name];
  return stored.is_null() && field.type == Type::boolean ? Value(false) : stored;
}

}  // namespace syncline::sandbox::salesforce
