#include "connect/drop_outbox.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/hash.h"
#include "base/text.h"
#include "connect/dropped_rows.h"
#include "connect/values.h"
#include "connect/write_outcome.h"

namespace syncline {
namespace {

constexpr std::string_view folder_mark = ".syncline";
// Files that are sent are far smaller.
constexpr std::size_t most_compared = 256u << 20;

/// Whatever is wrong with the folder, nothing was sent and it is tried again.
WriteOutcome not_sent(Error error) {
  if (error.cls == ErrorClass::not_found || error.cls == ErrorClass::permission) error.cls = ErrorClass::transient;
  return {.kind = WriteOutcome::Kind::not_sent, .native = "", .stored = {}, .error = std::move(error)};
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

std::string name_in(const std::string& path) { return path.substr(path.rfind('/') + 1); }

WriteOutcome applied(const DropSite& site, const ObjectSpec& object, const SentRow& row) {
  WriteOutcome out;
  out.native = row.native;
  NativeRecord record;
  record.key = {site.system(), object.traits.object, row.native};
  record.content = row.content;
  out.stored = std::move(record);
  return out;
}

/// How many of the first have together no more rows than one file; at least one, since a record's rows stay together.
std::size_t that_fit(std::span<const DropEntry> entries, std::size_t most) {
  std::size_t fit = 0, rows = 0;
  while (fit < entries.size() && (fit == 0 || rows + entries[fit].rows.size() <= most))
    rows += entries[fit++].rows.size();
  return fit;
}

}  // namespace

std::vector<WriteOutcome> DropOutbox::send(const ObjectSpec& object, std::span<const WriteRequest> writes,
                                           const CallContext& context) {
  std::vector<WriteOutcome> outcomes(writes.size());
  std::map<std::string, std::vector<DropEntry>> files;  // by what their rows share
  std::set<std::string> natives;
  for (std::size_t i = 0; i < writes.size(); ++i) {
    if (auto known = sent_before(object, writes[i])) {
      outcomes[i] = std::move(*known);
      continue;
    }
    auto entry = drop_entry(site_, object, writes[i]);
    if (entry && !natives.insert(entry->record.native).second)
      entry = fail(same_id(site_, object, entry->record.native));
    if (!entry) {
      outcomes[i] = refused_here(entry.error());
      continue;
    }
    entry->write = i;
    files[entry->apart].push_back(std::move(*entry));
  }
  const auto most = static_cast<std::size_t>(object.drop->outgoing->most);
  for (const auto& [_, entries] : files) {
    for (std::size_t from = 0; from < entries.size();) {
      const auto part = std::span(entries).subspan(from, that_fit(std::span(entries).subspan(from), most));
      from += part.size();
      const WriteOutcome done = deliver(object, part, context);
      for (const DropEntry& entry : part)
        outcomes[entry.write] = done.kind == WriteOutcome::Kind::applied ? applied(site_, object, entry.record) : done;
    }
  }
  return outcomes;
}

/// Of a write whose row is in a file already.
std::optional<WriteOutcome> DropOutbox::sent_before(const ObjectSpec& object, const WriteRequest& write) {
  if (site_.memory.sent(object.traits.object, write.idempotency_key).file.empty()) return std::nullopt;
  const auto found = find(object, write);
  if (found.kind == ProbeOutcome::Kind::absent) return std::nullopt;
  if (found.kind == ProbeOutcome::Kind::cannot_tell)
    return WriteOutcome{.kind = WriteOutcome::Kind::unknown, .native = "", .stored = {}, .error = found.error};
  const auto record = site_.memory.record(object.traits.object, found.native);
  return applied(site_, object, {write.idempotency_key, found.native, record ? record->content : write.content});
}

Result<SentFile, Error> DropOutbox::file_for(const ObjectSpec& object, const std::string& folder, const std::string& id,
                                             std::span<const DropEntry> entries, std::string& content) const {
  const OutgoingSpec& spec = *object.drop->outgoing;
  SentFile file;
  List rows;
  std::vector<std::vector<std::string>> cells;
  for (const DropEntry& entry : entries) {
    file.rows.push_back(entry.record);
    rows.push_back(entry.shown);
    cells.insert(cells.end(), entry.rows.begin(), entry.rows.end());
  }
  const Map all = site_.connector.variables({{"key", id}, {"now", to_iso(site_.rt.now())}, {"rows", std::move(rows)}});
  const expr::MapBindings bindings(all);
  auto name = spec.name.text(bindings);
  if (!name) return fail(name.error());
  if (name->empty() || name->front() == '.' || name->find('/') != std::string::npos)
    return fail(Error{ErrorClass::config,
                      "drop.name",
                      "\"" + *name + "\" is no name of a file",
                      site_.system(),
                      "correct name under outgoing in connector.yaml",
                      {}});
  List head;
  for (const TemplateTree& line : spec.head) {
    auto filled = line.fill(bindings);
    if (!filled) return fail(filled.error());
    head.push_back(std::move(*filled));
  }
  auto bytes = encoded(object.drop->format, csv_of(object.drop->format, object.drop->columns, head, cells));
  if (!bytes) return fail(bytes.error());
  content = std::move(*bytes);
  file.path = joined_path(folder, *name);
  file.temporary = joined_path(folder, "." + *name + ".part");
  return file;
}

WriteOutcome DropOutbox::deliver(const ObjectSpec& object, std::span<const DropEntry> entries,
                                 const CallContext& context) {
  if (site_.rt.now() > context.leave_by)
    return not_sent({ErrorClass::transient, "drop.late", "it came too late to be sent now", site_.system(), "", {}});
  if (!site_.memory.lasts()) return not_sent(site_.memory.keep({}).error());
  const auto folder = site_.folder(object.drop->outgoing->folder);
  if (!folder) return not_sent(folder.error());
  if (auto same = recognise(*folder); !same) return not_sent(same.error());
  std::string keys;
  for (const DropEntry& entry : entries) keys += entry.record.key + "\n";
  const std::string id = to_hex(xxh3(keys)).substr(0, 16);
  std::string content;
  auto file = file_for(object, *folder, id, entries, content);
  if (!file) return refused_here(file.error());
  if (auto put = site_.place->write(file->temporary, content); !put) return not_sent(put.error());
  const std::string& checksum = object.drop->outgoing->checksum;
  if (!checksum.empty()) {
    const std::string name = name_in(file->path);
    const auto put = site_.place->write(joined_path(*folder, beside(checksum, name)),
                                        checksum_for(checksum, content) + "  " + name + "\n");
    if (!put) return not_sent(put.error());
  }
  site_.rt.point("drop.written");
  file->state = SentFile::State::ready;
  if (auto kept = site_.memory.note(object.traits.object, id, *file); !kept) return not_sent(kept.error());
  site_.rt.point("drop.ready");
  return show(object, id, *file);
}

WriteOutcome DropOutbox::show(const ObjectSpec& object, const std::string& id, SentFile& file) {
  const auto moved = site_.place->move(file.temporary, file.path);
  site_.rt.point("drop.moved");
  if (moved && *moved == Moved::done) {
    const auto noted = delivered(object, id, file);
    if (noted) return {};
    // Whoever asks what became of a row completes it, as after a death.
    return {.kind = WriteOutcome::Kind::unknown, .native = "", .stored = {}, .error = noted.error()};
  }
  Error error = moved
                    ? drop_error(ErrorClass::transient, "vanished", "somebody removed the file before it had its name",
                                 site_.place_of(file.temporary), "leave hidden files alone")
                    : moved.error();
  if (error.cls == ErrorClass::unknown || !taken_back(object, id, file)) {
    error.cls = ErrorClass::unknown;
    return {.kind = WriteOutcome::Kind::unknown, .native = "", .stored = {}, .error = std::move(error)};
  }
  return not_sent(std::move(error));
}

Result<void, Error> DropOutbox::delivered(const ObjectSpec& object, const std::string& id, SentFile& file) {
  if (const std::string& done = object.drop->outgoing->done; !done.empty()) {
    const std::string folder = folder_of(file.path), name = name_in(file.path);
    const auto listed = site_.place->list(folder);
    if (!listed) return fail(listed.error());
    const bool there = std::ranges::find(*listed, name, &DroppedFile::name) != listed->end();
    if (auto put = there ? site_.place->write(joined_path(folder, beside(done, name)), "") : Result<void, Error>{};
        !put)
      return put;
  }
  file.state = SentFile::State::delivered;
  return site_.memory.note(object.traits.object, id, file);
}

Result<void, Error> DropOutbox::taken_back(const ObjectSpec& object, const std::string& id, SentFile& file) {
  file.state = SentFile::State::none;
  if (auto kept = site_.memory.note(object.traits.object, id, file); !kept) return kept;
  (void)site_.place->remove(file.temporary);  // hidden: it harms nobody where it stays
  return {};
}

/// Servers move a file by a second name and the removal of the first. Where one died between them, or is just about to,
/// what stands under the name is the hidden file.
Result<bool, Error> DropOutbox::is_shown(const SentFile& file) {
  const auto hidden = site_.place->read(file.temporary, most_compared);
  const auto shown = site_.place->read(file.path, most_compared);
  for (const auto* each : {&hidden, &shown}) {
    if (!*each && each->error().code != "drop.not_found") return fail(each->error());
  }
  return !hidden || !shown || *hidden == *shown;
}

Result<bool, Error> DropOutbox::settle_file(const ObjectSpec& object, const std::string& id) {
  SentFile file = site_.memory.sent_file(object.traits.object, id);
  if (file.state != SentFile::State::ready) return file.state == SentFile::State::delivered;
  if (auto same = recognise(folder_of(file.path)); !same) return fail(same.error());
  const auto moved = site_.place->move(file.temporary, file.path);
  if (!moved && moved.error().code == "drop.exists") {
    const auto ours = is_shown(file);
    if (!ours) return fail(ours.error());
    if (!*ours) {  // then the name is not ours, and it never had it
      if (auto back = taken_back(object, id, file); !back) return fail(back.error());
      return false;
    }
    (void)site_.place->remove(file.temporary);
  } else if (!moved) {
    return fail(moved.error());
  }
  if (auto noted = delivered(object, id, file); !noted) return fail(noted.error());
  return true;
}

ProbeOutcome DropOutbox::find(const ObjectSpec& object, const WriteRequest& write) {
  const auto sent = site_.memory.sent(object.traits.object, write.idempotency_key);
  if (sent.file.empty()) return {.kind = ProbeOutcome::Kind::absent, .native = "", .error = {}};
  const auto there = settle_file(object, sent.file);
  if (!there) return {.kind = ProbeOutcome::Kind::cannot_tell, .native = "", .error = there.error()};
  if (!*there) return {.kind = ProbeOutcome::Kind::absent, .native = "", .error = {}};
  return {.kind = ProbeOutcome::Kind::found, .native = sent.native, .error = {}};
}

Result<void, Error> DropOutbox::settle(const ObjectSpec& object, const std::string& native) {
  const std::string id = site_.memory.file_of_record(object.traits.object, native);
  if (id.empty()) return {};
  const auto there = settle_file(object, id);
  return there ? Result<void, Error>{} : fail(there.error());
}

Result<void, Error> DropOutbox::recognise(const std::string& folder) {
  const std::string what = "folder/" + folder, path = joined_path(folder, std::string(folder_mark));
  const std::string known = site_.memory.recall(what);
  const auto found = site_.place->read(path, 1000);
  if (!found && found.error().code != "drop.not_found") return fail(found.error());
  if (!known.empty() && found && std::string(trim(*found)) == known) return {};
  if (!known.empty())
    return fail(
        drop_error(ErrorClass::transient, "folder",
                   "this is not the folder that files were left in before: its " + std::string(folder_mark) +
                       (found ? " holds another text" : " is missing"),
                   site_.place_of(folder),
                   "mount it again; if it was moved or emptied by intent, make that file with the text " + known));
  std::string fresh = found ? std::string(trim(*found)) : "";
  if (fresh.empty()) {
    fresh = std::to_string(site_.rt.random()) + "-" + std::to_string(site_.rt.random());
    const auto there = site_.place->list(folder);  // it is never made by us: it could be that nothing is mounted
    if (!there) return fail(there.error());
    if (auto put = site_.place->write(path, fresh + "\n"); !put) return put;
  }
  return site_.memory.keep({{what, fresh}});
}

}  // namespace syncline
