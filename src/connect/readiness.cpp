#include "connect/readiness.h"

#include "connect/failure.h"

namespace syncline {
namespace {

Error not_ready(const ReadinessSpec& spec, const Map& variables, std::string place) {
  const expr::MapBindings bound(variables);
  return {ErrorClass::config,
          "connect.not_ready",
          text_or(spec.says, bound, spec.name + " is not as it must be"),
          std::move(place),
          text_or(spec.remedy, bound, ""),
          {}};
}

ReadinessFinding asked(ObjectCalls& calls, const ReadinessSpec& spec, Map variables, const std::string& place,
                       const CallContext& context) {
  ReadinessFinding out{place, spec.name, spec.is_warning, {}};
  auto answer = calls.caller().call({spec.call, {}}, variables, context);
  if (!answer) {
    out.error = std::move(answer.error().error);
    return out;
  }
  variables.set("body", std::move(answer->body));
  if (!holds(spec.holds, expr::MapBindings(variables))) out.error = not_ready(spec, variables, place);
  return out;
}

}  // namespace

std::vector<ReadinessFinding> readiness(ObjectCalls& calls, const std::vector<std::string>& objects,
                                        const CallContext& context) {
  std::vector<ReadinessFinding> out;
  for (const ReadinessSpec& each : calls.manifest().readiness)
    out.push_back(asked(calls, each, calls.caller().connector().variables({}), calls.system(), context));
  for (const std::string& name : objects) {
    const auto object = calls.object_of(name);
    if (!object) continue;
    for (const ReadinessSpec& each : (*object)->readiness)
      out.push_back(asked(calls, each, calls.variables(**object, {}), calls.system() + " " + name, context));
  }
  return out;
}

}  // namespace syncline
