#include "sandbox/odoo/refusal.h"

#include "net/http_message.h"

namespace syncline::sandbox::odoo {
namespace {

Refusal of(int status, std::string name, std::string message) {
  return {status, std::move(name), message, List{Value(message)}};
}

/// How a traceback ends: "ValueError: Invalid …"; of a message of several lines only the last is kept.
std::string last_line(const Refusal& refusal) {
  constexpr std::string_view builtins = "builtins.", werkzeug = "werkzeug.";
  std::string kind = refusal.name.starts_with(builtins) ? refusal.name.substr(builtins.size()) : refusal.name;
  if (kind.starts_with(werkzeug)) {
    kind += ": " + std::to_string(refusal.status) + " " +
            (refusal.status == 422 ? "Unprocessable Entity" : std::string(reason_of(refusal.status)));
  }
  const std::string text = kind + ": " + refusal.message;
  const std::size_t end = text.rfind('\n');
  return end == std::string::npos ? text : text.substr(end + 1);
}

}  // namespace

Refusal access_error(std::string message) { return of(403, "odoo.exceptions.AccessError", std::move(message)); }

Refusal field_access_error(std::string_view field, std::string_view label, std::string_view model, bool write) {
  return access_error("You do not have enough rights to access the field \"" + std::string(field) + "\" on " +
                      std::string(label) + " (" + std::string(model) +
                      "). Please contact your system administrator.\n\nOperation: " + (write ? "write" : "read"));
}

Refusal missing_error(std::string_view model, std::int64_t id, std::int64_t user) {
  return of(404, "odoo.exceptions.MissingError",
            "Record does not exist or has been deleted.\n(Record: " + std::string(model) + "(" + std::to_string(id) +
                ",), User: " + std::to_string(user) + ")");
}

Refusal validation_error(std::string message) { return of(422, "odoo.exceptions.ValidationError", std::move(message)); }

Refusal constraint_error(std::string message) {
  Refusal refusal = validation_error("The operation cannot be completed: " + message);
  refusal.bare = std::move(message);
  return refusal;
}

Refusal user_error(std::string message) { return of(422, "odoo.exceptions.UserError", std::move(message)); }
Refusal value_error(std::string message) { return of(500, "builtins.ValueError", std::move(message)); }
Refusal type_error(std::string message) { return of(500, "builtins.TypeError", std::move(message)); }

Refusal key_error(std::string_view key) {
  return {500, "builtins.KeyError", "'" + std::string(key) + "'", List{Value(key)}};
}

Refusal not_a_number(std::string_view text) {
  return of(500, "psycopg2.errors.InvalidTextRepresentation",
            "invalid input syntax for type integer: \"" + std::string(text) + "\"\n");
}

Refusal http_error(int status, std::string name, std::string message) {
  Refusal refusal = of(status, "werkzeug.exceptions." + name, std::move(message));
  refusal.arguments.emplace_back(status);
  return refusal;
}

Refusal unprocessable(std::string message) { return http_error(422, "UnprocessableEntity", std::move(message)); }

Value body_of(const Refusal& refusal) {
  return Map{{"name", refusal.name},
             {"message", refusal.message},
             {"arguments", refusal.arguments},
             {"context", Map{}},
             {"debug", "Traceback (most recent call last):\n  ...\n" + last_line(refusal) + "\n"}};
}

std::string repr(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::null: return "None";
    case Value::Kind::boolean: return value.as_bool() ? "True" : "False";
    case Value::Kind::integer: return std::to_string(value.as_int());
    case Value::Kind::decimal: return value.as_decimal().text();
    case Value::Kind::string: return "'" + value.as_string() + "'";
    case Value::Kind::list: {
      std::string text = "[";
      for (const Value& each : value.as_list()) text += (text.size() > 1 ? ", " : "") + repr(each);
      return text + "]";
    }
    case Value::Kind::map: {
      std::string text = "{";
      for (const auto& [key, each] : value.as_map()) text += (text.size() > 1 ? ", '" : "'") + key + "': " + repr(each);
      return text + "}";
    }
  }
  return "None";
}

}  // namespace syncline::sandbox::odoo
