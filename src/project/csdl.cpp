#include "project/csdl.h"

#include <algorithm>

#include "base/text.h"
#include "base/xml.h"

namespace syncline {
namespace {

Failure<Error> unusable(const std::string& place, std::string message, std::string remedy) {
  return fail(Error{ErrorClass::validation, "csdl", std::move(message), place, std::move(remedy), std::nullopt});
}

constexpr const char* wanted = "name what <service>/$metadata answers";

/// "Collection(Ns.Type)" → Ns.Type.
std::string item_of(const std::string& type) {
  return type.starts_with("Collection(") && type.ends_with(')') ? type.substr(11, type.size() - 12) : type;
}

bool cascades(const Value& element) {
  return std::ranges::any_of(elements(element, "OnDelete"),
                             [](const Value& each) { return each["@Action"] == Value("Cascade"); });
}

}  // namespace

const List& elements(const Value& of, std::string_view name) {
  static const List none;
  const Value& all = of.is_map() ? of[name] : null_value;
  return all.is_list() ? all.as_list() : none;
}

Result<Csdl, Error> Csdl::read(std::string_view text, const std::string& file) {
  const XmlReading reading{.lists = {"Schema", "EntityType", "ComplexType", "EnumType", "TypeDefinition",
                                     "EntityContainer", "EntitySet", "NavigationPropertyBinding", "Key", "PropertyRef",
                                     "Property", "NavigationProperty", "ReferentialConstraint", "OnDelete",
                                     "Association", "End", "Annotations", "Annotation", "PropertyValue"},
                           .charset = {}};
  auto root = parse_xml(text, reading);
  if (!root) {
    Error error = std::move(root.error());
    error.message = "it is no XML: " + error.message;
    error.place = file + ":" + error.place;
    if (error.remedy.empty()) error.remedy = wanted;
    return fail(std::move(error));
  }
  Csdl out;
  out.root_ = std::make_shared<const Value>(std::move(*root));
  const Value& document = (*out.root_)["Edmx"];
  if (!document.is_map()) return unusable(file, "it is no $metadata: its root is no Edmx", wanted);
  const List& schemas = elements(document["DataServices"], "Schema");
  if (schemas.empty()) return unusable(file, "its DataServices hold no Schema", wanted);
  out.version_ = document["@Version"].string_or("").starts_with("4") ? 4 : 2;
  out.is_guarded_ = text.find("http://www.sap.com/Protocols/SAPData") != std::string_view::npos;
  for (const Value& schema : schemas) {
    const std::string space = schema["@Namespace"].string_or("");
    if (schema["@Alias"].is_string()) out.aliases_[schema["@Alias"].as_string()] = space;
  }
  for (const Value& schema : schemas) out.take(schema);
  for (Set& each : out.sets_) {
    each.type_name = out.full(each.element->operator[]("@EntityType").string_or(""));
    each.type = out.entity_type(each.type_name);
    if (!each.type)
      return unusable(
          file,
          "the EntitySet \"" + each.name + "\" is of the type \"" + each.type_name + "\", which it does not describe",
          "name the whole document, with all its schemas");
  }
  if (out.sets_.empty()) return unusable(file, "it describes no EntitySet", wanted);
  return out;
}

void Csdl::take(const Value& schema) {
  const std::string space = schema["@Namespace"].string_or("");
  for (const auto& [kind, into] : {std::pair("EntityType", &entity_types_), std::pair("ComplexType", &complex_types_),
                                   std::pair("EnumType", &enumerations_), std::pair("TypeDefinition", &definitions_),
                                   std::pair("Association", &associations_)}) {
    for (const Value& each : elements(schema, kind)) (*into)[space + "." + each["@Name"].string_or("")] = &each;
  }
  for (const Value& container : elements(schema, "EntityContainer")) {
    const std::string name = space + "." + container["@Name"].string_or("");
    for (const Value& each : elements(container, "EntitySet")) {
      const std::string set = each["@Name"].string_or("");
      if (std::ranges::count(sets_, set, &Set::name) == 0) sets_.push_back({set, name, &each, nullptr, ""});
    }
    if (name_.empty()) name_ = space;
  }
  for (const Value& each : elements(schema, "Annotations"))
    annotations_[full(each["@Target"].string_or(""))].push_back(&each);
}

/// With the namespace instead of its alias: "Self.Order/number" → "shop.Order/number".
std::string Csdl::full(const std::string& name) const {
  for (const auto& [alias, space] : aliases_) {
    const bool stands_there = name.starts_with(alias + ".") && name.find('.', alias.size() + 1) == std::string::npos;
    if (stands_there) return space + name.substr(alias.size());
  }
  return name;
}

const Value* Csdl::found(const Elements& among, const std::string& name) const {
  const auto at = among.find(full(name));
  return at == among.end() ? nullptr : at->second;
}

std::string Csdl::underlying(const std::string& name) const {
  const Value* defined = found(definitions_, name);
  return defined ? (*defined)["@UnderlyingType"].string_or("") : name;
}

void Csdl::each_base(const Value& type, const std::function<void(const Value&)>& visit) const {
  std::vector<const Value*> line{&type};
  for (;;) {
    const std::string base = (*line.back())["@BaseType"].string_or("");
    const Value* next = base.empty() ? nullptr : entity_type(base) ? entity_type(base) : complex_type(base);
    if (!next || std::ranges::count(line, next) > 0) break;  // one that is derived from itself ends
    line.push_back(next);
  }
  for (auto each = line.rbegin(); each != line.rend(); ++each) visit(**each);
}

std::vector<const Value*> Csdl::properties(const Value& type) const {
  std::vector<const Value*> out;
  each_base(type, [&](const Value& one) {
    for (const Value& each : elements(one, "Property")) out.push_back(&each);
  });
  return out;
}

std::vector<std::string> Csdl::key(const Value& type) const {
  std::vector<std::string> out;
  each_base(type, [&](const Value& one) {
    for (const Value& key : elements(one, "Key")) {
      for (const Value& each : elements(key, "PropertyRef")) {
        const std::string name = each["@Name"].string_or("");
        if (std::ranges::count(out, name) == 0) out.push_back(name);
      }
    }
  });
  return out;
}

std::vector<Csdl::Navigation> Csdl::navigation(const Value& type) const {
  std::vector<Navigation> out;
  each_base(type, [&](const Value& one) {
    for (const Value& each : elements(one, "NavigationProperty")) {
      if (each["@Relationship"].is_string()) {
        out.push_back(by_association(each));
        continue;
      }
      Navigation found;
      const std::string to = each["@Type"].string_or("");
      found.name = each["@Name"].string_or("");
      found.target = full(item_of(to));
      found.many = to != item_of(to);
      found.contained = each["@ContainsTarget"] == Value("true") || cascades(each);
      for (const Value& by : elements(each, "ReferentialConstraint"))
        found.keys.emplace_back(by["@Property"].string_or(""), by["@ReferencedProperty"].string_or(""));
      out.push_back(std::move(found));
    }
  });
  return out;
}

/// Version 2: both ends stand in an association of their own.
Csdl::Navigation Csdl::by_association(const Value& property) const {
  Navigation out;
  out.name = property["@Name"].string_or("");
  const Value* association = found(associations_, property["@Relationship"].string_or(""));
  if (!association) return out;
  for (const Value& end : elements(*association, "End")) {
    if (end["@Role"] == property["@ToRole"]) {
      out.target = full(end["@Type"].string_or(""));
      out.many = end["@Multiplicity"] == Value("*");
    }
    if (end["@Role"] == property["@FromRole"]) out.contained = cascades(end);
  }
  out.contained = out.contained && out.many;
  for (const Value& by : elements(*association, "ReferentialConstraint")) {
    if (!out.many && by["Dependent"]["@Role"] != property["@FromRole"]) continue;  // the other side refers to this one
    const List &there = elements(by["Principal"], "PropertyRef"), &here = elements(by["Dependent"], "PropertyRef");
    for (std::size_t i = 0; i < std::min(there.size(), here.size()); ++i)
      out.keys.emplace_back(here[i]["@Name"].string_or(""), there[i]["@Name"].string_or(""));
  }
  return out;
}

const Value& Csdl::annotation(const Value& element, const std::string& target, std::string_view term) const {
  const auto among = [&](const Value& holder) -> const Value& {
    for (const Value& each : elements(holder, "Annotation")) {
      const std::string name = each["@Term"].string_or("");
      if (name == term || name.ends_with("." + std::string(term))) return each;
    }
    return null_value;
  };
  if (const Value& own = among(element); !own.is_null()) return own;
  if (const auto at = annotations_.find(target); at != annotations_.end()) {
    for (const Value* each : at->second) {
      if (const Value& one = among(*each); !one.is_null()) return one;
    }
  }
  return null_value;
}

bool Csdl::says(const Value& element, const std::string& target, std::string_view term) const {
  const Value& found = annotation(element, target, term);
  return found.is_map() && found["@Bool"] != Value("false") && found["Bool"] != Value("false");
}

}  // namespace syncline
