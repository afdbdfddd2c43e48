#include "connect/xmlrpc.h"

#include <limits>

#include "base/json.h"

namespace syncline {
namespace {

Failure<Error> not_xmlrpc(std::string message) {
  return fail(Error{ErrorClass::validation,
                    "connect.envelope",
                    std::move(message),
                    "1:1",
                    "check the address, and that the system speaks XML-RPC there",
                    {}});
}

Value typed(const Value&);

Value typed_members(const Map& all) {
  List members;
  for (const auto& [name, value] : all) members.emplace_back(Map{{"name", name}, {"value", typed(value)}});
  return Map{{"struct", members.empty() ? Value("") : Value(Map{{"member", std::move(members)}})}};
}

Value typed_items(const List& all) {
  List values;
  for (const Value& each : all) values.push_back(typed(each));
  return Map{{"array", Map{{"data", values.empty() ? Value("") : Value(Map{{"value", std::move(values)}})}}}};
}

/// What stands in <value>.
Value typed(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::null: return Map{{"nil", ""}};
    case Value::Kind::boolean: return Map{{"boolean", value.as_bool() ? 1 : 0}};
    case Value::Kind::integer: {
      const bool small = value.as_int() >= std::numeric_limits<std::int32_t>::min() &&
                         value.as_int() <= std::numeric_limits<std::int32_t>::max();
      return Map{{small ? "int" : "i8", value}};
    }
    case Value::Kind::decimal: return Map{{"double", value}};
    case Value::Kind::string: return Map{{"string", value}};
    case Value::Kind::list: return typed_items(value.as_list());
    case Value::Kind::map: break;
  }
  const Map& all = value.as_map();
  const bool named = all.size() == 1 && all.begin()->first.starts_with('#') && !all.begin()->second.is_map() &&
                     !all.begin()->second.is_list();
  if (named) return Map{{all.begin()->first.substr(1), all.begin()->second}};
  return typed_members(all);
}

/// 20261122T03:35:37 → 2026-11-22T03:35:37; every other text as it is.
std::string plain_moment(const std::string& text) {
  if (text.size() < 9 || text[8] != 'T' || text.find('-') < 8) return text;
  return text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6);
}

Result<Value, Error> untyped(const Value& value);

Result<Value, Error> untyped_struct(const Value& members) {
  Map out;
  if (!members.is_list()) return Value(std::move(out));
  for (const Value& each : members.as_list()) {
    if (!each["name"].is_string() || !each.is_map() || !each.as_map().contains("value"))
      return not_xmlrpc("a member of a struct has no name or no value");
    auto value = untyped(each["value"]);
    if (!value) return value;
    out.set(each["name"].as_string(), std::move(*value));
  }
  return Value(std::move(out));
}

Result<Value, Error> untyped_array(const Value& values) {
  List out;
  if (!values.is_list()) return Value(std::move(out));
  for (const Value& each : values.as_list()) {
    auto value = untyped(each);
    if (!value) return value;
    out.push_back(std::move(*value));
  }
  return Value(std::move(out));
}

Result<Value, Error> untyped_scalar(const std::string& type, const Value& content) {
  const std::string text = content.string_or("");
  if (type == "string" || type == "base64") return Value(text);
  if (type == "nil") return Value();
  if (type == "dateTime.iso8601") return Value(plain_moment(text));
  if (type == "boolean" && (text == "0" || text == "1")) return Value(text == "1");
  const auto number = Decimal::parse(text);
  if (number && type == "double") return Value(*number);
  const bool whole = type == "int" || type == "i4" || type == "i8" || type == "i2" || type == "i1";
  if (number && whole && number->to_int64()) return Value(*number->to_int64());
  return not_xmlrpc("\"" + text + "\" is no value of the type " + type);
}

/// What stands in <value>: one element that names its type, or a text.
Result<Value, Error> untyped(const Value& value) {
  if (value.is_string()) return value;
  if (!value.is_map() || value.as_map().size() != 1) return not_xmlrpc("a value has no type, or several");
  const auto& [type, content] = *value.as_map().begin();
  if (type == "struct") return untyped_struct(content["member"]);
  if (type == "array") return untyped_array(content["data"]["value"]);
  return untyped_scalar(type, content);
}

/// Codes that servers agree on (Specification for Fault Code Interoperability); others are the vendor's.
ErrorClass class_of_fault(std::int64_t code) {
  if (code <= -32600 && code >= -32602) return ErrorClass::config;  // no such method, wrong parameters
  if (code <= -32700 && code >= -32702) return ErrorClass::config;  // it does not understand us
  if (code == -32300) return ErrorClass::transient;                 // its transport
  return ErrorClass::validation;
}

}  // namespace

Result<Map, Error> xmlrpc_call(const std::string& method, const Value& parameters) {
  Map call{{"methodName", method}};
  if (!parameters.is_list() && !parameters.is_null()) {
    return fail(Error{ErrorClass::validation,
                      "connect.parameters",
                      "the body of an XML-RPC call is no list",
                      "",
                      "write body as the list of its parameters",
                      {}});
  }
  List all;
  if (parameters.is_list()) {
    for (const Value& each : parameters.as_list()) all.emplace_back(Map{{"value", typed(each)}});
  }
  call.set("params", all.empty() ? Value("") : Value(Map{{"param", std::move(all)}}));
  return Map{{"methodCall", std::move(call)}};
}

const std::vector<std::string>& xmlrpc_lists() {
  static const std::vector<std::string> lists{"params.param", "data.value", "struct.member"};
  return lists;
}

Result<Received, Error> from_xmlrpc(const Value& document) {
  const Value& response = document["methodResponse"];
  if (!response.is_map()) return not_xmlrpc("it is no methodResponse");
  if (response.as_map().contains("fault")) {
    const auto fault = untyped(response["fault"]["value"]);
    if (!fault) return fail(fault.error());
    const Value& code = (*fault)["faultCode"];
    Fault out{class_of_fault(code.int_or(0)), text_of(code), (*fault)["faultString"].string_or("")};
    Map shown{{"code", out.code}, {"message", out.message}, {"detail", Map{}}};
    return Received{Map{{"fault", std::move(shown)}}, std::move(out)};
  }
  const Value& parameters = response["params"]["param"];
  if (!parameters.is_list() || parameters.as_list().size() > 1) return not_xmlrpc("it has more than one value");
  if (parameters.as_list().empty()) return Received{};
  auto value = untyped(parameters.at(0)["value"]);
  if (!value) return fail(std::move(value.error()));
  return Received{std::move(*value)};
}

}  // namespace syncline
