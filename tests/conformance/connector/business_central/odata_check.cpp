#include "tests/conformance/connector/business_central/odata_check.h"

#include <regex>

#include "base/json.h"
#include "base/text.h"
#include "base/time.h"

namespace syncline::conformance {
namespace {

constexpr std::string_view ns = "Microsoft.NAV.";

std::string local(std::string name) {
  if (name.starts_with("Collection(")) name = name.substr(11, name.size() - 12);
  return name.starts_with(ns) ? name.substr(ns.size()) : name;
}

struct Tag {
  std::string name;
  std::map<std::string, std::string> attributes;
};

std::vector<Tag> tags_of(const std::string& xml) {
  static const std::regex tag(R"(<(/?[A-Za-z:]+)((?:\s+[A-Za-z:]+="[^"]*")*)\s*/?>)"),
      word(R"re(([A-Za-z:]+)="([^"]*)")re");
  std::vector<Tag> out;
  for (std::sregex_iterator at(xml.begin(), xml.end(), tag), end; at != end; ++at) {
    Tag found{(*at)[1], {}};
    const std::string attributes = (*at)[2];
    for (std::sregex_iterator each(attributes.begin(), attributes.end(), word); each != end; ++each)
      found.attributes[(*each)[1]] = (*each)[2];
    out.push_back(std::move(found));
  }
  return out;
}

bool is_guid(const std::string& text) {
  static const std::regex form("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", std::regex::icase);
  return std::regex_match(text, form);
}

/// At the separator, outside of brackets.
std::vector<std::string> pieces(const std::string& text, char separator) {
  std::vector<std::string> out(1);
  int depth = 0;
  for (const char c : text) {
    depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (c == separator && depth == 0)
      out.emplace_back();
    else
      out.back() += c;
  }
  return out;
}

}  // namespace

ODataCheck::ODataCheck(const std::string& metadata) {
  EdmType* type = nullptr;
  std::set<std::string>* members = nullptr;
  EdmProperty* property = nullptr;
  std::string action;
  for (Tag& tag : tags_of(metadata)) {
    auto& at = tag.attributes;
    if (tag.name == "EntityType") type = &types_[at["Name"]];
    if (tag.name == "Property") (property = &type->properties[at["Name"]])->type = local(at["Type"]);
    if (tag.name == "Annotation" && at["Term"] == "Org.OData.Core.V1.Computed") property->computed = true;
    if (tag.name == "NavigationProperty")
      type->navigations[at["Name"]] = {local(at["Type"]), at["Type"].starts_with("Collection(")};
    if (tag.name == "EnumType") members = &enumerations_[at["Name"]];
    if (tag.name == "Member") members->insert(at["Name"]);
    if (tag.name == "Action") action = at["Name"];
    if (tag.name == "Parameter") types_[local(at["Type"])].actions.insert(action);
    if (tag.name == "EntitySet") sets_[at["Name"]] = local(at["EntityType"]);
  }
}

const EdmType* ODataCheck::type(const std::string& name) const {
  const auto found = types_.find(name);
  return found == types_.end() ? nullptr : &found->second;
}

/// The path's last type: of companies(…)/salesOrders(…)/salesOrderLines, salesOrderLine.
ODataCheck::Named ODataCheck::named(const std::string& target) const {
  Named out;
  for (const std::string& segment : split(std::string(path_of(target)), '/')) {
    const std::size_t bracket = segment.find('(');
    const std::string name = segment.substr(0, bracket);
    if (name.starts_with(ns)) {
      out.action = name.substr(ns.size());
      const EdmType* bound = type(out.type);
      out.known = bound && out.one && bound->actions.contains(out.action);
      return out;
    }
    const EdmType* above = out.one ? type(out.type) : nullptr;
    const auto navigation =
        above ? above->navigations.find(name) : std::map<std::string, std::pair<std::string, bool>>::const_iterator{};
    const auto set = sets_.find(name);
    if (above && out.type != "company" && navigation != above->navigations.end()) {
      out = {navigation->second.first, "", !navigation->second.second, true};
    } else if (set != sets_.end()) {
      out = {set->second, "", false, true};
    } else {
      out.known = false;
      return out;
    }
    if (bracket == std::string::npos) continue;
    const std::string key = segment.substr(bracket + 1, segment.size() - bracket - 2);
    out.one = true;
    out.known = is_guid(key) || (out.type == "subscription" && key.starts_with('\''));
    if (!out.known) return out;
  }
  return out;
}

bool ODataCheck::fits(const std::string& type, const Value& value) const {
  const std::string text = value.string_or("");
  if (type == "Edm.Guid") return is_guid(text);
  if (type == "Edm.String") return value.is_string();
  if (type == "Edm.Decimal") return value.is_number();
  if (type == "Edm.Int32") return value.is_int();
  if (type == "Edm.Boolean") return value.is_bool();
  if (type == "Edm.Date") return parse_date(text).has_value();
  if (type == "Edm.DateTimeOffset") return parse_instant(text).has_value();
  const auto members = enumerations_.find(type);
  return members != enumerations_.end() && members->second.contains(text);
}

void ODataCheck::check_filter(const EdmType& type, const std::string& text, std::vector<std::string>& wrong) const {
  static const std::regex condition(R"(([A-Za-z0-9]+) (eq|ne|gt|ge|lt|le) ('(?:[^']|'')*'|[^ ()']+))");
  std::string rest = text;
  for (std::sregex_iterator at(text.begin(), text.end(), condition), end; at != end; ++at) {
    const auto property = type.properties.find((*at)[1]);
    std::string literal = (*at)[3];
    const bool quoted = literal.starts_with('\'');
    if (quoted) literal = literal.substr(1, literal.size() - 2);
    if (property == type.properties.end()) {
      wrong.push_back("$filter names " + std::string((*at)[1]));
      continue;
    }
    const std::string& wanted = property->second.type;
    const bool text_like = wanted == "Edm.String" || enumerations_.contains(wanted);
    const auto value = wanted == "Edm.Decimal" || wanted == "Edm.Int32" || wanted == "Edm.Boolean"
                           ? parse_json(literal).value_or(Value())
                           : Value(literal);
    if (quoted != text_like || !fits(wanted, value))
      wrong.push_back("$filter compares " + std::string((*at)[1]) + " (" + wanted + ") with " + std::string((*at)[3]));
  }
  static const std::regex joins(R"( ?(and|or|[()]) ?)");
  if (!std::regex_replace(std::regex_replace(rest, condition, ""), joins, "").empty())
    wrong.push_back("$filter cannot be understood: " + text);
}

void ODataCheck::check_expand(const EdmType& type, const std::string& text, std::vector<std::string>& wrong) const {
  for (const std::string& each : pieces(text, ',')) {
    const std::size_t bracket = each.find('(');
    const auto navigation = type.navigations.find(each.substr(0, bracket));
    if (navigation == type.navigations.end()) {
      wrong.push_back("$expand names " + each);
      continue;
    }
    if (bracket == std::string::npos) continue;
    for (const std::string& option : pieces(each.substr(bracket + 1, each.size() - bracket - 2), ';')) {
      const std::size_t equals = option.find('=');
      check_option(*this->type(navigation->second.first), option.substr(0, equals), option.substr(equals + 1), wrong);
    }
  }
}

void ODataCheck::check_option(const EdmType& type, const std::string& name, const std::string& text,
                              std::vector<std::string>& wrong) const {
  if (name == "$filter") return check_filter(type, text, wrong);
  if (name == "$expand") return check_expand(type, text, wrong);
  if (name == "$select" || name == "$orderby") {
    for (const std::string& each : split(text, ',')) {
      const std::string property = each.substr(0, each.find(' '));
      if (!type.properties.contains(property)) wrong.push_back(name + " names " + property);
    }
  } else if (name != "$skiptoken" && name != "aid" && name != "$top" && name != "$count") {
    wrong.push_back("there is no option " + name);
  }
}

void ODataCheck::check_options(const EdmType& type, const std::string& query, std::vector<std::string>& wrong) const {
  for (const auto& [name, text] : parse_form(query)) check_option(type, name, text, wrong);
}

void ODataCheck::check_body(const EdmType& type, const Value& body, bool sent, std::vector<std::string>& wrong) const {
  if (!body.is_map()) return wrong.push_back("no object: " + write_json(body));
  for (const auto& [name, value] : body.as_map()) {
    if (name.starts_with("@odata.") && !sent) continue;
    if (const auto navigation = type.navigations.find(name); navigation != type.navigations.end()) {
      const EdmType& below = *this->type(navigation->second.first);
      if (value.is_list() != navigation->second.second && !value.is_null()) wrong.push_back(name + " is no such list");
      for (const Value& each : value.is_list() ? value.as_list() : List{}) check_body(below, each, sent, wrong);
      continue;
    }
    const auto property = type.properties.find(name);
    if (property == type.properties.end()) {
      wrong.push_back("there is no property " + name);
    } else if (sent && property->second.computed) {
      wrong.push_back(name + " cannot be set");
    } else if (!fits(property->second.type, value)) {
      wrong.push_back(name + " (" + property->second.type + ") cannot be " + write_json(value));
    }
  }
}

std::vector<std::string> ODataCheck::request(const HttpRequest& request, const std::string& target) const {
  std::vector<std::string> wrong;
  if (target.starts_with("$batch")) {
    const Value batch = parse_json(request.body).value_or(Value());
    std::set<std::string> ids;
    for (const Value& each : batch["requests"].as_list()) {
      HttpRequest part{
          each["method"].string_or(""), "", {}, each["body"].is_null() ? "" : write_json(each["body"]), ""};
      for (const auto& [name, value] : each["headers"].is_map() ? each["headers"].as_map() : Map{})
        part.headers.emplace_back(name, value.string_or(""));
      if (!ids.insert(each["id"].string_or("")).second) wrong.push_back("an id stands twice in the batch");
      if (each["url"].string_or("").find(' ') != std::string::npos) wrong.push_back("an address with a blank");
      for (std::string& inner : this->request(part, each["url"].string_or(""))) wrong.push_back(std::move(inner));
    }
    return wrong;
  }
  const Named what = named(target);
  const EdmType* of = type(what.type);
  if (!what.known || !of) return {"there is nothing at " + target};
  check_options(*of, std::string(query_of(target)), wrong);
  const std::string* match = header(request.headers, "If-Match");
  const bool changes = request.method == "PATCH" || request.method == "DELETE";
  if (changes && (!what.one || !match || match->empty())) wrong.push_back(request.method + " without If-Match");
  if (!what.action.empty()) {
    if (request.method != "POST" || !request.body.empty()) wrong.push_back("an action is posted, without a body");
  } else if (request.method == "POST" || request.method == "PATCH") {
    const auto body = parse_json(request.body);
    check_body(*of, body ? *body : Value(), true, wrong);
  }
  return wrong;
}

std::vector<std::string> ODataCheck::answer(const HttpRequest& request, const std::string& target,
                                            const HttpResponse& response) const {
  std::vector<std::string> wrong;
  const Value body = parse_json(response.body).value_or(Value());
  if (response.status >= 400) {
    if (!response.body.empty() && !body["error"]["code"].is_string()) wrong.push_back("an error without a code");
    return wrong;
  }
  if (target.starts_with("$batch")) {
    const Value sent = parse_json(request.body).value_or(Value());
    for (const Value& each : body["responses"].as_list()) {
      for (const Value& part : sent["requests"].as_list()) {
        if (part["id"] != each["id"]) continue;
        const HttpResponse inner{
            static_cast<int>(each["status"].int_or(0)), {}, each["body"].is_null() ? "" : write_json(each["body"])};
        for (std::string& one : this->answer({}, part["url"].string_or(""), inner)) wrong.push_back(std::move(one));
      }
    }
    return wrong;
  }
  const EdmType* of = type(named(target).type);
  if (response.status == 204 || !of) return wrong;
  for (const Value& each : body["value"].is_list() ? body["value"].as_list() : List{body})
    check_body(*of, each, false, wrong);
  return wrong;
}

}  // namespace syncline::conformance
