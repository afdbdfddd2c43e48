#include "connect/following.h"

namespace syncline {

Result<void, CallFailure> call_following(Caller& caller, const OperationSpec& operation, Map variables,
                                         const std::string& native, const CallContext& context) {
  if (!native.empty()) variables.set("id", native);
  for (const FollowingSpec& each : operation.then) {
    const auto items =
        each.each.empty() ? Result<Value, Error>(List{Value()}) : each.each.fill(expr::MapBindings(variables));
    if (!items) return fail(CallFailure{items.error(), true, true});
    for (const Value& item : items->is_list() ? items->as_list() : List{}) {
      variables.set("item", item);
      auto done = caller.call({each.call, {}}, variables, context);
      if (!done) return fail(std::move(done.error()));
    }
  }
  return {};
}

}  // namespace syncline
