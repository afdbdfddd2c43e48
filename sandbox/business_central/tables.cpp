#include "sandbox/business_central/tables.h"

#include <algorithm>

#include "base/hash.h"

namespace syncline::sandbox::business_central {
namespace {

constexpr const char* modified_at = "lastModifiedDateTime";

std::string guid_of(std::int64_t number) {
  const std::string hex = to_hex(xxh3("record " + std::to_string(number)));
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) + "-" +
         hex.substr(20, 12);
}

}  // namespace

Row& Tables::add(const EntityType& type, Instant now) {
  const std::string id = guid_of(++made_);
  Row row{id, {}, now, 1};
  for (const Property& each : type.properties) row.fields.set(each.name, nothing_of(each));
  row.fields.set(type.properties.front().name, id);
  return sets_[type.set].emplace(id, std::move(row)).first->second;
}

Row* Tables::find(const std::string& set, const std::string& id) {
  const auto rows = sets_.find(set);
  if (rows == sets_.end()) return nullptr;
  const auto found = rows->second.find(id);
  return found == rows->second.end() ? nullptr : &found->second;
}

const Row* Tables::find(const std::string& set, const std::string& id) const {
  return const_cast<Tables*>(this)->find(set, id);  // NOLINT: changes nothing
}

const std::map<std::string, Row>& Tables::rows(const std::string& set) const {
  static const std::map<std::string, Row> none;
  const auto found = sets_.find(set);
  return found == sets_.end() ? none : found->second;
}

std::vector<const Row*> Tables::rows_where(const std::string& set, std::string_view property,
                                           const Value& value) const {
  std::vector<const Row*> out;
  for (const auto& [id, row] : rows(set)) {
    const Value* there = row.fields.find(property);
    if (there && *there == value) out.push_back(&row);
  }
  // Lines by their place in the document, everything else as it came.
  std::ranges::stable_sort(out, {}, [](const Row* row) { return Value(row->fields).path("sequence").int_or(0); });
  return out;
}

std::vector<Row*> Tables::rows_where(const std::string& set, std::string_view property, const Value& value) {
  std::vector<Row*> out;
  for (const Row* row : std::as_const(*this).rows_where(set, property, value)) out.push_back(find(set, row->id));
  return out;
}

Row* Tables::find_by(const std::string& set, std::string_view property, const Value& value) {
  for (auto& [id, row] : sets_[set]) {
    const Value* there = row.fields.find(property);
    if (there && *there == value) return &row;
  }
  return nullptr;
}

void Tables::remove(const std::string& set, const std::string& id) { sets_[set].erase(id); }

void Tables::touch(Row& row, Instant now) {
  row.modified = std::max(now, row.modified);
  ++row.revision;
}

std::string Tables::next_number(const std::string& series, int digits) {
  const std::string number = std::to_string(++series_[series]);
  return series + std::string(static_cast<std::size_t>(std::max(0, digits - static_cast<int>(number.size()))), '0') +
         number;
}

std::string etag_of(const Row& row) {
  return "W/\"" + base64("'19;" + to_hex(xxh3(row.id + "/" + std::to_string(row.revision))).substr(0, 19) + ";1;00;'") +
         "\"";
}

Value stored(const Row& row, const std::string& property) {
  if (property == modified_at) return to_iso(row.modified);
  const Value* found = row.fields.find(property);
  return found ? *found : Value();
}

Map shown(const EntityType& type, const Row& row, const std::vector<std::string>& select) {
  Map out{{"@odata.etag", etag_of(row)}};
  for (const Property& each : type.properties) {
    if (!select.empty() && std::ranges::find(select, each.name) == select.end()) continue;
    Value value = stored(row, each.name);
    if (each.name == modified_at) value = to_iso(Instant{row.modified.us - row.modified.us % 1000});
    if (each.type == EdmType::enumeration) value = coded_name(value.string_or(""));
    out.set(each.name, std::move(value));
  }
  return out;
}

}  // namespace syncline::sandbox::business_central
