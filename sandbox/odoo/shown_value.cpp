#include "sandbox/odoo/shown_value.h"

#include <algorithm>

#include "sandbox/odoo/domain.h"

namespace syncline::sandbox::odoo {
namespace {

bool is_active(const Map& row) {
  const Value* active = row.find("active");
  return !active || active->bool_or(true);
}

Value active_only(const Tables& tables, std::string_view model, const Value& ids) {
  List active;
  for (const Value& each : ids.is_list() ? ids.as_list() : List{}) {
    const Map* row = tables.find(model, each.as_int());
    if (row && is_active(*row)) active.push_back(each);
  }
  return active;
}

Value shown(const Tables& tables, const Field& field, const Value& value) {
  switch (field.kind) {
    case FieldKind::boolean: return value.bool_or(false);
    case FieldKind::integer: return value.int_or(0);
    case FieldKind::monetary: return value.is_number() ? value : Value(0);
    case FieldKind::datetime: return value.is_int() ? Value(shown_time(Instant{value.as_int()})) : Value(false);
    case FieldKind::many2many:
    case FieldKind::one2many: return active_only(tables, field.related, value);
    case FieldKind::many2one:
      if (!value.is_int()) return false;
      return List{value, display_name(tables, field.related, value.as_int())};
    default: return value.is_string() && !value.as_string().empty() ? value : Value(false);
  }
}

std::vector<std::int64_t> ordered_children(const Environment& env, const Model& model, const Value& ids,
                                           const std::string& order) {
  Environment all = env;
  all.active_test = false;
  const List domain{List{"id", "in", ids}};
  const auto found = search(all, model, {Value(domain), order, 0, {}});
  return found ? *found : std::vector<std::int64_t>{};
}

/// Of one field in web_read; `inner` is its part of the specification.
Outcome<Value> unfolded(const Environment& env, const Field& field, const Value& stored, const Value& inner) {
  const Value& fields = inner["fields"];
  const Value plain = shown(env.tables, field, stored);
  if (field.kind == FieldKind::one2many || field.kind == FieldKind::many2many) {
    const Model& related = *model_named(field.related);
    const std::vector<std::int64_t> children = ordered_children(env, related, plain, inner["order"].string_or(""));
    if (fields.is_map()) return web_read(env, related, children, fields);
    return Value(List(children.begin(), children.end()));
  }
  if (field.kind != FieldKind::many2one || !plain.is_list()) return plain;
  if (!fields.is_map()) return plain.at(0);
  auto related = web_read(env, *model_named(field.related), {plain.at(0).as_int()}, fields);
  if (!related) return related;
  return related->at(0);
}

bool asks_for_children(const Model& model, const Map& specification) {
  return std::ranges::any_of(specification, [&](const auto& entry) {
    const Field* field = model.field(entry.first);
    return field && field->kind == FieldKind::one2many;
  });
}

}  // namespace

Outcome<const Field*> readable_field(const Environment& env, const Model& model, std::string_view name) {
  const Field* field = model.field(name);
  if (!field)
    return fail(value_error("Invalid field '" + std::string(name) + "' on '" + std::string(model.name) + "'"));
  if (!env.by_person && env.faults.forbidden.contains(std::string(model.name) + "." + std::string(name)))
    return fail(field_access_error(name, model.label, model.name, false));
  return field;
}

std::string shown_time(Instant at) {
  std::string text = to_iso(at).substr(0, 19);
  text[10] = ' ';
  return text;
}

std::optional<Instant> time_from(std::string_view text) {
  if (text.size() == 10) {
    const auto date = parse_date(text);
    return date ? parse_instant(std::string(text) + " 00:00:00", true) : std::nullopt;
  }
  if (text.size() < 19 || text[10] != ' ') return {};
  if (text.size() > 19 && text[19] != '.') return {};
  return parse_instant(text.substr(0, 19), true);
}

Value shown_value(const Tables& tables, const Model& model, std::int64_t id, const Map& row, const Field& field) {
  const Value value = stored_value(tables, model, id, row, field.name);
  return field.name == "id" ? value : shown(tables, field, value);
}

Outcome<Value> read_rows(const Environment& env, const Model& model, const std::vector<std::int64_t>& ids,
                         const Value& fields) {
  std::vector<const Field*> wanted;
  for (const Value& each : fields.is_list() ? fields.as_list() : List{}) {
    auto field = readable_field(env, model, each.is_string() ? each.as_string() : repr(each));
    if (!field) return fail(field.error());
    wanted.push_back(*field);
  }
  if (wanted.empty()) {
    // Among all fields there are some that an ordinary user may not see.
    if (model.name == "res.partner" || model.name == "res.users")
      return fail(access_error("You are not allowed to access '" + std::string(model.label) + "' (" +
                               std::string(model.name) +
                               ") records in full.\n\nContact your administrator to request access if necessary."));
    for (const Field& each : model.fields) wanted.push_back(&each);
  }
  List rows;
  for (const std::int64_t id : ids) {
    const Map* row = env.tables.find(model.name, id);
    if (!row) continue;
    Map shown{{"id", id}};
    for (const Field* each : wanted) shown.set(each->name, shown_value(env.tables, model, id, *row, *each));
    rows.emplace_back(std::move(shown));
  }
  return Value(std::move(rows));
}

Outcome<Value> web_read(const Environment& env, const Model& model, const std::vector<std::int64_t>& ids,
                        const Value& specification) {
  if (!specification.is_map()) return fail(type_error("specification must be a dict, not " + repr(specification)));
  const Map& wanted = specification.as_map();
  for (const auto& [name, inner] : wanted) {
    if (auto field = readable_field(env, model, name); !field) return fail(field.error());
  }
  List rows;
  for (const std::int64_t id : ids) {
    const Map* row = env.tables.find(model.name, id);
    Map shown{{"id", id}};
    if (!row && asks_for_children(model, wanted)) return fail(missing_error(model.name, id, env.user));
    if (!row && !wanted.empty()) continue;
    for (const auto& [name, inner] : wanted) {
      auto value = unfolded(env, *model.field(name), stored_value(env.tables, model, id, *row, name), inner);
      if (!value) return value;
      shown.set(name, name == "id" ? Value(id) : std::move(*value));
    }
    rows.emplace_back(std::move(shown));
  }
  return Value(std::move(rows));
}

}  // namespace syncline::sandbox::odoo
