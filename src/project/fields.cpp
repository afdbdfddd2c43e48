// `fields` of a sync file → field rules: who decides, and what follows when two sides differ.
#include <algorithm>

#include "base/text.h"
#include "project/compilation.h"
#include "project/sync_schema.h"

namespace syncline {
namespace {

class FieldReader {
 public:
  /// `here`: where the file names the field.
  FieldReader(Compilation& c, SyncDraft& draft, const FieldSpec& spec, const Value& words, Place here)
      : c_(c), draft_(draft), spec_(spec), words_(words), path_("fields." + spec.name), here_(std::move(here)) {
    for (const SlotDraft& slot : draft.slots) {
      if (const FieldBinding* field = find(slot)) bound_.push_back({&slot, field});
    }
  }

  FieldRule read() {
    rule_.field = spec_.name;
    read_masters();
    rule_.scope = rule_.masters.empty() ? spec_.scope : FieldScope::link;
    read_rules();
    read_tolerance();
    if (draft_.slots.size() == draft_.slot_names.size()) {
      check_bound();
      check_masters();
      if (rule_.masters.empty()) {
        check_without_master();
      } else {
        check_targets();
      }
    }
    check_latest();
    return std::move(rule_);
  }

 private:
  struct Bound {
    const SlotDraft* slot;
    const FieldBinding* field;
    const std::string& name() const { return slot->rule.slot; }
  };

  const FieldBinding* find(const SlotDraft& slot) const { return slot.binding.field(spec_.name); }
  Place at(const std::string& key) const { return draft_.document.place(path_ + "." + key); }
  const Place& here() const { return here_; }
  std::string name() const { return in_quotes(spec_.name); }

  /// What is computed decides first, in the order of the virtual slots.
  void read_masters() {
    for (const OwnSlot& slot : draft_.own_slots) {
      if (slot.computes(spec_.name)) rule_.masters.push_back(slot.rule.slot);
    }
    is_computed_ = !rule_.masters.empty();
    std::vector<std::string> names;
    const Value& master = words_["master"];
    if (master.is_list()) {
      for (const Value& each : master.as_list()) names.push_back(each.string_or(""));
    } else if (master.string_or("any") != "any") {
      names.push_back(master.as_string());
    }
    for (const std::string& each : names) {
      if (std::ranges::find(rule_.masters, each) != rule_.masters.end()) continue;
      if (std::ranges::find(draft_.slot_names, each) != draft_.slot_names.end()) {
        rule_.masters.push_back(each);
        continue;
      }
      masters_known_ = false;
      std::vector<std::string> known = draft_.slot_names;
      known.emplace_back("any");
      c_.report_unknown("P012", at("master"), "the master " + in_quotes(each) + " is none of this file's systems", each,
                        known);
    }
  }

  void read_rules() {
    const bool mastered = !rule_.masters.empty();
    const std::string foreign = words_["on_foreign_edit"].string_or("revert");
    rule_.on_foreign_edit = foreign == "keep"     ? OnForeignEdit::keep
                            : foreign == "review" ? OnForeignEdit::review
                                                  : OnForeignEdit::revert;
    const std::string concurrent = words_["on_concurrent"].string_or(mastered ? "master" : "review");
    rule_.on_concurrent = concurrent == "master"   ? OnConcurrent::master
                          : concurrent == "latest" ? OnConcurrent::latest
                                                   : OnConcurrent::review;
    const std::string on_link = words_["on_link"].string_or(mastered ? "master" : "fill");
    rule_.on_link = on_link == "master" ? OnLink::master : on_link == "review" ? OnLink::review : OnLink::fill;
    if (mastered || !masters_known_) return;
    if (!words_["on_foreign_edit"].is_null()) needs_master("on_foreign_edit", "every system may edit the field");
    for (const char* key : {"on_concurrent", "on_link"}) {
      if (words_[key].string_or("") == "master") needs_master(key, "the field has no master");
    }
  }

  void needs_master(const char* key, const char* why) {
    c_.report("P017", at(key), name() + " has a rule about its master, but " + why,
              "name the master, or remove " + std::string(key));
  }

  void read_tolerance() {
    for (const Bound& each : bound_) {
      if (each.field->tolerance && rule_.tolerance < *each.field->tolerance) rule_.tolerance = *each.field->tolerance;
    }
    if (!words_["tolerance"].is_number()) return;
    rule_.tolerance = words_["tolerance"].as_decimal();
    const bool number =
        spec_.type == FieldType::integer || spec_.type == FieldType::decimal || spec_.type == FieldType::money;
    if (!number) {
      c_.report("P043", at("tolerance"), name() + " is no number (" + std::string(name_of(spec_.type)) + ")",
                "remove tolerance");
    }
  }

  /// A field that leads back to the source needs no place in any system.
  bool is_reference_to_source() const {
    const OwnSlot* derived = draft_.derived();
    return derived && derived->source_reference == spec_.name;
  }

  /// Whether its slot carries it was looked at where it is reflected.
  bool is_reflected() const {
    return std::ranges::any_of(draft_.own_slots, [&](const OwnSlot& slot) {
      return slot.rule.source == Source::reflected && slot.computes(spec_.name);
    });
  }

  void check_bound() {
    if (is_reference_to_source() || is_reflected() || (is_computed_ && !bound_.empty())) return;
    // A reference may be kept for the sake of what is told of its records elsewhere.
    if (spec_.type == FieldType::reference && !bound_.empty()) return;
    const bool pair = draft_.slots.size() == 2 && rule_.scope == FieldScope::link;
    const std::size_t least = rule_.scope == FieldScope::link ? 2 : 1;
    if (!pair && bound_.size() >= least) return;
    for (const SlotDraft& slot : draft_.slots) {
      if (find(slot)) continue;
      c_.report("P011", here(),
                name() + " has no place in " + slot.rule.slot + ": the binding of the object " + slot.rule.object +
                    " does not carry it",
                "bind it — bind: {" + slot.rule.slot + ": {" + spec_.name +
                    ": <its field there>}} — or remove it from fields");
    }
  }

  void check_masters() {
    for (const Slot& master : rule_.masters) {
      for (const Bound& each : bound_) {
        if (each.name() != master || each.field->readable) continue;
        c_.report("P013", at("master"), name() + " can be written in " + master + " but not read",
                  "name another master, or bind a field that can be read");
      }
    }
  }

  void check_without_master() {
    if (rule_.scope == FieldScope::member && masters_known_) {
      return c_.warn("P046", here(), name() + " is each system's own: without a master it is kept in step nowhere",
                     "name the master, or remove it from fields");
    }
    for (const Bound& each : bound_) {
      if (!each.field->writable && masters_known_) {
        c_.report("P014", here(), name() + " is read-only in " + each.name() + ", and no system is its master",
                  "write master: " + each.name());
      } else if (each.field->cls() == BindingClass::lossy) {
        c_.warn("P038", here(),
                name() + " is kept shortened or folded in " + each.name() + ": what is edited there does not spread",
                "name the system that has it whole as master");
      }
    }
  }

  void check_targets() {
    const auto is_master = [&](const Bound& each) {
      return std::ranges::find(rule_.masters, each.name()) != rule_.masters.end();
    };
    const bool is_compared = words_["tolerance"].is_number() || rule_.tolerance.sign() != 0;
    if (is_reference_to_source() || is_compared || spec_.type == FieldType::reference) return;
    const bool spreads =
        std::ranges::any_of(bound_, [&](const Bound& each) { return !is_master(each) && each.field->writable; });
    if (spreads || bound_.size() + (is_computed_ ? 1 : 0) < 2 || rule_.masters.size() > 1) return;
    c_.warn("P045", here(), name() + " spreads to no system: it is read-only everywhere but in its master",
            "name another master, or keep it as a check");
  }

  void check_latest() {
    if (rule_.on_concurrent != OnConcurrent::latest) return;
    const std::string remedy = "write on_concurrent: review" + std::string(rule_.masters.empty() ? "" : " or master");
    if (spec_.financial)
      c_.report("P015", at("on_concurrent"), name() + " is financial data, for which the latest edit never wins",
                remedy);
    for (const Bound& each : bound_) {
      const ObjectSpec* object = c_.object(each.slot->rule.system, each.slot->rule.object);
      if (!object || object->traits.has_stamp) continue;
      c_.report("P016", at("on_concurrent"),
                name() + " cannot go by the latest edit: " + each.name() + " shows no time of change", remedy);
    }
  }

  Compilation& c_;
  SyncDraft& draft_;
  const FieldSpec& spec_;
  const Value& words_;
  std::string path_;
  Place here_;
  std::vector<Bound> bound_;
  bool masters_known_ = true;
  bool is_computed_ = false;
  FieldRule rule_;
};

/// The field that a system keeps under this name.
const FieldBinding* bound_to(const SyncDraft& draft, const std::string& path) {
  for (const SlotDraft& slot : draft.slots) {
    for (const FieldBinding& field : slot.binding.fields) {
      if (field.path == path) return &field;
    }
  }
  return nullptr;
}

std::vector<std::string> field_names(const Entity& entity) {
  std::vector<std::string> names;
  for (const FieldSpec& field : entity.fields) names.push_back(field.name);
  return names;
}

void read_named_fields(Compilation& c, SyncDraft& draft) {
  if (!draft.file["fields"].is_map()) return;
  if (draft.file["fields"].as_map().empty() && draft.document.has("fields") && !draft.document.has("reflect")) {
    c.report("P062", draft.document.key_place("fields"), "no field is named, so nothing would be kept in step",
             "name the fields below it, each on a line that is indented: \"  name: {master: crm}\"");
  }
  for (const auto& [name, words] : draft.file["fields"].as_map()) {
    const FieldSpec* spec = draft.entity->field(name);
    if (const FieldBinding* meant = spec ? nullptr : bound_to(draft, name)) {
      c.report("P010", draft.document.key_place("fields." + name),
               in_quotes(name) + " is the system's name of a field; here it is called " + in_quotes(meant->name),
               "write " + meant->name);
    } else if (!spec) {
      c.report_unknown("P010", draft.document.key_place("fields." + name),
                       "the entity " + draft.entity->name + " has no field " + in_quotes(name), name,
                       field_names(*draft.entity));
    } else if (words.is_map()) {
      draft.policy.fields.push_back(
          FieldReader(c, draft, *spec, words, draft.document.key_place("fields." + name)).read());
    }
  }
}

/// Fields that are computed and not named in `fields`.
void read_computed_fields(Compilation& c, SyncDraft& draft) {
  const auto read = [&](const std::string& field, const Place& at) {
    const FieldSpec* spec = draft.entity->field(field);
    if (!spec || draft.policy.field(field)) return;
    draft.policy.fields.push_back(FieldReader(c, draft, *spec, Map{}, at).read());
  };
  for (const OwnSlot& slot : draft.own_slots) {
    for (const ComputedDraft& each : slot.computed) {
      const bool own = each.document == &draft.document;
      read(each.field, own ? draft.document.key_place(join(each.keys, ".")) : slot.at);
    }
    if (!slot.source_reference.empty()) read(slot.source_reference, slot.at);
  }
}

}  // namespace

void read_fields(Compilation& c, SyncDraft& draft) {
  read_named_fields(c, draft);
  read_computed_fields(c, draft);
}

}  // namespace syncline
