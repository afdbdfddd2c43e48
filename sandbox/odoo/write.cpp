#include "sandbox/odoo/write.h"

#include <set>

#include "sandbox/odoo/given_values.h"
#include "sandbox/odoo/partner_sync.h"
#include "sandbox/odoo/shown_value.h"
#include "sandbox/odoo/vat.h"

namespace syncline::sandbox::odoo {
namespace {

Refusal no_write_access(const Model& model) {
  return access_error("You are not allowed to modify '" + std::string(model.label) + "' (" + std::string(model.name) +
                      ") records.\n\nContact your administrator to request access if necessary.");
}

/// The given fields as the API shows them.
Map shown_fields(const Environment& env, const Model& model, std::int64_t id, const Map& given) {
  Map shown;
  const Map* row = env.tables.find(model.name, id);
  for (const auto& [name, value] : given) {
    const Field* field = model.field(name);
    if (row && field) shown.set(name, shown_value(env.tables, model, id, *row, *field));
  }
  return shown;
}

void note(Environment& env, MutationVerb verb, const Model& model, std::int64_t id, Map before, Map after) {
  env.ledger.push_back(
      {verb, env.by_person, env.now, std::string(model.name), std::to_string(id), std::move(before), std::move(after)});
}

/// `stored` is to be written into `row`: a VAT id is checked and tidied when the partner has a country.
Outcome<void> check_vat(const Environment& env, const Map& row, Map& stored) {
  if (!stored.contains("vat") && !stored.contains("country_id")) return {};
  const auto value = [&](std::string_view field) {
    const Value* given = stored.find(field);
    const Value* held = row.find(field);
    return given ? *given : held ? *held : Value();
  };
  const Map* country = env.tables.find("res.country", value("country_id").int_or(0));
  if (!env.checks_vat || !country || !value("vat").is_string()) return {};
  auto vat =
      checked_vat(value("vat").as_string(), country->find("code")->string_or(""), value("name").string_or("False"));
  if (!vat) return fail(vat.error());
  if (value("vat") != Value(*vat)) stored.set("vat", std::move(*vat));
  return {};
}

Outcome<void> check_partner(const Environment& env, std::int64_t id) {
  const Map& row = *env.tables.find("res.partner", id);
  if (row.find("name")->is_null() && *row.find("type") == Value("contact"))
    return fail(constraint_error("Contacts require a name"));
  std::set<std::int64_t> seen{id};
  for (std::int64_t at = row.find("parent_id")->int_or(0); at != 0;) {
    if (!seen.insert(at).second) return fail(validation_error("You cannot create recursive Partner hierarchies."));
    const Map* parent = env.tables.find("res.partner", at);
    at = parent ? parent->find("parent_id")->int_or(0) : 0;
  }
  return {};
}

Outcome<void> detach(Environment& env, const Model& model, std::int64_t child) {
  return write_row(env, model, child, Map{{"parent_id", false}});
}

/// (0, _, vals) creates, (1, id, vals) writes, (2, id) removes, (3, id) takes off, (4, id) adds, 5 takes all off,
/// (6, _, ids) replaces.
Outcome<void> run_command(Environment& env, const Model& model, std::int64_t parent, const Value& command) {
  const std::int64_t child = command.at(1).int_or(0);
  switch (command.at(0).int_or(-1)) {
    case 0:
    case 1: {
      if (!command.at(2).is_map()) return fail(value_error("Wrong value for res.partner.child_ids: " + repr(command)));
      Map values = command.at(2).as_map();
      if (command.at(0).as_int() == 1) return write_row(env, model, child, values);
      values.set("parent_id", parent);
      auto created = create_row(env, model, values);
      if (!created) return fail(created.error());
      return {};
    }
    case 2: return unlink_row(env, model, child);
    case 3: return detach(env, model, child);
    case 4: return write_row(env, model, child, Map{{"parent_id", parent}});
    case 5:
    case 6:
      for (const std::int64_t each : env.tables.children_of(parent)) {
        if (auto done = detach(env, model, each); !done) return done;
      }
      for (const Value& each : command.at(2).is_list() ? command.at(2).as_list() : List{}) {
        if (auto done = write_row(env, model, each.int_or(0), Map{{"parent_id", parent}}); !done) return done;
      }
      return {};
    default: return fail(value_error("Wrong value for res.partner.child_ids: " + repr(command)));
  }
}

Outcome<void> run_commands(Environment& env, const Model& model, std::int64_t id, const Map& children) {
  for (const auto& [field, commands] : children) {
    for (const Value& command : commands.as_list()) {
      if (auto done = run_command(env, model, id, command); !done) return done;
    }
  }
  return {};
}

Map new_row(const Environment& env, const Model& model) {
  Map row;
  for (const Field& field : model.fields) {
    if (field.name == "id" || field.kind == FieldKind::one2many) continue;
    if (!field.computed) row.set(field.name, field.kind == FieldKind::boolean ? Value(false) : Value());
  }
  if (row.contains("active")) row.set("active", true);
  if (row.contains("type")) row.set("type", "contact");
  row.set("create_date", env.now.us);
  row.set("create_uid", env.user);
  return row;
}

}  // namespace

Outcome<std::int64_t> create_row(Environment& env, const Model& model, const Map& given) {
  if (!model.writable) return fail(no_write_access(model));
  auto values = given_values(env, model, given, true);
  if (!values) return fail(values.error());
  if (auto checked = check_vat(env, {}, values->stored); !checked) return fail(checked.error());
  const std::int64_t id = env.tables.insert(model.name, new_row(env, model));
  store_fields(env, model, id, values->stored);
  if (auto checked = check_partner(env, id); !checked) return fail(checked.error());
  carry_over(env, id, values->stored, {});
  const std::size_t line = env.ledger.size();
  note(env, MutationVerb::create, model, id, {}, {});
  if (auto done = run_commands(env, model, id, values->children); !done) return fail(done.error());
  env.ledger[line].after = shown_fields(env, model, id, given);
  return id;
}

Outcome<void> write_row(Environment& env, const Model& model, std::int64_t id, const Map& given) {
  if (!model.writable) return fail(no_write_access(model));
  auto values = given_values(env, model, given, false);
  if (!values) return fail(values.error());
  const Map* row = env.tables.find(model.name, id);
  if (!row) return fail(missing_error(model.name, id, env.user));
  const Map before = *row;
  if (auto checked = check_vat(env, before, values->stored); !checked) return checked;
  const std::size_t line = env.ledger.size();
  note(env, MutationVerb::update, model, id, shown_fields(env, model, id, given), {});
  store_fields(env, model, id, values->stored);
  if (auto checked = check_partner(env, id); !checked) return checked;
  carry_over(env, id, values->stored, before);
  if (auto done = run_commands(env, model, id, values->children); !done) return done;
  env.ledger[line].after = shown_fields(env, model, id, given);
  return {};
}

Outcome<void> unlink_row(Environment& env, const Model& model, std::int64_t id) {
  if (!model.writable) return fail(no_write_access(model));
  const Map* row = env.tables.find(model.name, id);
  if (!row) return fail(missing_error(model.name, id, env.user));
  for (const auto& [user, account] : env.tables.rows("res.users")) {
    if (*account->find("partner_id") == Value(id))
      return fail(
          user_error("You cannot delete contacts linked to an active user.\nAsk an administrator to archive "
                     "their associated user first.\n\nLinked active users:\n" +
                     account->find("name")->string_or("")));
  }
  note(env, MutationVerb::remove, model, id,
       Map{{"name", row->find("name")->is_null() ? Value(false) : *row->find("name")}}, {});
  env.tables.erase(model.name, id);
  env.tables.drop_external(model.name, id);
  for (const std::int64_t child : env.tables.children_of(id)) {  // by the database: no stamp moves
    Map orphan = *env.tables.find(model.name, child);
    orphan.set("parent_id", Value());
    env.tables.put(model.name, child, std::move(orphan));
  }
  return {};
}

Outcome<void> merge_partners(Environment& env, std::int64_t loser, std::int64_t winner) {
  const Model& model = partner_model();
  for (const std::int64_t each : {loser, winner}) {
    if (!env.tables.find(model.name, each)) return fail(missing_error(model.name, each, env.user));
  }
  for (const std::int64_t child : env.tables.children_of(loser)) {  // by the database: no stamp moves
    Map moved = *env.tables.find(model.name, child);
    moved.set("parent_id", child == winner ? Value() : Value(winner));
    env.tables.put(model.name, child, std::move(moved));
  }
  env.tables.move_external(model.name, loser, winner);
  const Map lost = *env.tables.find(model.name, loser);
  Map filled;
  for (const auto& [name, value] : *env.tables.find(model.name, winner)) {
    const Field* field = model.field(name);
    const Value* other = lost.find(name);
    if (field && !field->computed && name != "parent_id" && value.is_null() && other && !other->is_null())
      filled.set(name, *other);
  }
  if (auto gone = unlink_row(env, model, loser); !gone) return gone;
  const Map before = shown_fields(env, model, winner, filled);
  store_fields(env, model, winner, filled);
  note(env, MutationVerb::update, model, winner, before, shown_fields(env, model, winner, filled));
  return {};
}

}  // namespace syncline::sandbox::odoo
