#include "config/check_context.h"

#include <algorithm>

#include "base/text.h"
#include "config/format_check.h"
#include "config/yaml_scalar.h"

namespace syncline {
namespace {

bool is_any_of(std::string_view text, std::initializer_list<std::string_view> words) {
  const std::string lower = to_lower(text);
  return std::find(words.begin(), words.end(), std::string_view(lower)) != words.end();
}

// As it stands in the file, on one line; empty when it is long or not a scalar.
std::string written(const CheckContext& context, const Node& node) {
  const std::string& text = context.document.text();
  if (node.end <= node.begin || node.end > text.size() || node.end - node.begin > 60) return {};
  const std::string raw = text.substr(node.begin, node.end - node.begin);
  return raw.find('\n') == raw.npos ? raw : std::string();
}

std::string remedy_for_boolean(const Value& value) {
  if (!value.is_string()) return "write true or false";
  if (is_any_of(value.as_string(), {"yes", "on", "y"})) return "write true; \"yes\" and \"on\" are text in YAML 1.2";
  if (is_any_of(value.as_string(), {"no", "off", "n"})) return "write false; \"no\" and \"off\" are text in YAML 1.2";
  if (is_any_of(value.as_string(), {"true", "false"}))
    return "write " + to_lower(value.as_string()) + " without quotes";
  return "write true or false";
}

std::string remedy_for_number(const Value& value) {
  if (value.is_string()) {
    const auto resolved = resolve_plain(trim(value.as_string()));
    if (resolved && resolved->is_number()) return "write " + std::string(trim(value.as_string())) + " without quotes";
  }
  return "write a number";
}

/// Is it what is wanted, once it stands in quotes?
bool would_do(const SchemaNode& schema, const std::string& text) {
  if (!schema.choices.empty())
    return std::ranges::any_of(schema.choices, [&](const Choice& choice) { return choice.value == text; });
  return (!schema.pattern || schema.pattern->matches(text)) && !format_fault(schema.format, text);
}

std::string remedy_for_type(const CheckContext& context, const Spot& spot) {
  if (spot.value.is_null()) return "write a value, or remove the key";
  const std::string raw = written(context, spot.node);
  switch (spot.schema.kind) {
    case Schema::Kind::text: {
      const bool scalar = !spot.value.is_list() && !spot.value.is_map();
      if (scalar && !raw.empty() && would_do(spot.schema, raw)) return "quote it: \"" + raw + "\"";
      return spot.schema.format == Format::duration && spot.value.is_number()
                 ? "give it a unit: " + raw + "s, " + raw + "m or " + raw + "h"
                 : "write " + wanted_words(spot.schema);
    }
    case Schema::Kind::integer:
    case Schema::Kind::decimal: return remedy_for_number(spot.value);
    case Schema::Kind::boolean: return remedy_for_boolean(spot.value);
    case Schema::Kind::list: return raw.empty() ? "write a list: [a, b]" : "write it as a list: [" + raw + "]";
    case Schema::Kind::map:
    case Schema::Kind::tagged: return "write keys and values: {key: value}";
    default: return "write " + wanted_words(spot.schema);
  }
}

std::string range_words(const SchemaNode& schema) {
  if (!schema.minimum || !schema.maximum) return {};
  return " from " + schema.minimum->text() + " to " + schema.maximum->text();
}

}  // namespace

void CheckContext::report(std::string code, Place at, std::string message, std::string remedy,
                          std::string label) const {
  findings->add({.code = std::move(code),
                 .message = std::move(message),
                 .at = std::move(at),
                 .label = std::move(label),
                 .remedy = std::move(remedy)});
}

void CheckContext::report_type(const Spot& spot, std::string_view wanted) const {
  report("C003", document.place_of(spot.node),
         subject(spot) + " must be " + std::string(wanted) + ", found " + found_words(spot.value),
         remedy_for_type(*this, spot));
}

void CheckContext::report_text(const Spot& spot, const TextProblem& problem) const {
  report(problem.code.empty() ? "C014" : problem.code, document.place_within(spot.node, problem.part), problem.message,
         problem.remedy);
}

std::string subject(const Spot& spot) { return spot.path.empty() ? "this file" : "\"" + spot.path + "\""; }

std::string quoted(std::string_view text) {
  constexpr std::size_t shown = 60;
  if (code_points(text) <= shown) return "\"" + std::string(text) + "\"";
  return "\"" + truncate(text, shown) + "…\"";
}

std::string found_words(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::null: return "nothing";
    case Value::Kind::boolean: return value.as_bool() ? "true" : "false";
    case Value::Kind::integer:
    case Value::Kind::decimal: return "the number " + value.as_decimal().text();
    case Value::Kind::string: return "the text " + quoted(value.as_string());
    case Value::Kind::list: return "a list";
    case Value::Kind::map: return "a map";
  }
  return {};
}

std::string list_words(const std::vector<std::string>& names, std::string_view last) {
  constexpr std::size_t shown = 15;
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i == shown) return out + ", … (" + std::to_string(names.size() - shown) + " more)";
    if (i > 0) out += i + 1 == names.size() ? " " + std::string(last) + " " : ", ";
    out += names[i];
  }
  return out;
}

std::string wanted_words(const SchemaNode& schema) {
  switch (schema.kind) {
    case Schema::Kind::any: return "any value";
    case Schema::Kind::integer: return "a whole number" + range_words(schema);
    case Schema::Kind::decimal: return "a number" + range_words(schema);
    case Schema::Kind::boolean: return "true or false";
    case Schema::Kind::list: return "a list";
    case Schema::Kind::map:
    case Schema::Kind::tagged: return "a map";
    case Schema::Kind::ref: return schema.tag;
    case Schema::Kind::one_of: {
      std::vector<std::string> names;
      for (const Alternative& each : schema.alternatives) names.push_back(each.name);
      return list_words(names);
    }
    case Schema::Kind::text: break;
  }
  if (!schema.choices.empty()) {
    std::vector<std::string> names;
    for (const Choice& choice : schema.choices) names.push_back(choice.value);
    return (names.size() > 1 ? "one of " : "") + list_words(names);
  }
  return schema.pattern ? schema.pattern_words : std::string(words_for(schema.format));
}

}  // namespace syncline
