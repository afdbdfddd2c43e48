#include <algorithm>

#include "base/json.h"
#include "config/check_context.h"

namespace syncline {
namespace {

using Kind = Schema::Kind;

std::string cell(std::string_view text) {
  std::string out;
  for (char c : text) out += c == '|' ? std::string("\\|") : c == '\n' ? std::string(" ") : std::string(1, c);
  return out;
}

std::string code(std::string_view text) { return "`" + std::string(text) + "`"; }

// Maps become sections of their own; everything else is told in a table's cell.
class Writer {
 public:
  std::string write(const Schema& schema, std::string_view title) {
    section(schema.node(), std::string(title), 1);
    for (const auto& [name, definition] : schema.node().definitions) section(definition.node(), name, 2);
    return std::move(out_);
  }

 private:
  void section(const SchemaNode& node, const std::string& title, int level) {
    out_ += (out_.empty() ? "" : "\n") + std::string(static_cast<std::size_t>(level), '#') + " " +
            (node.title.empty() ? title : node.title) + "\n";
    if (!node.about.empty()) out_ += "\n" + node.about + "\n";
    if (node.kind == Kind::map) {
      table(node, title, level);
    } else if (node.kind == Kind::tagged) {
      for (const Alternative& each : node.alternatives) {
        heading(level + 1, code(node.tag + ": " + each.name));
        if (!each.schema.node().about.empty()) out_ += "\n" + each.schema.node().about + "\n";
        table(each.schema.node(), title, level);
      }
    } else {
      out_ += "\n" + type_of(node) + ".\n";
      descend(node, title, level);
    }
  }

  void heading(int level, const std::string& text) {
    out_ += "\n" + std::string(static_cast<std::size_t>(std::min(level, 6)), '#') + " " + text + "\n";
  }

  void table(const SchemaNode& node, const std::string& title, int level) {
    if (!node.shorthand.empty()) {
      out_ += "\nA value that is no map stands for " + code("{" + node.shorthand + ": value}") + ".\n";
    }
    out_ += "\n| Key | Value | Default | Meaning |\n|---|---|---|---|\n";
    for (const SchemaKey& key : node.keys) row(key);
    if (node.inner) {
      const std::string name = node.pattern ? node.pattern_words : "any name";
      out_ += "| *" + cell(name) + "* | " + cell(type_of(node.inner->node())) + " | | " +
              cell(node.inner->node().about) + " |\n";
    }
    for (const KeyGroup& group : node.groups) {
      out_ +=
          "\n" + std::string(group.one_needed ? "Exactly" : "At most") + " one of " + list_words(group.keys) + ".\n";
    }
    for (const SchemaKey& key : node.keys) descend(key.schema.node(), joined(title, key.name), level);
    if (node.inner) descend(node.inner->node(), joined(title, "<name>"), level);
  }

  static std::string joined(const std::string& title, const std::string& key) { return title + " › " + key; }

  void row(const SchemaKey& key) {
    const std::string presence = key.required   ? "**required**"
                                 : key.fallback ? code(cell(write_json(*key.fallback)))
                                                : std::string();
    std::string meaning = key.about;
    if (!key.deprecated.empty()) meaning = "Deprecated: " + key.deprecated + ". " + meaning;
    for (const Choice& choice : key.schema.node().choices) {
      if (!choice.about.empty()) meaning += "; " + code(choice.value) + ": " + choice.about;
    }
    out_ += "| " + code(key.name) + " | " + cell(type_of(key.schema.node())) + " | " + presence + " | " +
            cell(meaning) + " |\n";
  }

  // Sections for the maps that a cell could only name.
  void descend(const SchemaNode& node, const std::string& title, int level) {
    if (is_plain_map(node)) return descend(node.inner->node(), joined(title, "<name>"), level);
    const bool has_table = node.kind == Kind::map && !node.keys.empty();
    if (has_table || node.kind == Kind::tagged) return section(node, title, std::min(level + 1, 6));
    if (node.kind == Kind::list) return descend(node.inner->node(), title, level);
    if (node.kind != Kind::one_of) return;
    for (const Alternative& each : node.alternatives) descend(each.schema.node(), joined(title, each.name), level);
  }

  // Free names over one kind of value: a cell can say it.
  static bool is_plain_map(const SchemaNode& node) {
    return node.kind == Kind::map && node.keys.empty() && node.inner && node.groups.empty();
  }

  static std::string type_of(const SchemaNode& node) {
    if (node.kind == Kind::list) return "list of " + type_of(node.inner->node());
    if (node.kind == Kind::map && !node.shorthand.empty()) return "a map, or its " + code(node.shorthand);
    if (is_plain_map(node)) {
      const std::string name = node.pattern ? node.pattern_words : "any name";
      return "a map: *" + name + "* → " + type_of(node.inner->node());
    }
    if (node.kind == Kind::tagged) return "a map, by " + code(node.tag);
    if (node.kind == Kind::text && !node.choices.empty()) {
      std::vector<std::string> names;
      for (const Choice& choice : node.choices) names.push_back(code(choice.value));
      return list_words(names);
    }
    return wanted_words(node);
  }

  std::string out_;
};

}  // namespace

std::string to_reference(const Schema& schema, std::string_view title) { return Writer().write(schema, title); }

}  // namespace syncline
