#include "sandbox/odoo/write.h"

#include <set>

#include "sandbox/odoo/given_values.h"
#include "sandbox/odoo/partner_sync.h"
#include "sandbox/odoo/selling.h"
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

/// The children that a one2many field shows.
struct Children {
  const Model& model;
  std::string inverse;  ///< where they name their parent
  std::string field;    ///< for messages

  static Children of(const Model& parent, std::string_view name) {
    const Field& field = *parent.field(name);
    return {*model_named(field.related), std::string(field.inverse),
            std::string(parent.name) + "." + std::string(name)};
  }
  std::vector<std::int64_t> below(const Environment& env, std::int64_t parent) const {
    return env.tables.referring(model.name, inverse, parent);
  }
  Outcome<void> attach(Environment& env, std::int64_t child, const Value& parent) const {
    return write_row(env, model, child, Map{{inverse, parent}});
  }
};

/// (0, _, vals) creates, (1, id, vals) writes, (2, id) removes, (3, id) takes off, (4, id) adds, 5 takes all off,
/// (6, _, ids) replaces.
Outcome<void> run_command(Environment& env, const Children& children, std::int64_t parent, const Value& command) {
  const std::int64_t child = command.at(1).int_or(0);
  const auto wrong = [&] { return fail(value_error("Wrong value for " + children.field + ": " + repr(command))); };
  switch (command.at(0).int_or(-1)) {
    case 0:
    case 1: {
      if (!command.at(2).is_map()) return wrong();
      Map values = command.at(2).as_map();
      if (command.at(0).as_int() == 1) return write_row(env, children.model, child, values);
      values.set(children.inverse, parent);
      auto created = create_row(env, children.model, values);
      if (!created) return fail(created.error());
      return {};
    }
    case 2: return unlink_row(env, children.model, child);
    case 3: return children.attach(env, child, false);
    case 4: return children.attach(env, child, parent);
    case 5:
    case 6:
      for (const std::int64_t each : children.below(env, parent)) {
        if (auto done = children.attach(env, each, false); !done) return done;
      }
      for (const Value& each : command.at(2).is_list() ? command.at(2).as_list() : List{}) {
        if (auto done = children.attach(env, each.int_or(0), parent); !done) return done;
      }
      return {};
    default: return wrong();
  }
}

Outcome<void> run_commands(Environment& env, const Model& model, std::int64_t id, const Map& given) {
  for (const auto& [field, commands] : given) {
    const Children children = Children::of(model, field);
    for (const Value& command : commands.as_list()) {
      if (auto done = run_command(env, children, id, command); !done) return done;
    }
  }
  return {};
}

bool is_partner(const Model& model) { return model.name == "res.partner"; }

/// What follows from a row that is stored: for the partners around it, or for the order of a line.
Outcome<void> follow(Environment& env, const Model& model, std::int64_t id, const Map& stored, const Map& before) {
  if (is_partner(model)) {
    if (auto checked = check_partner(env, id); !checked) return checked;
    carry_over(env, id, stored, before);
  }
  if (auto checked = check_required(env, model, id); !checked) return checked;
  if (model.name == "sale.order") settle_order(env, id);
  if (model.name == "sale.order.line") settle_order(env, env.tables.find(model.name, id)->find("order_id")->int_or(0));
  return {};
}

/// By the database, so that no stamp moves: lines go with their order, other records lose their parent.
void part_from(Environment& env, const Field& field, std::int64_t child) {
  if (field.name == "order_line") return env.tables.erase(field.related, child);
  Map orphan = *env.tables.find(field.related, child);
  orphan.set(field.inverse, Value());
  env.tables.put(field.related, child, std::move(orphan));
}

Map new_row(const Environment& env, const Model& model) {
  Map row;
  for (const Field& field : model.fields) {
    if (field.name == "id" || field.kind == FieldKind::one2many) continue;
    if (!field.computed) row.set(field.name, field.kind == FieldKind::boolean ? Value(false) : Value());
  }
  if (row.contains("active")) row.set("active", true);
  if (is_partner(model)) row.set("type", "contact");
  row.set("create_date", env.now.us);
  row.set("create_uid", env.user);
  return row;
}

}  // namespace

Outcome<std::int64_t> create_row(Environment& env, const Model& model, const Map& given) {
  if (!model.writable && !env.by_person) return fail(no_write_access(model));
  auto values = given_values(env, model, given, true);
  if (!values) return fail(values.error());
  if (auto checked = check_vat(env, {}, values->stored); !checked) return fail(checked.error());
  const std::int64_t id = env.tables.insert(model.name, new_row(env, model));
  complete_values(env, model, id, values->stored, true);
  store_fields(env, model, id, values->stored);
  if (auto done = follow(env, model, id, values->stored, {}); !done) return fail(done.error());
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
  complete_values(env, model, id, values->stored, false);
  store_fields(env, model, id, values->stored);
  if (auto done = follow(env, model, id, values->stored, before); !done) return done;
  if (auto done = run_commands(env, model, id, values->children); !done) return done;
  env.ledger[line].after = shown_fields(env, model, id, given);
  return {};
}

Outcome<void> unlink_row(Environment& env, const Model& model, std::int64_t id) {
  if (!model.writable) return fail(no_write_access(model));
  const Map* row = env.tables.find(model.name, id);
  if (!row) return fail(missing_error(model.name, id, env.user));
  if (auto unused = check_unused(env, model, id, *row); !unused) return unused;
  for (const auto& [user, account] : env.tables.rows("res.users")) {
    if (is_partner(model) && *account->find("partner_id") == Value(id))
      return fail(
          user_error("You cannot delete contacts linked to an active user.\nAsk an administrator to archive "
                     "their associated user first.\n\nLinked active users:\n" +
                     account->find("name")->string_or("")));
  }
  const Value* name = row->find("name");
  const std::int64_t order = model.name == "sale.order.line" ? row->find("order_id")->int_or(0) : 0;
  note(env, MutationVerb::remove, model, id, Map{{"name", !name || name->is_null() ? Value(false) : *name}}, {});
  env.tables.erase(model.name, id);
  env.tables.drop_external(model.name, id);
  settle_order(env, order);
  for (const Field& field : model.fields) {
    if (field.kind != FieldKind::one2many) continue;
    for (const std::int64_t child : env.tables.referring(field.related, field.inverse, id))
      part_from(env, field, child);
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
