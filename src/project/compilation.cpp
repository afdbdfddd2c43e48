#include "project/compilation.h"

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
