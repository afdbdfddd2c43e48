#pragma once
// JSON-RPC: POST /jsonrpc with {params: {service, method, args}}, the API of every version. Errors come with status
// 200.

#include <optional>

#include "net/http_message.h"
#include "sandbox/odoo/refusal.h"

namespace syncline::sandbox::odoo {

struct RpcCall {
  Value id;
  std::string service, method;
  List args;
};

/// Of execute_kw: what is called, with whose key.
struct ModelCall {
  std::string database, key, model, method;
  std::int64_t user = 0;
  Map arguments;     ///< by name, as JSON-2 has them
  bool one = false;  ///< create of one record: answered by its id
};

/// Nothing: it is no JSON-RPC.
std::optional<RpcCall> rpc_call(const HttpRequest&);
/// Before `version` 19 some fields have other names, before 17 there is no specification.
Outcome<ModelCall> model_call(const RpcCall&, int version);
/// The result of a model's method as this API shows it.
Outcome<Value> rpc_result(const ModelCall&, Outcome<Value>, int version);
HttpResponse rpc_answer(const Value& id, const Outcome<Value>&);

/// What `common.version` and /web/webclient/version_info say.
Value rpc_version(int version);

}  // namespace syncline::sandbox::odoo
