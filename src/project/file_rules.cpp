// `files` of a sync file: which files go from whose records to whose.
#include <algorithm>

#include "base/text.h"
#include "project/compilation.h"

namespace syncline {
namespace {

std::uint64_t bytes_of(std::string_view words) {
  std::uint64_t bytes = 0;
  for (const char digit : words) {
    if (digit < '0' || digit > '9') break;
    bytes = bytes * 10 + static_cast<std::uint64_t>(digit - '0');
  }
  for (const char* unit : {"kB", "MB", "GB"}) {
    bytes *= 1000;
    if (words.ends_with(unit)) return bytes;
  }
  return 0;  // said by the schema
}

class FileRuleReader {
 public:
  FileRuleReader(Compilation& c, const Drafts& drafts, SyncDraft& draft) : c_(c), drafts_(drafts), draft_(draft) {}

  void read(const Value& words, const std::string& path) {
    FileRule rule;
    rule.from = words["from"].string_or("");
    rule.to = words["to"].string_or("");
    if (rule.from.empty() || rule.to.empty()) return;  // said by the schema
    rule.name = words["name"].string_or(rule.name);
    rule.limit = bytes_of(words["limit"].string_or("100MB"));
    const Place from_at = draft_.document.place(path + ".from"), to_at = draft_.document.place(path + ".to");
    const bool known = check_from(rule, from_at) && find_target(rule, to_at);
    if (!known) return;
    const bool again = std::ranges::any_of(draft_.policy.files, [&](const FileRule& other) {
      return other.from == rule.from && other.to == rule.to && other.name == rule.name;
    });
    if (again)
      c_.report("P079", from_at,
                "the files " + in_quotes(rule.name) + " of " + rule.from + " go to " + rule.to + " twice",
                "remove one of the rules");
    draft_.policy.files.push_back(std::move(rule));
  }

 private:
  bool is_slot(const SyncDraft& draft, const Slot& slot) const {
    return std::ranges::find(draft.slot_names, slot) != draft.slot_names.end();
  }

  bool check_from(const FileRule& rule, const Place& at) {
    if (!is_slot(draft_, rule.from)) {
      c_.report_unknown("P012", at, in_quotes(rule.from) + " is none of this file's systems", rule.from,
                        draft_.slot_names);
      return false;
    }
    if (rule.from == rule.to) {
      c_.report("P079", at, "the files of " + rule.from + " would go to where they are", "name two slots");
      return false;
    }
    const SlotDraft* slot = draft_.slot(rule.from);
    const ObjectSpec* object = slot ? c_.object(slot->rule.system, slot->rule.object) : nullptr;
    if (object && !object->traits.has_files) {
      c_.report("P079", at, "the connector knows no files of a " + slot->rule.object + " in " + slot->rule.system,
                "describe them in its connector.yaml (files), or remove the rule");
    }
    return slot != nullptr;
  }

  /// Of the entities whose records are made from this one's, the first that has the slot.
  const SyncDraft* made_of_this(const Slot& slot) const {
    for (const SyncDraft& each : drafts_) {
      const OwnSlot* own = each.derived();
      if (own && own->rule.derivation.from == draft_.entity->name && is_slot(each, slot)) return &each;
    }
    return nullptr;
  }

  /// The slot is this file's, or of the entity from which this one's records are made, or of one made from them.
  bool find_target(FileRule& rule, const Place& at) {
    const OwnSlot* derived = draft_.derived();
    const SyncDraft* source = derived ? draft_of(drafts_, derived->rule.derivation.from) : nullptr;
    const SyncDraft* owner = is_slot(draft_, rule.to)              ? &draft_
                             : source && is_slot(*source, rule.to) ? source
                                                                   : made_of_this(rule.to);
    if (!owner) {
      std::vector<std::string> known = draft_.slot_names;
      if (source) known.insert(known.end(), source->slot_names.begin(), source->slot_names.end());
      c_.report_unknown("P012", at,
                        "no system of this file" + std::string(source ? ", or of its source," : "") + " is called " +
                            in_quotes(rule.to),
                        rule.to, known);
      return false;
    }
    rule.to_entity = owner->entity->name;
    const SlotDraft* slot = owner->slot(rule.to);
    const ObjectSpec* object = slot ? c_.object(slot->rule.system, slot->rule.object) : nullptr;
    if (object && !object->traits.takes_files) {
      c_.report("P079", at, "the connector cannot add files to a " + slot->rule.object + " in " + slot->rule.system,
                "describe it in its connector.yaml (files.upload), or remove the rule");
    }
    return slot != nullptr;
  }

  Compilation& c_;
  const Drafts& drafts_;
  SyncDraft& draft_;
};

}  // namespace

void read_file_rules(Compilation& c, const Drafts& drafts, SyncDraft& draft) {
  const Value& words = draft.file["files"];
  FileRuleReader reader(c, drafts, draft);
  if (words.is_map()) reader.read(words, "files");
  if (!words.is_list()) return;
  for (std::size_t n = 0; n < words.as_list().size(); ++n) {
    if (words.as_list()[n].is_map()) reader.read(words.as_list()[n], "files." + std::to_string(n));
  }
}

}  // namespace syncline
