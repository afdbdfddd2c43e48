#include "sandbox/tryton/commands.h"

#include <algorithm>

#include "sandbox/tryton/edit.h"

namespace syncline::sandbox::tryton {
namespace {

struct Plan {
  std::vector<Id> deleted;
  std::vector<WriteStep> written;
  List created;
};

Answer<std::vector<Id>> ids_of(const Value& given) {
  if (!given.is_list()) return exception("'" + std::string(name_of(given.kind())) + "' object is not iterable");
  std::vector<Id> ids;
  for (const Value& each : given.as_list()) {
    if (!each.is_int()) return exception("invalid literal for int() with base 10: '" + each.string_or("") + "'");
    ids.push_back(each.as_int());
  }
  return ids;
}

Answer<void> plan_creation(const Field& field, const std::vector<Id>& owners, const Value& list, Plan& plan) {
  if (!list.is_list()) return exception("'" + std::string(name_of(list.kind())) + "' object is not iterable");
  for (const Id owner : owners) {
    for (const Value& each : list.as_list()) {
      if (!each.is_map()) return exception("'str' object has no attribute 'copy'");
      Map values = each.as_map();
      values.set(field.inverse, owner);
      plan.created.emplace_back(std::move(values));
    }
  }
  return {};
}

Answer<void> plan_writes(const List& command, Plan& plan) {
  for (std::size_t i = 1; i + 1 < command.size(); i += 2) {
    Answer<std::vector<Id>> ids = ids_of(command[i]);
    if (!ids) return fail(ids.error());
    if (!command[i + 1].is_map()) return exception("'str' object has no attribute 'keys'");
    plan.written.push_back({std::move(*ids), command[i + 1].as_map()});
  }
  return {};
}

/// Those of `ids` whose owner is (or, `inverted`, is not) among `owners`.
std::vector<Id> of_owners(const Transaction& transaction, const Field& field, const std::vector<Id>& ids,
                          const std::vector<Id>& owners, bool inverted) {
  const Model& target = model_of(field.target);
  std::vector<Id> found;
  for (const Id id : ids) {
    const RowPtr row = transaction.tables.find(target, id);
    if (!row) continue;
    const Id owner = (*row)[*target.column(field.inverse)].int_or(0);
    if ((std::ranges::find(owners, owner) != owners.end()) != inverted) found.push_back(id);
  }
  return found;
}

Answer<void> plan_moves(const Transaction& transaction, const Field& field, const std::vector<Id>& owners, bool add,
                        const Value& given, Plan& plan) {
  const Answer<std::vector<Id>> ids = ids_of(given);
  if (!ids) return fail(ids.error());
  for (const Id owner : owners) {
    std::vector<Id> moved = of_owners(transaction, field, *ids, {owner}, add);
    if (moved.empty()) continue;
    plan.written.push_back({std::move(moved), Map{{std::string(field.inverse), add ? Value(owner) : Value()}}});
  }
  return {};
}

Answer<void> plan_command(const Transaction& transaction, const Field& field, const std::vector<Id>& owners,
                          const List& command, Plan& plan) {
  const std::string action = command[0].string_or("");
  const Value& argument = command.size() > 1 ? command[1] : null_value;
  if (action == "create") return plan_creation(field, owners, argument, plan);
  if (action == "write") return plan_writes(command, plan);
  if (action == "add" || action == "remove") {
    return plan_moves(transaction, field, owners, action == "add", argument, plan);
  }
  if (action != "delete") return missing_key(action);
  const Answer<std::vector<Id>> ids = ids_of(argument);
  if (!ids) return fail(ids.error());
  plan.deleted.insert(plan.deleted.end(), ids->begin(), ids->end());
  return {};
}

Answer<void> carry_out(Transaction& transaction, const Model& target, const Plan& plan) {
  if (!plan.deleted.empty()) {
    if (Answer<void> done = remove(transaction, target, plan.deleted); !done) return done;
  }
  if (!plan.written.empty()) {
    if (Answer<void> done = write(transaction, target, plan.written); !done) return done;
  }
  if (plan.created.empty()) return {};
  const Answer<std::vector<Id>> created = create(transaction, target, plan.created);
  if (!created) return fail(created.error());
  return {};
}

Answer<void> change_set(Transaction& transaction, const Model& model, const Field& field, const std::vector<Id>& owners,
                        const List& command) {
  const std::string action = command[0].string_or("");
  if (action != "add" && action != "remove") return missing_key(action);
  const Answer<std::vector<Id>> ids = ids_of(command.size() > 1 ? command[1] : null_value);
  if (!ids) return fail(ids.error());
  for (const Id id : *ids) {
    if (action == "add" && !transaction.tables.find(model_of(field.target), id)) {
      return user_error("The value \"" + std::to_string(id) + "\" for field \"" + std::string(field.label) +
                        "\" in \"" + std::string(model.label) + "\" does not exist.");
    }
  }
  const std::size_t column = *model.column(field.name);
  for (const Id owner : owners) {
    Row row = *transaction.tables.find(model, owner);
    List held = row[column].is_list() ? row[column].as_list() : List{};
    for (const Id id : *ids) {
      std::erase(held, Value(id));
      if (action == "add") held.emplace_back(id);
    }
    row[column] = std::move(held);
    transaction.tables.put(model, std::move(row));
  }
  return {};
}

}  // namespace

Answer<void> apply_commands(Transaction& transaction, const Model& model, const Field& field,
                            const std::vector<Id>& owners, const Value& commands) {
  if (commands.is_null()) return {};
  if (!commands.is_list()) {
    return commands.is_map() && !commands.as_map().empty()
               ? missing_key(std::string_view(commands.as_map().begin()->first).substr(0, 1))
               : exception("'" + std::string(name_of(commands.kind())) + "' object is not iterable");
  }
  Plan plan;
  for (const Value& command : commands.as_list()) {
    if (!command.is_list() || command.as_list().empty())
      return exception(command.is_map() ? "0" : "list index out of range");
    const Answer<void> planned = field.kind == FieldKind::one2many
                                     ? plan_command(transaction, field, owners, command.as_list(), plan)
                                     : change_set(transaction, model, field, owners, command.as_list());
    if (!planned) return planned;
  }
  return field.kind == FieldKind::one2many ? carry_out(transaction, model_of(field.target), plan) : Answer<void>();
}

}  // namespace syncline::sandbox::tryton
