#include "connect/drop_intake.h"

#include <algorithm>
#include <mutex>
#include <set>

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "connect/drop_timetable.h"
#include "connect/dropped_rows.h"
#include "connect/values.h"
#include "connect/wildcard.h"

namespace syncline {
namespace {

constexpr std::size_t most_bytes = 64u << 20;
constexpr std::string_view file_mark = "file:";

std::string taken_key(const std::string& object, const std::string& name) { return "taken/" + object + "/" + name; }
std::string refused_key(const std::string& object, const std::string& name) { return "refused/" + object + "/" + name; }
std::string ids_key(const std::string& object) { return "ids/" + object; }
std::string full_key(const std::string& object) { return "full/" + object; }
Failure<Error> not_understood(const std::string& place, std::string message) {
  return fail(Error{ErrorClass::validation,
                    "drop.rows",
                    std::move(message),
                    place,
                    "correct the file and leave it again, or correct the field in connector.yaml",
                    {}});
}

}  // namespace

DropIntake::Position DropIntake::position_of(const std::string& cursor) {
  Position out;
  const auto value = parse_json(cursor);
  if (!value || !value->is_map()) return out;
  out.name = (*value)["name"].string_or("");
  out.sum = (*value)["sum"].string_or("");
  out.row = (*value)["row"].int_or(0);
  out.number = (*value)["number"].int_or(0);
  const std::string state = (*value)["state"].string_or("");
  out.state = state == "taken"     ? Position::State::taken
              : state == "refused" ? Position::State::refused
                                   : Position::State::taking;
  return out;
}

std::string DropIntake::cursor_of(const Position& at) {
  const char* state = at.state == Position::State::taken     ? "taken"
                      : at.state == Position::State::refused ? "refused"
                                                             : "taking";
  return write_json(Map{{"name", at.name}, {"sum", at.sum}, {"row", at.row}, {"number", at.number}, {"state", state}});
}

Result<Page, Error> DropIntake::list(const ObjectSpec& object, const std::string& cursor) {
  const std::string& name = object.traits.object;
  const auto folder = site_.folder(object.drop->incoming->folder);
  if (!folder) return fail(folder.error());
  Position at = position_of(cursor);
  const bool ended = at.state == Position::State::taken || at.state == Position::State::refused;
  if (ended && site_.memory.lasts()) {
    if (auto done = finish(object, *folder, at); !done) return fail(done.error());
  }
  const auto files = waiting(object, *folder);
  if (!files) return fail(files.error());
  bool behind = !site_.memory.lasts() && ended;  // who has no memory knows by the order what was taken
  for (const DroppedFile& file : *files) {
    if (behind) {
      behind = file.name != at.name;
      continue;
    }
    const bool known = at.state == Position::State::taking && file.name == at.name;
    if (at.state == Position::State::taking && !known &&
        std::ranges::find(*files, at.name, &DroppedFile::name) != files->end())
      continue;
    if (const std::string sum = known_sum(object, file); !known && !sum.empty() &&
                                                         site_.memory.recall(taken_key(name, file.name)) == sum &&
                                                         object.drop->incoming->archive.empty())
      continue;
    // Refused before, and left as it is: what came since does not make it any better.
    const std::string fault = "refused " + std::to_string(file.size) + " " + std::to_string(file.modified.us);
    if (site_.memory.recall(taken_key(name, file.name)) == fault) continue;
    const auto content = load(object, *folder, file);
    if (!content && content.error().cls != ErrorClass::validation) {
      if (content.error().code == "drop.not_found") continue;  // taken away since it was listed
      return fail(content.error());
    }
    const std::string sum = content ? (*content)->sum : content.error().code;
    if (content && known && sum == at.sum) return page_of(object, **content, at);
    const std::string taken = site_.memory.recall(taken_key(name, file.name));
    if (content && taken == sum) {  // left again, or death came between knowing and putting away
      Position old{file.name, sum, 0, 0, Position::State::taken};
      if (auto done = put_away(object, *folder, old); !done) return fail(done.error());
      continue;
    }
    if (!content) return refused(object, file.name, fault, content.error());
    return page_of(object, **content,
                   {file.name, sum, 0, site_.memory.number(full_key(name)) + 1, Position::State::taking});
  }
  Page none;
  none.next = ended && !site_.memory.lasts() ? cursor : "";
  none.late = overdue(site_, object);
  return none;
}

/// Those that are whole, in the order in which they are to be taken.
Result<std::vector<DroppedFile>, Error> DropIntake::waiting(const ObjectSpec& object, const std::string& folder) {
  const IncomingSpec& spec = *object.drop->incoming;
  auto all = site_.place->list(folder);
  if (!all) {
    all.error().place = site_.system() + " " + all.error().place;
    if (all.error().cls == ErrorClass::not_found) all.error().cls = ErrorClass::config;
    return fail(std::move(all.error()));
  }
  if (site_.memory.lasts() && site_.memory.recall(watched_key(object.traits.object)).empty())
    (void)site_.memory.keep({{watched_key(object.traits.object), std::to_string(site_.rt.now().us)}});
  std::vector<DroppedFile> out;
  for (const DroppedFile& file : *all) {
    if (file.name.front() != '.' && matches_wildcard(file.name, spec.name) && is_whole(object, file, *all))
      out.push_back(file);
  }
  std::ranges::sort(out, [&](const DroppedFile& a, const DroppedFile& b) {
    if (spec.by_time && a.modified != b.modified) return a.modified < b.modified;
    return comes_before(a.name, b.name);
  });
  return out;
}

bool DropIntake::is_whole(const ObjectSpec& object, const DroppedFile& file, const std::vector<DroppedFile>& all) {
  const IncomingSpec& spec = *object.drop->incoming;
  const auto stands = [&](const std::string& pattern) {
    return std::ranges::find(all, beside(pattern, file.name), &DroppedFile::name) != all.end();
  };
  if (!spec.done.empty() || !spec.checksum.empty())
    return (spec.done.empty() || stands(spec.done)) && (spec.checksum.empty() || stands(spec.checksum));
  const Instant now = site_.rt.now();
  if (file.modified <= now && now - file.modified >= spec.stable) return true;
  // The clock there may be another: what counts then is that it stays as it is while we look.
  const std::lock_guard hold(mutex_);
  Sight& sight = seen_[object.traits.object + "/" + file.name];
  if (sight.size != file.size || sight.modified != file.modified || sight.since.us == 0)
    sight = {file.size, file.modified, now};
  return now - sight.since >= spec.stable;
}

DropIntake::Loaded DropIntake::load(const ObjectSpec& object, const std::string& folder, const DroppedFile& file) {
  if (auto known = held(object, file.name, &file)) return known;
  const std::string path = joined_path(folder, file.name);
  const auto bytes = site_.place->read(path, most_bytes);
  if (!bytes) return fail(bytes.error());
  if (auto fault = checksum_fault(object, folder, file.name, *bytes)) return fail(std::move(*fault));
  auto content = understood(object, path, *bytes);
  if (content) {
    const std::lock_guard hold(mutex_);
    loaded_[object.traits.object] = {file, *content};
    sums_[object.traits.object + "/" + file.name] = {file, (*content)->sum};
  }
  return content;
}

namespace {

bool is_as_it_was(const DroppedFile& now, const DroppedFile& then) {
  return now.size == then.size && now.modified == then.modified;
}

}  // namespace

std::shared_ptr<const DropIntake::Content> DropIntake::held(const ObjectSpec& object, const std::string& name,
                                                            const DroppedFile* as) {
  const std::lock_guard hold(mutex_);
  const auto known = loaded_.find(object.traits.object);
  if (known == loaded_.end() || known->second.file.name != name) return nullptr;
  return !as || is_as_it_was(*as, known->second.file) ? known->second.content : nullptr;
}

std::string DropIntake::known_sum(const ObjectSpec& object, const DroppedFile& file) {
  const std::lock_guard hold(mutex_);
  const auto known = sums_.find(object.traits.object + "/" + file.name);
  return known != sums_.end() && is_as_it_was(file, known->second.first) ? known->second.second : "";
}

std::optional<Error> DropIntake::checksum_fault(const ObjectSpec& object, const std::string& folder,
                                                const std::string& name, const std::string& bytes) const {
  const std::string& pattern = object.drop->incoming->checksum;
  if (pattern.empty()) return std::nullopt;
  const std::string path = joined_path(folder, beside(pattern, name));
  const auto sidecar = site_.place->read(path, 4096);
  if (!sidecar) return sidecar.error();
  const std::string said = to_lower(split(std::string(trim(*sidecar)), ' ').front());
  const std::string is = checksum_for(pattern, bytes);
  if (said == is) return std::nullopt;
  return Error{ErrorClass::validation,
               "drop.checksum",
               "its checksum is " + is + ", but " + path + " says " + said,
               site_.place_of(joined_path(folder, name)),
               "leave the file again, whole, and its checksum after it",
               {}};
}

DropIntake::Loaded DropIntake::understood(const ObjectSpec& object, const std::string& path,
                                          const std::string& bytes) const {
  const std::string place = site_.place_of(path);
  const auto rows = rows_of(bytes, object.drop->format, object.drop->columns, place);
  if (!rows) return fail(rows.error());
  auto out = std::make_shared<Content>();
  out->sum = to_hex(sha256(bytes));
  std::set<std::string> ids;
  for (const DroppedRow& row : *rows) {
    auto record = record_of(object, row, place);
    if (!record) return fail(record.error());
    const bool twice = !ids.insert(record->key.native).second;
    if (twice && object.drop->incoming->full)
      return not_understood(place + " " + row.at(object.id), "the id \"" + record->key.native + "\" is there twice");
    out->records.push_back(std::move(*record));
  }
  if (!object.drop->incoming->full) return Loaded(out);
  const auto before = parse_json(site_.memory.recall(ids_key(object.traits.object)));
  for (const Value& id : before && before->is_list() ? before->as_list() : List{}) {
    if (!ids.contains(id.string_or(""))) out->missing.push_back(id.string_or(""));
  }
  const std::size_t had = before && before->is_list() ? before->as_list().size() : 0;
  const auto most = static_cast<std::size_t>(object.drop->incoming->most_missing);
  if (out->missing.size() * 100 > had * most)
    return fail(
        Error{ErrorClass::validation,
              "drop.missing",
              std::to_string(out->missing.size()) + " of the " + std::to_string(had) +
                  " records of the file before are missing, and at most " + std::to_string(most) + " % may be",
              place,
              "leave a whole file; if they are really gone, allow it by most_missing in connector.yaml and leave "
              "it again under another name",
              {}});
  return Loaded(out);
}

Result<NativeRecord, Error> DropIntake::record_of(const ObjectSpec& object, const DroppedRow& row,
                                                  const std::string& place) const {
  const Lookups none;
  const Map base = site_.connector.variables({});
  Translation to{site_.manifest(), none, place, base};
  auto record = decode_record(to, object, site_.system(), row.fields);
  if (record) return record;
  for (const ValueSpec& spec : object.fields) {
    const Value* found = row.fields.find(spec.path);
    const auto value = found ? decode_value(to, spec, *found, "") : Result<Value, Error>(Value());
    if (!value) return not_understood(place + " " + row.at(spec.path), value.error().message);
  }
  if (id_text(Value(row.fields).path(object.id)).empty())
    return not_understood(place + " " + row.at(object.id), "the row has nothing under \"" + object.id + "\", its id");
  return not_understood(place + " " + row.at(object.id), record.error().message);
}

Result<Page, Error> DropIntake::page_of(const ObjectSpec& object, const Content& content, Position at) {
  Page page;
  DropMemory::Entries entries;
  const auto size = static_cast<std::int64_t>(content.records.size());
  const auto all = size + static_cast<std::int64_t>(content.missing.size());
  std::int64_t end = std::min(all, at.row + object.drop->incoming->page);
  if (at.row < size) end = std::min(end, size);
  page.hints = at.row >= size && end > at.row;
  for (std::int64_t i = at.row; i < end; ++i) {
    if (page.hints) {
      NativeRecord hint;
      hint.key = {site_.system(), object.traits.object, content.missing[static_cast<std::size_t>(i - size)]};
      page.records.push_back(std::move(hint));
      continue;
    }
    page.records.push_back(content.records[static_cast<std::size_t>(i)]);
    const NativeRecord& record = page.records.back();
    DropMemory::note(entries, object.traits.object, record.key.native, {at.number, record.content});
  }
  if (object.drop->incoming->full && end >= size)
    entries.emplace_back(full_key(object.traits.object), std::to_string(at.number));
  if (site_.memory.lasts()) {
    if (auto kept = site_.memory.keep(entries); !kept) return fail(kept.error());
  }
  at.row = end;
  at.state = end == all ? Position::State::taken : Position::State::taking;
  page.next = cursor_of(at);
  page.more = true;  // what is behind it is seen by the next call, which puts it away
  return page;
}

Result<Page, Error> DropIntake::refused(const ObjectSpec& object, const std::string& name, const std::string& sum,
                                        const Error& error) {
  const std::string& of = object.traits.object;
  if (site_.memory.lasts()) {
    const Map why{{"code", error.code}, {"message", error.message}, {"place", error.place}, {"remedy", error.remedy}};
    if (auto kept = site_.memory.keep({{refused_key(of, name), write_json(why)}}); !kept) return fail(kept.error());
  }
  Page page;
  page.faulty.push_back({{site_.system(), of, std::string(file_mark) + name}, site_.rt.now().us, error});
  page.next = cursor_of({name, sum, 0, 0, Position::State::refused});
  page.more = true;
  return page;
}

/// What the cursor says is stored: from now on it is known, and put away.
Result<void, Error> DropIntake::finish(const ObjectSpec& object, const std::string& folder, const Position& at) {
  const std::string& of = object.traits.object;
  if (site_.memory.recall(taken_key(of, at.name)) != at.sum) {
    DropMemory::Entries entries{{taken_key(of, at.name), at.sum}};
    if (at.state == Position::State::taken) {
      entries.emplace_back(refused_key(of, at.name), "");
      entries.emplace_back(arrived_key(of), std::to_string(site_.rt.now().us));
      auto content = object.drop->incoming->full ? held(object, at.name, nullptr) : nullptr;
      if (object.drop->incoming->full && !content) content = load(object, folder, {at.name, 0, {}}).value_or(nullptr);
      if (content && content->sum == at.sum) {
        List ids;
        for (const NativeRecord& each : content->records) ids.emplace_back(each.key.native);
        entries.emplace_back(ids_key(of), write_json(std::move(ids)));
      }
    }
    if (auto kept = site_.memory.keep(entries); !kept) return kept;
  }
  return put_away(object, folder, at);
}

Result<void, Error> DropIntake::put_away(const ObjectSpec& object, const std::string& folder, const Position& at) {
  const IncomingSpec& spec = *object.drop->incoming;
  const bool good = at.state == Position::State::taken;
  const auto target = site_.folder(good ? spec.archive : spec.refused);
  if (!target) return fail(target.error());
  if (target->empty() || !site_.memory.lasts()) return {};
  if (auto made = site_.place->make_folder(*target); !made) return made;
  const auto move = [&](const std::string& name) -> Result<void, Error> {
    const std::string from = joined_path(folder, name);
    auto moved = site_.place->move(from, joined_path(*target, name));
    if (!moved && moved.error().code == "drop.exists")  // an older one of that name
      moved = site_.place->move(from, joined_path(*target, name + "." + at.sum.substr(0, 12)));
    if (!moved && moved.error().code == "drop.exists") return site_.place->remove(from);  // this very one
    return moved ? Result<void, Error>{} : fail(moved.error());
  };
  if (auto moved = move(at.name); !moved) return moved;
  for (const std::string& pattern : {spec.checksum, spec.done}) {
    if (pattern.empty()) continue;
    if (auto moved = move(beside(pattern, at.name)); !moved) return moved;
  }
  if (good) return {};
  const auto why = refusal(object, std::string(file_mark) + at.name);
  return why ? site_.place->write(joined_path(*target, at.name + ".error.txt"), describe(*why) + "\n")
             : Result<void, Error>{};
}

std::optional<Error> DropIntake::refusal(const ObjectSpec& object, const std::string& native) const {
  if (!native.starts_with(file_mark)) return std::nullopt;
  const auto why = parse_json(site_.memory.recall(refused_key(object.traits.object, native.substr(file_mark.size()))));
  if (!why || !why->is_map()) return std::nullopt;
  return Error{ErrorClass::validation,        (*why)["code"].string_or(""),   (*why)["message"].string_or(""),
               (*why)["place"].string_or(""), (*why)["remedy"].string_or(""), {}};
}

Result<std::optional<NativeRecord>, Error> DropIntake::search(const ObjectSpec& object, const std::string& native) {
  const auto folder = site_.folder(object.drop->incoming->folder);
  if (!folder) return fail(folder.error());
  const auto files = waiting(object, *folder);
  if (!files) return fail(files.error());
  for (auto file = files->rbegin(); file != files->rend(); ++file) {
    const auto content = load(object, *folder, *file);
    if (!content) continue;  // a file that is refused shows nothing
    const auto& records = (*content)->records;
    const auto found = std::find_if(records.rbegin(), records.rend(),
                                    [&](const NativeRecord& each) { return each.key.native == native; });
    if (found != records.rend()) return std::optional(*found);
    if (object.drop->incoming->full) break;
  }
  return std::optional<NativeRecord>();
}

}  // namespace syncline
