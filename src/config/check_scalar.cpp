#include <algorithm>

#include "base/text.h"
#include "config/check_context.h"
#include "config/format_check.h"
#include "config/secret_literal.h"
#include "config/yaml_scalar.h"

namespace syncline {
namespace {

constexpr std::string_view secret_remedy =
    "keep it in an environment variable or a file, and write ${env:NAME} or ${file:/path} here";

// A text after its references were looked at.
struct Content {
  std::string text = {};
  bool known = true;          ///< false: it depends on references that are not resolved now
  bool from_outside = false;  ///< must not be shown
};

std::optional<Content> content_of(const CheckContext& context, const Spot& spot) {
  const std::string& written = spot.value.as_string();
  if (written.find("${") == written.npos) return Content{written};
  const auto parts = parse_references(written);
  if (!parts) return context.report_text(spot, parts.error()), std::nullopt;
  if (context.options.resolver) {
    const auto resolved = resolve_references(written, context.options.resolver);
    if (!resolved) return context.report_text(spot, resolved.error()), std::nullopt;
    return Content{*resolved, true, has_reference(written)};
  }
  const bool no_reference = !has_reference(written);
  if (no_reference) return Content{parts->empty() ? std::string() : std::get<std::string>(parts->front())};
  const auto* single = parts->size() == 1 ? std::get_if<Reference>(&parts->front()) : nullptr;
  if (single && single->fallback) return Content{*single->fallback};
  return Content{written, false};
}

void report_secret(const CheckContext& context, const Spot& spot, std::string code, std::string message) {
  context.findings->add({.code = std::move(code),
                         .message = std::move(message),
                         .at = context.document.place_of(spot.node),
                         .remedy = std::string(secret_remedy),
                         .masked = true});
}

// True when the text is a secret in plain sight; it is then reported and not looked at further.
bool is_literal_secret(const CheckContext& context, const Spot& spot) {
  const SchemaNode& schema = spot.schema;
  const std::string& text = spot.value.as_string();
  if (text.empty() || text.find("${") != text.npos || schema.not_secret || !schema.choices.empty()) return false;
  if (schema.format == Format::secret || (schema.format != Format::expression && is_secret_key(spot.key))) {
    report_secret(context, spot, "I003", subject(spot) + " holds a secret in plain text");
    return true;
  }
  if (schema.format == Format::url && has_credentials(text)) {
    report_secret(context, spot, "I003", subject(spot) + " holds a password inside the URL");
    return true;
  }
  if (const auto shape = known_secret_shape(text)) {
    report_secret(context, spot, "I004", subject(spot) + " holds what looks like " + std::string(*shape));
    return true;
  }
  return false;
}

std::string shown(const Spot& spot, const Content& content) {
  return content.from_outside ? "the value of " + spot.value.as_string() : quoted(content.text);
}

void check_choice(const CheckContext& context, const Spot& spot, const Content& content) {
  std::vector<std::string> values;
  for (const Choice& choice : spot.schema.choices) values.push_back(choice.value);
  if (std::find(values.begin(), values.end(), content.text) != values.end()) return;
  const auto near = content.from_outside ? std::nullopt : closest(content.text, values);
  context.report("C004", context.document.place_of(spot.node), subject(spot) + " cannot be " + shown(spot, content),
                 near ? "write " + *near + "; allowed: " + list_words(values) : "allowed: " + list_words(values),
                 near ? "did you mean \"" + *near + "\"?" : "");
}

/// What fits, and differs only in the size of letters, in a zero before an hour, or in dashes for spaces.
std::optional<std::string> almost(const Pattern& pattern, const std::string& text) {
  std::string joined = to_lower(text);
  std::ranges::replace(joined, ' ', '-');
  for (const std::string& each : {to_upper(text), to_lower(text), "0" + text, joined}) {
    if (pattern.matches(each)) return each;
  }
  return std::nullopt;
}

void check_content(const CheckContext& context, const Spot& spot, const Content& content) {
  const SchemaNode& schema = spot.schema;
  const auto refuse = [&](std::string code, std::string fault, std::string remedy) {
    context.report(std::move(code), context.document.place_of(spot.node),
                   subject(spot) + ": " + shown(spot, content) + " " + fault, std::move(remedy));
  };
  if (!schema.choices.empty()) return check_choice(context, spot, content);
  const std::size_t size = code_points(content.text);
  if (size < schema.least && size == 0) {
    return context.report("C012", context.document.place_of(spot.node), subject(spot) + " is empty",
                          "write " + wanted_words(schema) + ", or remove the key");
  }
  if (size < schema.least) {
    return refuse("C006", "is too short", "write at least " + std::to_string(schema.least) + " characters");
  }
  if (size > schema.most) {
    return refuse("C006", "is too long", "write at most " + std::to_string(schema.most) + " characters");
  }
  if (schema.pattern && !schema.pattern->matches(content.text)) {
    const auto meant = content.from_outside ? std::nullopt : almost(*schema.pattern, content.text);
    return refuse("C006", "is not " + schema.pattern_words, "write " + (meant ? quoted(*meant) : schema.pattern_words));
  }
  if (const auto fault = format_fault(schema.format, content.text)) {
    refuse("C006", *fault, "write " + std::string(words_for(schema.format)));
  }
}

}  // namespace

Value check_text(const CheckContext& context, const Spot& spot) {
  if (!spot.value.is_string()) return context.report_type(spot, wanted_words(spot.schema)), spot.value;
  const Format format = spot.schema.format;
  if (is_literal_secret(context, spot)) return spot.value;
  if (format == Format::expression || format == Format::template_text) {
    check_content(context, spot, {spot.value.as_string()});
    if (!context.options.check_text) return spot.value;
    for (const TextProblem& problem : context.options.check_text(format, spot.value.as_string())) {
      context.report_text(spot, problem);
    }
    return spot.value;
  }
  const std::optional<Content> content = content_of(context, spot);
  if (!content) return spot.value;
  if (content->known) check_content(context, spot, *content);
  const bool unresolved = !context.options.resolver && has_reference(spot.value.as_string());
  return unresolved ? spot.value : Value(content->text);
}

Value check_scalar(const CheckContext& context, const Spot& spot) {
  Value value = spot.value;
  if (value.is_string() && has_reference(value.as_string())) {
    const std::optional<Content> content = content_of(context, spot);
    if (!content || !content->known) return value;
    const auto typed = resolve_plain(trim(content->text));
    value = typed ? *typed : Value(content->text);
  }
  const bool whole = spot.schema.kind == Schema::Kind::integer;
  const std::string wanted = wanted_words(spot.schema);
  const bool boolean = spot.schema.kind == Schema::Kind::boolean;
  const bool fits = boolean ? value.is_bool() : value.is_number() && (!whole || value.as_decimal().to_int64());
  if (!fits && !(spot.value == value)) {
    context.report("C003", context.document.place_of(spot.node),
                   subject(spot) + " must be " + wanted + "; the value of " + spot.value.as_string() + " is not",
                   "set it to " + wanted);
    return spot.value;
  }
  if (!fits) return context.report_type(spot, wanted), spot.value;
  const bool unresolved = !context.options.resolver && spot.value.is_string();
  if (boolean) return unresolved ? spot.value : value;
  const Decimal number = value.as_decimal();
  const bool low = spot.schema.minimum && number < *spot.schema.minimum;
  const bool high = spot.schema.maximum && number > *spot.schema.maximum;
  if (low || high) {
    const std::string& limit = (low ? spot.schema.minimum : spot.schema.maximum)->text();
    context.report("C005", context.document.place_of(spot.node),
                   subject(spot) + " is " + (spot.value == value ? number.text() : spot.value.as_string()) + "; the " +
                       (low ? "least" : "most") + " allowed is " + limit,
                   "write " + wanted);
  }
  if (unresolved) return spot.value;
  return whole ? Value(*number.to_int64()) : Value(number);
}

Value check_any(const CheckContext& context, const Spot& spot) {
  Value result = spot.value;
  const auto child = [&](std::size_t i) -> const Node& {
    return i < spot.node.children.size() ? spot.node.children[i] : spot.node;
  };
  if (spot.value.is_string()) {
    const bool looked_into = spot.schema.format != Format::none || has_reference(spot.value.as_string());
    if (looked_into) return check_text(context, spot);
    is_literal_secret(context, spot);
  } else if (spot.value.is_list()) {
    std::size_t i = 0;
    for (Value& item : result.as_list()) {
      const Value original = item;
      item = check_any(context, {original, child(i), spot.schema, spot.path + "." + std::to_string(i), spot.key});
      ++i;
    }
  } else if (spot.value.is_map()) {
    std::size_t i = 0;
    for (auto& [key, value] : result.as_map()) {
      const Value original = value;
      value =
          check_any(context, {original, child(i), spot.schema, spot.path.empty() ? key : spot.path + "." + key, key});
      ++i;
    }
  }
  return result;
}

}  // namespace syncline
