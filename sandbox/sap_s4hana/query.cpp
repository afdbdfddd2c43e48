#include "sandbox/sap_s4hana/query.h"

#include <charconv>

#include "base/text.h"
#include "sandbox/sap_s4hana/wire_value.h"

namespace syncline::sandbox::sap {
namespace {

Failure<Refusal> unknown(const EntityType& type, const std::string& name) {
  return refused(400, "/IWBEP/CM_MGW_RT/022", "Property " + name + " not found in type " + type.set + "Type.");
}

/// "to_Item/to_PricingElement"
Done<void> add_expand(Shape& shape, const EntityType& type, const std::string& path) {
  const std::size_t slash = path.find('/');
  const Navigation* navigation = type.navigation(path.substr(0, slash));
  if (!navigation) return unknown(type, path);
  Shape& below = shape.expand[navigation->name];
  return slash == std::string::npos ? Done<void>()
                                    : add_expand(below, *type_of_set(navigation->target), path.substr(slash + 1));
}

/// "Material", "to_Item/Material", "to_Item", "*"
Done<void> add_select(Shape& shape, const EntityType& type, const std::string& path) {
  const std::size_t slash = path.find('/');
  const std::string name = path.substr(0, slash);
  const Navigation* navigation = type.navigation(name);
  if (!navigation && name != "*" && !type.property(name)) return unknown(type, path);
  shape.select.insert(name);
  if (slash == std::string::npos) return {};
  if (!navigation) return unknown(type, path);
  const auto below = shape.expand.find(name);
  if (below == shape.expand.end()) return refused(400, "/IWBEP/CM_MGW_RT/026", "Invalid $select: " + path);
  return add_select(below->second, *type_of_set(navigation->target), path.substr(slash + 1));
}

Done<std::size_t> number(const std::string& name, const std::string& text) {
  std::size_t out = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (problem != std::errc() || end != text.data() + text.size())
    return refused(400, "/IWBEP/CM_MGW_RT/021", "Invalid value '" + text + "' of " + name);
  return out;
}

Done<void> take_option(Query& query, const EntityType& type, const std::string& name, const std::string& text) {
  if (name == "$filter") {
    auto filter = read_filter(type, text);
    if (!filter) return fail(filter.error());
    query.filter = std::move(*filter);
  } else if (name == "$orderby") {
    for (const std::string& each : pieces(text, ',')) {
      const auto words = split(std::string(trim(each)), ' ');
      const Property* property = type.property(words[0]);
      if (!property) return unknown(type, words[0]);
      query.order.push_back({property, words.size() > 1 && words[1] == "desc"});
    }
  } else if (name == "$top" || name == "$skip" || name == "$skiptoken") {
    const auto value = number(name, text);
    if (!value) return fail(value.error());
    (name == "$top" ? query.top : query.skip) = *value;
  } else if (name == "$inlinecount") {
    query.count = text == "allpages";
  } else if (name.starts_with('$') && name != "$format" && name != "$select" && name != "$expand") {
    return refused(400, "/IWBEP/CM_MGW_RT/023", "Invalid system query options value: " + name);
  }
  return {};
}

}  // namespace

Done<Query> read_query(const EntityType& type, const Map& options) {
  Query out;
  for (const char* option : {"$expand", "$select"}) {
    const Value* given = options.find(option);
    for (const std::string& each : given ? split(given->string_or(""), ',') : std::vector<std::string>{}) {
      auto done = option == std::string_view("$expand") ? add_expand(out.shape, type, std::string(trim(each)))
                                                        : add_select(out.shape, type, std::string(trim(each)));
      if (!done) return fail(done.error());
    }
  }
  for (const auto& [name, value] : options) {
    const auto taken = take_option(out, type, name, value.string_or(""));
    if (!taken) return fail(taken.error());
  }
  return out;
}

int compare(const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) return static_cast<int>(b.is_null()) - static_cast<int>(a.is_null());
  if (a.is_number() && b.is_number()) {
    const auto order = a.as_decimal() <=> b.as_decimal();
    return order < 0 ? -1 : order > 0 ? 1 : 0;
  }
  if (a.is_bool()) return static_cast<int>(a.as_bool()) - static_cast<int>(b.bool_or(false));
  // Moments with and without a fraction: "…12Z" is before "…12.5Z".
  const auto plain = [](const Value& value) {
    const std::string& text = value.as_string();
    return text.ends_with('Z') && text.size() >= 20 ? text.substr(0, text.size() - 1) : text;
  };
  return plain(a).compare(plain(b));
}

}  // namespace syncline::sandbox::sap
