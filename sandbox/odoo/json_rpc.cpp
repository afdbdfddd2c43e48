#include "sandbox/odoo/json_rpc.h"

#include <algorithm>

#include "base/json.h"
#include "sandbox/odoo/calls.h"

namespace syncline::sandbox::odoo {
namespace {

struct OldName {
  std::string_view models;  ///< those whose calls hold it, each between blanks
  std::string_view name;
  std::string_view old;  ///< empty: there is none
  int until;             ///< the first version that has the new one
};

constexpr OldName old_names[] = {{" sale.order sale.order.line ", "product_uom_id", "product_uom", 19},
                                 {" account.payment ", "memo", "ref", 18},
                                 {" res.partner ", "company_registry", "", 16}};

bool is_one_of(std::string_view models, const std::string& model) {
  return models.find(" " + model + " ") != std::string_view::npos;
}

/// Keys and texts that are `from`, at any depth.
Value renamed(const Value& value, std::string_view from, std::string_view to) {
  if (value.is_string()) return value.as_string() == from ? Value(to) : value;
  if (value.is_list()) {
    List out;
    for (const Value& each : value.as_list()) out.push_back(renamed(each, from, to));
    return out;
  }
  if (!value.is_map()) return value;
  Map out;
  for (const auto& [key, each] : value.as_map()) out.set(key == from ? std::string(to) : key, renamed(each, from, to));
  return out;
}

/// What JSON-2 refuses by a status has the name of a Python error here.
Refusal as_here(Refusal refusal, const ModelCall& call) {
  if (refusal.name == "werkzeug.exceptions.UnprocessableEntity")
    return type_error("Base." + call.method + "() " + refusal.message);
  if (refusal.name != "werkzeug.exceptions.NotFound") return refusal;
  if (refusal.message.starts_with("the model")) return user_error("Object " + call.model + " doesn't exist");
  Refusal unknown = type_error(refusal.message);
  unknown.name = "builtins.AttributeError";
  return unknown;
}

Refusal index_error() {
  Refusal out = type_error("list index out of range");
  out.name = "builtins.IndexError";
  return out;
}

/// Arguments by their place get the names that they have in JSON-2.
Outcome<void> name_arguments(ModelCall& call, const List& places) {
  std::vector<std::string> names = argument_names(call.method);
  if (names.empty()) names = {"ids"};
  if (places.empty() && (names.front() == "ids" || call.method == "create")) return fail(index_error());
  if (places.size() > names.size())
    return fail(type_error("Base." + call.method + "() takes " + std::to_string(names.size()) +
                           " positional arguments but " + std::to_string(places.size()) + " were given"));
  for (std::size_t i = 0; i < places.size(); ++i) call.arguments.set(names[i], places[i]);
  call.one = call.method == "create" && places[0].is_map();
  return {};
}

}  // namespace

std::optional<RpcCall> rpc_call(const HttpRequest& request) {
  auto body = parse_json(request.body);
  if (!body || !body->is_map()) return std::nullopt;
  const Value& params = (*body)["params"];
  return RpcCall{(*body)["id"], params["service"].string_or(""), params["method"].string_or(""),
                 params["args"].is_list() ? params["args"].as_list() : List{}};
}

Outcome<ModelCall> model_call(const RpcCall& call, int version) {
  const List& args = call.args;
  if (call.method != "execute_kw" || args.size() < 6 || !args[5].is_list())
    return fail(value_error("not enough values to unpack"));
  ModelCall out{args[0].string_or(""), args[2].string_or(""), args[3].string_or(""),
                args[4].string_or(""), args[1].int_or(0),     {}};
  Value places = args[5], named = args.size() > 6 && args[6].is_map() ? args[6] : Value(Map{});
  for (const OldName& each : old_names) {
    if (version >= each.until || !is_one_of(each.models, out.model)) continue;
    const auto holds = [&](const Value& value) { return renamed(value, each.name, "") != value; };
    if (holds(places) || holds(named))
      return fail(value_error("Invalid field '" + std::string(each.name) + "' on model '" + out.model + "'"));
    if (each.old.empty()) continue;
    places = renamed(places, each.old, each.name);
    named = renamed(named, each.old, each.name);
  }
  out.arguments = std::move(named.as_map());
  if (version < 17 && out.arguments.contains("specification"))
    return fail(type_error("Base." + out.method + "() got an unexpected keyword argument 'specification'"));
  if (auto done = name_arguments(out, places.as_list()); !done) return fail(done.error());
  return out;
}

Outcome<Value> rpc_result(const ModelCall& call, Outcome<Value> outcome, int version) {
  if (!outcome) return fail(as_here(std::move(outcome.error()), call));
  if (call.one) return outcome->at(0);
  for (const OldName& each : old_names) {
    if (!each.old.empty() && version < each.until && is_one_of(each.models, call.model))
      *outcome = renamed(*outcome, each.name, each.old);
  }
  return outcome;
}

HttpResponse rpc_answer(const Value& id, const Outcome<Value>& outcome) {
  Map body{{"jsonrpc", "2.0"}, {"id", id}};
  if (!outcome) {
    body.set("error", Map{{"code", 0}, {"message", "Odoo Server Error"}, {"data", body_of(outcome.error())}});
  } else if (!outcome->is_null()) {  // None has no result at all
    body.set("result", *outcome);
  }
  return {200, {{"Content-Type", "application/json; charset=utf-8"}}, write_json(body)};
}

Value rpc_version(int version) {
  const std::string text = std::to_string(version) + ".0";
  return Map{{"server_version", text},
             {"server_version_info", List{version, 0, 0, "final", 0, ""}},
             {"server_serie", text},
             {"protocol_version", 1}};
}

}  // namespace syncline::sandbox::odoo
