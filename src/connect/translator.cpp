#include "connect/translator.h"

#include <algorithm>
#include <mutex>

#include "connect/all_pages.h"

namespace syncline {
namespace {

/// Younger tables are believed when they do not know something: a code is made before it is used, and a thousand
/// records with an unknown one must not ask a thousand times.
constexpr Duration fresh_for = seconds(5);

}  // namespace

Translator::Tables Translator::tables() const {
  const std::lock_guard lock(mutex_);
  return tables_;
}

Result<bool, Error> Translator::learn(Tables& known, const std::set<std::string>& unknown, const CallContext& context) {
  const Instant now = caller_.runtime().now();
  {
    const std::lock_guard lock(mutex_);
    if (tables_ != known) {  // another task has fetched since
      known = tables_;
      return true;
    }
    const bool stale = std::ranges::any_of(unknown, [&](const std::string& name) {
      const auto fetched = fetched_.find(name);
      return fetched == fetched_.end() || now >= fetched->second + fresh_for;
    });
    if (!stale) return false;
  }
  auto fetched = fresh(unknown, context);
  if (!fetched) return fail(fetched.error());
  known = std::move(*fetched);
  return true;
}

Result<LookupTable, Error> Translator::fetch_one(const std::string& name, const LookupSpec& spec,
                                                 const CallContext& context) {
  const auto rows =
      all_pages(caller_, spec.operation, caller_.connector().variables({}), place("lookup " + name), context);
  if (!rows) return fail(rows.error());
  LookupTable table;
  for (const Value& row : *rows) {
    const std::string native = id_text(row[spec.id]);
    const std::string code = id_text(row[spec.code]);
    if (native.empty() || code.empty()) continue;
    table.code_of.emplace(native, code);
    table.id_of.emplace(code, native);
  }
  return table;
}

Result<Translator::Tables, Error> Translator::fetch(const std::set<std::string>& names, const CallContext& context) {
  std::map<std::string, LookupTable> fetched;
  for (const std::string& name : names) {
    const auto spec = manifest().lookups.find(name);
    if (spec == manifest().lookups.end()) continue;
    auto table = fetch_one(name, spec->second, context);
    if (!table) return fail(table.error());
    fetched.emplace(name, std::move(*table));
  }
  const Instant now = caller_.runtime().now();
  const std::lock_guard lock(mutex_);
  auto fresh = std::make_shared<Lookups>(*tables_);
  for (auto& [name, table] : fetched) (*fresh)[name] = std::move(table);
  for (const std::string& name : names) fetched_[name] = now;
  tables_ = std::move(fresh);
  return tables_;
}

Result<Translator::Tables, Error> Translator::fresh(const std::set<std::string>& names, const CallContext& context) {
  const Instant own = caller_.runtime().now() + manifest().timeout;
  switch (flight_.enter(context.deadline.us == 0 ? own : context.deadline)) {
    case SingleFlight::Turn::landed:
      return tables();  // still out of date, because it failed: whoever waited comes again
    case SingleFlight::Turn::late:
      return fail(Error{
          ErrorClass::transient, "connect.lookup", "the lookups were not fetched in time", place("lookup"), "", {}});
    case SingleFlight::Turn::mine: break;
  }
  auto fetched = fetch(names, context);
  flight_.land();
  return fetched;
}

template <class T, class Attempt>
Result<T, TranslationFailure> Translator::translate(const std::string& what, const CallContext& context,
                                                    const Attempt& attempt) {
  Tables known = tables();
  for (;;) {
    Translation to{manifest(), *known, place(what), base_};
    Result<T, Error> done = attempt(to);
    if (done && to.unknown.empty()) return std::move(*done);
    // More than once: a field may have hidden another one's table, and what another task fetched may not be all.
    const auto learnt = learn(known, to.unknown, context);
    if (!learnt) return fail(TranslationFailure{learnt.error(), false});
    if (*learnt) continue;
    if (done) return std::move(*done);
    return fail(TranslationFailure{done.error(), true});
  }
}

Result<NativeRecord, TranslationFailure> Translator::decode(const ObjectSpec& object, const Value& vendor,
                                                            const std::string& what, const CallContext& context,
                                                            bool partial) {
  return translate<NativeRecord>(what, context, [&](Translation& to) {
    to.partial = partial;
    return decode_record(to, object, caller_.connector().system(), vendor);
  });
}

Result<Value, Error> Translator::encode(const ObjectSpec& object, const Map& content, const std::string& what,
                                        const CallContext& context) {
  auto encoded = translate<Value>(what, context, [&](Translation& to) { return encode_content(to, object, content); });
  if (!encoded) return fail(std::move(encoded.error().error));
  return std::move(*encoded);
}

std::optional<std::int64_t> Translator::stamp_of(const ObjectSpec& object, const Value& vendor) const {
  const Tables known = tables();
  Translation to{manifest(), *known, "", base_};
  return decode_stamp(to, object, vendor);
}

}  // namespace syncline
