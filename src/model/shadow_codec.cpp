// The stored form of a shadow: compact JSON, short keys, defaults left out. Format 1. A reader of this program refuses
// a newer format instead of losing what it does not know.
#include <algorithm>

#include "model/field_value_codec.h"
#include "model/shadow.h"

namespace syncline {
namespace {

constexpr std::int64_t format = 1;

void put(JsonWriter& out, std::string_view key, std::int64_t number) {
  if (number != 0) out.set(key, number);
}
void put(JsonWriter& out, std::string_view key, bool flag) {
  if (flag) out.set(key, true);
}
void put(JsonWriter& out, std::string_view key, const std::string& text) {
  if (!text.empty()) out.set(key, text);
}

template <class All, class One>
void write_list(JsonWriter& out, std::string_view key, const All& all, One one) {
  out.key(key);
  out.open_list();
  for (const auto& each : all) one(out, each);
  out.close_list();
}
/// Of what has a name each.
template <class All, class One>
void write_map(JsonWriter& out, std::string_view key, const All& all, One one) {
  out.key(key);
  out.open_map();
  for (const auto& [name, each] : all) {
    out.key(name);
    one(out, each);
  }
  out.close_map();
}

void write_agreed(JsonWriter& out, const AgreedField& field) {
  out.open_map();
  out.key("v");
  write(out, field.value);
  out.set("n", static_cast<std::int64_t>(field.version));
  put(out, "s", field.origin.slot);
  put(out, "e", field.origin.event.n);
  put(out, "r", field.origin.rule);
  put(out, "h", static_cast<std::int64_t>(field.origin.hops));
  put(out, "at", field.changed_at.us);
  put(out, "ea", field.edited_after.us);
  put(out, "eb", field.edited_by.us);
  out.close_map();
}

AgreedField decode_agreed(const Value& map, StoredWords& words) {
  AgreedField field;
  field.value = field_value_from(map["v"], words);
  field.version = static_cast<std::uint32_t>(map["n"].int_or(0));
  field.origin = {map["s"].string_or(""), EventId{map["e"].int_or(0)}, map["r"].string_or(""),
                  static_cast<std::uint32_t>(map["h"].int_or(0))};
  field.changed_at = {map["at"].int_or(0)};
  field.edited_after = {map["ea"].int_or(0)};
  field.edited_by = {map["eb"].int_or(0)};
  return field;
}

void write_link(JsonWriter& out, LinkId link) { out.value(link.n); }

void write_field(JsonWriter& out, const MemberField& field) {
  out.open_map();
  if (!field.base.is_null()) out.set("b", field.base);
  put(out, "bp", field.place);
  put(out, "p", static_cast<std::int64_t>(field.presence));
  put(out, "c", static_cast<std::int64_t>(field.confirmed));
  put(out, "s", field.standing);
  put(out, "d", field.deviating);
  if (!field.former.is_null()) out.set("f", field.former);
  put(out, "at", field.based_at.us);
  put(out, "l", field.refers_to.n);
  put(out, "w", static_cast<std::int64_t>(field.written));
  if (field.written != 0) {
    out.key("wv");
    write(out, field.written_value);
  }
  put(out, "wa", field.written_at.us);
  put(out, "wk", field.acknowledged_at.us);
  put(out, "u", field.undone);
  put(out, "ua", field.unasked);
  put(out, "us", field.unseen);
  if (!field.links.empty()) write_map(out, "ll", field.links, write_link);
  out.close_map();
}

MemberField decode_field(const Value& map, StoredWords& words) {
  MemberField field;
  field.base = map["b"];
  field.place = map["bp"].string_or("");
  field.presence = words.read(map["p"], Presence::value);
  field.confirmed = static_cast<std::uint32_t>(map["c"].int_or(0));
  field.standing = map["s"].bool_or(false);
  field.deviating = map["d"].bool_or(false);
  field.former = map["f"];
  field.based_at = {map["at"].int_or(0)};
  field.refers_to = {map["l"].int_or(0)};
  field.written = static_cast<std::uint32_t>(map["w"].int_or(0));
  if (const Value& written = map["wv"]; written.is_map()) field.written_value = field_value_from(written, words);
  field.written_at = {map["wa"].int_or(0)};
  field.acknowledged_at = {map["wk"].int_or(0)};
  field.undone = map["u"].bool_or(false);
  field.unasked = map["ua"].bool_or(false);
  field.unseen = map["us"].bool_or(false);
  if (map["ll"].is_map()) {
    for (const auto& [name, link] : map["ll"].as_map()) field.links.emplace(name, LinkId{link.int_or(0)});
  }
  return field;
}

std::string hex_of(const Hash128& hash) { return hash == Hash128{} ? std::string() : to_hex(hash); }

Hash128 hash_from(const std::string& hex) {
  Hash128 hash{};
  std::string bytes;
  if (from_hex(hex, bytes) && bytes.size() == hash.size()) std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

void write_member(JsonWriter& out, const Member& member) {
  out.open_map();
  out.set("s", member.slot);
  out.set("y", member.key.system);
  out.set("o", member.key.object);
  out.set("i", member.key.native);
  put(out, "st", static_cast<std::int64_t>(member.state));
  put(out, "du", member.duplicate);
  put(out, "pa", member.paused);
  put(out, "mu", member.made_by_us);
  put(out, "re", member.released);
  put(out, "en", static_cast<std::int64_t>(member.ending));
  put(out, "in", static_cast<std::int64_t>(member.incarnation));
  if (member.stamp) out.set("t", *member.stamp);
  put(out, "v", member.version);
  put(out, "h", hex_of(member.hash));
  put(out, "at", member.read_at.us);
  write_map(out, "f", member.fields, write_field);
  out.close_map();
}

Member decode_member(const Value& map, StoredWords& words) {
  Member member;
  member.slot = map["s"].string_or("");
  member.key = {map["y"].string_or(""), map["o"].string_or(""), map["i"].string_or("")};
  member.state = words.read(map["st"], RecordState::live);
  member.duplicate = map["du"].bool_or(false);
  member.paused = map["pa"].bool_or(false);
  member.made_by_us = map["mu"].bool_or(false);
  member.released = map["re"].bool_or(false);
  member.ending = words.read(map["en"], Ending::none);
  member.incarnation = static_cast<std::uint32_t>(std::max<std::int64_t>(1, map["in"].int_or(1)));
  if (map["t"].is_int()) member.stamp = map["t"].as_int();
  member.version = map["v"].string_or("");
  member.hash = hash_from(map["h"].string_or(""));
  member.read_at = {map["at"].int_or(0)};
  if (map["f"].is_map()) {
    for (const auto& [name, field] : map["f"].as_map()) member.fields.emplace(name, decode_field(field, words));
  }
  return member;
}

void write_swing(JsonWriter& out, const Swing& swing) {
  out.open_map();
  out.set("f", swing.field);
  out.set("s", swing.slot);
  out.set("n", static_cast<std::int64_t>(swing.times));
  out.set("at", swing.since.us);
  out.set("v", hex_of(swing.value));
  out.close_map();
}

Swing decode_swing(const Value& map) {
  return {map["f"].string_or(""),
          map["s"].string_or(""),
          static_cast<std::uint32_t>(map["n"].int_or(0)),
          {map["at"].int_or(0)},
          hash_from(map["v"].string_or(""))};
}

void write_text(JsonWriter& out, const std::string& text) { out.value(text); }

void write_file(JsonWriter& out, const FilePart& file) {
  out.open_map();
  out.set("f", file.from);
  out.set("t", file.to);
  out.set("i", file.id);
  out.set("m", file.mark);
  put(out, "n", file.name);
  put(out, "h", file.sha256);
  put(out, "z", static_cast<std::int64_t>(file.size));
  put(out, "s", static_cast<std::int64_t>(file.state));
  if (!file.delivered.empty()) write_list(out, "d", file.delivered, write_text);
  out.close_map();
}

FilePart decode_file(const Value& map, StoredWords& words) {
  FilePart file{map["f"].string_or(""),
                map["t"].string_or(""),
                map["i"].string_or(""),
                map["m"].string_or(""),
                map["n"].string_or(""),
                map["h"].string_or(""),
                static_cast<std::uint64_t>(map["z"].int_or(0)),
                words.read(map["s"], FilePart::State::fetched)};
  if (map["d"].is_list()) {
    for (const Value& hash : map["d"].as_list()) file.delivered.push_back(hash.string_or(""));
  }
  return file;
}

void write_count(JsonWriter& out, std::uint32_t count) { out.value(static_cast<std::int64_t>(count)); }

void write_kind(JsonWriter& out, ConflictKind kind) { out.value(static_cast<std::int64_t>(kind)); }

void write_parked(JsonWriter& out, const Parked& parked) {
  out.open_map();
  out.set("s", parked.slot);
  out.set("f", parked.field);
  out.set("n", static_cast<std::int64_t>(parked.version));
  put(out, "r", parked.refused);
  put(out, "t", static_cast<std::int64_t>(parked.times));
  put(out, "at", parked.since.us);
  put(out, "x", parked.rejected);
  out.close_map();
}

Parked decode_parked(const Value& map) {
  Parked parked;
  parked.slot = map["s"].string_or("");
  parked.field = map["f"].string_or("");
  parked.version = static_cast<std::uint32_t>(map["n"].int_or(0));
  parked.refused = map["r"].bool_or(false);
  parked.times = static_cast<std::uint32_t>(map["t"].int_or(0));
  parked.since = {map["at"].int_or(0)};
  // Before rejections had a time of their own, one that was never sent was a person's.
  parked.rejected = map["x"].bool_or(parked.refused && parked.since == Instant{});
  return parked;
}

void write_key(JsonWriter& out, const RecordKey& key) {
  out.open_list();
  out.value(key.system);
  out.value(key.object);
  out.value(key.native);
  out.close_list();
}

}  // namespace

std::string encode(const Shadow& shadow) {
  JsonWriter out;
  out.open_map();
  out.set("format", format);
  write_map(out, "a", shadow.agreed, write_agreed);
  write_list(out, "m", shadow.members, write_member);
  if (!shadow.disputes.empty()) write_map(out, "d", shadow.disputes, write_kind);
  if (!shadow.swings.empty()) write_list(out, "w", shadow.swings, write_swing);
  if (!shadow.parked.empty()) write_list(out, "p", shadow.parked, write_parked);
  put(out, "pr", shadow.problem);
  if (!shadow.unlinked.empty()) write_map(out, "ul", shadow.unlinked, write_key);
  if (!shadow.files.empty()) write_list(out, "fi", shadow.files, write_file);
  if (!shadow.left.empty()) write_map(out, "le", shadow.left, write_count);
  put(out, "u", shadow.undecided);
  out.close_map();
  return out.take();
}

Result<Shadow, Error> decode_shadow(std::string_view bytes) {
  const auto parsed = parse_json(bytes);
  if (!parsed) return fail(parsed.error());
  const Value& map = *parsed;
  if (map["format"].int_or(0) != format) {
    return fail(Error{ErrorClass::config, "shadow.format",
                      "a stored link has format " + std::to_string(map["format"].int_or(0)) + ", this program knows " +
                          std::to_string(format),
                      "store", "run the program version that wrote it, or a newer one", std::nullopt});
  }
  Shadow shadow;
  StoredWords words;
  if (map["a"].is_map()) {
    for (const auto& [name, field] : map["a"].as_map()) shadow.agreed.emplace(name, decode_agreed(field, words));
  }
  if (map["d"].is_map()) {
    for (const auto& [name, kind] : map["d"].as_map()) {
      shadow.disputes.emplace(name, words.read(kind, ConflictKind::concurrent));
    }
  }
  if (map["m"].is_list()) {
    for (const Value& member : map["m"].as_list()) shadow.members.push_back(decode_member(member, words));
  }
  if (map["w"].is_list()) {
    for (const Value& swing : map["w"].as_list()) shadow.swings.push_back(decode_swing(swing));
  }
  if (map["p"].is_list()) {
    for (const Value& p : map["p"].as_list()) shadow.parked.push_back(decode_parked(p));
  }
  shadow.problem = map["pr"].string_or("");
  if (map["ul"].is_map()) {
    for (const auto& [field, key] : map["ul"].as_map())
      shadow.unlinked[field] = {key.at(0).string_or(""), key.at(1).string_or(""), key.at(2).string_or("")};
  }
  if (map["fi"].is_list()) {
    for (const Value& file : map["fi"].as_list()) shadow.files.push_back(decode_file(file, words));
  }
  if (map["le"].is_map()) {
    for (const auto& [slot, last] : map["le"].as_map()) shadow.left[slot] = static_cast<std::uint32_t>(last.int_or(0));
  }
  shadow.undecided = map["u"].bool_or(false);
  if (!words.all_known()) return fail(damaged("a link holds a word that there is not"));
  return shadow;
}

}  // namespace syncline
