#include "connect/record_writer.h"

#include "connect/ask_before.h"
#include "connect/confirm.h"
#include "connect/whole_lists.h"
#include "connect/write_outcome.h"

namespace syncline {
Result<const OperationSpec*, Error> RecordWriter::operation_of(const ObjectSpec& object,
                                                               const WriteRequest& request) const {
  const auto declared = [&](const std::optional<OperationSpec>& each) -> Result<const OperationSpec*, Error> {
    if (each) return &*each;
    return fail(calls_.unable(std::string(name_of(request.op)) + " " + request.key.object));
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

Error RecordWriter::no_hop(const ObjectSpec& object, const Hop& wanted) const {
  std::string known;
  for (const Hop& each : object.traits.hops) known += (known.empty() ? "" : ", ") + each.from + " → " + each.to;
  return {ErrorClass::config,
          "connect.hop",
          "the connector " + calls_.manifest().name + " knows no call that leads a record from \"" + wanted.from +
              "\" to \"" + wanted.to + "\"; it knows " + (known.empty() ? "none at all" : known),
          calls_.system() + " transition " + object.traits.object,
          "add it to transitions.hops in connector.yaml, or go by the hops that it knows",
          {}};
}

/// Sent without its version, a write could overwrite an edit unseen.
std::optional<Error> RecordWriter::missing_version(const ObjectSpec& object, const WriteRequest& request) const {
  if (request.op == EffectOp::create || request.op == EffectOp::append) return std::nullopt;
  if (object.traits.precondition == Precondition::read) return std::nullopt;
  if (!request.precondition.empty()) return std::nullopt;
  if (object.completed)
    return Error{ErrorClass::closed_period,
                 "connect.completed",
                 "the record is complete, and the system keeps it no longer",
                 calls_.system() + " " + text_of(request.key),
                 "end its sync at this state (until)",
                 {}};
  return Error{ErrorClass::conflict,
               "connect.no_version",
               "the version of the record is not known",
               calls_.system() + " " + text_of(request.key),
               "correct version in connector.yaml when it is missing from every reading",
               {}};
}

Result<Value, Error> RecordWriter::content_of(const ObjectSpec& object, const WriteRequest& request,
                                              const CallContext& context) {
  Map content = request.content.is_map() ? request.content.as_map() : Map{};
  if (!object.part_item.empty() && has_part_commands(object, content)) {
    Value current;
    if (request.op != EffectOp::create) {
      auto read = reader_.read(request.key, context);
      if (!read) return fail(read.error());
      if (!request.precondition.empty() && read->version != request.precondition)
        return fail(Error{ErrorClass::conflict,
                          "connect.moved",
                          "the record moved since it was read, and its lists are sent whole",
                          calls_.system() + " " + text_of(request.key),
                          "",
                          {}});
      current = std::move(read->content);
    }
    content = with_whole_lists(object, std::move(content), current);
  }
  return calls_.translator().encode(object, content, std::string(name_of(request.op)) + " " + text_of(request.key),
                                    context);
}

WriteOutcome RecordWriter::write(const WriteRequest& request, const CallContext& context) {
  const auto object = calls_.object_of(request.key.object);
  if (!object) return refused_here(object.error());
  const auto operation = operation_of(**object, request);
  const bool creates = request.op == EffectOp::create;
  if (const auto impossible = calls_.impossible_id(request.key); impossible && !creates)
    return refused_here(*impossible);
  if (!operation) return refused_here(operation.error());
  if (const auto missing = missing_version(**object, request)) return refused_here(*missing);
  auto content = content_of(**object, request, context);
  if (!content) return refused_here(content.error());
  const auto given =
      ask_before(calls_.caller(), **operation,
                 calls_.variables(**object, {{"id", request.key.native},
                                             {"key", request.idempotency_key},
                                             {"version", request.precondition},
                                             {"hop", Map{{"from", request.hop.from}, {"to", request.hop.to}}},
                                             {"text", request.text},
                                             {"content", std::move(*content)}}),
                 context);
  if (!given) return outcome_of(given.error());
  auto answer = call_confirming(calls_.caller(), **operation, *given, context);
  if (!answer) return outcome_of(answer.error());
  WriteOutcome out;
  if (creates) out.native = answer->id;
  out.stored = stored(**object, **operation, *answer, creates ? out.native : request.key.native, context);
  if (creates && out.native.empty()) {
    out.kind = WriteOutcome::Kind::unknown;
    out.error = Error{ErrorClass::unknown,
                      "connect.no_id",
                      "the system answered no id of what it created",
                      calls_.system() + " create " + request.key.object,
                      "correct create.id in connector.yaml",
                      {}};
  }
  return out;
}

/// What the answer of a write shows of the record, where the manifest says that it is all of it.
std::optional<NativeRecord> RecordWriter::stored(const ObjectSpec& object, const OperationSpec& operation,
                                                 const Answer& answer, const std::string& native,
                                                 const CallContext& context) {
  if (operation.answer.records.empty() || answer.records.size() != 1) return std::nullopt;
  auto record = calls_.translator().decode(object, answer.records.front(), "answer of a write", context);
  // What cannot be understood is read again, and told then.
  if (!record || record->key.native != native) return std::nullopt;
  return std::move(*record);
}

ProbeOutcome RecordWriter::probe(const WriteRequest& request, const CallContext& context) {
  ProbeOutcome out;
  const auto object = calls_.object_of(request.key.object);
  if (!object) {
    out.error = object.error();
    return out;
  }
  const bool is_message = request.op == EffectOp::append;
  const auto& operation = is_message ? (*object)->notify_probe : (*object)->probe;
  if (!operation) {
    out.error = calls_.unable((is_message ? "find a message of " : "probe ") + request.key.object);
    return out;
  }
  const Map wanted = request.content.is_map() ? request.content.as_map() : Map{};
  auto content = calls_.translator().encode(**object, wanted, "probe " + request.key.object, context);
  if (!content) {
    out.error = content.error();
    return out;
  }
  auto answer = calls_.caller().call(
      *operation,
      calls_.variables(
          **object, {{"id", request.key.native}, {"key", request.idempotency_key}, {"content", std::move(*content)}}),
      context);
  if (!answer) {
    out.error = answer.error().error;
    return out;
  }
  out.native = answer->id;
  out.kind = out.native.empty() ? ProbeOutcome::Kind::absent : ProbeOutcome::Kind::found;
  return out;
}

}  // namespace syncline
