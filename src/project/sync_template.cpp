#include "project/sync_template.h"

#include <algorithm>
#include <optional>
#include <set>

#include "base/text.h"
#include "bind/binding_file.h"
#include "config/flow_text.h"
#include "project/outline.h"

namespace syncline {
namespace {

/// What a connector carries of an entity, its custom fields included.
struct Carried {
  std::string object;
  BindingSpec binding;
  std::map<std::string, std::string> custom;  ///< as the binding writes them
  ObjectTraits traits;
  bool webhooks = false;

  bool shows(const std::string& field) const { return binding.field(field) && binding.field(field)->readable; }
  bool takes(const std::string& field) const { return binding.field(field) && binding.field(field)->writable; }
};

struct Draft {
  std::shared_ptr<const Entity> entity;
  Outline file;
  std::map<std::string, Carried> slots;
  std::set<std::string> kept;  ///< fields that are kept in step or computed
};
using Drafts = std::map<std::string, Draft>;

std::string padded(std::string text, std::size_t width) {
  const std::size_t size = code_points(text);
  return text + std::string(size < width ? width - size : 1, ' ');
}

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

/// "order.invoices.map(…)" → {order, invoices, map}: the dotted names of a text, outside quotes.
std::vector<std::vector<std::string>> names_in(std::string_view text) {
  std::vector<std::vector<std::string>> names;
  bool quoted = false, dotted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\'') quoted = !quoted;
    if (quoted || !is_word(text[i])) {
      dotted = !quoted && text[i] == '.' && i > 0 && is_word(text[i - 1]);
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && is_word(text[end])) ++end;
    if (!dotted) names.emplace_back();
    names.back().emplace_back(text.substr(i, end - i));
    i = end - 1;
  }
  return names;
}

class Fitting {
 public:
  Fitting(const Profile& profile, Catalog& catalog, const std::vector<TemplateSide>& sides, Diagnostics& findings)
      : profile_(profile), catalog_(catalog), sides_(sides), findings_(findings) {}

  Sources fit() {
    const Sources files = template_of(profile_);
    for (const auto& [path, text] : files) {
      if (path.starts_with("sync/")) draft(text);
    }
    do {
      each_draft([&](Draft& draft) { keep_fields(draft); });
    } while (std::erase_if(drafts_, [&](const auto& each) {
      return lacks_another(each.second) || is_idle(each.second) || is_read_by_nobody(each.second);
    }));
    each_draft([&](Draft& draft) { keep_rules(draft, draft.file, ""); });
    Sources out;
    for (auto& [name, draft] : drafts_) out.emplace("sync/" + name + ".yaml", text(draft));
    for (const auto& [path, text_of_it] : files) {
      const std::string name = path.starts_with("maps/") ? path.substr(5, path.size() - 9) : "";
      const auto names_it = [&](const auto& each) { return each.second.find("map: " + name) != std::string::npos; };
      if (!name.empty() && std::ranges::any_of(out, names_it)) out.emplace(path, text_of_it);
      const auto tested = path.starts_with("tests/") ? drafts_.find(path.substr(6, path.size() - 11)) : drafts_.end();
      if (tested == drafts_.end()) continue;
      if (const std::string tests = tests_of(tested->second, text_of_it); !tests.empty()) out.emplace(path, tests);
    }
    return out;
  }

 private:
  template <class Do>
  void each_draft(Do work) {
    for (auto& [name, draft] : drafts_) work(draft);
  }

  void draft(const std::string& text) {
    Draft draft{{}, read_outline(text), {}, {}};
    const Outline* name = draft.file.find("entity");
    draft.entity = catalog_.entity(name->value());
    templated_.insert(draft.entity->name);
    plurals_.emplace(draft.entity->plural, draft.entity->name);
    for (const TemplateSide& side : sides_) {
      if (draft.file.find("systems")->value().find(side.system) == std::string::npos) continue;
      auto carried = carried_by(side, draft);
      if (!carried && can_do_without(draft, side.system)) continue;
      if (!carried) return;
      draft.slots.emplace(side.system, std::move(*carried));
    }
    drafts_.emplace(draft.entity->name, std::move(draft));
  }

  /// "systems: [crm, erp]  # or [erp]": those of the ERP are read where the CRM has none, since others tell of them.
  static bool can_do_without(const Draft& draft, const std::string& system) {
    const std::string& line = draft.file.find("systems")->line;
    const std::size_t at = line.find("# or [");
    return at != std::string::npos && line.find(system, at) == std::string::npos;
  }

  /// Where the template makes records: in an object in which that can be done. Else the vendor's own, whose binding has
  /// the entity's name.
  std::optional<Carried> carried_by(const TemplateSide& side, const Draft& draft) {
    const Outline* create = draft.file.find("create");
    const bool makes = draft.file.find("derive") || (create && create->find(side.system));
    std::optional<Carried> best;
    for (const Document* file : catalog_.bindings(side.manifest->name, draft.entity->name)) {
      auto spec = read_binding_file(*file, {*draft.entity, {}, {}}, findings_);
      if (!spec || !side.manifest->objects.contains(spec->object)) continue;
      Carried found{spec->object,
                    {},
                    {},
                    side.manifest->objects.at(spec->object).traits,
                    announces(*side.manifest, spec->object)};
      const bool own = file->file().ends_with("/" + draft.entity->name + ".yaml");
      const bool better =
          !best || (makes && found.traits.can_create != best->traits.can_create ? found.traits.can_create : own);
      if (!better) continue;
      for (const FieldBinding& field : spec->custom) {
        if (spec->field(field.name)) continue;
        found.custom.emplace(field.name, flow_text(file->value()["custom"][field.name]));
        spec->fields.push_back(field);
      }
      found.binding = std::move(*spec);
      best = std::move(found);
    }
    return best;
  }

  static bool announces(const Manifest& manifest, const std::string& object) {
    return manifest.webhook && (!manifest.webhook->subscribe || manifest.webhook->subscribe->covers(object));
  }

  bool lacks_another(const Draft& draft) const {
    const Outline* derive = draft.file.find("derive");
    if (derive && !drafts_.contains(derive->find("from")->value())) return true;
    const Outline* require = draft.file.find("require");
    return require && std::ranges::any_of(names_in(require->value()), [&](const auto& each) {
             return templated_.contains(each[0]) && !drafts_.contains(each[0]);
           });
  }

  /// Of one system alone, and nothing of another entity is worked out of it: "order.invoices".
  bool is_read_by_nobody(const Draft& draft) const {
    if (draft.slots.size() > 1 || !can_do_without(draft, "crm")) return false;
    return std::ranges::none_of(drafts_, [&](const auto& each) {
      const Outline* reflect = each.second.file.find("reflect");
      return reflect && std::ranges::any_of(names_in(text_of(*reflect)), [&](const auto& names) {
               return names.size() > 1 && names[1] == draft.entity->plural && drafts_.contains(names[0]);
             });
    });
  }

  // What is kept in step.

  void keep_fields(Draft& draft) {
    Outline* fields = draft.file.find("fields");
    std::erase_if(fields->inside, [&](Outline& line) { return !keeps(draft, line); });
    draft.kept.clear();
    for (const Outline& line : fields->inside) draft.kept.insert(line.key);
    const Outline* reflect = draft.file.find("reflect");
    for (const Outline& system : reflect ? reflect->inside : std::vector<Outline>{}) {
      for (const Outline& line : system.inside) {
        if (draft.slots.at(system.key).takes(line.key)) draft.kept.insert(line.key);
      }
    }
  }

  bool keeps(const Draft& draft, Outline& line) const {
    const FieldSpec* field = draft.entity->field(line.key);
    if (!field || (field->type == FieldType::reference && !drafts_.contains(field->refers_to))) return false;
    std::vector<std::string> shown, taken;
    for (const auto& [system, carried] : draft.slots) {
      if (carried.shows(line.key)) shown.push_back(system);
      if (carried.takes(line.key)) taken.push_back(system);
    }
    if (draft.slots.size() == 1) return !shown.empty();
    const bool leads_on = field->type == FieldType::reference && !shown.empty();
    if (!leads_on && (shown.size() < 2 || taken.empty())) return false;
    // Who cannot be written decides.
    if (shown.size() == 2 && taken.size() == 1)
      line.line = "  " + line.key + ": {master: " + (taken[0] == shown[0] ? shown[1] : shown[0]) + "}";
    return true;
  }

  /// Two systems of which neither takes anything of the other.
  static bool is_idle(const Draft& draft) {
    return std::ranges::all_of(
        draft.kept, [&](const std::string& field) { return draft.entity->field(field)->type == FieldType::reference; });
  }

  // The rules over it.

  /// Takes out what cannot be said between these two; of a key that has nothing left inside, the key.
  void keep_rules(const Draft& draft, Outline& outline, const std::string& path) {
    std::erase_if(outline.inside, [&](Outline& line) {
      const std::string here = path + (path.empty() ? "" : ".") + line.key;
      if (here == "fields") return false;
      if (!holds(draft, line) || !can_be(draft, line, here)) return true;
      const bool had_more = !line.inside.empty() && line.value().empty();
      keep_rules(draft, line, here);
      return had_more && line.inside.empty();
    });
  }

  /// Takes the condition off the line: "# if order.lines.discount_percent unless deal.lines.discount_percent".
  bool holds(const Draft& draft, Outline& line) const {
    const std::size_t at = std::min(line.line.find("  # if "), line.line.find("  # unless "));
    if (at == std::string::npos) return true;
    const std::vector<std::string> words = split(line.line.substr(at + 4), ' ');
    line.line.resize(at);
    bool wanted = true;
    for (const std::string& word : words) {
      if (word == "if" || word == "unless") {
        wanted = word == "if";
      } else if (word != "and" && carries(draft, split(word, '.')) != wanted) {
        return false;
      }
    }
    return true;
  }

  bool carries(const Draft& draft, const std::vector<std::string>& names) const {
    const auto other = drafts_.find(names[0]);
    const Draft& of = other == drafts_.end() ? draft : other->second;
    return std::ranges::any_of(of.slots, [&](const auto& slot) {
      const FieldBinding* field = slot.second.binding.field(names[1]);
      if (!field || (other == drafts_.end() && slot.first != names[0])) return false;
      return names.size() < 3 ||
             std::ranges::any_of(field->parts, [&](const auto& part) { return part.name == names[2]; });
    });
  }

  bool can_be(const Draft& draft, Outline& line, const std::string& here) const {
    const auto slot = draft.slots.find(line.key);
    const bool of_slot = slot != draft.slots.end();
    if (here.starts_with("timing.")) return profile_.webhooks && of_slot && slot->second.webhooks;
    if (here.starts_with("create.") && !(of_slot && slot->second.traits.can_create)) return false;
    if (here.starts_with("reflect.") && here != "reflect." + line.key && !draft.kept.contains(line.key)) return false;
    if (here.starts_with("derive.fields.") && !takes_or_compares(draft, line.key)) return false;
    if (here == "derive.on_failure") return can_be_told(draft);
    if (here == "advance") return goes_by_calls(draft);
    if (here == "delete" && !archives(draft)) line.line = "delete: flag";
    if (here == "match.-") return matches(draft, line);
    return knows_all(draft, line);
  }

  static bool takes_or_compares(const Draft& draft, const std::string& field) {
    const bool takes = std::ranges::any_of(draft.slots, [&](const auto& slot) { return slot.second.takes(field); });
    const Outline* rule = draft.file.find("fields")->find(field);
    return takes || (rule && rule->line.find("tolerance") != std::string::npos);
  }

  bool can_be_told(const Draft& draft) const {
    const Draft& source = drafts_.at(draft.file.find("derive")->find("from")->value());
    return std::ranges::any_of(source.slots, [](const auto& slot) {
      return slot.second.takes("sync_problem") && slot.second.traits.can_notify;
    });
  }

  static bool goes_by_calls(const Draft& draft) {
    return std::ranges::any_of(draft.slots, [](const auto& slot) {
      const FieldBinding* status = slot.second.binding.field("status");
      return status && status->by_transition;
    });
  }

  static bool archives(const Draft& draft) {
    return std::ranges::all_of(draft.slots, [](const auto& slot) { return slot.second.traits.can_deactivate; });
  }

  static bool matches(const Draft& draft, const Outline& line) {
    for (const auto& names : names_in(line.line)) {
      if (draft.entity->field(names[0]) && !draft.kept.contains(names[0])) return false;
    }
    return true;
  }

  /// Whether each field that an expression names is carried there; `i` of `invoices.map(i, i.number)` is an invoice.
  bool knows_all(const Draft& draft, const Outline& line) const {
    auto all = names_in(line.line.substr(line.line.find(':') + 1));
    std::map<std::string, std::string> variables;
    for (std::size_t n = 0; n < all.size(); ++n) {
      auto& names = all[n];
      if (const auto variable = variables.find(names[0]); variable != variables.end()) names[0] = variable->second;
      if (!knows(draft, names)) return false;
      const auto many = names.size() < 3 ? plurals_.end() : plurals_.find(names[names.size() - 2]);
      if (many != plurals_.end() && n + 1 < all.size()) variables[all[n + 1][0]] = many->second;
    }
    return true;
  }

  bool knows(const Draft& draft, const std::vector<std::string>& names) const {
    if (names.size() < 2) return true;
    if (const auto slot = draft.slots.find(names[0]); slot != draft.slots.end()) return slot->second.shows(names[1]);
    if (!templated_.contains(names[0])) return true;
    const auto other = drafts_.find(names[0]);
    if (other == drafts_.end()) return false;
    if (const auto plural = plurals_.find(names[1]); plural != plurals_.end()) return drafts_.contains(plural->second);
    const bool leads_back = other->second.file.find("derive") && names[1] == draft.entity->name;
    return leads_back || !other->second.entity->field(names[1]) || other->second.kept.contains(names[1]);
  }

  /// Without those that give what is not kept in step here. Empty: none is left.
  static std::string tests_of(const Draft& draft, const std::string& text) {
    Outline file = read_outline(text);
    Outline* tests = file.find("tests");
    std::erase_if(tests->inside, [&](const Outline& test) {
      return std::ranges::any_of(names_in(text_of(*test.find("given"))), [&](const auto& names) {
        return draft.entity->field(names[0]) && !draft.kept.contains(names[0]);
      });
    });
    return tests->inside.empty() ? "" : text_of(file);
  }

  // The finished file.

  std::string text(Draft& draft) const {
    std::string objects, bind;
    for (const auto& [system, carried] : draft.slots) {
      objects += (objects.empty() ? "" : ", ") + system + ": " + carried.object;
      std::string own;
      for (const FieldBinding& field : carried.binding.fields) {
        if (carried.custom.contains(field.name) && is_used(draft, system, field.name))
          own += "    " + field.name + ": " + carried.custom.at(field.name) + "\n";
      }
      if (!own.empty()) bind += "  " + system + ":\n" + own;
    }
    if (!bind.empty()) {
      bind = "\n# Fields that must be added there first: the connector's page says how.\nbind:\n" + bind;
      bind.pop_back();
    }
    for (Outline& line : draft.file.find("fields")->inside)
      line.line = padded(line.line, 31) + " # " + draft.entity->field(line.key)->description;
    for (Outline& line : draft.file.inside) {
      if (line.key == "systems") line.line = "systems: {" + objects + "}" + (bind.empty() ? "" : "\n") + bind;
    }
    return text_of(draft.file);
  }

  bool is_used(const Draft& draft, const std::string& system, const std::string& field) const {
    if (draft.kept.contains(field)) return true;
    const Outline* skip = draft.file.find("skip");
    if (skip && skip->line.find(system + "." + field) != std::string::npos) return true;
    return field == "sync_problem" && std::ranges::any_of(drafts_, [&](const auto& each) {
             const Outline* derive = each.second.file.find("derive");
             return derive && derive->find("on_failure") && derive->find("from")->value() == draft.entity->name;
           });
  }

  const Profile& profile_;
  Catalog& catalog_;
  const std::vector<TemplateSide>& sides_;
  Diagnostics& findings_;
  Drafts drafts_;
  std::set<std::string> templated_;             ///< entities that have a template, whether they are carried or not
  std::map<std::string, std::string> plurals_;  ///< their plurals
};

}  // namespace

Sources fitted_sync_files(const Profile& profile, Catalog& catalog, const std::vector<TemplateSide>& sides,
                          Diagnostics& findings) {
  return Fitting(profile, catalog, sides, findings).fit();
}

}  // namespace syncline
