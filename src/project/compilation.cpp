#include "project/compilation.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "bind/finding.h"
#include "config/check_context.h"
#include "config/interpolate.h"

namespace syncline {

ProjectSystem* Compilation::system(std::string_view name) {
  for (ProjectSystem& each : project.systems) {
    if (each.name == name) return &each;
  }
  return nullptr;
}

const ObjectSpec* Compilation::object(std::string_view system_name, std::string_view object_name) const {
  const ProjectSystem* found = project.system(system_name);
  if (!found || !found->manifest) return nullptr;
  const auto object = found->manifest->objects.find(std::string(object_name));
  return object == found->manifest->objects.end() ? nullptr : &object->second;
}

void Compilation::report(std::string code, Place at, std::string message, std::string remedy) {
  findings.add(finding(std::move(code), std::move(at), std::move(message), std::move(remedy)));
}

void Compilation::warn(std::string code, Place at, std::string message, std::string remedy) {
  Diagnostic warning = finding(std::move(code), std::move(at), std::move(message), std::move(remedy));
  warning.severity = Severity::warning;
  findings.add(std::move(warning));
}

void Compilation::report_unknown(std::string code, Place at, std::string message, const std::string& word,
                                 const std::vector<std::string>& known) {
  Diagnostic unknown = finding(std::move(code), std::move(at), std::move(message), "");
  const auto near = closest(word, known);
  if (near) unknown.label = "did you mean \"" + *near + "\"?";
  unknown.remedy = known.empty() ? "there are none yet"
                                 : (near ? "write " + *near + "; known: " : "known: ") + list_words(known, "and");
  findings.add(std::move(unknown));
}

const SlotDraft* SyncDraft::slot(std::string_view name) const {
  for (const SlotDraft& each : slots) {
    if (each.rule.slot == name) return &each;
  }
  return nullptr;
}

SlotDraft* SyncDraft::slot(std::string_view name) { return const_cast<SlotDraft*>(std::as_const(*this).slot(name)); }

bool OwnSlot::computes(std::string_view field) const {
  return field == source_reference || std::ranges::find(computed, field, &ComputedDraft::field) != computed.end();
}

const OwnSlot* SyncDraft::derived() const {
  for (const OwnSlot& each : own_slots) {
    if (each.rule.source == Source::derived) return &each;
  }
  return nullptr;
}

OwnSlot& SyncDraft::reflected() {
  for (OwnSlot& each : own_slots) {
    if (each.rule.source == Source::reflected) return each;
  }
  OwnSlot made{.rule = {}, .at = document.key_place("reflect")};
  made.rule.slot = "related";
  made.rule.system = own_system;
  made.rule.object = "related " + entity->name;
  made.rule.source = Source::reflected;
  made.rule.writable = false;
  return own_slots.emplace_back(std::move(made));
}

const SyncDraft* draft_of(const Drafts& drafts, std::string_view entity) {
  const auto found = std::ranges::find(drafts, entity, [](const SyncDraft& each) { return each.entity->name; });
  return found == drafts.end() ? nullptr : &*found;
}

SyncDraft* draft_of(Drafts& drafts, std::string_view entity) {
  return const_cast<SyncDraft*>(draft_of(std::as_const(drafts), entity));
}

bool keeps(const SyncDraft& draft, std::string_view field) {
  if (draft.file["fields"].is_map() && draft.file["fields"].as_map().contains(field)) return true;
  return std::ranges::any_of(draft.own_slots, [&](const OwnSlot& slot) { return slot.computes(field); });
}

bool refers_to(const SyncDraft& draft, std::string_view entity) {
  return std::ranges::any_of(draft.entity->fields, [&](const FieldSpec& field) {
    return field.type == FieldType::reference && field.refers_to == entity && keeps(draft, field.name);
  });
}

std::string words_of(const std::vector<std::string>& names) { return list_words(names, "and"); }
std::string in_quotes(std::string_view text) { return quoted(text); }

const Node* node_at(const Document& document, const std::vector<std::string>& keys) {
  const Node* node = &document.root();
  const Value* value = &document.value();
  for (const std::string& key : keys) {
    if (!value->is_map()) return nullptr;
    const Node* next = nullptr;
    std::size_t i = 0;
    for (const auto& [name, child] : value->as_map()) {
      if (name == key && i < node->children.size()) {
        next = &node->children[i];
        value = &child;
        break;
      }
      ++i;
    }
    if (!next) return nullptr;
    node = next;
  }
  return node;
}

namespace {

struct ReferenceSearch {
  Compilation& c;
  const Document& document;
  const std::function<bool(const std::string&)>& allowed;

  void visit(const Value& value, const Node& node, const std::string& path) {
    if (value.is_string() && has_reference(value.as_string()) && !allowed(path)) {
      c.report("P031", document.place_of(node), "${…} is not supported here; it stands in the settings of systems only",
               "write the value itself");
    }
    const std::size_t count = node.children.size();
    const std::string inner = path.empty() ? "" : path + ".";
    std::size_t i = 0;
    if (value.is_map()) {
      for (const auto& [key, child] : value.as_map()) {
        if (i < count) visit(child, node.children[i++], inner + key);
      }
    } else if (value.is_list()) {
      for (const Value& child : value.as_list()) {
        if (i < count) visit(child, node.children[i], inner + std::to_string(i));
        ++i;
      }
    }
  }
};

}  // namespace

void refuse_references(Compilation& c, const Document& document,
                       const std::function<bool(const std::string& path)>& allowed) {
  ReferenceSearch{c, document, allowed}.visit(document.value(), document.root(), "");
}

}  // namespace syncline
