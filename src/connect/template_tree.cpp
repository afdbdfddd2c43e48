#include "connect/template_tree.h"

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "connect/written_forms.h"
#include "net/http_date.h"

namespace syncline {
namespace {

Failure<Error> misused(const char* message, const char* remedy) {
  return fail(Error{ErrorClass::config, "connect.function", message, "", remedy, {}});
}

/// The entries of both maps; where both have a list, one list of both.
Result<Value, Error> merged(const Value& a, const Value& b) {
  if (!a.is_map() || !b.is_map()) return misused("merge joins two maps", "give it two maps");
  Map out = a.as_map();
  for (const auto& [key, value] : b.as_map()) {
    const Value& known = a[key];
    if (!known.is_list() || !value.is_list()) {
      out.set(key, value);
      continue;
    }
    List both = known.as_list();
    both.insert(both.end(), value.as_list().begin(), value.as_list().end());
    out.set(key, std::move(both));
  }
  return Value(std::move(out));
}

Result<Value, Error> map_of_entries(const Value& entries) {
  constexpr auto message = "to_map takes entries of a name and a value";
  constexpr auto remedy = "give it a list of lists like ['name', value]";
  if (!entries.is_list()) return misused(message, remedy);
  Map out;
  for (const Value& each : entries.as_list()) {
    if (!each.is_list() || each.as_list().size() != 2 || !each.at(0).is_string()) return misused(message, remedy);
    out.set(each.at(0).as_string(), each.at(1));
  }
  return Value(std::move(out));
}

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

Result<Value, Error> http_date(const std::string& moment) {
  const auto at = parse_instant(moment);
  if (!at) return misused("http_date takes a moment with its zone", "give it a text like 2026-11-21T09:00:00Z");
  return Value(to_http_date(*at));
}

Result<Value, Error> chunks(const Value& list, std::int64_t most) {
  if (!list.is_list() || most < 1)
    return misused("chunks cuts a list into lists of so many items", "give it a list and a number from 1 on");
  List out;
  for (const Value& each : list.as_list()) {
    if (out.empty() || out.back().as_list().size() == static_cast<std::size_t>(most)) out.emplace_back(List{});
    out.back().as_list().push_back(each);
  }
  return Value(std::move(out));
}

void add_form_fields(const std::string& name, const Value& value, std::string& out) {
  const auto inside = [&](const std::string& key) { return name.empty() ? key : name + "[" + key + "]"; };
  if (value.is_map()) {
    for (const auto& [key, each] : value.as_map()) add_form_fields(inside(key), each, out);
  } else if (value.is_list()) {
    std::size_t i = 0;
    for (const Value& each : value.as_list()) add_form_fields(inside(std::to_string(i++)), each, out);
  } else if (!value.is_null()) {
    out += (out.empty() ? "" : "&") + percent_encode(name) + "=" + percent_encode(text_of(value));
  }
}

Result<Value, Error> web_form(const Value& fields) {
  if (!fields.is_map()) return misused("web_form writes a map as the fields of a form", "give it a map");
  std::string out;
  add_form_fields("", fields, out);
  return Value(std::move(out));
}

Result<Value, Error> start_of_day(const std::string& day, const std::string& zone) {
  const auto date = parse_date(day);
  const auto at = date ? instant_of({*date, 0, 0, 0, 0}, zone) : std::nullopt;
  if (!at) return misused("start_of_day takes a date and a time zone", "give it texts like 2026-11-21, Europe/Berlin");
  return Value(to_iso(*at));
}

Result<Value, Error> written_as(const std::string& moment, const std::string& form) {
  auto instant = parse_instant(moment, true);
  if (const auto date = parse_date(moment)) instant = parse_instant(moment + "T00:00:00Z");
  if (!instant)
    return misused("written takes a date or a moment, and a form", "give it texts like 2026-11-21, %d.%m.%Y");
  return Value(written(*instant, form));
}

}  // namespace

TemplateTree TemplateTree::compile(const Value& value, const Node& node, const Document& document,
                                   const expr::Scope& scope, Diagnostics& findings) {
  TemplateTree tree;
  if (value.is_string()) {
    if (value.as_string().find("${") == std::string::npos) {
      tree.kind_ = Kind::literal;
      tree.literal_ = value;
      return tree;
    }
    tree.take(expr::compile_template(value.as_string(), scope), node, document, findings);
    return tree;
  }
  if (value.is_list() || value.is_map()) {
    tree.kind_ = value.is_list() ? Kind::list : Kind::map;
    std::size_t i = 0;
    const auto add = [&](std::string key, const Value& child) {
      const Node& place = i < node.children.size() ? node.children[i] : node;
      ++i;
      tree.children_.emplace_back(std::move(key), compile(child, place, document, scope, findings));
    };
    if (value.is_list()) {
      for (const Value& child : value.as_list()) add("", child);
    } else {
      for (const auto& [key, child] : value.as_map()) add(key, child);
    }
    return tree;
  }
  tree.kind_ = Kind::literal;
  tree.literal_ = value;
  return tree;
}

TemplateTree TemplateTree::compile_expression(std::string_view source, const Node& node, const Document& document,
                                              const expr::Scope& scope, Diagnostics& findings) {
  TemplateTree tree;
  tree.take(expr::compile(source, scope), node, document, findings);
  return tree;
}

TemplateTree TemplateTree::compile_part(std::string_view source, expr::Position at, const Node& node,
                                        const Document& document, const expr::Scope& scope, Diagnostics& findings) {
  TemplateTree tree;
  tree.take(expr::compile(source, scope), node, document, findings, at);
  return tree;
}

void TemplateTree::take(Result<expr::Program, expr::Problems> program, const Node& node, const Document& document,
                        Diagnostics& findings, expr::Position begins) {
  if (!program) {
    for (const expr::Problem& problem : program.error()) {
      const int column = problem.at.line == 1 ? begins.column - 1 + problem.at.column : problem.at.column;
      findings.add({.code = "E001",
                    .message = problem.message,
                    .at = document.place_within(node, {begins.line - 1 + problem.at.line, column, 1}),
                    .remedy = problem.remedy});
    }
    return;
  }
  kind_ = Kind::program;
  program_ = std::make_shared<const expr::Program>(std::move(program).value());
}

Result<Value, Error> TemplateTree::fill(const expr::Bindings& bindings, expr::Budget budget) const {
  switch (kind_) {
    case Kind::none: return Value();
    case Kind::literal: return literal_;
    case Kind::program: return expr::evaluate(*program_, bindings, budget);
    case Kind::list: {
      List list;
      for (const auto& [key, child] : children_) {
        auto value = child.fill(bindings, budget);
        if (!value) return value;
        list.push_back(std::move(value).value());
      }
      return Value(std::move(list));
    }
    case Kind::map: {
      Map map;
      for (const auto& [key, child] : children_) {
        auto value = child.fill(bindings, budget);
        if (!value) return value;
        map.set(key, std::move(value).value());
      }
      return Value(std::move(map));
    }
  }
  return Value();
}

Result<std::string, Error> TemplateTree::text(const expr::Bindings& bindings) const {
  const auto value = fill(bindings);
  if (!value) return fail(value.error());
  return text_of(*value);
}

std::string text_of(const Value& value) {
  if (value.is_string()) return value.as_string();
  return value.is_null() ? std::string() : write_json(value);
}

const expr::FunctionTable& manifest_functions() {
  static const expr::FunctionTable table = [] {
    expr::FunctionTable functions;
    functions.add({"base64", {expr::Type::string()}, expr::Type::string(), false},
                  [](std::span<const Value> arguments) -> Result<Value, Error> {
                    return Value(base64(arguments[0].as_string()));
                  });
    functions.add({"merge", {expr::Type::dyn(), expr::Type::dyn()}, expr::Type::dyn(), false},
                  [](std::span<const Value> arguments) { return merged(arguments[0], arguments[1]); });
    functions.add({"to_map", {expr::Type::dyn()}, expr::Type::dyn(), false},
                  [](std::span<const Value> arguments) { return map_of_entries(arguments[0]); });
    functions.add({"quoted", {expr::Type::string()}, expr::Type::string(), false},
                  [](std::span<const Value> arguments) -> Result<Value, Error> {
                    return Value(quoted(arguments[0].as_string()));
                  });
    functions.add({"http_date", {expr::Type::string()}, expr::Type::string(), false},
                  [](std::span<const Value> arguments) { return http_date(arguments[0].as_string()); });
    functions.add({"chunks", {expr::Type::dyn(), expr::Type::dyn()}, expr::Type::dyn(), false},
                  [](std::span<const Value> arguments) { return chunks(arguments[0], arguments[1].int_or(0)); });
    functions.add({"web_form", {expr::Type::dyn()}, expr::Type::string(), false},
                  [](std::span<const Value> arguments) { return web_form(arguments[0]); });
    functions.add({"written", {expr::Type::string(), expr::Type::string()}, expr::Type::string(), false},
                  [](std::span<const Value> arguments) {
                    return written_as(arguments[0].as_string(), arguments[1].as_string());
                  });
    functions.add({"start_of_day", {expr::Type::string(), expr::Type::string()}, expr::Type::string(), false},
                  [](std::span<const Value> arguments) {
                    return start_of_day(arguments[0].as_string(), arguments[1].as_string());
                  });
    return functions;
  }();
  return table;
}

}  // namespace syncline
