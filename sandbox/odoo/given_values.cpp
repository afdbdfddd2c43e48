#include "sandbox/odoo/given_values.h"

#include <algorithm>

#include "base/text.h"
#include "sandbox/odoo/shown_value.h"

namespace syncline::sandbox::odoo {
namespace {

bool is_nothing(const Value& value) {
  return value.is_null() || (value.is_bool() && !value.as_bool()) || (value.is_string() && value.as_string().empty());
}

std::string plain_text(const Value& value) { return value.is_string() ? value.as_string() : repr(value); }

/// The server stores a note as HTML: what has no mark-up becomes a paragraph.
std::string html_of(const std::string& text) {
  if (text.starts_with('<')) return text;
  std::string escaped;
  for (const char c : text) escaped += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c);
  return "<p>" + escaped + "</p>";
}

bool is_whole_number(const std::string& text) {
  const auto number = Decimal::parse(text);
  return number && number->to_int64().has_value();
}

Outcome<Value> related_id(const Environment& env, const Model& model, const Field& field, const Value& given) {
  const Value& id = given.is_list() ? given.at(0) : given;
  if (is_nothing(id)) return Value();
  if (!id.is_int()) return fail(not_a_number(plain_text(id)));
  if (env.tables.find(field.related, id.as_int())) return id;
  std::string table(model.name);
  std::ranges::replace(table, '.', '_');
  return fail(
      constraint_error("another model requires the record being deleted. If possible, archive it instead.\n\nModel: " +
                       std::string(model.label) + " (" + std::string(model.name) + ")\nConstraint: " + table + "_" +
                       std::string(field.name) + "_fkey"));
}

Outcome<Value> number(const Field& field, const Value& given) {
  if (is_nothing(given)) return Value(0);
  if (given.is_bool()) return Value(1);
  if (given.is_int()) return given;
  if (given.is_decimal() && field.kind == FieldKind::monetary) return given;
  if (given.is_string() && field.kind == FieldKind::monetary) {
    if (auto amount = Decimal::parse(given.as_string())) return Value(*amount);
    return fail(value_error("could not convert string to float: " + repr(given)));
  }
  if (given.is_string() && is_whole_number(given.as_string()))
    return Value(*Decimal::parse(given.as_string())->to_int64());
  return fail(value_error("invalid literal for int() with base 10: " + repr(given)));
}

Outcome<Value> stored_form(const Environment& env, const Model& model, const Field& field, const Value& given) {
  switch (field.kind) {
    case FieldKind::boolean: return Value(!is_nothing(given) && !(given.is_int() && given.as_int() == 0));
    case FieldKind::integer:
    case FieldKind::monetary: return number(field, given);
    case FieldKind::many2one: return related_id(env, model, field, given);
    case FieldKind::selection: {
      if (is_nothing(given)) return Value();
      const auto known = std::ranges::find(field.choices, std::string_view(plain_text(given)), &Choice::key);
      if (known != field.choices.end()) return given;
      return fail(value_error("Wrong value for " + std::string(model.name) + "." + std::string(field.name) + ": " +
                              repr(given)));
    }
    case FieldKind::date:
      if (is_nothing(given)) return Value();
      if (parse_date(plain_text(given))) return given;
      return fail(value_error("time data " + repr(given) + " does not match format '%Y-%m-%d'"));
    case FieldKind::datetime: {
      if (is_nothing(given)) return Value();
      const auto time = time_from(plain_text(given));
      if (time) return Value(time->us);
      return fail(value_error("time data " + repr(given) + " does not match format '%Y-%m-%d %H:%M:%S'"));
    }
    case FieldKind::html: return is_nothing(given) ? Value() : Value(html_of(plain_text(given)));
    default: return is_nothing(given) ? Value() : Value(plain_text(given));
  }
}

Value with_scheme(const Value& website) {
  if (!website.is_string() || website.as_string().find("://") != std::string::npos) return website;
  return "http://" + website.as_string();
}

}  // namespace

Outcome<GivenValues> given_values(const Environment& env, const Model& model, const Map& given, bool creates) {
  GivenValues result;
  for (const auto& [name, value] : given) {
    const Field* field = model.field(name);
    const std::string path = std::string(model.name) + "." + name;
    if (!field && !creates) return fail(key_error(name));
    if (!field) return fail(value_error("Invalid field '" + name + "' in '" + std::string(model.name) + "'"));
    if (!env.by_person && env.faults.forbidden.contains(path))
      return fail(field_access_error(name, model.label, model.name, true));
    if (field->name == "company_type") result.stored.set("is_company", value == Value("company"));
    if (field->computed) continue;
    if (field->kind == FieldKind::one2many) {
      if (!value.is_list()) return fail(value_error("Wrong value for " + path + ": " + repr(value)));
      result.children.set(name, value);
      continue;
    }
    auto stored = stored_form(env, model, *field, value);
    if (!stored) return fail(stored.error());
    result.stored.set(name, name == "website" ? with_scheme(*stored) : std::move(*stored));
  }
  return result;
}

}  // namespace syncline::sandbox::odoo
