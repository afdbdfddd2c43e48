#include "sandbox/odoo/import_rows.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "sandbox/odoo/domain.h"
#include "sandbox/odoo/shown_value.h"
#include "sandbox/odoo/write.h"

namespace syncline::sandbox::odoo {
namespace {

struct Column {
  std::string name;       ///< "country_id/.id"
  const Field* field;     ///< nullptr: the external id or the database id of the row itself
  std::string reference;  ///< what follows the slash
};

constexpr std::array truths{"1", "true", "yes", "t", "y"};
constexpr std::array untruths{"", "0", "false", "no", "f", "n"};

Outcome<std::vector<Column>> columns_of(const Model& model, const Value& names) {
  std::vector<Column> columns;
  if (!names.is_list()) return fail(type_error("fields must be a list, not " + repr(names)));
  for (const Value& each : names.as_list()) {
    const std::string name = each.string_or("");
    const std::size_t slash = name.find('/');
    const std::string own = name.substr(0, slash);
    const bool of_row = name == "id" || name == ".id";
    if (!of_row && !model.field(own)) return fail(key_error(own));
    columns.push_back({name, of_row ? nullptr : model.field(own),
                       slash == std::string::npos ? std::string() : name.substr(slash + 1)});
  }
  return columns;
}

Value no_match(std::string_view kind, const std::string& text, const Field& field) {
  return "No matching record found for " + std::string(kind) + " '" + text + "' in field '" + std::string(field.label) +
         "'";
}

/// A value, or the message that says why there is none.
Result<Value, Value> related(const Environment& env, const Column& column, const std::string& text) {
  const Field& field = *column.field;
  if (text.empty()) return Value(false);
  if (column.reference == "id") {
    const auto id = env.tables.external(text, field.related);
    if (id && env.tables.find(field.related, *id)) return Value(*id);
    return fail(no_match("external id", text, field));
  }
  if (column.reference == ".id") {
    const auto number = Decimal::parse(text);
    const auto id = number ? number->to_int64() : std::nullopt;
    if (!id) return fail(Value("Invalid database id '" + text + "' for the field '" + std::string(field.label) + "'"));
    if (env.tables.find(field.related, *id)) return Value(*id);
    return fail(no_match("database id", text, field));
  }
  for (const auto& [id, row] : env.tables.rows(field.related)) {
    if (display_name(env.tables, field.related, id) == text) return Value(id);
  }
  return fail(no_match("name", text, field));
}

Result<Value, Value> imported(const Environment& env, const Column& column, const Value& cell) {
  const Field& field = *column.field;
  const std::string text = cell.is_string() ? cell.as_string() : cell == Value(false) ? "" : repr(cell);
  const auto bad = [&](std::string_view what) {
    return fail(Value("'" + text + "' does not seem to be " + std::string(what) + " for field '" +
                      std::string(field.label) + "'"));
  };
  switch (field.kind) {
    case FieldKind::boolean: {
      const std::string word = to_lower(text);
      if (std::ranges::find(truths, word) != truths.end()) return Value(true);
      if (std::ranges::find(untruths, word) != untruths.end()) return Value(false);
      return Value(true);  // the server warns, and takes it for a yes
    }
    case FieldKind::many2one: return related(env, column, text);
    case FieldKind::integer:
    case FieldKind::monetary: {
      if (text.empty()) return Value(false);
      const auto number = Decimal::parse(text);
      if (!number) return bad(field.kind == FieldKind::integer ? "an integer" : "a number");
      if (field.kind == FieldKind::integer && !number->to_int64()) return bad("an integer");
      return field.kind == FieldKind::integer ? Value(*number->to_int64()) : Value(*number);
    }
    case FieldKind::datetime:
      if (text.empty() || time_from(text)) return Value(text);
      return bad("a valid datetime");
    case FieldKind::date:
      if (text.empty() || parse_date(text)) return text.empty() ? Value(false) : Value(text);
      return bad("a valid date");
    case FieldKind::selection:
      if (text.empty()) return Value(false);
      for (const Choice& each : field.choices) {
        if (text == each.key || to_lower(text) == to_lower(each.label)) return Value(each.key);
      }
      return fail(Value("Value '" + text + "' not found in selection field '" + std::string(field.label) + "'"));
    default: return text.empty() ? Value(false) : Value(text);
  }
}

Value message_of(std::int64_t record, Value text) {
  return Map{{"rows", Map{{"from", record}, {"to", record}}},
             {"record", record},
             {"type", "error"},
             {"message", std::move(text)}};
}

struct Row {
  std::string external;  ///< "module.name"
  std::optional<std::int64_t> id;
  Map values;
};

Row read_row(const Environment& env, const Model& model, const std::vector<Column>& columns, const Value& cells,
             std::int64_t record, List& messages) {
  Row row;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Column& column = columns[i];
    if (column.name == "id") {
      row.external = cells.at(i).string_or("");
      if (!row.external.empty() && row.external.find('.') == std::string::npos)
        row.external = "__import__." + row.external;
    } else if (!column.field) {
      const auto number = Decimal::parse(cells.at(i).string_or(""));
      row.id = number ? number->to_int64() : std::nullopt;
      if (!row.id || !env.tables.find(model.name, *row.id))
        messages.push_back(message_of(record, "Unknown database identifier '" + cells.at(i).string_or("") + "'"));
    } else if (auto value = imported(env, column, cells.at(i)); value) {
      row.values.set(column.field->name, std::move(*value));
    } else {
      Value message = message_of(record, value.error());
      message.as_map().set("field", column.field->name);
      messages.push_back(std::move(message));
    }
  }
  return row;
}

Outcome<std::int64_t> save(Environment& env, const Model& model, const Row& row) {
  std::optional<std::int64_t> id = row.id;
  if (!id && !row.external.empty()) id = env.tables.external(row.external, model.name);
  if (id && env.tables.find(model.name, *id)) {
    if (auto written = write_row(env, model, *id, row.values); !written) return fail(written.error());
    return *id;
  }
  auto created = create_row(env, model, row.values);
  if (created && !row.external.empty()) env.tables.name_externally(row.external, model.name, *created);
  return created;
}

}  // namespace

Outcome<Value> import_rows(Environment& env, const Model& model, const Value& names, const Value& data) {
  const auto columns = columns_of(model, names);
  if (!columns) return fail(columns.error());
  if (!data.is_list()) return fail(type_error("data must be a list of rows, not " + repr(data)));
  List ids, messages;
  std::int64_t record = 0;
  for (const Value& cells : data.as_list()) {
    const std::size_t earlier = messages.size();
    const Row row = read_row(env, model, *columns, cells, record, messages);
    if (messages.size() == earlier) {
      const auto id = save(env, model, row);
      if (id) ids.emplace_back(*id);
      // What is no message to the user ends the import.
      if (!id && !id.error().name.starts_with("odoo.exceptions.")) return fail(id.error());
      if (!id) messages.push_back(message_of(record, id.error().bare.empty() ? id.error().message : id.error().bare));
    }
    ++record;
  }
  const Value saved = messages.empty() ? Value(std::move(ids)) : Value(false);
  return Value(Map{{"ids", saved}, {"messages", std::move(messages)}, {"nextrow", 0}});
}

}  // namespace syncline::sandbox::odoo
