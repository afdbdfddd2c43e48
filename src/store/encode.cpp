#include "store/encode.h"

#include "base/json.h"
#include "model/field_value_codec.h"

namespace syncline {

std::string encode(const NativeRecord& record, const RecordKey& key) {
  JsonWriter out;
  out.open_map();
  if (record.key != key) out.set("k", Value(List{record.key.system, record.key.object, record.key.native}));
  if (record.state != RecordState::live) out.set("s", static_cast<std::int64_t>(record.state));
  if (!record.merged_into.empty()) out.set("m", record.merged_into);
  if (record.stamp) out.set("t", *record.stamp);
  if (!record.version.empty()) out.set("v", record.version);
  out.set("c", record.content);
  out.close_map();
  return out.take();
}

Result<NativeRecord, Error> decode_record(std::string_view bytes, const RecordKey& key) {
  const auto parsed = parse_json(bytes);
  if (!parsed) return fail(parsed.error());
  const Value& map = *parsed;
  NativeRecord record;
  StoredWords words;
  record.key = key;
  if (const Value& own = map["k"]; own.is_list()) {
    record.key = {own.at(0).string_or(""), own.at(1).string_or(""), own.at(2).string_or("")};
  }
  record.state = words.read(map["s"], RecordState::live);
  record.merged_into = map["m"].string_or("");
  if (map["t"].is_int()) record.stamp = map["t"].as_int();
  record.version = map["v"].string_or("");
  record.content = map["c"];
  if (!words.all_known()) return fail(damaged("a record is in a state that there is not"));
  return record;
}

std::string encode(const Changes& changes) {
  JsonWriter out;
  out.open_map();
  for (const auto& [field, change] : changes) {
    out.key(field);
    out.open_map();
    out.key("a");
    write(out, change.after);
    out.set("n", static_cast<std::int64_t>(change.version));
    if (!change.before.is_null()) out.set("b", change.before);
    if (!change.rule.empty()) out.set("r", change.rule);
    out.close_map();
  }
  out.close_map();
  return out.take();
}

Result<Changes, Error> decode_changes(std::string_view bytes) {
  const auto parsed = parse_json(bytes);
  if (!parsed) return fail(parsed.error());
  Changes changes;
  StoredWords words;
  if (!parsed->is_map()) return changes;
  for (const auto& [field, one] : parsed->as_map()) {
    changes.emplace(field, FieldChange{one["b"], field_value_from(one["a"], words),
                                       static_cast<std::uint32_t>(one["n"].int_or(0)), one["r"].string_or("")});
  }
  if (!words.all_known()) return fail(damaged("a change holds a word that there is not"));
  return changes;
}

std::string encode(const Error& error) {
  Map map{{"class", name_of(error.cls)}, {"code", error.code}, {"message", error.message}};
  if (!error.place.empty()) map.set("place", error.place);
  if (!error.remedy.empty()) map.set("remedy", error.remedy);
  if (error.retry_after) map.set("retry_after", error.retry_after->us);
  return write_json(map);
}

Error decode_error(std::string_view bytes) {
  Error error;
  const auto parsed = parse_json(bytes);
  if (!parsed) {
    error.message = std::string(bytes);
    return error;
  }
  const Value& map = *parsed;
  error.cls = error_class_from(map["class"].string_or("")).value_or(ErrorClass::unknown);
  error.code = map["code"].string_or("");
  error.message = map["message"].string_or("");
  error.place = map["place"].string_or("");
  error.remedy = map["remedy"].string_or("");
  if (map["retry_after"].is_int()) error.retry_after = Duration{map["retry_after"].as_int()};
  return error;
}

std::string encode(const Sides& sides) {
  JsonWriter out;
  out.open_list();
  for (const auto& [side, value] : sides) {
    out.open_list();
    out.value(side);
    write(out, value);
    out.close_list();
  }
  out.close_list();
  return out.take();
}

Result<Sides, Error> decode_sides(std::string_view bytes) {
  const auto parsed = parse_json(bytes);
  if (!parsed) return fail(parsed.error());
  Sides sides;
  StoredWords words;
  if (!parsed->is_list()) return sides;
  for (const Value& side : parsed->as_list())
    sides.emplace_back(side.at(0).string_or(""), field_value_from(side.at(1), words));
  if (!words.all_known()) return fail(damaged("a conflict holds a word that there is not"));
  return sides;
}

}  // namespace syncline
