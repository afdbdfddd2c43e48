#include "engine/file_delivery.h"

#include <algorithm>

#include "base/mutant.h"
#include "decide/file_effect.h"
#include "engine/calls.h"
#include "engine/deliver.h"
#include "engine/files.h"
#include "engine/leave_by.h"
#include "engine/outcomes.h"
#include "engine/settle.h"
#include "engine/spool.h"

namespace syncline {
namespace {

constexpr std::uint64_t slowest = 100'000;  // bytes per second that a transfer is given time for

std::string place_of(const FileWay& file) { return text_of(file.source) + " file " + file.name; }

CallContext file_context(Context& cx, const std::string& system, const Effect& effect, std::uint64_t size) {
  CallContext context = call_context(cx, system, Priority::event, effect.trace);
  context.deadline = context.deadline + seconds(static_cast<std::int64_t>(size / slowest));
  return context;
}

FileUpload upload_of(Context& cx, const Effect& effect, const FileWay& file, std::uint64_t size) {
  return {effect.key, file.name, file.type, size, stamped_key(cx.setup, effect)};
}

std::string told(const FilePart& part) {
  return part.name + ", " + std::to_string(part.size) + " bytes" +
         (part.sha256.empty() ? "" : ", sha256 " + part.sha256);
}

bool has_delivered(const FilePart& part, const std::string& sha256) {
  return std::ranges::find(part.delivered, sha256) != part.delivered.end();
}

/// Changes the file's part of the link, with the effect's outcome when it has one. False: the effect has ended.
bool note(Context& cx, const Effect& effect, const FileWay& file, std::optional<EffectState> end,
          const std::function<void(Shadow&, FilePart&)>& change) {
  for (;; cx.rt.yield()) {
    const auto reader = cx.store.reader();
    const auto now = reader->effect(effect.id);
    auto link = reader->link(effect.link);
    if (!now || !is_open(now->state) || !link) return false;
    FilePart& part = part_of(link->shadow, file);
    change(link->shadow, part);
    Plan plan;
    plan.link = link->id;
    plan.expected = link->version;
    if (end) plan.outcomes.push_back(outcome_of(effect, *end, told(part)));
    plan.shadow = std::move(link->shadow);
    if (!commit(cx, [&](Tx& tx) { return tx.commit(plan).ok(); })) continue;
    if (end) cx.new_work();
    return true;
  }
}

void delivered(Context& cx, const Effect& effect, const FileWay& file) {
  note(cx, effect, file, EffectState::applied, [](Shadow&, FilePart& part) {
    part.state = FilePart::State::delivered;
    if (!has_delivered(part, part.sha256)) part.delivered.push_back(part.sha256);
  });
}

/// It is not there as it was listed: nothing is sent, and the record's files are looked at again.
void moved(Context& cx, const Effect& effect, const FileWay& file, const std::string& how) {
  Plan plan;
  plan.outcomes.push_back(outcome_of(effect, EffectState::superseded, file.name + " " + how));
  plan.events.push_back(hint(files_key(file.source), EventSource::reread, cx.rt.now()));
  commit(cx, [&](Tx& tx) { return tx.commit(plan).ok(); });
  cx.new_work();
}

void fetch_failed(Context& cx, const Effect& effect, const FileWay& file, const Error& error) {
  switch (error.cls) {
    case ErrorClass::not_found:
    case ErrorClass::gone: moved(cx, effect, file, "is no longer there"); return;
    case ErrorClass::validation:
    case ErrorClass::permission:
    case ErrorClass::closed_period:
    case ErrorClass::config: reject(cx, effect, error); return;
    default: try_later(cx, effect, error);
  }
}

/// Whether it is listed as it was when this was planned. False: it is not, and that is dealt with.
bool is_as_planned(Context& cx, const Effect& effect, const FileWay& file) {
  SystemPort& port = *cx.setup.systems.at(file.source.system).port;
  const auto entries = port.list_files(file.source, file_context(cx, file.source.system, effect, 0));
  if (!entries) {
    fetch_failed(cx, effect, file, entries.error());
    return false;
  }
  const auto entry = std::ranges::find(*entries, file.id, &FileEntry::id);
  if (entry == entries->end()) {
    moved(cx, effect, file, "is no longer there");
    return false;
  }
  FileWay now = file;
  now.name = entry->name;
  now.size = entry->size;
  now.version = entry->version;
  if (mark_of(now) == mark_of(file)) return true;
  moved(cx, effect, file, "was changed since");
  return false;
}

/// The file in the spool, held. Empty: it could not be fetched, and that is dealt with.
std::optional<SpooledFile> fetch(Context& cx, const Effect& effect, const FileWay& file, std::uint64_t limit) {
  if (!is_as_planned(cx, effect, file)) return std::nullopt;
  Spool::Incoming incoming(*cx.setup.spool, place_of(file), limit);
  if (file.size && *file.size > limit) {
    reject(cx, effect, too_large(place_of(file), limit));
    return std::nullopt;
  }
  SystemPort& port = *cx.setup.systems.at(file.source.system).port;
  const FileEntry entry{file.id, file.name, file.type, file.size, file.version};
  const auto got = port.download(file.source, entry, incoming,
                                 file_context(cx, file.source.system, effect, file.size.value_or(limit)));
  if (!got) {
    incoming.drop();
    fetch_failed(cx, effect, file, incoming.refusal().value_or(got.error()));
    return std::nullopt;
  }
  cx.rt.point("files.downloaded");
  const auto kept = incoming.keep(mutant("file-cut-accepted") ? std::nullopt : file.size);
  if (!kept) {
    incoming.drop();
    fetch_failed(cx, effect, file, kept.error());
    return std::nullopt;
  }
  return *kept;
}

enum class Next : std::uint8_t { upload, nothing, wait };

/// Is this part, another than the file's own, of an effect that is still open?
bool is_on_its_way(Reader& reader, const Effect& effect, const FilePart& part) {
  if (part.state != FilePart::State::fetched) return false;
  return std::ranges::any_of(reader.open_effects(effect.link), [&](const Effect& other) {
    const auto carried = file_of(other);
    return other.id != effect.id && carried && carried->id == part.id && carried->to == part.to;
  });
}

/// From here on an upload may have begun. Nothing is left to do where the target has this content already; while
/// another file brings it there, this one waits.
Next note_fetched(Context& cx, const Effect& effect, const FileWay& file, const SpooledFile& spooled) {
  Next next = Next::upload;
  const bool open = note(cx, effect, file, std::nullopt, [&](Shadow& shadow, FilePart& part) {
    next = Next::upload;
    for (const FilePart& other : shadow.files) {
      if (other.from != file.from || other.to != file.to) continue;
      if (has_delivered(other, spooled.sha256) && !mutant("file-hash-forgotten")) next = Next::nothing;
      const bool is_same = other.sha256 == spooled.sha256;
      if (mutant("file-twins")) continue;
      if (next == Next::upload && is_same && is_on_its_way(*cx.store.reader(), effect, other)) next = Next::wait;
    }
    if (next == Next::wait) return;
    part.sha256 = spooled.sha256;
    part.size = spooled.size;
    part.state = next == Next::nothing ? FilePart::State::delivered : FilePart::State::fetched;
  });
  return open ? next : Next::nothing;
}

void upload(Context& cx, SystemPort& target, const Effect& effect, const FileWay& file, const SpooledFile& spooled) {
  const FileUpload upload = upload_of(cx, effect, file, spooled.size);
  const CallContext context = file_context(cx, effect.key.system, effect, spooled.size);
  if (target.probe_file(upload, context).kind == ProbeOutcome::Kind::found) {
    delivered(cx, effect, file);
    return;
  }
  const auto content = cx.setup.spool->content_of(spooled);
  if (!content) {
    try_later(cx, effect, content.error());
    return;
  }
  if (mutant("file-acked-early")) delivered(cx, effect, file);
  CallContext sending = context;
  sending.leave_by = leave_by(cx, effect);
  if (came_too_late(cx, effect, sending.leave_by)) return;
  cx.rt.point("files.before_upload");
  const WriteOutcome written = target.upload(upload, **content, sending);
  cx.rt.point("files.uploaded");
  switch (written.kind) {
    case WriteOutcome::Kind::applied: delivered(cx, effect, file); return;
    case WriteOutcome::Kind::unknown: unknown(cx, effect, *written.error); return;
    case WriteOutcome::Kind::not_sent: try_later(cx, effect, *written.error); return;
    case WriteOutcome::Kind::rejected: refused(cx, effect, *written.error); return;
  }
}

const FileRule* rule_of(Context& cx, const Effect& effect, const FileWay& file) {
  const auto link = cx.store.reader()->link(effect.link);
  const EntityPolicy* policy = link ? cx.setup.policy(link->entity) : nullptr;
  const bool known = cx.setup.spool && cx.setup.systems.contains(file.source.system);
  return policy && known ? file_rule(*policy, file.from, file.to, file.name) : nullptr;
}

}  // namespace

void deliver_file(Context& cx, SystemPort& target, const Effect& effect) {
  const FileWay file = *file_of(effect);
  const FileRule* rule = rule_of(cx, effect, file);
  if (!rule) {
    reject(cx, effect,
           {ErrorClass::config, "files.no_rule", "no rule of the project sends this file any more", place_of(file),
            "add the rule to `files` again, or leave it", std::nullopt});
    return;
  }
  const auto spooled = fetch(cx, effect, file, rule->limit);
  if (!spooled) return;
  cx.rt.point("files.spooled");
  switch (note_fetched(cx, effect, file, *spooled)) {
    case Next::upload: upload(cx, target, effect, file, *spooled); break;
    case Next::nothing: delivered(cx, effect, file); break;
    case Next::wait:
      try_later(cx, effect,
                {ErrorClass::transient, "files.same_content", "another file with the same content is on its way",
                 place_of(file), "nothing: it is sent once", std::nullopt});
  }
  cx.setup.spool->release(*spooled);
}

void settle_file(Context& cx, SystemPort& target, const Effect& effect) {
  const FileWay file = *file_of(effect);
  auto link = cx.store.reader()->link(effect.link);
  const FilePart* part = link ? link->shadow.file(file.from, file.to, file.id) : nullptr;
  if (!part || part->mark != mark_of(file)) {  // it was not even fetched
    not_applied(cx, effect);
    return;
  }
  const ProbeOutcome probed = target.probe_file(upload_of(cx, effect, file, part->size),
                                                call_context(cx, effect.key.system, Priority::event, effect.trace));
  switch (probed.kind) {
    case ProbeOutcome::Kind::found: delivered(cx, effect, file); return;
    case ProbeOutcome::Kind::absent: not_seen(cx, effect); return;
    case ProbeOutcome::Kind::cannot_tell: break;
  }
  if (probed.error && probed.error->cls != ErrorClass::config) {
    still_unknown(cx, effect, *probed.error);
    return;
  }
  unsettled(cx, effect,
            {ErrorClass::unknown, "effect.unsettled", "files cannot be searched there by our key", text_of(effect.key),
             "look at the record whether " + file.name + " is there", std::nullopt});
}

}  // namespace syncline
