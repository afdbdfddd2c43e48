// The part of LiveCheck that writes: one marked record, made, found, changed and removed.
#include "base/text.h"
#include "base/uuid.h"
#include "cli/live_check.h"

namespace syncline::cli {
namespace {

/// The field in which the mark stands: the first text that can be written.
std::string marked_field(const ObjectSpec& object, const Map& content) {
  for (const ValueSpec& each : object.fields) {
    const bool text = each.type == ValueType::text && each.value.empty() && each.part.empty() && each.lookup.empty();
    if (text && each.name != object.id && !content.contains(each.name)) return each.name;
  }
  return "";
}

const Value& field_of(const NativeRecord& record, const std::string& name) { return record.content[name]; }

}  // namespace

void LiveCheck::examine_writes(const std::string& name, const ObjectSpec& object) {
  const std::string field = marked_field(object, wish_.content);
  if (!object.create || !(object.remove || object.deactivate) || !object.read || field.empty()) {
    return warn(name + " is not written: it takes create, read, remove or deactivate, and a text to mark the record by",
                "complete it in connector.yaml, or leave it out with --object");
  }
  const std::string key = uuid_v7(rt_.now(), rt_.random(), rt_.random());
  const std::string mark = "Syncline test " + key.substr(24);
  WriteRequest request{EffectOp::create, {port_->id(), name, ""}, {}, "", key};
  Map content = wish_.content;
  content.set(field, mark);
  request.content = content;
  const WriteOutcome made = port_->write(request, context());
  if (made.kind != WriteOutcome::Kind::applied)
    return broken(name + " cannot be made with " + field + " = \"" + mark + "\"", *made.error);
  const RecordKey record{port_->id(), name, made.native};
  rt_.sleep_until(rt_.now() + object.traits.read_lag);
  const auto read = port_->read(record, context());
  if (!read)
    broken(name + " " + made.native + " was made, but cannot be read", read.error());
  else if (field_of(*read, field) != Value(mark))
    broken(name + " " + made.native + " was made, but its " + field + " is another", "correct create or the field");
  else
    ok(name + " " + made.native + " was made, and reads as it was written");
  if (object.traits.idempotency == Idempotency::probe) {
    const ProbeOutcome probed = port_->probe(request, context());
    if (probed.kind == ProbeOutcome::Kind::found && probed.native == made.native)
      ok(name + " is found by its key");
    else
      broken(name + " is not found by its key", "correct probe: without it a lost answer makes a second record");
  }
  if (object.traits.idempotency == Idempotency::key || object.traits.idempotency == Idempotency::upsert) {
    const WriteOutcome again = port_->write(request, context());
    if (again.kind == WriteOutcome::Kind::applied && again.native == made.native)
      ok(name + " is not made twice when it is sent again");
    else
      broken(name + ", sent again, became another record: " + again.native, "correct idempotency in connector.yaml");
    if (again.kind == WriteOutcome::Kind::applied && again.native != made.native)
      end(name, {port_->id(), name, again.native});
  }
  if (read && object.update) examine_change(name, field, record);
  end(name, record);
}

void LiveCheck::examine_change(const std::string& name, const std::string& field, const RecordKey& record) {
  const auto before = port_->read(record, context());
  if (!before) return broken(name + " " + record.native + " cannot be read again", before.error());
  const std::string changed = "Syncline changed this";
  const WriteRequest request{EffectOp::update, record, Map{{field, changed}}, before->version, ""};
  const WriteOutcome written = port_->write(request, context());
  if (written.kind != WriteOutcome::Kind::applied)
    return broken(name + " " + record.native + " cannot be changed", *written.error);
  rt_.sleep_until(rt_.now() + port_->traits(name)->read_lag);
  const auto after = port_->read(record, context());
  if (!after) return broken(name + " " + record.native + " cannot be read after its change", after.error());
  if (field_of(*after, field) != Value(changed))
    return broken(name + " " + record.native + " was changed, but shows its old " + field, "correct update");
  std::string others;
  for (const auto& [other, value] : before->content.as_map()) {
    const bool may_move = other == field || (before->stamp != after->stamp && value.is_string() &&
                                             parse_instant(value.as_string(), true).has_value());
    if (!may_move && field_of(*after, other) != value && Value(after->version) != field_of(*after, other))
      others += (others.empty() ? "" : ", ") + other;
  }
  if (!others.empty())
    return broken(name + " " + record.native + ": a change of " + field + " changed " + others + " as well",
                  "let update send only what changes, or the whole record: see before in the reference of manifests");
  ok(name + " is changed, and nothing else of it");
}

/// What was made here goes, or rests where it cannot be removed.
void LiveCheck::end(const std::string& name, const RecordKey& record) {
  const bool removes = port_->traits(name)->can_remove;
  const auto now = port_->read(record, context());
  const WriteRequest request{removes ? EffectOp::remove : EffectOp::deactivate, record, Map{}, now ? now->version : "",
                             ""};
  const WriteOutcome ended = port_->write(request, context());
  const std::string what = name + " " + record.native;
  if (ended.kind != WriteOutcome::Kind::applied)
    return broken(what + " cannot be removed: it is still there", *ended.error);
  rt_.sleep_until(rt_.now() + port_->traits(name)->read_lag);
  const auto read = port_->read(record, context());
  if (!removes) return ok(what + " was deactivated, and stays there");
  const bool gone = read ? read->state == RecordState::gone : read.error().cls == ErrorClass::not_found;
  gone ? ok(what + " was removed, and is known to be gone")
       : broken(what + " was removed, but can still be read", "correct remove or read in connector.yaml");
}

}  // namespace syncline::cli
