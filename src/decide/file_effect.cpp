#include "decide/file_effect.h"

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "config/source.h"

namespace syncline {
namespace {

constexpr std::string_view change_name = "@file";  // no field is called so

}  // namespace

const FileRule* file_rule(const EntityPolicy& policy, const Slot& from, const Slot& to, std::string_view name) {
  std::string plain = to_lower(name);
  std::ranges::replace(plain, '/', ' ');  // a path has levels, a file's name has none
  for (const FileRule& rule : policy.files) {
    if (rule.from == from && rule.to == to && matches_glob(plain, to_lower(rule.name))) return &rule;
  }
  return nullptr;
}

std::string mark_of(const FileWay& file) {
  const Value shown{List{file.name, file.version, file.size ? Value(std::to_string(*file.size)) : Value()}};
  return to_hex(hash_of(shown));
}

Slot slot_of(const FileWay& file) { return file.to + " file " + file.from + " " + file.id; }

NewEffect file_effect(LinkId link, const FileWay& file, const RecordKey& target) {
  Map shown{{"from", file.from},
            {"to", file.to},
            {"system", file.source.system},
            {"object", file.source.object},
            {"record", file.source.native},
            {"id", file.id},
            {"name", file.name},
            {"type", file.type},
            {"version", file.version}};
  if (file.size) shown.set("size", static_cast<std::int64_t>(*file.size));
  NewEffect effect;
  effect.link = link;
  effect.slot = slot_of(file);
  effect.op = EffectOp::append;
  effect.key = target;
  effect.business_key = "file:" + std::to_string(link.n) + ":" + effect.slot + ":" + mark_of(file);
  effect.changes[std::string(change_name)] = {Value{}, FieldValue::of(std::move(shown)), 0, "file"};
  return effect;
}

std::optional<FileWay> file_of(const NewEffect& effect) {
  const auto change = effect.changes.find(std::string(change_name));
  if (effect.op != EffectOp::append || change == effect.changes.end()) return std::nullopt;
  const Value& shown = change->second.after.value;
  const auto text = [&](const char* key) { return shown[key].string_or(""); };
  FileWay file{text("from"),    text("to"),   {text("system"), text("object"), text("record")},
               text("id"),      text("name"), text("type"),
               text("version"), std::nullopt};
  if (shown["size"].is_int()) file.size = static_cast<std::uint64_t>(shown["size"].as_int());
  return file;
}

FilePart& part_of(Shadow& shadow, const FileWay& file) {
  FilePart* part = shadow.file(file.from, file.to, file.id);
  if (!part) part = &shadow.files.emplace_back(FilePart{file.from, file.to, file.id, "", "", "", 0, {}});
  part->mark = mark_of(file);
  part->name = file.name;
  return *part;
}

void refuse_file(Shadow& shadow, const Effect& refused) {
  if (const auto file = file_of(refused)) part_of(shadow, *file).state = FilePart::State::refused;
}

}  // namespace syncline
