#include "sandbox/tryton/edit.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "sandbox/tryton/commands.h"
#include "sandbox/tryton/defaults.h"
#include "sandbox/tryton/ledger_line.h"
#include "sandbox/tryton/record_name.h"
#include "sandbox/tryton/validate.h"
#include "sandbox/tryton/version_check.h"

namespace syncline::sandbox::tryton {
namespace {

struct Children {
  std::vector<Id> owners;
  Value commands;
};
/// By field, in the order in which the server sets them.
using ChildrenByField = std::map<std::string, std::vector<Children>>;

/// The server sets these itself; what a call gives for them is dropped.
bool is_kept_by_server(std::string_view name) {
  return name == "id" || name == "create_uid" || name == "create_date" || name == "write_uid" || name == "write_date";
}

bool is_relation(const Field& field) { return field.kind == FieldKind::one2many || field.kind == FieldKind::many2many; }

std::vector<std::string> names_of(const Map& values) {
  std::vector<std::string> names;
  for (const auto& [name, value] : values) {
    if (!is_kept_by_server(name)) names.push_back(name);
  }
  return names;
}

Answer<void> check_access(const Transaction& transaction, const Model& model, const Map& values) {
  for (const auto& [name, value] : values) {
    const std::optional<std::size_t> column = model.column(name);
    if (column && transaction.forbids(model, name)) return access_denied(model, model.fields[*column]);
  }
  return {};
}

Value as_kept(const Transaction& transaction, const Model& model, const Field& field, Value value) {
  if (!transaction.faults || !value.is_string()) return value;
  const auto shortened = transaction.faults->shortened.find(std::string(model.name) + "." + std::string(field.name));
  if (shortened == transaction.faults->shortened.end()) return value;
  return truncate(value.as_string(), shortened->second);
}

bool is_ignored(const Transaction& transaction, const Model& model, const Field& field) {
  return transaction.faults &&
         transaction.faults->ignored.contains(std::string(model.name) + "." + std::string(field.name));
}

/// Puts the given values into the row; children are put by for later.
Answer<void> set_fields(const Transaction& transaction, const Model& model, const Map& values, Row& row,
                        ChildrenByField& children) {
  for (const auto& [name, given] : values) {
    if (is_kept_by_server(name)) continue;
    const std::optional<std::size_t> column = model.column(name);
    if (!column) return missing_key(name);
    const Field& field = model.fields[*column];
    if (field.kind == FieldKind::computed || field.derived) {
      return exception("Missing setter function for field \"" + std::string(field.label) + "\" in \"" +
                       std::string(model.label) + "\".");
    }
    if (is_ignored(transaction, model, field)) continue;
    if (is_relation(field)) {
      children[name].push_back({{id_of(row)}, given});
      continue;
    }
    Answer<Value> value = from_wire(field, given);
    if (!value) return fail(value.error());
    row[*column] = as_kept(transaction, model, field, std::move(*value));
  }
  return {};
}

Answer<void> set_children(Transaction& transaction, const Model& model, const ChildrenByField& children) {
  for (const auto& [name, all] : children) {
    for (const Children& each : all) {
      const Field& field = model.fields[*model.column(name)];
      if (Answer<void> done = apply_commands(transaction, model, field, each.owners, each.commands); !done) return done;
    }
  }
  return {};
}

Row with_defaults(Transaction& transaction, const Model& model) {
  Row row(model.fields.size());
  row[id_column] = transaction.tables.next_id(model);
  row[create_uid_column] = transaction.user;
  row[create_date_column] = transaction.start.us;
  if (const auto active = model.column("active")) row[*active] = true;
  set_defaults(transaction, model, row);
  return row;
}

/// The server writes the compact form of a mechanism right after it was created: so it has a write_date from the start.
void keep_compact_value(Transaction& transaction, const Model& model, Id id) {
  if (model.name != "party.contact_mechanism") return;
  Row row = *transaction.tables.find(model, id);
  const std::size_t value = *model.column("value"), compact = *model.column("value_compact");
  if (row[value] == row[compact]) return;
  row[compact] = row[value];
  row[write_uid_column] = transaction.user;
  row[write_date_column] = transaction.start.us;
  transaction.tables.put(model, std::move(row));
}

Answer<Id> insert(Transaction& transaction, const Model& model, const Value& given, ChildrenByField& children) {
  if (!given.is_map()) return exception("'str' object has no attribute 'copy'");
  Map values = given.as_map();
  if (model.name == "party.party" && values["code"].string_or("").empty()) {
    values.set("code", std::to_string(transaction.tables.next_party_code()));
  }
  Row row = with_defaults(transaction, model);
  if (const Answer<void> set = set_fields(transaction, model, values, row, children); !set) return fail(set.error());
  const Answer<void> sound = check_integrity(transaction.tables, model, row, {});
  if (!sound) return fail(sound.error());
  const Id id = id_of(row);
  add_ledger_line(transaction, model, id, nullptr, &row, names_of(values));
  transaction.tables.put(model, std::move(row));
  return id;
}

/// Addresses and contact mechanisms never go to another party.
Answer<void> check_party_stays(const Transaction& transaction, const Model& model, const WriteStep& step) {
  if (model.name != "party.address" && model.name != "party.contact_mechanism") return {};
  const Value* party = step.values.find("party");
  if (!party) return {};
  for (const Id id : step.ids) {
    const RowPtr row = transaction.tables.find(model, id);
    if (!row || (*row)[*model.column("party")] == *party) continue;
    return user_error("You cannot change the party of " +
                      std::string(model.name == "party.address" ? "address" : "contact mechanism") + " \"" +
                      record_name(transaction.tables, model, *row) + "\".");
  }
  return {};
}

Answer<void> update(Transaction& transaction, const Model& model, Id id, const Map& values, ChildrenByField& children) {
  const RowPtr before = transaction.tables.find(model, id);
  Row row = *before;
  row[write_uid_column] = transaction.user;
  row[write_date_column] = transaction.start.us;
  if (Answer<void> set = set_fields(transaction, model, values, row, children); !set) return set;
  const std::vector<std::string> names = names_of(values);
  if (!names.empty()) {
    const Answer<void> sound = check_integrity(transaction.tables, model, row, {names.begin(), names.end()});
    if (!sound) return sound;
  }
  add_ledger_line(transaction, model, id, before.get(), &row, names);
  transaction.tables.put(model, std::move(row));
  return {};
}

/// A relation told from the other end, as it is stored.
Answer<WriteStep> stored_relation(const Transaction& transaction, Id id, Map values) {
  WriteStep step{{id / 2}, std::move(values)};
  if (id % 2 == 0) return step;
  const Value* from = step.values.find("from_");
  const Value* to = step.values.find("to");
  const std::optional<Value> new_to = from ? std::optional(*from) : std::nullopt;
  const std::optional<Value> new_from = to ? std::optional(*to) : std::nullopt;
  step.values.erase("from_");
  step.values.erase("to");
  if (new_to) step.values.set("to", *new_to);
  if (new_from) step.values.set("from_", *new_from);
  const Value* type = step.values.find("type");
  if (!type || !type->is_int()) return step;
  const Model& types = model_of("party.relation.type");
  const RowPtr found = transaction.tables.find(types, type->as_int());
  if (!found) return records_gone("read", {type->as_int()}, 1, types.label);
  step.values.set("type", (*found)[*types.column("reverse")]);
  return step;
}

Answer<void> write_relations(Transaction& transaction, const std::vector<WriteStep>& steps) {
  std::vector<WriteStep> stored;
  for (const WriteStep& step : steps) {
    for (const Id id : step.ids) {
      Answer<WriteStep> each = stored_relation(transaction, id, step.values);
      if (!each) return fail(each.error());
      stored.push_back(std::move(*each));
    }
  }
  return write(transaction, model_of(relations), stored);
}

}  // namespace

Answer<std::vector<Id>> create(Transaction& transaction, const Model& model, const List& list) {
  if (!transaction.may_change(model)) return access_denied(model);
  for (const Value& each : list) {
    if (!each.is_map()) continue;
    if (const Answer<void> allowed = check_access(transaction, model, each.as_map()); !allowed) {
      return fail(allowed.error());
    }
  }
  const bool both_ways = model.name == relations_both_ways;
  const Model& stored = both_ways ? model_of(relations) : model;
  std::vector<Id> ids;
  ChildrenByField children;
  for (const Value& each : list) {
    const Answer<Id> id = insert(transaction, stored, each, children);
    if (!id) return fail(id.error());
    ids.push_back(*id);
  }
  if (const Answer<void> set = set_children(transaction, stored, children); !set) return fail(set.error());
  for (const Id id : ids) {
    const Answer<void> valid = validate(transaction.tables, stored, *transaction.tables.find(stored, id), {});
    if (!valid) return fail(valid.error());
    keep_compact_value(transaction, stored, id);
  }
  if (both_ways) std::ranges::transform(ids, ids.begin(), [](Id id) { return id * 2; });
  return ids;
}

Answer<void> write(Transaction& transaction, const Model& model, const std::vector<WriteStep>& steps) {
  std::vector<Id> all;
  if (!transaction.may_change(model)) return access_denied(model);
  for (const WriteStep& step : steps) {
    if (Answer<void> allowed = check_access(transaction, model, step.values); !allowed) return allowed;
    if (Answer<void> stays = check_party_stays(transaction, model, step); !stays) return stays;
    all.insert(all.end(), step.ids.begin(), step.ids.end());
  }
  if (model.name == relations_both_ways) return write_relations(transaction, steps);
  if (Answer<void> fresh = check_versions(transaction, model, all); !fresh) return fresh;
  const auto missing = std::ranges::count_if(all, [&](Id id) { return !transaction.tables.find(model, id); });
  if (missing > 0) return records_gone("write to", all, static_cast<std::size_t>(missing), model.label);

  ChildrenByField children;
  for (const WriteStep& step : steps) {
    for (const Id id : step.ids) {
      if (Answer<void> done = update(transaction, model, id, step.values, children); !done) return done;
    }
  }
  if (Answer<void> set = set_children(transaction, model, children); !set) return set;
  for (const WriteStep& step : steps) {
    const std::vector<std::string> names = names_of(step.values);
    for (const Id id : step.ids) {
      const RowPtr row = transaction.tables.find(model, id);
      if (!row || names.empty()) continue;
      const Answer<void> valid = validate(transaction.tables, model, *row, {names.begin(), names.end()});
      if (!valid) return valid;
      keep_compact_value(transaction, model, id);
    }
  }
  return {};
}

}  // namespace syncline::sandbox::tryton
