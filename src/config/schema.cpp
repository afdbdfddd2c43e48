#include "config/schema.h"

#include <algorithm>
#include <cassert>

namespace syncline {
namespace {

Pattern compiled(std::string_view regex) {
  Result<Pattern, std::string> pattern = Pattern::compile(regex);
  assert(pattern.ok() && "a pattern of a schema does not compile");
  return pattern ? *pattern : Pattern();
}

Schema make(Schema::Kind kind) {
  SchemaNode node;
  node.kind = kind;
  return Schema(std::move(node));
}

template <class Change>
Schema changed(const Schema& schema, Change change) {
  SchemaNode node = schema.node();
  change(node);
  return Schema(std::move(node));
}

}  // namespace

std::string_view words_for(Format format) {
  switch (format) {
    case Format::none: return "text";
    case Format::duration: return "a duration (90s, 5m, 1h30m, 2d)";
    case Format::url: return "a URL (https://host/path)";
    case Format::cidr: return "a network (10.0.0.0/8, 2001:db8::/32)";
    case Format::zone: return "a time zone (Europe/Berlin)";
    case Format::date: return "a date (2026-12-31)";
    case Format::regex: return "a regular expression (RE2)";
    case Format::expression: return "an expression (CEL)";
    case Format::template_text: return "a text with ${expression} parts";
    case Format::secret: return "a secret reference (${secret:name}, ${env:NAME} or ${file:/path})";
  }
  return {};
}

Schema::Schema(SchemaNode node) : node_(std::make_shared<const SchemaNode>(std::move(node))) {}

Schema Schema::about(std::string text) const {
  return changed(*this, [&](SchemaNode& node) { node.about = std::move(text); });
}
Schema Schema::named(std::string title) const {
  return changed(*this, [&](SchemaNode& node) { node.title = std::move(title); });
}
Schema Schema::format(Format format) const {
  return changed(*this, [&](SchemaNode& node) { node.format = format; });
}
Schema Schema::pattern(std::string_view regex, std::string words) const {
  return changed(*this, [&](SchemaNode& node) {
    node.pattern = compiled(regex);
    node.pattern_words = std::move(words);
  });
}
Schema Schema::length(std::size_t least, std::size_t most) const {
  return changed(*this, [&](SchemaNode& node) { node.least = least, node.most = most; });
}
Schema Schema::not_secret() const {
  return changed(*this, [](SchemaNode& node) { node.not_secret = true; });
}
Schema Schema::items(std::size_t least, std::size_t most) const { return length(least, most); }
Schema Schema::unique() const {
  return changed(*this, [](SchemaNode& node) { node.unique = true; });
}
Schema Schema::shorthand(std::string key) const {
  return changed(*this, [&](SchemaNode& node) { node.shorthand = std::move(key); });
}
Schema Schema::at_most_one(std::vector<std::string> keys) const {
  return changed(*this, [&](SchemaNode& node) { node.groups.push_back({std::move(keys), false}); });
}
Schema Schema::exactly_one(std::vector<std::string> keys) const {
  return changed(*this, [&](SchemaNode& node) { node.groups.push_back({std::move(keys), true}); });
}
Schema Schema::keys_like(std::string_view regex, std::string words) const { return pattern(regex, std::move(words)); }
Schema Schema::define(std::string name, Schema schema) const {
  return changed(*this, [&](SchemaNode& node) { node.definitions.emplace_back(std::move(name), std::move(schema)); });
}

SchemaKey SchemaKey::otherwise(Value value) const {
  SchemaKey key = *this;
  key.fallback = std::move(value);
  return key;
}

SchemaKey SchemaKey::instead(std::string remedy) const {
  SchemaKey key = *this;
  key.deprecated = std::move(remedy);
  return key;
}

namespace {

void collect_undefined(const SchemaNode& node, std::vector<std::string>& known, std::vector<std::string>& undefined) {
  const std::size_t outside = known.size();
  for (const auto& [name, unused] : node.definitions) known.push_back(name);
  for (const auto& [unused, schema] : node.definitions) collect_undefined(schema.node(), known, undefined);
  if (node.kind == Schema::Kind::ref && std::find(known.begin(), known.end(), node.tag) == known.end()) {
    undefined.push_back(node.tag);
  }
  for (const SchemaKey& key : node.keys) collect_undefined(key.schema.node(), known, undefined);
  for (const Alternative& each : node.alternatives) collect_undefined(each.schema.node(), known, undefined);
  if (node.inner) collect_undefined(node.inner->node(), known, undefined);
  known.resize(outside);
}

}  // namespace

std::vector<std::string> undefined_refs(const Schema& schema) {
  std::vector<std::string> known;
  std::vector<std::string> undefined;
  collect_undefined(schema.node(), known, undefined);
  return undefined;
}

namespace schema {

Schema any(Format texts) { return make(Schema::Kind::any).format(texts); }
Schema text() { return make(Schema::Kind::text).length(1, 100'000); }
Schema boolean() { return make(Schema::Kind::boolean); }
Schema decimal() { return make(Schema::Kind::decimal); }

Schema choice(std::vector<Choice> choices) {
  return changed(text(), [&](SchemaNode& node) { node.choices = std::move(choices); });
}

Schema integer(std::int64_t minimum, std::int64_t maximum) {
  return changed(make(Schema::Kind::integer), [&](SchemaNode& node) {
    node.minimum = Decimal(minimum);
    node.maximum = Decimal(maximum);
  });
}

Schema decimal(Decimal minimum, Decimal maximum) {
  return changed(decimal(), [&](SchemaNode& node) {
    node.minimum = minimum;
    node.maximum = maximum;
  });
}

Schema list(Schema item) {
  return changed(make(Schema::Kind::list), [&](SchemaNode& node) { node.inner = std::move(item); });
}

Schema map(std::vector<SchemaKey> keys) {
  return changed(make(Schema::Kind::map), [&](SchemaNode& node) { node.keys = std::move(keys); });
}

Schema map(std::vector<SchemaKey> keys, Schema rest) {
  return changed(map(std::move(keys)), [&](SchemaNode& node) { node.inner = std::move(rest); });
}

Schema map_of(Schema value) { return map({}, std::move(value)); }

Schema one_of(std::vector<Alternative> alternatives) {
  return changed(make(Schema::Kind::one_of), [&](SchemaNode& node) { node.alternatives = std::move(alternatives); });
}

Schema tagged(std::string key, std::vector<Alternative> maps) {
  return changed(make(Schema::Kind::tagged), [&](SchemaNode& node) {
    node.tag = std::move(key);
    node.alternatives = std::move(maps);
  });
}

Schema ref(std::string name) {
  return changed(make(Schema::Kind::ref), [&](SchemaNode& node) { node.tag = std::move(name); });
}

SchemaKey required(std::string name, Schema schema, std::string about) {
  return SchemaKey{.name = std::move(name), .schema = std::move(schema), .required = true, .about = std::move(about)};
}

SchemaKey optional(std::string name, Schema schema, std::string about) {
  return SchemaKey{.name = std::move(name), .schema = std::move(schema), .about = std::move(about)};
}

}  // namespace schema
}  // namespace syncline
