#include "project/openapi.h"

#include <algorithm>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "config/yaml.h"
#include "project/draft_words.h"

namespace syncline {
namespace {

using Names = std::vector<std::string_view>;

Failure<Error> unusable(const std::string& file, std::string message, std::string remedy) {
  return fail(Error{ErrorClass::validation, "openapi", std::move(message), file, std::move(remedy), std::nullopt});
}

class Reader {
 public:
  explicit Reader(const Value& root) : root_(root) {}

  ApiOutline outline() {
    ApiOutline out;
    out.title = root_["info"]["title"].string_or("");
    out.version = root_["info"]["version"].string_or("");
    out.server = root_["servers"].at(0)["url"].string_or("");
    out.sign_in = sign_in();
    std::set<std::string> taken;
    for (const auto& [path, operations] : root_["paths"].as_map()) {
      if (!operations["get"].is_map() || path.ends_with('}')) continue;
      auto found = collection(path, operations);
      if (!found) continue;
      if (path.find('{') != std::string::npos) {
        out.left_out.push_back(path);
        continue;
      }
      for (int n = 2; !taken.insert(found->name).second; ++n) found->name = found->name + "_" + std::to_string(n);
      out.collections.push_back(std::move(*found));
    }
    return out;
  }

 private:
  /// What a $ref leads to; null when it leads nowhere.
  const Value& resolved(const Value& value) const {
    const Value* at = &value;
    for (int hops = 0; hops < 20 && (*at)["$ref"].is_string(); ++hops) at = &found(at->operator[]("$ref").as_string());
    return *at;
  }
  const Value& found(const std::string& ref) const {
    if (!ref.starts_with("#/")) return null_value;
    const Value* at = &root_;
    for (std::string step : split(std::string_view(ref).substr(2), '/')) {
      for (const auto& [escape, plain] : {std::pair("~1", "/"), std::pair("~0", "~")}) {
        for (std::size_t i = step.find(escape); i != std::string::npos; i = step.find(escape, i + 1))
          step.replace(i, 2, plain);
      }
      at = &(*at)[percent_decode(step)];
    }
    return *at;
  }

  /// Properties of an object, with those of allOf. `depth` ends schemas that hold themselves.
  void properties(const Value& schema, Map& out, int depth = 0) const {
    const Value& whole = resolved(schema);
    if (depth > 8) return;
    if (whole["allOf"].is_list()) {
      for (const Value& each : whole["allOf"].as_list()) properties(each, out, depth + 1);
    }
    if (!whole["properties"].is_map()) return;
    for (const auto& [name, each] : whole["properties"].as_map()) out.set(name, resolved(each));
  }
  Map properties_of(const Value& schema) const {
    Map out;
    properties(schema, out);
    return out;
  }

  /// OpenAPI 3.1 may list several types, of which null is one.
  static std::string type_of(const Value& schema) {
    const Value& type = schema["type"];
    if (type.is_list()) {
      for (const Value& each : type.as_list()) {
        if (each != Value("null")) return each.string_or("");
      }
    }
    return type.string_or(schema["properties"].is_map() || schema["allOf"].is_list() ? "object" : "");
  }

  static std::string manifest_type(const Value& schema) {
    const std::string type = type_of(schema), format = schema["format"].string_or("");
    if (type == "string") return format == "date" ? "date" : format == "date-time" ? "datetime" : "text";
    if (type == "integer" || type == "boolean") return type;
    return type == "number" ? "decimal" : "";
  }

  /// The schema of a success in JSON.
  const Value& answer_of(const Value& operation) const {
    const Value& responses = operation["responses"];
    if (!responses.is_map()) return null_value;
    for (const auto& [status, response] : responses.as_map()) {
      if (status.starts_with('2')) {
        const Value& schema = json_schema(resolved(response)["content"]);
        if (!schema.is_null()) return schema;
      }
    }
    return null_value;
  }
  const Value& json_schema(const Value& content) const {
    if (!content.is_map()) return null_value;
    for (const auto& [type, each] : content.as_map()) {
      if (type.find("json") != std::string::npos) return resolved(each["schema"]);
    }
    return null_value;
  }

  /// The schema of one record of a list's answer, and where the list stands.
  const Value& record_of(const Value& answer, const std::string& path, std::string& records) const {
    if (type_of(answer) == "array") return records = "body", resolved(answer["items"]);
    const Map all = properties_of(answer);
    const std::string own(path.substr(path.rfind('/') + 1));
    const Names usual{own, "data", "items", "results", "value", "records", "content"};
    const auto rank = [&](const std::string& name) { return std::ranges::find(usual, name) - usual.begin(); };
    const Value* best = nullptr;
    std::string best_name;
    for (const auto& [name, schema] : all) {
      if (type_of(schema) != "array" || (best && rank(name) >= rank(best_name))) continue;
      best_name = name;
      best = &found_items(answer, name);
    }
    if (!best || best->is_null()) return null_value;
    records = at("body", best_name);
    return *best;
  }
  const Value& found_items(const Value& answer, const std::string& name) const {
    const Value& whole = resolved(answer);
    if (whole["properties"][name].is_map()) return resolved(resolved(whole["properties"][name])["items"]);
    if (whole["allOf"].is_list()) {
      for (const Value& each : whole["allOf"].as_list()) {
        const Value& items = found_items(each, name);
        if (!items.is_null()) return items;
      }
    }
    return null_value;
  }

  /// "body.items", or body['my items'].
  static std::string at(const std::string& value, const std::string& name) {
    const bool plain = name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") ==
                           std::string::npos &&
                       !(name[0] >= '0' && name[0] <= '9');
    return plain ? value + "." + name : value + "['" + name + "']";
  }

  void add_fields(const Map& all, const std::string& before, int depth, ApiCollection& into) const {
    for (const auto& [name, schema] : all) {
      const std::string path = before + name;
      if (path == into.id) continue;
      const std::string type = manifest_type(schema);
      if (type.empty() && type_of(schema) == "object" && depth < 2) {
        add_fields(properties_of(schema), path + ".", depth + 1, into);
        continue;
      }
      into.fields.push_back({path, type, schema["readOnly"].bool_or(false)});
    }
  }

  std::optional<ApiCollection> collection(const std::string& path, const Value& operations) const {
    ApiCollection out;
    const Value& answer = answer_of(operations["get"]);
    const Value& record = record_of(answer, path, out.records);
    Map all = properties_of(record);
    if (all.empty()) return std::nullopt;
    out.path = path;
    out.name = draft::one_of(path.substr(path.rfind('/') + 1));
    out.title = operations["get"]["summary"].string_or("");
    add_item(path, out);
    if (!all.contains("id")) out.id = id_of(all, out);
    add_fields(all, "", 0, out);
    add_parameters(operations, out);
    const Map page = properties_of(answer);
    for (const std::string_view name :
         {"next_cursor", "nextCursor", "next_page_token", "nextPageToken", "next_token", "next"}) {
      if (page.contains(name) && out.next.empty()) out.next = at("body", std::string(name));
    }
    if (const Value& post = operations["post"]; post.is_map()) {
      out.create = true;
      each_parameter(operations, post, [&](const std::string& in, const std::string& name) {
        if (in == "header" && to_lower(name).find("idempotency") != std::string::npos) out.key = name;
      });
    }
    return out;
  }

  static std::string id_of(const Map& all, const ApiCollection& of) {
    for (const auto& [name, _] : all) {
      const std::string plain = to_lower(name);
      if (plain == of.name + "_id" || plain == of.name + "id" || plain == "uuid" || plain == "number") return name;
    }
    return all.begin()->first;
  }

  void add_item(const std::string& path, ApiCollection& out) const {
    for (const auto& [other, operations] : root_["paths"].as_map()) {
      const bool below = other.starts_with(path + "/{") && other.ends_with('}') &&
                         other.find('/', path.size() + 1) == std::string::npos;
      if (!below) continue;
      out.item_path = path + "/${id}";
      out.read = operations["get"].is_map();
      out.update = operations["patch"].is_map() ? "PATCH" : operations["put"].is_map() ? "PUT" : "";
      out.remove = operations["delete"].is_map();
    }
  }

  template <class Visit>
  void each_parameter(const Value& path, const Value& operation, const Visit& visit) const {
    for (const Value* all : {&path["parameters"], &operation["parameters"]}) {
      if (!all->is_list()) continue;
      for (const Value& each : all->as_list())
        visit(resolved(each)["in"].string_or(""), resolved(each)["name"].string_or(""));
    }
  }

  void add_parameters(const Value& operations, ApiCollection& out) const {
    static const std::vector<std::pair<std::string ApiCollection::*, Names>> usual{
        {&ApiCollection::limit,
         {"limit", "per_page", "perPage", "page_size", "pageSize", "size", "_limit", "$top", "count"}},
        {&ApiCollection::page, {"page", "page_number", "pageNumber", "_page"}},
        {&ApiCollection::offset, {"offset", "skip", "$skip", "_start", "start"}},
        {&ApiCollection::cursor, {"cursor", "page_token", "pageToken", "after", "starting_after", "next_token"}},
        {&ApiCollection::since,
         {"updated_since", "updated_after", "modified_since", "modified_after", "changed_since", "since"}},
    };
    each_parameter(operations, operations["get"], [&](const std::string& in, const std::string& name) {
      if (in != "query") return;
      for (const auto& [member, names] : usual) {
        if (std::ranges::find(names, name) != names.end()) out.*member = name;
      }
    });
  }

  ApiSignIn sign_in() const {
    const Value& schemes = root_["components"]["securitySchemes"];
    if (!schemes.is_map() || schemes.as_map().empty()) return {};
    using Kind = ApiSignIn::Kind;
    ApiSignIn first;
    for (const auto& [name, each] : schemes.as_map()) {
      const Value& scheme = resolved(each);
      const std::string type = scheme["type"].string_or(""), how = to_lower(scheme["scheme"].string_or(""));
      const Value& flow = scheme["flows"]["clientCredentials"];
      ApiSignIn one{Kind::unknown, name, ""};
      if (type == "http" && how == "bearer") one.kind = Kind::bearer;
      if (type == "http" && how == "basic") one.kind = Kind::basic;
      if (type == "apiKey" && scheme["in"] != Value("cookie"))
        one = {scheme["in"] == Value("query") ? Kind::query : Kind::header, scheme["name"].string_or("X-API-Key"), ""};
      if (type == "oauth2" && flow.is_map()) one = {Kind::oauth2, name, flow["tokenUrl"].string_or("")};
      if (first.kind == Kind::none || first.kind == Kind::unknown) first = one;
    }
    return first;
  }

  const Value& root_;
};

Result<Value, Error> parsed(const std::string& text, const std::string& file) {
  if (trim(text).starts_with('{')) {
    auto json = parse_json(text);
    if (!json) return unusable(file + " " + json.error().place, "it is no JSON: " + json.error().message, "");
    return json;
  }
  const auto document = parse_yaml(text, file);
  if (!document) return unusable(file, render(document.error(), {{file, text}}), "");
  return document->value();
}

}  // namespace

Result<ApiOutline, Error> read_openapi(const std::string& text, const std::string& file) {
  const auto root = parsed(text, file);
  if (!root) return fail(root.error());
  if (!(*root)["openapi"].string_or("").starts_with("3."))
    return unusable(file, "it is no description of OpenAPI 3", "name a file whose \"openapi\" is 3.0 or 3.1");
  if (!(*root)["paths"].is_map()) return unusable(file, "it describes no paths", "name the whole file");
  ApiOutline out = Reader(*root).outline();
  if (out.collections.empty())
    return unusable(file, "no path of it lists records in JSON",
                    "write the connector by hand: docs/guides/connect-your-own-system.md");
  return out;
}

}  // namespace syncline
