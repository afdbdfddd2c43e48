// The stored form of a shadow: compact JSON, short keys, defaults left out. Format 1. A reader of this program refuses
// a newer format instead of losing what it does not know.
#include "base/json.h"
#include "model/shadow.h"

namespace syncline {
namespace {

constexpr std::int64_t format = 1;

Value presence_of(const FieldValue& value) {
  if (value.presence == Presence::value) return Map{{"v", value.value}};
  return Map{{"p", static_cast<std::int64_t>(value.presence)}};
}

FieldValue field_value(const Value& stored) {
  if (const Value* value = stored.is_map() ? stored.as_map().find("v") : nullptr) return FieldValue::of(*value);
  return {static_cast<Presence>(stored["p"].int_or(static_cast<std::int64_t>(Presence::absent))), {}};
}

void put(Map& map, std::string_view key, std::int64_t number) {
  if (number != 0) map.set(key, number);
}
void put(Map& map, std::string_view key, bool flag) {
  if (flag) map.set(key, true);
}
void put(Map& map, std::string_view key, const std::string& text) {
  if (!text.empty()) map.set(key, text);
}

Value encode_agreed(const AgreedField& field) {
  Map map{{"v", presence_of(field.value)}, {"n", static_cast<std::int64_t>(field.version)}};
  put(map, "s", field.origin.slot);
  put(map, "e", field.origin.event.n);
  put(map, "r", field.origin.rule);
  put(map, "h", static_cast<std::int64_t>(field.origin.hops));
  put(map, "at", field.changed_at.us);
  put(map, "ea", field.edited_after.us);
  put(map, "eb", field.edited_by.us);
  return map;
}

AgreedField decode_agreed(const Value& map) {
  AgreedField field;
  field.value = field_value(map["v"]);
  field.version = static_cast<std::uint32_t>(map["n"].int_or(0));
  field.origin = {map["s"].string_or(""), EventId{map["e"].int_or(0)}, map["r"].string_or(""),
                  static_cast<std::uint32_t>(map["h"].int_or(0))};
  field.changed_at = {map["at"].int_or(0)};
  field.edited_after = {map["ea"].int_or(0)};
  field.edited_by = {map["eb"].int_or(0)};
  return field;
}

Value encode_field(const MemberField& field) {
  Map map;
  if (!field.base.is_null()) map.set("b", field.base);
  put(map, "bp", field.place);
  put(map, "p", static_cast<std::int64_t>(field.presence));
  put(map, "c", static_cast<std::int64_t>(field.confirmed));
  put(map, "s", field.standing);
  put(map, "d", field.deviating);
  if (!field.former.is_null()) map.set("f", field.former);
  put(map, "at", field.based_at.us);
  put(map, "l", field.refers_to.n);
  put(map, "w", static_cast<std::int64_t>(field.written));
  if (field.written != 0) map.set("wv", presence_of(field.written_value));
  put(map, "wa", field.written_at.us);
  put(map, "u", field.undone);
  put(map, "ua", field.unasked);
  if (!field.links.empty()) {
    Map links;
    for (const auto& [name, link] : field.links) links.set(name, link.n);
    map.set("ll", std::move(links));
  }
  return map;
}

MemberField decode_field(const Value& map) {
  MemberField field;
  field.base = map["b"];
  field.place = map["bp"].string_or("");
  field.presence = static_cast<Presence>(map["p"].int_or(0));
  field.confirmed = static_cast<std::uint32_t>(map["c"].int_or(0));
  field.standing = map["s"].bool_or(false);
  field.deviating = map["d"].bool_or(false);
  field.former = map["f"];
  field.based_at = {map["at"].int_or(0)};
  field.refers_to = {map["l"].int_or(0)};
  field.written = static_cast<std::uint32_t>(map["w"].int_or(0));
  if (const Value& written = map["wv"]; written.is_map()) field.written_value = field_value(written);
  field.written_at = {map["wa"].int_or(0)};
  field.undone = map["u"].bool_or(false);
  field.unasked = map["ua"].bool_or(false);
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

Value encode_member(const Member& member) {
  Map map{{"s", member.slot}, {"y", member.key.system}, {"o", member.key.object}, {"i", member.key.native}};
  put(map, "st", static_cast<std::int64_t>(member.state));
  put(map, "du", member.duplicate);
  put(map, "pa", member.paused);
  put(map, "mu", member.made_by_us);
  put(map, "re", member.released);
  put(map, "en", static_cast<std::int64_t>(member.ending));
  put(map, "in", static_cast<std::int64_t>(member.incarnation));
  if (member.stamp) map.set("t", *member.stamp);
  put(map, "v", member.version);
  put(map, "h", hex_of(member.hash));
  put(map, "at", member.read_at.us);
  Map fields;
  for (const auto& [name, field] : member.fields) fields.set(name, encode_field(field));
  map.set("f", std::move(fields));
  return map;
}

Member decode_member(const Value& map) {
  Member member;
  member.slot = map["s"].string_or("");
  member.key = {map["y"].string_or(""), map["o"].string_or(""), map["i"].string_or("")};
  member.state = static_cast<RecordState>(map["st"].int_or(0));
  member.duplicate = map["du"].bool_or(false);
  member.paused = map["pa"].bool_or(false);
  member.made_by_us = map["mu"].bool_or(false);
  member.released = map["re"].bool_or(false);
  member.ending = static_cast<Ending>(map["en"].int_or(0));
  member.incarnation = static_cast<std::uint32_t>(map["in"].int_or(1));
  if (map["t"].is_int()) member.stamp = map["t"].as_int();
  member.version = map["v"].string_or("");
  member.hash = hash_from(map["h"].string_or(""));
  member.read_at = {map["at"].int_or(0)};
  if (map["f"].is_map()) {
    for (const auto& [name, field] : map["f"].as_map()) member.fields.emplace(name, decode_field(field));
  }
  return member;
}

Value encode_swing(const Swing& swing) {
  return Map{{"f", swing.field},
             {"s", swing.slot},
             {"n", static_cast<std::int64_t>(swing.times)},
             {"at", swing.since.us},
             {"v", hex_of(swing.value)}};
}

Swing decode_swing(const Value& map) {
  return {map["f"].string_or(""),
          map["s"].string_or(""),
          static_cast<std::uint32_t>(map["n"].int_or(0)),
          {map["at"].int_or(0)},
          hash_from(map["v"].string_or(""))};
}

Value encode_file(const FilePart& file) {
  Map map{{"f", file.from}, {"t", file.to}, {"i", file.id}, {"m", file.mark}};
  put(map, "n", file.name);
  put(map, "h", file.sha256);
  put(map, "z", static_cast<std::int64_t>(file.size));
  put(map, "s", static_cast<std::int64_t>(file.state));
  if (!file.delivered.empty()) map.set("d", List(file.delivered.begin(), file.delivered.end()));
  return map;
}

FilePart decode_file(const Value& map) {
  FilePart file{map["f"].string_or(""),
                map["t"].string_or(""),
                map["i"].string_or(""),
                map["m"].string_or(""),
                map["n"].string_or(""),
                map["h"].string_or(""),
                static_cast<std::uint64_t>(map["z"].int_or(0)),
                static_cast<FilePart::State>(map["s"].int_or(0))};
  if (map["d"].is_list()) {
    for (const Value& hash : map["d"].as_list()) file.delivered.push_back(hash.string_or(""));
  }
  return file;
}

}  // namespace

std::string encode(const Shadow& shadow) {
  Map agreed, disputes;
  for (const auto& [name, field] : shadow.agreed) agreed.set(name, encode_agreed(field));
  for (const auto& [name, kind] : shadow.disputes) disputes.set(name, static_cast<std::int64_t>(kind));
  List members, swings, parked;
  for (const Member& member : shadow.members) members.push_back(encode_member(member));
  for (const Swing& swing : shadow.swings) swings.push_back(encode_swing(swing));
  for (const Parked& p : shadow.parked) {
    Map stored{{"s", p.slot}, {"f", p.field}, {"n", static_cast<std::int64_t>(p.version)}};
    put(stored, "r", p.refused);
    put(stored, "t", static_cast<std::int64_t>(p.times));
    put(stored, "at", p.since.us);
    parked.push_back(std::move(stored));
  }
  Map map{{"format", format}, {"a", std::move(agreed)}, {"m", std::move(members)}};
  if (!disputes.empty()) map.set("d", std::move(disputes));
  if (!swings.empty()) map.set("w", std::move(swings));
  if (!parked.empty()) map.set("p", std::move(parked));
  put(map, "pr", shadow.problem);
  if (!shadow.unlinked.empty()) {
    Map unlinked;
    for (const auto& [field, key] : shadow.unlinked) unlinked.set(field, List{key.system, key.object, key.native});
    map.set("ul", std::move(unlinked));
  }
  if (!shadow.files.empty()) {
    List files;
    for (const FilePart& file : shadow.files) files.push_back(encode_file(file));
    map.set("fi", std::move(files));
  }
  put(map, "u", shadow.undecided);
  return write_json(map);
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
  if (map["a"].is_map()) {
    for (const auto& [name, field] : map["a"].as_map()) shadow.agreed.emplace(name, decode_agreed(field));
  }
  if (map["d"].is_map()) {
    for (const auto& [name, kind] : map["d"].as_map()) {
      shadow.disputes.emplace(name, static_cast<ConflictKind>(kind.int_or(0)));
    }
  }
  if (map["m"].is_list()) {
    for (const Value& member : map["m"].as_list()) shadow.members.push_back(decode_member(member));
  }
  if (map["w"].is_list()) {
    for (const Value& swing : map["w"].as_list()) shadow.swings.push_back(decode_swing(swing));
  }
  if (map["p"].is_list()) {
    for (const Value& p : map["p"].as_list()) {
      shadow.parked.push_back({p["s"].string_or(""),
                               p["f"].string_or(""),
                               static_cast<std::uint32_t>(p["n"].int_or(0)),
                               p["r"].bool_or(false),
                               static_cast<std::uint32_t>(p["t"].int_or(0)),
                               {p["at"].int_or(0)}});
    }
  }
  shadow.problem = map["pr"].string_or("");
  if (map["ul"].is_map()) {
    for (const auto& [field, key] : map["ul"].as_map())
      shadow.unlinked[field] = {key.at(0).string_or(""), key.at(1).string_or(""), key.at(2).string_or("")};
  }
  if (map["fi"].is_list()) {
    for (const Value& file : map["fi"].as_list()) shadow.files.push_back(decode_file(file));
  }
  shadow.undecided = map["u"].bool_or(false);
  return shadow;
}

}  // namespace syncline
