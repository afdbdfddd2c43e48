#pragma once
// The declared shape of a configuration file. One declaration checks files, fills defaults, and writes the JSON Schema
// for editors and the reference for people.
//
//   using namespace schema;
//   const Schema sync_file = map({
//       required("entity", text().pattern("[a-z_]+", "a lower-case word"), "The canonical entity"),
//       optional("delete", choice({{"deactivate", "…"}, {"flag", "…"}}), "What a deletion
//       does").otherwise("deactivate"), optional("fields", map_of(ref("field")), "Who masters what"),
//   }).define("field", map({optional("master", text(), "…")}).shorthand("master"));

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/document.h"
#include "config/interpolate.h"
#include "config/pattern.h"

namespace syncline {

/// What a text must be. Expressions and templates are checked by the caller's CheckOptions::check_text.
enum class Format : std::uint8_t { none, duration, url, cidr, zone, date, regex, expression, template_text, secret };
std::string_view words_for(Format);  ///< "a duration (5m, 90s, 1h30m)"

struct SchemaNode;

/// A value: copies share, modifiers return a changed copy.
class Schema {
 public:
  enum class Kind : std::uint8_t { any, text, integer, decimal, boolean, list, map, one_of, tagged, ref };

  explicit Schema(SchemaNode node);
  const SchemaNode& node() const { return *node_; }

  Schema about(std::string text) const;
  Schema named(std::string title) const;  ///< its heading in the reference
  /// Of text.
  Schema format(Format) const;
  Schema pattern(std::string_view regex, std::string words) const;
  Schema length(std::size_t least, std::size_t most) const;
  /// A text under a key like "token" that is no secret (the name of a field).
  Schema not_secret() const;
  /// Of lists: number of items; all different.
  Schema items(std::size_t least, std::size_t most = 100'000) const;
  Schema unique() const;
  /// Of maps: a value that is no map stands for {key: value}; `choosing` names the keys of which at most (or
  /// exactly) one may be given.
  Schema shorthand(std::string key) const;
  Schema at_most_one(std::vector<std::string> keys) const;
  Schema exactly_one(std::vector<std::string> keys) const;
  Schema keys_like(std::string_view regex, std::string words) const;
  /// Makes ref(name) known below this schema; the root of a file defines what its parts refer to.
  Schema define(std::string name, Schema schema) const;

 private:
  std::shared_ptr<const SchemaNode> node_;
};

struct Choice {
  std::string value = {};
  std::string about = {};
};

struct Alternative {
  std::string name = {};  ///< in words, or the tag's value
  Schema schema;
};

struct SchemaKey {
  std::string name = {};
  Schema schema;
  bool required = false;
  std::string about = {};
  std::optional<Value> fallback = {};
  std::string deprecated = {};  ///< what to use instead

  SchemaKey otherwise(Value value) const;
  SchemaKey instead(std::string remedy) const;  ///< deprecates the key
};

struct KeyGroup {
  std::vector<std::string> keys = {};
  bool one_needed = false;
};

struct SchemaNode {
  Schema::Kind kind = Schema::Kind::any;
  std::string about = {};
  std::string title = {};
  // text, and the texts inside `any`
  Format format = Format::none;
  std::optional<Pattern> pattern = {};  ///< of map_of: of its keys
  std::string pattern_words = {};
  std::vector<Choice> choices = {};
  std::size_t least = 0;  ///< code points of a text, items of a list
  std::size_t most = 1'000'000;
  bool not_secret = false;
  // numbers
  std::optional<Decimal> minimum = {};
  std::optional<Decimal> maximum = {};
  // list: the item; map: the value under keys that are not declared
  std::optional<Schema> inner = {};
  bool unique = false;
  // map
  std::vector<SchemaKey> keys = {};
  std::vector<KeyGroup> groups = {};
  std::string shorthand = {};
  // one_of, tagged
  std::vector<Alternative> alternatives = {};
  std::string tag = {};  ///< tagged: the key; ref: the name
  std::vector<std::pair<std::string, Schema>> definitions = {};
};

namespace schema {
Schema any(Format texts = Format::none);
Schema text();
Schema choice(std::vector<Choice> choices);
Schema integer(std::int64_t minimum, std::int64_t maximum);
Schema decimal();
Schema decimal(Decimal minimum, Decimal maximum);
Schema boolean();
Schema list(Schema item);
Schema map(std::vector<SchemaKey> keys);
Schema map_of(Schema value);
/// Declared keys, and `rest` under any other.
Schema map(std::vector<SchemaKey> keys, Schema rest);
/// The shape of what is written chooses: text, number, list, map; among maps, the keys.
Schema one_of(std::vector<Alternative> alternatives);
/// The text under `key` chooses one of the map schemas.
Schema tagged(std::string key, std::vector<Alternative> maps);
Schema ref(std::string name);
SchemaKey required(std::string name, Schema schema, std::string about);
SchemaKey optional(std::string name, Schema schema, std::string about);
}  // namespace schema

struct CheckOptions {
  /// Finds what is wrong with an expression or template; unset: they are not looked into.
  std::function<std::vector<TextProblem>(Format, std::string_view)> check_text = {};
  /// Puts in the values of ${…}; unset: references are checked for form and stay as they are written.
  Resolver resolver = {};
};

/// All findings (C001 …, I001 …; codes.h) go to `findings`. Returns the value with defaults filled in and shorthands
/// written out; after errors it is as complete as possible and must not be used but for further checks.
Value check(const Document&, const Schema&, Diagnostics& findings, const CheckOptions& = {});

/// Names that ref() uses and define() never makes: a mistake in the schema, for its own test.
std::vector<std::string> undefined_refs(const Schema&);

/// JSON Schema 2020-12.
Value to_json_schema(const Schema&, std::string_view id);
/// Markdown: a table for each map, `title` as the heading.
std::string to_reference(const Schema&, std::string_view title);

}  // namespace syncline
