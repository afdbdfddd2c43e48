// tests/*.yaml → mapping tests.
#include "project/mapping_tests.h"

#include <algorithm>

#include "base/text.h"
#include "project/compilation.h"
#include "project/test_schema.h"

namespace syncline {
namespace {

std::string id_text(const Value& id) { return id.is_int() ? std::to_string(id.as_int()) : id.string_or(""); }

Stage stage_of(const Value& word) {
  const std::string name = word.string_or("two-way");
  return name == "observe"   ? Stage::observe
         : name == "shadow"  ? Stage::shadow
         : name == "one-way" ? Stage::one_way
                             : Stage::two_way;
}

class TestReader {
 public:
  TestReader(Compilation& c, const Document& document, const std::vector<SyncDraft>& drafts, const SyncDraft& draft,
             std::string path)
      : c_(c), document_(document), drafts_(drafts), draft_(draft), path_(std::move(path)) {}

  MappingTest read(const Value& test) {
    MappingTest out;
    out.name = test["name"].string_or("");
    out.at = document_.place(path_ + ".name");
    out.entity = draft_.entity->name;
    out.stage = stage_of(test["stage"]);
    out.given = read_records(test["given"], path_ + ".given");
    out.when = read_records(test["when"], path_ + ".when");
    check_forms(out);
    out.expect = test["expect"];
    check_expected(out.expect);
    return out;
  }

 private:
  std::vector<GivenRecord> read_records(const Value& records, const std::string& path) {
    std::vector<GivenRecord> all;
    if (records.is_map()) add_records(records.as_map(), path, all);
    if (!records.is_list()) return all;
    for (std::size_t i = 0; i < records.as_list().size(); ++i) {
      const Value& each = records.as_list()[i];
      if (each.is_map()) add_records(each.as_map(), path + "." + std::to_string(i), all);
    }
    return all;
  }

  /// Of the tested entity by slot; of another one by its name, then by slot.
  void add_records(const Map& records, const std::string& path, std::vector<GivenRecord>& all) {
    for (const auto& [name, inside] : records) {
      const std::string here = path + "." + name;
      const bool own = std::ranges::find(draft_.slot_names, name) != draft_.slot_names.end();
      const SyncDraft* other = own ? nullptr : draft_of(drafts_, name);
      if (other == &draft_ || (!own && !other)) {
        report_stranger(name, here);
      } else if (own && inside.is_map()) {
        add_record(draft_, name, inside, here, all);
      } else if (other && inside.is_map()) {
        for (const auto& [slot, record] : inside.as_map()) {
          if (is_slot(*other, slot, here + "." + slot) && record.is_map())
            add_record(*other, slot, record, here + "." + slot, all);
        }
      }
    }
  }

  void report_stranger(const std::string& name, const std::string& path) {
    std::vector<std::string> known = draft_.slot_names;
    for (const SyncDraft& each : drafts_) {
      if (&each != &draft_) known.push_back(each.entity->name);
    }
    c_.report_unknown(
        "P012", document_.key_place(path),
        in_quotes(name) + " is no slot of " + draft_.document.file() + ", and no other entity that is synced", name,
        known);
  }

  void add_record(const SyncDraft& draft, const std::string& slot, const Value& record, const std::string& here,
                  std::vector<GivenRecord>& all) {
    GivenRecord given{slot, id_text(record["id"]), GivenRecord::Form::native, {}};
    if (&draft != &draft_) given.entity = draft.entity->name;
    if (record["record"].is_map()) {
      given.content = record["record"].as_map();
      check_native(draft, slot, given.content, here + ".record");
    } else if (record["canonical"].is_map()) {
      given.form = GivenRecord::Form::canonical;
      given.content = record["canonical"].as_map();
      check_fields(draft, given.content, here + ".canonical");
    } else if (record["gone"].is_bool()) {
      given.form = GivenRecord::Form::gone;
    } else {
      return;  // said already
    }
    all.push_back(std::move(given));
  }

  bool is_slot(const SyncDraft& draft, const std::string& slot, const std::string& path) {
    if (std::ranges::find(draft.slot_names, slot) != draft.slot_names.end()) return true;
    c_.report_unknown("P012", document_.key_place(path), in_quotes(slot) + " is no slot of " + draft.document.file(),
                      slot, draft.slot_names);
    return false;
  }

  void check_fields(const SyncDraft& draft, const Map& fields, const std::string& path) {
    std::vector<std::string> known;
    for (const FieldSpec& field : draft.entity->fields) known.push_back(field.name);
    for (const auto& [name, value] : fields) {
      if (draft.entity->field(name)) continue;
      c_.report_unknown("P010", document_.key_place(path + "." + name),
                        "the entity " + draft.entity->name + " has no field " + in_quotes(name), name, known);
    }
  }

  /// What the connector never reads would be absent without a word.
  void check_native(const SyncDraft& of, const std::string& slot, const Map& content, const std::string& path) {
    const SlotDraft* draft = of.slot(slot);
    const ObjectSpec* object = draft ? c_.object(draft->rule.system, draft->rule.object) : nullptr;
    if (!object || object->fields.empty()) return;
    std::vector<std::string> known{object->id};
    for (const ValueSpec& field : object->fields) known.push_back(field.name);
    known.insert(known.end(), object->stamps.begin(), object->stamps.end());
    if (!object->version.empty()) known.push_back(object->version);
    for (const auto& [name, value] : content) {
      if (std::ranges::find(known, name) != known.end()) continue;
      c_.report_unknown("P037", document_.key_place(path + "." + name),
                        "the connector reads no field " + in_quotes(name) + " of " + draft->rule.object, name, known);
    }
  }

  void check_forms(const MappingTest& test) {
    std::set<std::pair<std::string, Slot>> canonical, native;
    for (const auto* records : {&test.given, &test.when}) {
      for (const GivenRecord& each : *records) {
        if (each.form == GivenRecord::Form::canonical) canonical.insert({each.entity, each.slot});
        if (each.form == GivenRecord::Form::native) native.insert({each.entity, each.slot});
      }
    }
    for (const auto& [entity, slot] : canonical) {
      if (!native.contains({entity, slot})) continue;
      c_.report("P061", test.at,
                "records of " + entity + (entity.empty() ? "" : " in ") + slot + " are given in two forms",
                "give all of them as record, or all as canonical");
    }
  }

  void check_expected(const Value& expect) {
    if (expect["canonical"].is_map()) {
      for (const auto& [slot, fields] : expect["canonical"].as_map()) {
        const std::string here = path_ + ".expect.canonical." + slot;
        if (is_slot(draft_, slot, here) && fields.is_map()) check_fields(draft_, fields.as_map(), here);
      }
    }
    if (expect["agreed"].is_map()) check_fields(draft_, expect["agreed"].as_map(), path_ + ".expect.agreed");
    if (!expect["effects"].is_list()) return;
    for (std::size_t i = 0; i < expect["effects"].as_list().size(); ++i) {
      const Value& slot = expect["effects"].as_list()[i]["slot"];
      const std::string here = path_ + ".expect.effects." + std::to_string(i) + ".slot";
      if (!slot.is_string() || std::ranges::find(draft_.slot_names, slot.as_string()) != draft_.slot_names.end())
        continue;
      c_.report_unknown("P012", document_.place(here),
                        in_quotes(slot.as_string()) + " is no slot of " + draft_.document.file(), slot.as_string(),
                        draft_.slot_names);
    }
  }

  Compilation& c_;
  const Document& document_;
  const std::vector<SyncDraft>& drafts_;
  const SyncDraft& draft_;
  const std::string path_;
};

std::vector<RelatedLink> read_related(const Value& file) {
  std::vector<RelatedLink> all;
  if (!file["related"].is_list()) return all;
  for (const Value& each : file["related"].as_list()) {
    RelatedLink link{each["entity"].string_or(""), {}};
    if (!each.is_map()) continue;
    for (const auto& [system, id] : each.as_map()) {
      if (system != "entity") link.members.emplace_back(system, id_text(id));
    }
    all.push_back(std::move(link));
  }
  return all;
}

bool are_known(Compilation& c, const Document& document, const std::vector<RelatedLink>& related,
               const std::vector<SyncDraft>& drafts) {
  bool known = true;
  for (std::size_t i = 0; i < related.size(); ++i) {
    const std::string here = "related." + std::to_string(i);
    const SyncDraft* draft = draft_of(drafts, related[i].entity);
    if (!draft) {
      c.report("P060", document.place(here + ".entity"),
               "the entity " + in_quotes(related[i].entity) + " is not synced by this project", "name one that is");
      known = false;
      continue;
    }
    for (const auto& [slot, id] : related[i].members) {
      if (std::ranges::find(draft->slot_names, slot) != draft->slot_names.end()) continue;
      c.report_unknown("P012", document.key_place(here + "." + slot),
                       in_quotes(slot) + " is no slot of " + draft->document.file(), slot, draft->slot_names);
      known = false;
    }
  }
  return known;
}

}  // namespace

void read_tests(Compilation& c, const Document& document, const std::vector<SyncDraft>& drafts) {
  refuse_references(c, document, [](const std::string&) { return false; });
  const Value file = check(document, test_file_schema(), c.findings);
  if (!file["entity"].is_string() || !file["tests"].is_list()) return;
  const SyncDraft* draft = draft_of(drafts, file["entity"].as_string());
  if (!draft) {
    std::vector<std::string> synced;
    for (const SyncDraft& each : drafts) synced.push_back(each.entity->name);
    return c.report_unknown("P060", document.place("entity"),
                            "no file in sync/ syncs the entity " + in_quotes(file["entity"].as_string()),
                            file["entity"].as_string(), synced);
  }
  const auto related = read_related(file);
  if (!are_known(c, document, related, drafts)) return;
  for (std::size_t i = 0; i < file["tests"].as_list().size(); ++i) {
    const Value& each = file["tests"].as_list()[i];
    if (!each.is_map()) continue;
    MappingTest test = TestReader(c, document, drafts, *draft, "tests." + std::to_string(i)).read(each);
    test.related = related;
    c.project.tests.push_back(std::move(test));
  }
}

}  // namespace syncline
