#include <algorithm>
#include <set>

#include "sandbox/tryton/domain.h"
#include "sandbox/tryton/query.h"
#include "sandbox/tryton/record.h"
#include "sandbox/tryton/wire_value.h"

namespace syncline::sandbox::tryton {
namespace {

/// What was asked for: plain names, and per relation what to read of its targets.
struct Wanted {
  std::vector<std::string> plain;
  std::map<std::string, std::vector<std::string>> of_targets;
};

bool is_pseudo(std::string_view name) { return name == "_timestamp" || name == "_write" || name == "_delete"; }

Answer<Wanted> wanted_of(const Model& model, const std::vector<std::string>& names) {
  Wanted wanted;
  for (const std::string& name : names) {
    const std::size_t dot = name.find('.');
    const std::string own = name.substr(0, dot);
    if (!is_pseudo(own) && !model.column(own)) return missing_key(own);
    if (dot == std::string::npos) {
      wanted.plain.push_back(own);
    } else if (const Field& field = model.fields[*model.column(own)];
               field.target.empty() && field.kind != FieldKind::reference) {
      return exception("'Char' object has no attribute 'get_target'");
    } else {
      wanted.of_targets[own].push_back(name.substr(dot + 1));
    }
  }
  return wanted;
}

Value pseudo_value(const Row& row, std::string_view name) {
  if (name != "_timestamp") return true;
  const Value& written = row[write_date_column];
  return version_text((written.is_null() ? row[create_date_column] : written).as_int());
}

/// What a relation holds, per row: a list of ids, an id or null.
Answer<std::map<Id, Value>> held_by(const Transaction& transaction, const Model& model, const Field& field,
                                    const std::vector<Id>& ids) {
  std::map<Id, Value> held;
  if (field.kind == FieldKind::one2many) {
    Answer<std::map<Id, List>> children = children_of(transaction, field, ids);
    if (!children) return fail(children.error());
    for (const Id id : ids) held[id] = std::move((*children)[id]);
    return held;
  }
  for (const Id id : ids) {
    const Value cell = cell_of(transaction, model, *transaction.tables.find(model, id), field);
    held[id] = cell.is_null() && field.kind == FieldKind::many2many ? Value(List{}) : cell;
  }
  return held;
}

Answer<std::map<Id, Value>> read_targets(const Transaction& transaction, const Field& field,
                                         const std::map<Id, Value>& held, const std::vector<std::string>& names) {
  std::set<Id> ids;
  for (const auto& [owner, value] : held) {
    if (value.is_int()) ids.insert(value.as_int());
    if (!value.is_list()) continue;
    for (const Value& each : value.as_list()) ids.insert(each.as_int());
  }
  const Answer<List> rows = read(transaction, model_of(field.target), {ids.begin(), ids.end()}, names);
  if (!rows) return fail(rows.error());
  std::map<Id, Value> targets;
  for (const Value& row : *rows) targets[row["id"].as_int()] = row;
  return targets;
}

Value targets_of(const Value& held, const std::map<Id, Value>& targets) {
  if (held.is_int()) return targets.at(held.as_int());
  if (!held.is_list()) return {};
  List all;
  for (const Value& each : held.as_list()) all.push_back(targets.at(each.as_int()));
  return all;
}

/// "origin.invoice": of whatever record the reference names.
Answer<void> add_referred(const Transaction& transaction, const Model& model, const Field& field,
                          const std::vector<std::string>& names, const std::vector<Id>& ids,
                          std::vector<Map>& answers) {
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const Value referred = cell_of(transaction, model, *transaction.tables.find(model, ids[i]), field);
    const std::string text = referred.string_or("");
    const Model* target = find_model(text.substr(0, text.find(',')));
    if (!target) {
      answers[i].set(std::string(field.name) + ".", nullptr);
      continue;
    }
    const Answer<List> row = read(transaction, *target, {id_in(referred, target->name)}, names);
    if (!row) return fail(row.error());
    answers[i].set(std::string(field.name) + ".", row->front());
  }
  return {};
}

Answer<void> add_relation(const Transaction& transaction, const Model& model, const Field& field,
                          const std::vector<std::string>* names, const std::vector<Id>& ids,
                          std::vector<Map>& answers) {
  const Answer<std::map<Id, Value>> held = held_by(transaction, model, field, ids);
  if (!held) return fail(held.error());
  if (!names) {
    for (std::size_t i = 0; i < ids.size(); ++i) answers[i].set(field.name, held->at(ids[i]));
    return {};
  }
  const Answer<std::map<Id, Value>> targets = read_targets(transaction, field, *held, *names);
  if (!targets) return fail(targets.error());
  const std::string key = std::string(field.name) + ".";
  for (std::size_t i = 0; i < ids.size(); ++i) answers[i].set(key, targets_of(held->at(ids[i]), *targets));
  return {};
}

Answer<void> add_plain(const Transaction& transaction, const Model& model, const std::string& name,
                       const std::vector<Id>& ids, std::vector<Map>& answers) {
  if (is_pseudo(name)) {
    if (model.name == relations_both_ways) return {};  // a query, no table
    for (std::size_t i = 0; i < ids.size(); ++i) {
      answers[i].set(name, pseudo_value(*transaction.tables.find(model, ids[i]), name));
    }
    return {};
  }
  const Field& field = model.fields[*model.column(name)];
  if (field.kind == FieldKind::one2many || field.kind == FieldKind::many2many) {
    return add_relation(transaction, model, field, nullptr, ids, answers);
  }
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const Row& row = *transaction.tables.find(model, ids[i]);
    answers[i].set(name, to_wire(field, cell_of(transaction, model, row, field)));
  }
  return {};
}

Answer<void> check_access(const Transaction& transaction, const Model& model, const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    const std::string own = name.substr(0, name.find('.'));
    if (transaction.forbids(model, own)) {
      const std::optional<std::size_t> column = model.column(own);
      if (column) return access_denied(model, model.fields[*column]);
    }
  }
  return {};
}

}  // namespace

Answer<List> read(const Transaction& transaction, const Model& model, const std::vector<Id>& ids,
                  const std::vector<std::string>& fields) {
  if (const Answer<void> allowed = check_access(transaction, model, fields); !allowed) return fail(allowed.error());
  if (ids.empty()) return List{};
  const Answer<Wanted> wanted = wanted_of(model, fields);
  if (!wanted) return fail(wanted.error());
  std::set<Id> missing;
  for (const Id id : ids) {
    if (!transaction.tables.find(model, id)) missing.insert(id);
  }
  if (!missing.empty()) return records_gone("read", ids, missing.size(), model.label);

  std::vector<Map> answers;
  for (const Id id : ids) answers.push_back(Map{{"id", id}});
  for (const std::string& name : wanted->plain) {
    if (const Answer<void> done = add_plain(transaction, model, name, ids, answers); !done) return fail(done.error());
  }
  for (const auto& [name, names] : wanted->of_targets) {
    const Field& field = model.fields[*model.column(name)];
    const Answer<void> done = field.kind == FieldKind::reference
                                  ? add_referred(transaction, model, field, names, ids, answers)
                                  : add_relation(transaction, model, field, &names, ids, answers);
    if (!done) return fail(done.error());
  }
  List list;
  for (Map& answer : answers) list.emplace_back(std::move(answer));
  return list;
}

Answer<std::map<Id, List>> children_of(const Transaction& transaction, const Field& field, const std::vector<Id>& ids) {
  const Model& target = model_of(field.target);
  const std::size_t inverse = *target.column(field.inverse);
  const std::set<Id> owners(ids.begin(), ids.end());
  List own;
  for (const auto& [id, row] : transaction.tables.of(target)) {
    if ((*row)[inverse].is_int() && owners.contains((*row)[inverse].as_int())) own.emplace_back(id);
  }
  const Answer<Rows> found = search(transaction, target, List{List{"id", "in", std::move(own)}}, {});
  if (!found) return fail(found.error());
  std::map<Id, List> children;
  for (const RowPtr& row : *found) children[(*row)[inverse].as_int()].push_back(id_of(*row));
  return children;
}

}  // namespace syncline::sandbox::tryton
