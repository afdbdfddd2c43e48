#pragma once
// What all checks share: where findings go, and how they word what is wanted and what was found.

#include <string>
#include <string_view>

#include "config/schema.h"

namespace syncline {

/// One value under its schema, with its place.
struct Spot {
  const Value& value;
  const Node& node;
  const SchemaNode& schema;
  std::string path = {};  ///< "fields.name.master"; empty for the file
  std::string key = {};   ///< the nearest key above: "master"
};

struct CheckContext {
  const Document& document;
  const CheckOptions& options;
  Diagnostics* findings;

  void report(std::string code, Place at, std::string message, std::string remedy, std::string label = {}) const;
  /// C003, with the remedy that fits the mistake. `wanted` in words.
  void report_type(const Spot&, std::string_view wanted) const;
  /// The problem of a part of a text.
  void report_text(const Spot&, const TextProblem&) const;
};

/// "fields.name" in quotes, or "this file".
std::string subject(const Spot&);
std::string quoted(std::string_view text);  ///< shortened when long
std::string found_words(const Value&);      ///< "the text \"x\"", "a list", "nothing"
std::string wanted_words(const SchemaNode&);
std::string list_words(const std::vector<std::string>& names, std::string_view last = "or");

/// A text: references, choices, pattern, format, secrets in plain text.
Value check_text(const CheckContext&, const Spot&);
/// An integer, decimal or boolean; also as ${…}.
Value check_scalar(const CheckContext&, const Spot&);
/// A value of any shape: references, templates and secrets in its texts.
Value check_any(const CheckContext&, const Spot&);

}  // namespace syncline
