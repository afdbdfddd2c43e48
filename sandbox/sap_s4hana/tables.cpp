#include "sandbox/sap_s4hana/tables.h"

#include <algorithm>
#include <cstdio>

#include "base/text.h"

namespace syncline::sandbox::sap {
namespace {

Value day_of(const LocalTime& local) { return to_iso(local.date); }

Value time_of(const LocalTime& local) {
  char text[16];
  std::snprintf(text, sizeof text, "%02d:%02d:%02d", local.hour % 24, local.minute % 60, local.second % 61);
  return std::string(text);
}

std::string full_name(const Row& row) {
  const bool person = row.text("BusinessPartnerCategory") == "1";
  const std::string a = row.text(person ? "FirstName" : "OrganizationBPName1");
  const std::string b = row.text(person ? "LastName" : "OrganizationBPName2");
  return a.empty() || b.empty() ? a + b : a + " " + b;
}

}  // namespace

const Value& Row::operator[](std::string_view property) const {
  static const Value none;
  const Value* found = fields.find(property);
  return found ? *found : none;
}

Decimal Row::number(std::string_view property) const {
  const Value& value = (*this)[property];
  return value.is_number() ? value.as_decimal() : Decimal();
}

std::string key_of(const EntityType& type, const Map& fields) {
  std::string out;
  for (const Property* each : type.keys()) {
    const Value* value = fields.find(each->name);
    out += (out.empty() ? "" : "/") + (value && value->is_bool() ? std::string(value->as_bool() ? "true" : "false")
                                       : value                   ? value->string_or("")
                                                                 : "");
  }
  return out;
}

Row& Tables::add(const EntityType& type, Map fields, Instant now) {
  Row row{.key = key_of(type, fields), .fields = {}, .created = now, .changed = now};
  for (const Property& each : type.properties) {
    const Value* given = fields.find(each.name);
    row.fields.set(each.name, given ? *given : nothing_of(each));
  }
  for (const auto& [name, value] : fields) row.fields.set(name, value);
  const std::string key = row.key;
  return sets_[type.set][key] = std::move(row);
}

Row* Tables::find(const std::string& set, const std::string& key) {
  const auto rows = sets_.find(set);
  if (rows == sets_.end()) return nullptr;
  const auto found = rows->second.find(key);
  return found == rows->second.end() ? nullptr : &found->second;
}

const Row* Tables::find(const std::string& set, const std::string& key) const {
  return const_cast<Tables*>(this)->find(set, key);  // NOLINT: changes nothing
}

void Tables::remove(const std::string& set, const std::string& key) { sets_[set].erase(key); }

const std::map<std::string, Row>& Tables::rows(const std::string& set) const {
  static const std::map<std::string, Row> none;
  const auto found = sets_.find(set);
  return found == sets_.end() ? none : found->second;
}

std::vector<Row*> Tables::rows_where(const std::string& set, std::string_view property, const Value& value) {
  std::vector<Row*> out;
  for (auto& [_, row] : sets_[set]) {
    if (row[property] == value) out.push_back(&row);
  }
  // Items by their number, which may be "10" and "100".
  std::ranges::stable_sort(out, {}, [](const Row* row) { return row->key.size(); });
  return out;
}

std::vector<const Row*> Tables::related(const EntityType& type, const Row& row, const Navigation& navigation) const {
  std::vector<const Row*> out;
  for (const auto& [_, other] : rows(navigation.target)) {
    const bool linked =
        navigation.theirs.empty()
            ? std::ranges::all_of(type.keys(), [&](const Property* key) { return other[key->name] == row[key->name]; })
            : !row.text(navigation.ours).empty() && other[navigation.theirs] == row[navigation.ours];
    if (linked) out.push_back(&other);
  }
  std::ranges::stable_sort(out, {}, [](const Row* each) { return each->key.size(); });
  return out;
}

void Tables::touch(Row& row, Instant now) {
  row.changed = std::max(now, row.changed);
  row.was_changed = true;
  ++row.revision;
}

std::string Tables::next_number(const std::string& range, std::int64_t from) {
  return std::to_string(from + ++ranges_[range]);
}

Value Tables::stored(const EntityType& type, const Row& row, const Property& property) const {
  const std::string& name = property.name;
  if (name == type.etag && property.type == EdmType::string)
    return "ETAG" + type.set.substr(2, 2) + std::to_string(row.created.us / 1000) + std::to_string(row.revision);
  if (name == "LastChangeDateTime") return to_iso(row.changed);
  if (name == "BusinessPartnerFullName" || name == "BusinessPartnerName") return full_name(row);
  const bool creation = name == "CreationDate" || name == "CreationTime";
  if (!creation && name != "LastChangeDate" && name != "LastChangeTime") return row[name];
  if (!creation && !row.was_changed) return name == "LastChangeTime" ? Value("00:00:00") : Value();
  const LocalTime local = local_time(creation ? row.created : row.changed, zone_).value_or(LocalTime{});
  return property.type == EdmType::time ? time_of(local) : day_of(local);
}

std::string etag_of(const Tables& tables, const EntityType& type, const Row& row) {
  if (type.etag.empty()) return "";
  const Property& property = *type.property(type.etag);
  const std::string value = tables.stored(type, row, property).string_or("");
  if (property.type == EdmType::string) return "W/\"'" + value + "'\"";
  const std::string digits = "000000" + std::to_string(row.changed.us % 1'000'000);
  return "W/\"datetimeoffset'" + percent_encode(value.substr(0, 19) + "." + digits.substr(digits.size() - 6)) + "0Z'\"";
}

}  // namespace syncline::sandbox::sap
