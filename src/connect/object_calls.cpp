#include "connect/object_calls.h"

#include "connect/all_pages.h"
#include "connect/values.h"

namespace syncline {

ObjectCalls::ObjectCalls(Runtime& rt, HttpClient& client, Connector connector, int concurrency,
                         std::optional<CallRate> rate, std::shared_ptr<PortMemory> memory)
    : caller_(rt, client, std::move(connector), concurrency, rate, std::move(memory)) {}

Result<const ObjectSpec*, Error> ObjectCalls::object_of(const std::string& name) const {
  const auto found = manifest().objects.find(name);
  if (found != manifest().objects.end()) return &found->second;
  return fail(Error{ErrorClass::config,
                    "connect.object",
                    "the connector " + manifest().name + " has no object \"" + name + "\"",
                    system(),
                    "correct the binding, or add the object to connector.yaml",
                    {}});
}

namespace {

/// One entry after the other: each sees those before it. One that cannot be filled is left out, and the request that
/// wants it says so.
void add_with(const TemplateTree& with, Map& all) {
  for (const auto& [name, entry] : with.children()) {
    auto value = entry.fill(expr::MapBindings(all));
    if (!value) continue;
    if (!all["with"].is_map()) all.set("with", Map{});
    all["with"].as_map().set(name, std::move(*value));
  }
}

}  // namespace

Map ObjectCalls::variables(const ObjectSpec& object, Map given, const ListSpec* list) const {
  List fields;
  for (std::string& each : object.requested(manifest().values)) fields.emplace_back(std::move(each));
  List many2one;
  for (const ValueSpec& each : object.fields) {
    if (each.type == ValueType::many2one) many2one.emplace_back(each.path);
  }
  given.set("fields", std::move(fields));
  given.set("many2one", std::move(many2one));
  const Instant now = caller_.runtime().now();
  given.set("now", encode_instant(manifest().values, now));
  given.set("today", encode_date(manifest().values, parse_date(to_iso(now).substr(0, 10)).value_or(Date{})));
  Map all = caller_.connector().variables(given);
  for (const auto& [name, value] : caller_.discovered_so_far()) all.set(name, value);
  add_with(object.with, all);
  for (const TemplateTree& each : list ? list->with : std::vector<TemplateTree>{}) add_with(each, all);
  return all;
}

Error ObjectCalls::unable(const std::string& what) const {
  return {ErrorClass::config,
          "connect.unable",
          "the connector " + manifest().name + " does not say how to " + what,
          system(),
          "add it to connector.yaml, or do not ask for it",
          {}};
}

Error ObjectCalls::nothing_answered(const std::string& what) const {
  return syncline::nothing_answered(system() + " " + what);
}

std::optional<Error> ObjectCalls::impossible_id(const RecordKey& key) const {
  if (!key.native.empty() && key.native != "." && key.native != "..") return std::nullopt;
  return Error{ErrorClass::validation,      "connect.id", "\"" + key.native + "\" is no id of a record",
               system() + " " + key.object, "",           {}};
}

}  // namespace syncline
