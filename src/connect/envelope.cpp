#include "connect/envelope.h"

#include "base/text.h"
#include "connect/failure.h"

namespace syncline {
namespace {

/// In a path an id is one segment, whatever it holds: it comes from others.
Map for_path(Map variables) {
  for (const char* name : {"id", "key"}) {
    Value* value = variables.find(name);
    if (value && value->is_string()) *value = percent_encode(value->as_string());
  }
  return variables;
}

}  // namespace

Result<std::string, Error> filled_path(const CallSpec& call, const Map& variables) {
  return call.path.text(expr::MapBindings(for_path(variables)));
}

Result<Value, Error> enveloped(const CallSpec& call, const Map& variables, const std::string& system) {
  auto path = filled_path(call, variables);
  if (!path) return placed(path.error(), system + " path");
  auto body = call.body.fill(expr::MapBindings(variables));
  if (!body) return placed(body.error(), system + " " + *path + " body");
  return Value(Map{{"path", std::move(*path)}, {"body", std::move(*body)}});
}

}  // namespace syncline
