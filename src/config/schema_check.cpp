#include <algorithm>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "config/check_context.h"

namespace syncline {
namespace {

using Kind = Schema::Kind;

std::string joined(const std::string& path, std::string_view step) {
  return path.empty() ? std::string(step) : path + "." + std::string(step);
}

class Checker {
 public:
  Checker(const Document& document, Diagnostics& findings, const CheckOptions& options)
      : context_{document, options, &findings} {}

  Value visit(const Value& value, const Node& node, const Schema& schema, const std::string& path,
              const std::string& key) {
    const SchemaNode& own = resolved(schema);
    const std::size_t depth = definitions_.size();
    if (!own.definitions.empty()) definitions_.push_back(&own);
    const Spot spot{value, node, own, path, key};
    Value result = dispatch(spot);
    definitions_.resize(depth);
    return result;
  }

 private:
  Value dispatch(const Spot& spot) {
    switch (spot.schema.kind) {
      case Kind::any: return check_any(context_, spot);
      case Kind::text: return check_text(context_, spot);
      case Kind::integer:
      case Kind::decimal:
      case Kind::boolean: return check_scalar(context_, spot);
      case Kind::list: return visit_list(spot);
      case Kind::map: return visit_map(spot, {});
      case Kind::one_of: return visit_one_of(spot);
      case Kind::tagged: return visit_tagged(spot);
      case Kind::ref: return spot.value;  // names nothing: a test of the schema finds it
    }
    return spot.value;
  }

  // Follows references by name; the innermost definition counts.
  const SchemaNode& resolved(const Schema& schema) const {
    const SchemaNode* node = &schema.node();
    for (int hops = 0; node->kind == Kind::ref && hops < 16; ++hops) {
      const SchemaNode* target = find_definition(node->tag);
      if (!target) break;
      node = target;
    }
    return *node;
  }

  const SchemaNode* find_definition(std::string_view name) const {
    for (auto scope = definitions_.rbegin(); scope != definitions_.rend(); ++scope) {
      for (const auto& [defined, schema] : (*scope)->definitions) {
        if (defined == name) return &schema.node();
      }
    }
    return nullptr;
  }

  // A default or a shorthand has no place of its own: it stands where its parent stands.
  static const Node& child(const Node& node, std::size_t index, Node& stand_in) {
    if (index < node.children.size()) return node.children[index];
    stand_in.value = node.value;
    stand_in.key = node.key;
    return stand_in;
  }

  Value visit_list(const Spot& spot) {
    const SchemaNode& schema = spot.schema;
    if (spot.value.is_null() && schema.least == 0) return List{};
    if (!spot.value.is_list()) return context_.report_type(spot, "a list"), spot.value;
    const List& items = spot.value.as_list();
    List result;
    std::set<std::string> seen;
    for (std::size_t i = 0; i < items.size(); ++i) {
      Node stand_in;
      const Node& node = child(spot.node, i, stand_in);
      result.push_back(visit(items[i], node, *schema.inner, joined(spot.path, std::to_string(i)), spot.key));
      if (schema.unique && !seen.insert(canonical_json(items[i])).second) {
        context_.report("C008", context_.document.place_of(node),
                        subject(spot) + " holds " + found_words(items[i]) + " twice", "remove the repetition");
      }
    }
    check_size(spot, items.size());
    return result;
  }

  void check_size(const Spot& spot, std::size_t size) const {
    const SchemaNode& schema = spot.schema;
    if (size >= schema.least && size <= schema.most) return;
    const bool few = size < schema.least;
    const std::string limit = std::to_string(few ? schema.least : schema.most);
    context_.report("C007", context_.document.place_of(spot.node),
                    subject(spot) + " has " + std::to_string(size) + (size == 1 ? " item" : " items"),
                    "give " + std::string(few ? "at least " : "at most ") + limit);
  }

  // `tag`: the key of a tagged map, which chose this schema and is known without being declared.
  Value visit_map(const Spot& spot, std::string_view tag) {
    const SchemaNode& schema = spot.schema;
    if (!spot.value.is_map()) return visit_no_map(spot);
    std::vector<std::string> unknown;
    Map result = visit_entries(spot, tag, unknown);
    add_missing(spot, result, unknown);
    for (const KeyGroup& group : schema.groups) check_group(spot, group);
    return result;
  }

  Value visit_no_map(const Spot& spot) {
    const SchemaNode& schema = spot.schema;
    if (spot.value.is_null() && schema.shorthand.empty()) {  // "server:" with every line below it commented out
      const Value empty = Map{};
      return visit_map({empty, spot.node, schema, spot.path, spot.key}, {});
    }
    if (schema.shorthand.empty() || spot.value.is_null()) return context_.report_type(spot, "a map"), spot.value;
    Map map;
    map.set(schema.shorthand, spot.value);
    Node node;
    node.value = spot.node.value;
    node.key = spot.node.key;
    node.children.push_back(spot.node);
    const Value full = std::move(map);
    return visit_map({full, node, schema, spot.path, spot.key}, {});
  }

  Map visit_entries(const Spot& spot, std::string_view tag, std::vector<std::string>& unknown) {
    const SchemaNode& schema = spot.schema;
    Map result;
    std::size_t index = 0;
    for (const auto& [name, value] : spot.value.as_map()) {
      Node stand_in;
      const Node& node = child(spot.node, index++, stand_in);
      const std::string path = joined(spot.path, name);
      const SchemaKey* declared = find_key(schema, name);
      if (declared) {
        if (!declared->deprecated.empty()) report_deprecated(*declared, node, path);
        result.append(name, visit(value, node, declared->schema, path, name));
      } else if (!tag.empty() && name == tag) {
        result.append(name, value);
      } else if (schema.inner) {
        check_key_name(schema, name, node, path);
        result.append(name, visit(value, node, *schema.inner, path, name));
      } else {
        unknown.push_back(name);
        report_unknown(spot, tag, name, node);
      }
    }
    return result;
  }

  static const SchemaKey* find_key(const SchemaNode& schema, std::string_view name) {
    const auto found =
        std::find_if(schema.keys.begin(), schema.keys.end(), [&](const SchemaKey& key) { return key.name == name; });
    return found == schema.keys.end() ? nullptr : &*found;
  }

  void report_deprecated(const SchemaKey& key, const Node& node, const std::string& path) const {
    context_.findings->add({.code = "C010",
                            .severity = Severity::warning,
                            .message = "\"" + path + "\" is deprecated",
                            .at = context_.document.key_place_of(node),
                            .remedy = key.deprecated});
  }

  void check_key_name(const SchemaNode& schema, const std::string& name, const Node& node,
                      const std::string& path) const {
    if (!schema.pattern || schema.pattern->matches(name)) return;
    context_.report("C011", context_.document.key_place_of(node),
                    "the key " + quoted(path) + " is not " + schema.pattern_words, "write " + schema.pattern_words);
  }

  static std::vector<std::string> open_keys(const Spot& spot, std::string_view tag) {
    std::vector<std::string> names;
    if (!tag.empty() && !spot.value.as_map().contains(tag)) names.emplace_back(tag);
    for (const SchemaKey& key : spot.schema.keys) {
      if (key.deprecated.empty() && !spot.value.as_map().contains(key.name)) names.push_back(key.name);
    }
    return names;
  }

  void report_unknown(const Spot& spot, std::string_view tag, const std::string& name, const Node& node) const {
    const std::vector<std::string> open = open_keys(spot, tag);
    const auto near = closest(name, open);
    const std::string where = spot.path.empty() ? "" : " in \"" + spot.path + "\"";
    std::string remedy = near ? "write \"" + *near + "\"" : "remove it";
    if (!open.empty() && !near) remedy += "; also possible here: " + list_words(open, "and");
    context_.report("C001", context_.document.key_place_of(node), "unknown key \"" + name + "\"" + where,
                    std::move(remedy), near ? "did you mean \"" + *near + "\"?" : "");
  }

  // A missing key that an unknown one resembles was said already.
  void add_missing(const Spot& spot, Map& result, const std::vector<std::string>& unknown) {
    for (const SchemaKey& key : spot.schema.keys) {
      if (spot.value.as_map().contains(key.name)) continue;
      if (key.fallback) {
        const Node node{.value = spot.node.value, .key = spot.node.key};
        result.set(key.name, visit(*key.fallback, node, key.schema, joined(spot.path, key.name), key.name));
      } else if (key.required && !closest(key.name, unknown)) {
        const std::string where = spot.path.empty() ? "" : " in \"" + spot.path + "\"";
        context_.report("C002", context_.document.key_place_of(spot.node), "\"" + key.name + "\" is missing" + where,
                        "add \"" + key.name + ": …\" (" + wanted_words(resolved(key.schema)) + ")" +
                            (key.about.empty() ? "" : ": " + key.about));
      }
    }
  }

  void check_group(const Spot& spot, const KeyGroup& group) const {
    std::vector<std::string> given;
    for (const std::string& name : group.keys) {
      if (spot.value.as_map().contains(name)) given.push_back("\"" + name + "\"");
    }
    const std::string where = spot.path.empty() ? "" : " in \"" + spot.path + "\"";
    if (given.size() > 1) {
      context_.report("C009", context_.document.key_place_of(spot.node),
                      list_words(given, "and") + " exclude each other" + where, "keep one of them");
    } else if (given.empty() && group.one_needed) {
      context_.report("C009", context_.document.key_place_of(spot.node),
                      "one of " + list_words(group.keys) + " is missing" + where, "add one of them");
    }
  }

  Value visit_tagged(const Spot& spot) {
    const SchemaNode& schema = spot.schema;
    if (!spot.value.is_map()) return context_.report_type(spot, "a map"), spot.value;
    std::vector<std::string> names;
    for (const Alternative& each : schema.alternatives) names.push_back(each.name);
    const Value* tag = spot.value.as_map().find(schema.tag);
    if (!tag) {
      context_.report("C002", context_.document.key_place_of(spot.node),
                      "\"" + schema.tag + "\" is missing" + (spot.path.empty() ? "" : " in \"" + spot.path + "\""),
                      "add \"" + schema.tag + "\": " + list_words(names));
      return spot.value;
    }
    for (const Alternative& each : schema.alternatives) {
      if (!tag->is_string() || each.name != tag->as_string()) continue;
      return visit_map({spot.value, spot.node, resolved(each.schema), spot.path, spot.key}, schema.tag);
    }
    SchemaNode choices = schema::choice({}).node();
    for (const std::string& name : names) choices.choices.push_back({name, ""});
    return visit_tag(spot, *tag, choices);
  }

  Value visit_tag(const Spot& spot, const Value& tag, const SchemaNode& choices) {
    std::size_t index = 0;
    for (const auto& [name, value] : spot.value.as_map()) {
      if (&value == &tag) break;
      ++index;
    }
    Node stand_in;
    const Node& node = child(spot.node, index, stand_in);
    check_text(context_, {tag, node, choices, joined(spot.path, spot.schema.tag), spot.schema.tag});
    return spot.value;
  }

  Value visit_one_of(const Spot& spot) {
    std::vector<const Alternative*> fitting;
    for (const Alternative& each : spot.schema.alternatives) {
      if (accepts(each.schema, spot.value, 0)) fitting.push_back(&each);
    }
    if (fitting.empty()) return context_.report_type(spot, wanted_words(spot.schema)), spot.value;
    if (fitting.size() == 1) return visit_as(spot, *fitting[0]);
    if (spot.value.is_map()) return visit_as(spot, *best_map(fitting, spot.value.as_map()));
    for (const Alternative* each : fitting) {
      if (tries_ >= max_nested_tries) break;
      if (std::optional<Value> result = try_as(spot, *each)) return std::move(*result);
    }
    if (!spot.value.is_string()) return visit_as(spot, *fitting[0]);
    report_no_alternative(spot, fitting);
    return spot.value;
  }

  Value visit_as(const Spot& spot, const Alternative& alternative) {
    return visit(spot.value, spot.node, alternative.schema, spot.path, spot.key);
  }

  // Tries within tries multiply; past a few levels the shape alone chooses.
  static constexpr int max_nested_tries = 4;

  std::optional<Value> try_as(const Spot& spot, const Alternative& alternative) {
    Diagnostics scratch;
    Diagnostics* const kept = std::exchange(context_.findings, &scratch);
    ++tries_;
    Value result = visit_as(spot, alternative);
    --tries_;
    context_.findings = kept;
    if (scratch.has_errors()) return std::nullopt;
    kept->append(std::move(scratch));
    return result;
  }

  void report_no_alternative(const Spot& spot, const std::vector<const Alternative*>& fitting) const {
    std::vector<std::string> names;
    std::vector<std::string> values;
    for (const Alternative* each : fitting) {
      names.push_back(each->name);
      for (const Choice& choice : resolved(each->schema).choices) values.push_back(choice.value);
    }
    const auto near = closest(spot.value.as_string(), values);
    context_.report("C013", context_.document.place_of(spot.node),
                    subject(spot) + " must be " + list_words(names) + ", found " + found_words(spot.value),
                    near ? "write " + *near : "write " + list_words(names),
                    near ? "did you mean \"" + *near + "\"?" : "");
  }

  // By shape alone. Schemas are finite but may refer to themselves, hence the limit.
  bool accepts(const Schema& schema, const Value& value, int hops) const {
    const SchemaNode& node = resolved(schema);
    const bool reference = value.is_string() && has_reference(value.as_string());
    const auto accepts_value = [&](const Alternative& each) { return accepts(each.schema, value, hops + 1); };
    if (hops > 16) return false;
    switch (node.kind) {
      case Kind::any: return true;
      case Kind::text: return value.is_string();
      case Kind::integer:
      case Kind::decimal: return value.is_number() || reference;
      case Kind::boolean: return value.is_bool() || reference;
      case Kind::list: return value.is_list();
      case Kind::tagged: return value.is_map();
      case Kind::one_of: return std::any_of(node.alternatives.begin(), node.alternatives.end(), accepts_value);
      case Kind::ref: return false;
      case Kind::map: break;
    }
    if (value.is_map() || node.shorthand.empty()) return value.is_map();
    const SchemaKey* key = find_key(node, node.shorthand);
    return key && accepts(key->schema, value, hops + 1);
  }

  const Alternative* best_map(const std::vector<const Alternative*>& fitting, const Map& map) const {
    const auto score = [&](const Alternative* each) {
      const SchemaNode& node = resolved(each->schema);
      int points = 0;
      for (const auto& [name, unused] : map) points += find_key(node, name) || name == node.tag ? 2 : 0;
      for (const SchemaKey& key : node.keys) points -= key.required && !map.contains(key.name) ? 1 : 0;
      return points;
    };
    return *std::max_element(fitting.begin(), fitting.end(),
                             [&](const Alternative* a, const Alternative* b) { return score(a) < score(b); });
  }

  CheckContext context_;
  std::vector<const SchemaNode*> definitions_;
  int tries_ = 0;
};

}  // namespace

Value check(const Document& document, const Schema& schema, Diagnostics& findings, const CheckOptions& options) {
  return Checker(document, findings, options).visit(document.value(), document.root(), schema, "", "");
}

}  // namespace syncline
