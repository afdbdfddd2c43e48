#include "connect/http_port.h"

#include "connect/confirm.h"
#include "connect/paging.h"
#include "connect/translator.h"
#include "connect/values.h"

namespace syncline {
namespace {

class HttpPort final : public SystemPort {
 public:
  HttpPort(Runtime& rt, HttpClient& client, Connector connector, int concurrency)
      : caller_(rt, client, std::move(connector), concurrency) {}

  const std::string& id() const override { return caller_.connector().system(); }

  const ObjectTraits* traits(std::string_view object) const override {
    const auto found = manifest().objects.find(std::string(object));
    return found == manifest().objects.end() ? nullptr : &found->second.traits;
  }

  Result<Page, Error> list(const std::string& stream, ListMode mode, const std::string& cursor,
                           const CallContext& context) override {
    const std::size_t slash = stream.find('/');
    const auto object = object_of(stream.substr(0, slash));
    if (!object) return fail(object.error());
    const ObjectSpec& spec = **object;
    const bool is_child = slash != std::string::npos;
    const ListSpec* list = nullptr;
    if (is_child) {
      const auto child = spec.children.find(stream.substr(slash + 1));
      if (child != spec.children.end()) list = &child->second;
    } else {
      const auto& wanted = mode == ListMode::changes ? spec.changes : spec.sweep;
      if (wanted) list = &*wanted;
    }
    if (!list) return fail(unable("list " + stream + (mode == ListMode::changes ? " changes" : " all")));
    const PagePlan plan =
        plan_page(*list, cursor, manifest().values, caller_.runtime().now(), spec.traits.stamp_resolution);
    if (plan.nothing) return turned({}, spec, end_page(*list, plan, {}, "", spec.traits.stamp_resolution));
    auto answer = caller_.call(plan.list->operation, variables(spec, plan.variables), context);
    if (!answer) {
      // The token is forgotten there: begin again.
      if (plan.list->strategy == Strategy::token && answer.error().error.cls == ErrorClass::gone && !cursor.empty())
        return Page{.records = {}, .faulty = {}, .hints = is_child, .next = "", .more = true};
      return fail(answer.error().error);
    }
    if (!answer->has_records) return fail(nothing_answered("list " + stream));
    return is_child ? hints(spec, *list, plan, *answer) : records(spec, *list, plan, *answer, context);
  }

  Result<NativeRecord, Error> read(const RecordKey& key, const CallContext& context) override {
    const auto object = object_of(key.object);
    if (!object) return fail(object.error());
    if (!(*object)->read) return fail(unable("read " + key.object));
    if (const auto impossible = impossible_id(key)) return fail(*impossible);
    NativeRecord gone;
    gone.key = key;
    gone.state = RecordState::gone;
    auto answer = caller_.call(*(*object)->read, variables(**object, {{"id", key.native}}), context);
    if (!answer) {
      const ErrorClass cls = answer.error().error.cls;
      if (cls == ErrorClass::not_found || cls == ErrorClass::gone) return gone;
      return fail(answer.error().error);
    }
    if (!answer->has_records) return fail(nothing_answered("read " + text_of(key)));
    if (answer->records.empty()) return gone;
    const std::string native = id_text(answer->records.front().path((*object)->id));
    if (!native.empty() && native != key.native) {
      gone.state = RecordState::merged;
      gone.merged_into = native;
      return gone;
    }
    auto record = translator_.decode(**object, answer->records.front(), "read " + text_of(key), context);
    if (!record) return fail(std::move(record.error().error));
    return std::move(*record);
  }

  WriteOutcome write(const WriteRequest& request, const CallContext& context) override {
    const auto object = object_of(request.key.object);
    if (!object) return refuse(object.error());
    const auto operation = operation_of(**object, request);
    if (const auto impossible = impossible_id(request.key); impossible && request.op != EffectOp::create)
      return refuse(*impossible);
    if (!operation) return refuse(operation.error());
    if (const auto missing = missing_version(**object, request)) return refuse(*missing);
    auto content = translator_.encode(**object, request.content.is_map() ? request.content.as_map() : Map{},
                                      std::string(name_of(request.op)) + " " + text_of(request.key), context);
    if (!content) return refuse(content.error());
    auto answer = call_confirming(caller_, **operation,
                                  variables(**object, {{"id", request.key.native},
                                                       {"key", request.idempotency_key},
                                                       {"version", request.precondition},
                                                       {"hop", Map{{"from", request.hop.from}, {"to", request.hop.to}}},
                                                       {"text", request.text},
                                                       {"content", std::move(*content)}}),
                                  context);
    if (!answer) return outcome_of(answer.error());
    WriteOutcome out;
    if (request.op == EffectOp::create) out.native = answer->id;
    out.stored = stored(**object, **operation, *answer,
                        request.op == EffectOp::create ? out.native : request.key.native, context);
    if (request.op != EffectOp::create) return out;
    if (out.native.empty()) {
      out.kind = WriteOutcome::Kind::unknown;
      out.error = Error{ErrorClass::unknown,
                        "connect.no_id",
                        "the system answered no id of what it created",
                        id() + " create " + request.key.object,
                        "correct create.id in connector.yaml",
                        {}};
    }
    return out;
  }

  ProbeOutcome probe(const WriteRequest& request, const CallContext& context) override {
    ProbeOutcome out;
    const auto object = object_of(request.key.object);
    if (!object) {
      out.error = object.error();
      return out;
    }
    const bool is_message = request.op == EffectOp::append;
    const auto& operation = is_message ? (*object)->notify_probe : (*object)->probe;
    if (!operation) {
      out.error = unable((is_message ? "find a message of " : "probe ") + request.key.object);
      return out;
    }
    auto answer = caller_.call(
        *operation, variables(**object, {{"id", request.key.native}, {"key", request.idempotency_key}}), context);
    if (!answer) {
      out.error = answer.error().error;
      return out;
    }
    out.native = answer->id;
    out.kind = out.native.empty() ? ProbeOutcome::Kind::absent : ProbeOutcome::Kind::found;
    return out;
  }

 private:
  const Manifest& manifest() const { return caller_.connector().manifest(); }

  Result<const ObjectSpec*, Error> object_of(const std::string& name) const {
    const auto found = manifest().objects.find(name);
    if (found != manifest().objects.end()) return &found->second;
    return fail(Error{ErrorClass::config,
                      "connect.object",
                      "the connector " + manifest().name + " has no object \"" + name + "\"",
                      id(),
                      "correct the binding, or add the object to connector.yaml",
                      {}});
  }

  Error unable(const std::string& what) const {
    return {ErrorClass::config,
            "connect.unable",
            "the connector " + manifest().name + " does not say how to " + what,
            id(),
            "add it to connector.yaml, or do not ask for it",
            {}};
  }

  Error nothing_answered(const std::string& what) const {
    return {ErrorClass::transient,
            "connect.empty",
            "the answer holds no list of records, not even an empty one",
            id() + " " + what,
            "compare the answer with `records` in connector.yaml",
            {}};
  }

  /// In a path they would name another thing than a record.
  std::optional<Error> impossible_id(const RecordKey& key) const {
    if (!key.native.empty() && key.native != "." && key.native != "..") return std::nullopt;
    return Error{ErrorClass::validation,  "connect.id", "\"" + key.native + "\" is no id of a record",
                 id() + " " + key.object, "",           {}};
  }

  /// Sent without its version, a write could overwrite an edit unseen.
  std::optional<Error> missing_version(const ObjectSpec& object, const WriteRequest& request) const {
    if (request.op == EffectOp::create || request.op == EffectOp::append) return std::nullopt;
    if (object.traits.precondition == Precondition::read) return std::nullopt;
    if (!request.precondition.empty()) return std::nullopt;
    return Error{ErrorClass::conflict,
                 "connect.no_version",
                 "the version of the record is not known",
                 id() + " " + text_of(request.key),
                 "correct version in connector.yaml when it is missing from every reading",
                 {}};
  }

  Result<const OperationSpec*, Error> operation_of(const ObjectSpec& object, const WriteRequest& request) const {
    const auto declared = [&](const std::optional<OperationSpec>& each) -> Result<const OperationSpec*, Error> {
      if (each) return &*each;
      return fail(unable(std::string(name_of(request.op)) + " " + request.key.object));
    };
    switch (request.op) {
      case EffectOp::create: return declared(object.create);
      case EffectOp::update: return declared(object.update);
      case EffectOp::deactivate: return declared(object.deactivate);
      case EffectOp::remove: return declared(object.remove);
      case EffectOp::append: return declared(object.notify);
      case EffectOp::transition: break;
    }
    if (const HopSpec* hop = object.hop(request.hop.from, request.hop.to)) return &hop->operation;
    return fail(no_hop(object, request.hop));
  }

  Error no_hop(const ObjectSpec& object, const Hop& wanted) const {
    std::string known;
    for (const Hop& each : object.traits.hops) known += (known.empty() ? "" : ", ") + each.from + " → " + each.to;
    return {ErrorClass::config,
            "connect.hop",
            "the connector " + manifest().name + " knows no call that leads a record from \"" + wanted.from +
                "\" to \"" + wanted.to + "\"; it knows " + (known.empty() ? "none at all" : known),
            id() + " transition " + object.traits.object,
            "add it to transitions.hops in connector.yaml, or go by the hops that it knows",
            {}};
  }

  /// What the answer of a write shows of the record, where the manifest says that it is all of it.
  std::optional<NativeRecord> stored(const ObjectSpec& object, const OperationSpec& operation, const Answer& answer,
                                     const std::string& native, const CallContext& context) {
    if (operation.answer.records.empty() || answer.records.size() != 1) return std::nullopt;
    auto record = translator_.decode(object, answer.records.front(), "answer of a write", context);
    // What cannot be understood is read again, and told then.
    if (!record || record->key.native != native) return std::nullopt;
    return std::move(*record);
  }

  static WriteOutcome refuse(Error error) {
    WriteOutcome out;
    // Our own preparation failed for a reason that passes: nothing was sent.
    const bool later = error.cls == ErrorClass::transient || error.cls == ErrorClass::throttled ||
                       error.cls == ErrorClass::auth || error.cls == ErrorClass::conflict;
    out.kind = later ? WriteOutcome::Kind::not_sent : WriteOutcome::Kind::rejected;
    out.error = std::move(error);
    return out;
  }

  static WriteOutcome outcome_of(const CallFailure& failure) {
    WriteOutcome out;
    out.error = failure.error;
    if (failure.not_done) {
      const bool permanent =
          failure.refused && failure.error.cls != ErrorClass::throttled && failure.error.cls != ErrorClass::auth;
      out.kind = permanent ? WriteOutcome::Kind::rejected : WriteOutcome::Kind::not_sent;
    } else {
      out.kind = failure.refused ? WriteOutcome::Kind::rejected : WriteOutcome::Kind::unknown;
    }
    return out;
  }

  Map variables(const ObjectSpec& object, Map given) const {
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
    return caller_.connector().variables(given);
  }

  Result<Page, Error> records(const ObjectSpec& object, const ListSpec& list, const PagePlan& plan,
                              const Answer& answer, const CallContext& context) {
    Page page;
    std::vector<PageRow> rows;
    for (const Value& each : answer.records) {
      auto record = translator_.decode(object, each, "list " + object.traits.object, context);
      if (record) {
        rows.push_back({record->key.native, record->stamp});
        page.records.push_back(std::move(*record));
        continue;
      }
      const std::string native = id_text(each.path(object.id));
      if (!record.error().of_record || native.empty()) return fail(std::move(record.error().error));
      rows.push_back({native, translator_.stamp_of(object, each)});
      page.faulty.push_back({{id(), object.traits.object, native}, rows.back().stamp, std::move(record.error().error)});
    }
    return turned(std::move(page), object, end_page(list, plan, rows, answer.next, object.traits.stamp_resolution));
  }

  /// Child records: the ids of their parents.
  Result<Page, Error> hints(const ObjectSpec& object, const ListSpec& list, const PagePlan& plan,
                            const Answer& answer) {
    Page page;
    page.hints = true;
    std::vector<PageRow> rows;
    const ListSpec& leaf = *plan.list;
    ObjectSpec child;  // of which nothing but the stamp counts
    child.stamps = {"stamp"};
    child.fields.push_back({"stamp", leaf.stamp.empty() ? list.stamp : leaf.stamp, ValueType::datetime, "", {}});
    for (const Value& each : answer.records) {
      rows.push_back({id_text(each[object.id]), translator_.stamp_of(child, each)});
      const Value& parent = each.path(leaf.parent.empty() ? list.parent : leaf.parent);
      const std::string native = id_text(parent.is_list() ? parent.at(0) : parent);
      if (native.empty()) continue;
      NativeRecord hint;
      hint.key = {id(), object.traits.object, native};
      // Names this state of the child, where its stamp tells any two apart: met again in the overlap, it is not news.
      if (rows.back().stamp && object.traits.stamp_resolution.us == 0)
        hint.version = rows.back().native + "@" + std::to_string(*rows.back().stamp);
      page.records.push_back(std::move(hint));
    }
    return turned(std::move(page), object, end_page(list, plan, rows, answer.next, object.traits.stamp_resolution));
  }

  Result<Page, Error> turned(Page page, const ObjectSpec& object, PageEnd end) const {
    if (!end.stuck.empty())
      return fail(Error{ErrorClass::config,
                        "connect.too_many_at_once",
                        std::move(end.stuck),
                        id() + " list " + object.traits.object,
                        "raise page, or let the request go on after an id (${after}) in connector.yaml",
                        {}});
    page.next = std::move(end.position);
    page.more = end.more;
    return page;
  }

  Caller caller_;
  Translator translator_{caller_};
};

}  // namespace

Result<std::shared_ptr<SystemPort>, Error> make_http_port(Runtime& rt, HttpClient& client,
                                                          std::shared_ptr<const Manifest> manifest, std::string system,
                                                          Map settings, const HttpPortOptions& options) {
  const int concurrency = options.concurrency.value_or(manifest->concurrency);
  auto connector = Connector::make(std::move(manifest), std::move(system), std::move(settings));
  if (!connector) return fail(connector.error());
  return std::shared_ptr<SystemPort>(std::make_shared<HttpPort>(rt, client, std::move(*connector), concurrency));
}

}  // namespace syncline
