#include "connect/drop_memory.h"

#include "base/json.h"

namespace syncline {
namespace {

std::string record_key(const std::string& object, const std::string& native) {
  return "record/" + object + "/" + native;
}
std::string file_key(const std::string& object, const std::string& id) { return "file/" + object + "/" + id; }
std::string sent_key(const std::string& object, const std::string& key) { return "sent/" + object + "/" + key; }
std::string pending_key(const std::string& object, const std::string& native) {
  return "pending/" + object + "/" + native;
}

}  // namespace

std::int64_t DropMemory::number(const std::string& what) const {
  const auto value = parse_json(recall(what));
  return value ? value->int_or(0) : 0;
}

Result<void, Error> DropMemory::keep(const Entries& entries) const {
  if (lasts()) return kept_->keep_all(entries);
  return fail(Error{ErrorClass::config,
                    "drop.forgetful",
                    "there is nowhere to remember which rows were sent",
                    "",
                    "let a running Syncline write: commands that only look cannot",
                    {}});
}

std::optional<KnownRecord> DropMemory::record(const std::string& object, const std::string& native) const {
  const auto kept = parse_json(recall(record_key(object, native)));
  if (!kept || !kept->is_map()) return std::nullopt;
  return KnownRecord{(*kept)["file"].int_or(0), (*kept)["content"]};
}

void DropMemory::note(Entries& entries, const std::string& object, const std::string& native,
                      const KnownRecord& record) {
  entries.emplace_back(record_key(object, native), write_json(Map{{"file", record.file}, {"content", record.content}}));
}

SentFile DropMemory::sent_file(const std::string& object, const std::string& id) const {
  SentFile out;
  const auto kept = parse_json(recall(file_key(object, id)));
  if (!kept || !kept->is_map()) return out;
  const std::string state = (*kept)["state"].string_or("");
  out.state = state == "ready"       ? SentFile::State::ready
              : state == "delivered" ? SentFile::State::delivered
                                     : SentFile::State::none;
  out.temporary = (*kept)["temporary"].string_or("");
  out.path = (*kept)["path"].string_or("");
  if ((*kept)["rows"].is_list()) {
    for (const Value& row : (*kept)["rows"].as_list())
      out.rows.push_back({row["key"].string_or(""), row["native"].string_or(""), row["content"]});
  }
  return out;
}

DropMemory::Sent DropMemory::sent(const std::string& object, const std::string& key) const {
  const std::string kept = recall(sent_key(object, key));
  const std::size_t space = kept.find(' ');
  return space == std::string::npos ? Sent{} : Sent{kept.substr(0, space), kept.substr(space + 1)};
}

std::string DropMemory::file_of_record(const std::string& object, const std::string& native) const {
  return recall(pending_key(object, native));
}

Result<void, Error> DropMemory::note(const std::string& object, const std::string& id, const SentFile& file) const {
  using State = SentFile::State;
  const bool ready = file.state == State::ready;
  Entries entries;
  List rows;
  for (const SentRow& row : file.rows) {
    entries.emplace_back(sent_key(object, row.key), file.state == State::none ? "" : id + " " + row.native);
    entries.emplace_back(pending_key(object, row.native), ready ? id : "");
    if (ready) rows.emplace_back(Map{{"key", row.key}, {"native", row.native}, {"content", row.content}});
    if (file.state == State::delivered) note(entries, object, row.native, {number("full/" + object), row.content});
  }
  Map kept{{"state", ready ? "ready" : file.state == State::delivered ? "delivered" : "none"}, {"path", file.path}};
  if (ready) {
    kept.set("temporary", file.temporary);
    kept.set("rows", std::move(rows));
  }
  entries.emplace_back(file_key(object, id), write_json(std::move(kept)));
  return keep(entries);
}

}  // namespace syncline
