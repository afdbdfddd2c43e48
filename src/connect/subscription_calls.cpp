#include "connect/subscription_calls.h"

#include <algorithm>

#include "connect/failure.h"

namespace syncline {
namespace {

struct Subscriber {
  ObjectCalls& calls;
  const SubscribeSpec& spec;
  const CallContext& context;
  Map variables;  ///< url, wanted, item

  /// The one that lasts longest, with its end; none: nobody is told.
  std::optional<std::pair<Value, Instant>> known(const List& all) {
    std::optional<std::pair<Value, Instant>> out;
    for (const Value& each : all) {
      variables.set("item", each);
      if (!holds(spec.ours, expr::MapBindings(variables))) continue;
      const auto end = parse_instant(text_or(spec.expires, expr::MapBindings(variables), ""), true).value_or(Instant{});
      if (!out || end > out->second) out = {each, end};
    }
    return out;
  }

  Result<void, Error> keep(const List& all) {
    const auto found = known(all);
    if (found && found->second > calls.caller().runtime().now() + spec.renew_before) return {};
    variables.set("item", found ? found->first : Value());
    auto answer = calls.caller().call(found ? spec.renew : spec.create, variables, context);
    if (!answer) return fail(std::move(answer.error().error));
    return {};
  }
};

/// Asks for all that there are, and then `each` for every object that is wanted.
template <class Each>
Result<void, Error> for_each_wanted(ObjectCalls& calls, const std::string& url, const std::vector<std::string>& objects,
                                    const CallContext& context, const Each& each) {
  const auto& webhook = calls.manifest().webhook;
  if (!webhook || !webhook->subscribe) return {};
  const SubscribeSpec& spec = *webhook->subscribe;
  Subscriber subscriber{calls, spec, context, calls.caller().connector().variables({{"url", url}})};
  const auto all = calls.caller().call(spec.list, subscriber.variables, context);
  if (!all) return fail(all.error().error);
  if (!all->has_records) return fail(calls.nothing_answered("list subscriptions"));
  Result<void, Error> out;
  for (const auto& [object, wanted] : spec.objects) {
    if (std::ranges::find(objects, object) == objects.end()) continue;
    subscriber.variables.set("wanted", wanted.fill(expr::MapBindings(subscriber.variables)).value_or(Value()));
    if (auto done = each(subscriber, object, all->records); !done) out = std::move(done);
  }
  return out;
}

}  // namespace

Result<void, Error> keep_subscribed(ObjectCalls& calls, const std::string& url, const std::vector<std::string>& objects,
                                    const CallContext& context) {
  return for_each_wanted(calls, url, objects, context, [](Subscriber& subscriber, const std::string&, const List& all) {
    return subscriber.keep(all);
  });
}

Result<std::vector<std::string>, Error> not_subscribed(ObjectCalls& calls, const std::string& url,
                                                       const std::vector<std::string>& objects,
                                                       const CallContext& context) {
  std::vector<std::string> out;
  auto asked = for_each_wanted(calls, url, objects, context,
                               [&](Subscriber& subscriber, const std::string& object, const List& all) {
                                 const auto found = subscriber.known(all);
                                 if (!found || found->second <= calls.caller().runtime().now()) out.push_back(object);
                                 return Result<void, Error>();
                               });
  if (!asked) return fail(std::move(asked.error()));
  return out;
}

}  // namespace syncline
