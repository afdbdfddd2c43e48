#include "sandbox/salesforce/edit.h"

#include <algorithm>

#include "sandbox/salesforce/given_values.h"
#include "sandbox/salesforce/selling.h"

namespace syncline::sandbox::salesforce {
namespace {

Answer<void> check_required(const ObjectType& type, const Row& row) {
  std::vector<std::string> missing;
  std::string named;
  for (const Field& field : type.fields) {
    if (!field.required || !row[field.name].is_null()) continue;
    named += (missing.empty() ? "" : ", ") + std::string(field.name);
    missing.emplace_back(field.name);
  }
  if (missing.empty()) return {};
  return refuse("REQUIRED_FIELD_MISSING", "Required fields are missing: [" + named + "]", missing);
}

Answer<void> check_unique(const Work& work, const ObjectType& type, const Row& row) {
  for (const Field& field : type.fields) {
    if (!field.external_id || row[field.name].is_null()) continue;
    for (const RowPtr& other : work.tables.where(type, field.name, row[field.name])) {
      if (other->id == row.id) continue;
      return refuse("DUPLICATE_VALUE", "duplicate value found: " + std::string(field.name) +
                                           " duplicates value on record with id: " + other->id.substr(0, 15));
    }
  }
  return {};
}

/// People's transactions end one to three seconds after their stamp.
Duration lag_of(const std::string& id) {
  std::int64_t sum = 0;
  for (const char c : id) sum += c;
  return seconds(1 + sum % 3);
}

Row stamped(const Work& work, Row row, RowPtr before) {
  row.modified = row.stamp = work.now;
  ++row.revision;
  row.shown_from = work.now;
  row.before = nullptr;
  if (work.shown_late && work.by_person) {
    row.shown_from = work.now + lag_of(row.id);
    row.before = seen_by_queries(std::move(before), work.now);
  }
  return row;
}

void set_all(Row& row, const Map& values) {
  for (const auto& [name, value] : values) {
    if (value.is_null()) {
      row.fields.erase(name);
    } else {
      row.fields.set(name, value);
    }
  }
}

Map values_of(const Row& row, const Map& given) {
  Map out;
  for (const auto& [name, _] : given) out.set(name, row[name]);
  return out;
}

void note(Work& work, MutationVerb verb, const ObjectType& type, const std::string& id, Map before, Map after) {
  work.ledger.push_back(
      {verb, work.by_person, work.now, std::string(type.name), id, std::move(before), std::move(after)});
}

}  // namespace

std::string no_such_column(const ObjectType& type, std::string_view name) {
  return "No such column '" + std::string(name) + "' on entity '" + std::string(type.name) +
         "'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. "
         "Please reference your WSDL or the describe call for the appropriate names.";
}

Answer<const Field*> readable(const ObjectType& type, std::string_view name, const FieldFaults& faults) {
  const Field* field = type.field(name);
  if (field && !faults.forbidden.contains(std::string(type.name) + "." + std::string(field->name))) return field;
  return refuse("INVALID_FIELD", no_such_column(type, name));
}

Answer<std::string> create(Work& work, const ObjectType& type, const Map& given) {
  auto values = accepted_values(work, type, given);
  if (!values) return fail(values.error());
  Row row;
  row.created = work.now;
  set_all(row, *values);
  if (auto done = complete(work, type, row, *values); !done) return fail(done.error());
  if (auto done = check_required(type, row); !done) return fail(done.error());
  if (auto done = check_unique(work, type, row); !done) return fail(done.error());
  row.id = work.tables.next_id(type);
  const std::string id = row.id;
  work.tables.put(type, stamped(work, std::move(row), nullptr));
  note(work, MutationVerb::create, type, id, {}, *values);
  follow(work, type, *work.tables.find(type, id));
  return id;
}

Answer<void> update(Work& work, const ObjectType& type, const RowPtr& old, const Map& given) {
  auto values = accepted_values(work, type, given);
  if (!values) return fail(values.error());
  drop_ignored(work, type, *old, *values);
  Row row = *old;
  set_all(row, *values);
  if (auto done = complete(work, type, row, *values); !done) return done;
  if (auto done = check_required(type, row); !done) return done;
  if (auto done = check_unique(work, type, row); !done) return done;
  work.tables.put(type, stamped(work, std::move(row), old));
  note(work, MutationVerb::update, type, old->id, values_of(*old, *values), *values);
  follow(work, type, *work.tables.find(type, old->id));
  return {};
}

void remove(Work& work, const ObjectType& type, const RowPtr& old, const std::string& master) {
  if (old->deleted) return;
  for (const ChildRelation& each : child_relations()) {
    if (each.parent != type.name || !master.empty()) continue;
    const ObjectType& child = object_named(each.child);
    for (const RowPtr& row : work.tables.where(child, each.field, old->id)) remove(work, child, row);
  }
  Row row = *old;
  row.deleted = true;
  if (!master.empty()) row.fields.set("MasterRecordId", master);
  work.tables.put(type, stamped(work, std::move(row), old));
  note(work, MutationVerb::remove, type, old->id, {}, {});
  follow(work, type, *work.tables.find(type, old->id));
}

void restore(Work& work, const ObjectType& type, const RowPtr& old) {
  Row row = *old;
  row.deleted = false;
  work.tables.put(type, stamped(work, std::move(row), old));
  note(work, MutationVerb::update, type, old->id, {{"IsDeleted", true}}, {{"IsDeleted", false}});
}

}  // namespace syncline::sandbox::salesforce
