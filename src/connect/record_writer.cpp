#include "connect/record_writer.h"

#include "connect/calls_together.h"
#include "connect/confirm.h"
#include "connect/failure.h"
#include "connect/following.h"
#include "connect/questions.h"
#include "connect/whole_lists.h"
#include "connect/write_outcome.h"

namespace syncline {
namespace {

/// Of a call for many: sent again at another time it may be taken as it is.
bool passes(ErrorClass cls) {
  return cls == ErrorClass::throttled || cls == ErrorClass::transient || cls == ErrorClass::auth;
}

}  // namespace

Result<const OperationSpec*, Error> RecordWriter::operation_of(const ObjectSpec& object,
                                                               const WriteRequest& request) const {
  if (request.op != EffectOp::transition) {
    const auto& declared = object.operation(request.op);
    if (declared) return &*declared;
    return fail(calls_.unable(std::string(name_of(request.op)) + " " + request.key.object));
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

Result<Map, Error> RecordWriter::variables_of(const ObjectSpec& object, const WriteRequest& request,
                                              const CallContext& context) {
  const auto impossible = calls_.impossible_id(request.key);
  if (impossible && request.op != EffectOp::create) return fail(*impossible);
  if (const auto missing = missing_version(object, request)) return fail(*missing);
  auto content = content_of(object, request, context);
  if (!content) return fail(std::move(content.error()));
  return calls_.variables(object, {{"id", request.key.native},
                                   {"key", request.idempotency_key},
                                   {"version", request.precondition},
                                   {"hop", Map{{"from", request.hop.from}, {"to", request.hop.to}}},
                                   {"text", request.text},
                                   {"content", std::move(*content)}});
}

WriteOutcome RecordWriter::outcome(const ObjectSpec& object, const OperationSpec& operation,
                                   const WriteRequest& request, const Answer& answer, const CallContext& context) {
  const bool creates = request.op == EffectOp::create;
  WriteOutcome out;
  if (creates) out.native = answer.id;
  out.stored = stored(object, operation, answer, creates ? out.native : request.key.native, context);
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

WriteOutcome RecordWriter::write(const WriteRequest& request, const CallContext& context) {
  const auto object = calls_.object_of(request.key.object);
  if (!object) return refused_here(object.error());
  const auto operation = operation_of(**object, request);
  if (!operation) return refused_here(operation.error());
  auto variables = variables_of(**object, request, context);
  if (!variables) return refused_here(variables.error());
  const auto given = ask_before(calls_.caller(), **operation, std::move(*variables), context);
  if (!given) return outcome_of(given.error());
  const bool says = (*operation)->when.empty() || holds((*operation)->when, expr::MapBindings(*given));
  auto answer = says ? call_confirming(calls_.caller(), **operation, *given, context) : Answer{};
  if (!answer) return outcome_of(answer.error());
  WriteOutcome done = outcome(**object, **operation, request, *answer, context);
  if (done.kind != WriteOutcome::Kind::applied) return done;
  const auto completed = call_following(calls_.caller(), **operation, *given, done.native, context);
  return completed ? done : incomplete(request, done, completed.error());
}

/// The record was written, what belongs to it not all. Of a change, a reading shows what is left to do. What was made
/// is there: its outcome is open, and settled by its key.
WriteOutcome RecordWriter::incomplete(const WriteRequest& request, const WriteOutcome& done,
                                      const CallFailure& failure) {
  WriteOutcome out = outcome_of(failure);
  out.native = done.native;
  if (request.op == EffectOp::create) out.kind = WriteOutcome::Kind::unknown;
  out.error->message = "it was written in part: " + out.error->message;
  return out;
}

Result<std::vector<WriteOutcome>, Error> RecordWriter::write_together(std::span<const WriteRequest> writes,
                                                                      const CallContext& context) {
  const WriteRequest& first = writes.front();
  const auto object = calls_.object_of(first.key.object);
  if (!object) return std::vector(writes.size(), refused_here(object.error()));
  const auto bulk = (*object)->bulk.find(first.op);
  const auto operation = operation_of(**object, first);
  if (bulk == (*object)->bulk.end() || !operation) return fail(calls_.unable("write many " + first.key.object));
  ItemsTogether items(calls_, bulk->second);
  std::vector<WriteOutcome> outcomes(writes.size());
  std::vector<std::size_t> sent;
  for (std::size_t i = 0; i < writes.size(); ++i) {
    auto variables = variables_of(**object, writes[i], context);
    const auto added = variables ? items.add(std::move(*variables), context)
                                 : Result<void, CallFailure>(fail(CallFailure{variables.error(), true, true}));
    if (added) {
      sent.push_back(i);
    } else {
      outcomes[i] = variables ? outcome_of(added.error()) : refused_here(variables.error());
    }
  }
  if (sent.empty()) return outcomes;
  auto answers = items.call(**object, **operation, context);
  if (!answers) {
    const WriteOutcome whole = outcome_of(answers.error());
    if (whole.kind == WriteOutcome::Kind::rejected && !passes(whole.error->cls)) return fail(*whole.error);
    for (const std::size_t i : sent) outcomes[i] = whole;
    return outcomes;
  }
  for (std::size_t at = 0; at < sent.size(); ++at) {
    const auto& answer = (*answers)[at];
    outcomes[sent[at]] =
        answer ? outcome(**object, **operation, writes[sent[at]], *answer, context) : outcome_of(answer.error());
  }
  return outcomes;
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
