#include "config/schema.h"

namespace syncline {
namespace {

using Kind = Schema::Kind;

constexpr std::string_view reference_pattern = "\\$\\{(env|file|secret):";

class Writer {
 public:
  Value write(const Schema& schema) const {
    const SchemaNode& node = schema.node();
    Map out;
    if (!node.title.empty()) out.set("title", node.title);
    if (!node.about.empty()) out.set("description", node.about);
    put_shape(node, out);
    if (!node.shorthand.empty()) return with_shorthand(node, std::move(out));
    return out;
  }

  Map definitions(const SchemaNode& node) const {
    Map out;
    for (const auto& [name, schema] : node.definitions) out.set(name, write(schema));
    return out;
  }

 private:
  void put_shape(const SchemaNode& node, Map& out) const {
    switch (node.kind) {
      case Kind::any: return;
      case Kind::text: return put_text(node, out);
      case Kind::integer: return put_number(node, "integer", out);
      case Kind::decimal: return put_number(node, "number", out);
      case Kind::boolean: return put_or_reference(Map{{"type", "boolean"}}, out);
      case Kind::list: return put_list(node, out);
      case Kind::map: return put_map(node, {}, {}, out);
      case Kind::one_of: return out.set("anyOf", alternatives(node));
      case Kind::tagged: return put_tagged(node, out);
      case Kind::ref: return out.set("$ref", "#/$defs/" + node.tag);
    }
  }

  List alternatives(const SchemaNode& node) const {
    List list;
    for (const Alternative& each : node.alternatives) list.push_back(write(each.schema));
    return list;
  }

  // Any scalar may be written as ${env:…}; editors must not mark that as wrong.
  static void put_or_reference(Map shape, Map& out) {
    out.set("anyOf", List{std::move(shape), Map{{"type", "string"}, {"pattern", reference_pattern}}});
  }

  static void put_text(const SchemaNode& node, Map& out) {
    if (!node.choices.empty()) return put_choices(node, out);
    out.set("type", "string");
    if (node.least > 0) out.set("minLength", static_cast<std::int64_t>(node.least));
    if (node.format == Format::secret) out.set("pattern", reference_pattern);
    if (node.pattern) {
      out.set("pattern", "^(?:" + node.pattern->expression() + ")$|" + std::string(reference_pattern));
    }
    if (node.format != Format::none && !out.contains("description")) out.set("description", words_for(node.format));
  }

  static void put_choices(const SchemaNode& node, Map& out) {
    List values;
    for (const Choice& choice : node.choices) {
      Map entry{{"const", choice.value}};
      if (!choice.about.empty()) entry.set("description", choice.about);
      values.emplace_back(std::move(entry));
    }
    values.emplace_back(Map{{"type", "string"}, {"pattern", reference_pattern}});
    out.set("oneOf", std::move(values));
  }

  static void put_number(const SchemaNode& node, std::string_view type, Map& out) {
    Map shape{{"type", type}};
    if (node.minimum) shape.set("minimum", *node.minimum);
    if (node.maximum) shape.set("maximum", *node.maximum);
    put_or_reference(std::move(shape), out);
  }

  void put_list(const SchemaNode& node, Map& out) const {
    out.set("type", "array");
    out.set("items", write(*node.inner));
    if (node.least > 0) out.set("minItems", static_cast<std::int64_t>(node.least));
    out.set("maxItems", static_cast<std::int64_t>(node.most));
    if (node.unique) out.set("uniqueItems", true);
  }

  void put_map(const SchemaNode& node, std::string_view tag, std::string_view tag_value, Map& out) const {
    out.set("type", "object");
    Map properties;
    List required;
    if (!tag.empty()) {
      properties.set(tag, Map{{"const", tag_value}});
      required.emplace_back(tag);
    }
    for (const SchemaKey& key : node.keys) {
      properties.set(key.name, property(key));
      if (key.required) required.emplace_back(key.name);
    }
    out.set("properties", std::move(properties));
    if (!required.empty()) out.set("required", std::move(required));
    out.set("additionalProperties", node.inner ? write(*node.inner) : Value(false));
    if (node.inner && node.pattern) {
      out.set("propertyNames", Map{{"pattern", "^(?:" + node.pattern->expression() + ")$"}});
    }
    put_groups(node, out);
  }

  Value property(const SchemaKey& key) const {
    Value value = write(key.schema);
    Map& map = value.as_map();
    if (!key.about.empty()) map.set("description", key.about);
    if (key.fallback) map.set("default", *key.fallback);
    if (!key.deprecated.empty()) map.set("deprecated", true);
    return value;
  }

  static void put_groups(const SchemaNode& node, Map& out) {
    List rules;
    for (const KeyGroup& group : node.groups) {
      List each;
      List any;
      for (const std::string& key : group.keys) {
        const Value needs = Map{{"required", List{key}}};
        each.push_back(needs);
        any.push_back(needs);
      }
      if (!group.one_needed) each.emplace_back(Map{{"not", Map{{"anyOf", std::move(any)}}}});
      rules.emplace_back(Map{{"oneOf", std::move(each)}});
    }
    if (!rules.empty()) out.set("allOf", std::move(rules));
  }

  void put_tagged(const SchemaNode& node, Map& out) const {
    List list;
    for (const Alternative& each : node.alternatives) {
      Map shape;
      if (!each.schema.node().about.empty()) shape.set("description", each.schema.node().about);
      put_map(each.schema.node(), node.tag, each.name, shape);
      list.emplace_back(std::move(shape));
    }
    out.set("type", "object");
    out.set("oneOf", std::move(list));
  }

  Value with_shorthand(const SchemaNode& node, Map full) const {
    Map out;
    for (const SchemaKey& key : node.keys) {
      if (key.name == node.shorthand) out.set("anyOf", List{write(key.schema), std::move(full)});
    }
    return out;
  }
};

}  // namespace

Value to_json_schema(const Schema& schema, std::string_view id) {
  const Writer writer;
  Map out{{"$schema", "https://json-schema.org/draft/2020-12/schema"}, {"$id", id}};
  const Value body = writer.write(schema);
  for (const auto& [key, value] : body.as_map()) out.set(key, value);
  Map definitions = writer.definitions(schema.node());
  if (!definitions.empty()) out.set("$defs", std::move(definitions));
  return out;
}

}  // namespace syncline
