#include "config/yaml_compose.h"

#include <algorithm>
#include <map>

#include "config/position.h"
#include "config/yaml_scalar.h"

namespace syncline {
namespace {

using Kind = YamlEvent::Kind;
using SeenKeys = std::map<std::string, Span, std::less<>>;

constexpr std::string_view core_tag = "tag:yaml.org,2002:";

bool is_written(const YamlEvent& event) { return event.end > event.begin; }

bool is_plain_tag(std::string_view tag, std::string_view core_name) {
  return tag.empty() || tag == "!" || tag == std::string(core_tag) + std::string(core_name);
}

class Composer {
 public:
  Composer(std::string_view text, std::string_view file, const YamlLimits& limits, const std::vector<YamlEvent>& events,
           Diagnostics& findings)
      : text_(text), file_(file), limits_(limits), events_(events), findings_(findings), finder_(text) {}

  Composed documents() {
    Composed root;
    bool seen = false;
    while (!done()) {
      const YamlEvent& event = take();
      if (event.kind != Kind::document) continue;
      if (seen) return refuse_second_document(event), root;
      seen = true;
      root = compose(1, nullptr);
    }
    return root;
  }

 private:
  bool done() const { return stopped_ || next_ >= events_.size(); }
  const YamlEvent& peek() const { return events_[next_]; }
  const YamlEvent& take() { return events_[next_++]; }

  // `key` is the place of the entry's key; null for list items and the root.
  Composed compose(int depth, const Span* key) {
    if (done()) return {};
    const YamlEvent& event = take();
    if (++values_ > limits_.max_values) return stop(too_many_values(event));
    if (depth > limits_.max_depth) return stop(too_deep(event));
    Composed result;
    switch (event.kind) {
      case Kind::scalar: result = scalar(event, key); break;
      case Kind::list_start: result = list(event, depth); break;
      case Kind::map_start: result = map(event, depth); break;
      case Kind::alias: result = alias(event); break;
      default: return result;
    }
    result.node.key = key ? *key : result.node.value;
    if (!event.anchor.empty()) anchors_[event.anchor] = result;
    return result;
  }

  Composed scalar(const YamlEvent& event, const Span* key) {
    Composed result;
    Node& node = result.node;
    node.style = event.style;
    node.begin = event.begin;
    node.end = event.end;
    const bool block = event.style == ScalarStyle::literal || event.style == ScalarStyle::folded;
    while (block && node.begin < node.end && text_[node.begin] == ' ')
      ++node.begin;  // begins at its line's indentation
    if (is_written(event)) {
      node.value = finder_.span(node.begin, node.end);
    } else {
      node.value = key ? *key : last_;
    }
    last_ = node.value;
    result.value = value_of(event, node.value);
    return result;
  }

  Value value_of(const YamlEvent& event, const Span& span) {
    if (event.tag == "!" || event.tag == std::string(core_tag) + "str") return event.text;
    if (!event.tag.empty()) refuse_tag(event.tag, span);
    if (event.style != ScalarStyle::plain) return event.text;
    Result<Value, ScalarProblem> resolved = resolve_plain(event.text);
    if (resolved) return std::move(*resolved);
    report(resolved.error().code, span, resolved.error().message, resolved.error().remedy);
    return event.text;
  }

  Composed list(const YamlEvent& event, int depth) {
    Composed result;
    result.node.value = last_ = finder_.span(event.begin, event.begin + 1);
    if (!is_plain_tag(event.tag, "seq")) refuse_tag(event.tag, last_);
    List items;
    while (!done() && peek().kind != Kind::list_end) {
      Composed item = compose(depth + 1, nullptr);
      result.values += item.values;
      items.push_back(std::move(item.value));
      result.node.children.push_back(std::move(item.node));
    }
    close(event, result.node.value);
    result.value = std::move(items);
    return result;
  }

  Composed map(const YamlEvent& event, int depth) {
    Composed result;
    const bool flow = is_written(event);
    if (flow) result.node.value = last_ = finder_.span(event.begin, event.begin + 1);
    if (!is_plain_tag(event.tag, "map")) refuse_tag(event.tag, last_);
    Map entries;
    SeenKeys seen;
    bool first = true;
    while (!done() && peek().kind != Kind::map_end) {
      Span span;
      const std::optional<std::string> key = read_key(depth, span);
      if (!flow && first) result.node.value = span;  // a block map is shown by its first key
      first = false;
      Composed entry = compose(depth + 1, &span);
      result.values += entry.values;
      if (!key || !is_new(*key, span, seen)) continue;
      entries.append(*key, std::move(entry.value));
      result.node.children.push_back(std::move(entry.node));
      if (seen.size() > limits_.max_map_keys) stop(too_many_keys(span));
    }
    close(event, result.node.value);
    result.value = std::move(entries);
    return result;
  }

  // Passes the end event. A flow collection is marked up to its bracket where that is on the same line.
  void close(const YamlEvent& opening, Span& span) {
    if (done()) return;
    const YamlEvent& closing = take();
    if (!is_written(opening)) return;
    const Span end = finder_.span(closing.end, closing.end);
    if (end.line == span.line) span.length = end.column - span.column;
  }

  std::optional<std::string> read_key(int depth, Span& span) {
    const YamlEvent& event = peek();
    span = is_written(event) ? finder_.span(event.begin, event.end) : last_;
    last_ = span;
    if (event.kind != Kind::scalar) {
      report("Y013", span, "a key must be text",
             "write a plain word as the key; quote a value that begins with \"{{\"");
      compose(depth + 1, nullptr);
      return std::nullopt;
    }
    take();
    const bool plain = event.style == ScalarStyle::plain;
    if (plain && event.text.empty()) {
      report("Y013", span, "a key is missing before the \":\"", "write the key, or remove the entry");
      return std::nullopt;
    }
    if (plain && event.text == "<<") {
      report("Y011", span, "merge keys (\"<<\") are not part of YAML 1.2",
             "write the entries out, or use an alias for a whole value: key: *anchor");
      return std::nullopt;
    }
    return event.text;
  }

  bool is_new(const std::string& key, const Span& span, SeenKeys& seen) {
    const auto [first, inserted] = seen.emplace(key, span);
    if (inserted) return true;
    Diagnostic finding =
        make("Y003", span, "the key \"" + key + "\" stands twice in one map", "keep one of the two entries");
    finding.notes.push_back({"first written here", at(first->second)});
    findings_.add(std::move(finding));
    return false;
  }

  Composed alias(const YamlEvent& event) {
    Composed result;
    last_ = finder_.span(event.begin, event.end);
    const auto anchor = anchors_.find(event.text);
    if (anchor == anchors_.end()) {
      report("Y004", last_, "no anchor \"&" + event.text + "\" stands before this alias",
             "write &" + event.text + " before the value that is meant, or quote a text that begins with *");
    } else if (alias_values_ += anchor->second.values; alias_values_ > limits_.max_alias_values) {
      return stop(make("Y005", last_, "aliases copy more than " + std::to_string(limits_.max_alias_values) + " values",
                       "write the values out, or put them into a table under maps/"));
    } else {
      result = anchor->second;
    }
    result.node.value = last_;
    result.node.style = ScalarStyle::none;
    result.node.begin = result.node.end = 0;
    return result;
  }

  void refuse_tag(const std::string& tag, const Span& span) {
    const std::string name = tag.starts_with(core_tag) ? "!!" + tag.substr(core_tag.size()) : tag;
    report("Y012", span, "the tag \"" + name + "\" is not known here",
           "remove it; the type follows from how a value is written (quoted is text); only !!str is accepted");
  }

  void refuse_second_document(const YamlEvent& event) {
    std::size_t begin = event.begin;
    if (!is_written(event) && !done()) begin = peek().begin;
    report("Y010", finder_.span(begin, begin + 3), "a second document begins here", "put it into a file of its own");
  }

  Diagnostic too_many_values(const YamlEvent& event) {
    return make("Y007", finder_.span(event.begin, event.end),
                "the file holds more than " + std::to_string(limits_.max_values) + " values",
                "split it, or put bulk data into a table under maps/");
  }
  Diagnostic too_many_keys(const Span& span) const {
    return make("Y007", span, "one map holds more than " + std::to_string(limits_.max_map_keys) + " keys",
                "put bulk data into a table under maps/");
  }
  Diagnostic too_deep(const YamlEvent& event) {
    return make("Y006", finder_.span(event.begin, event.end),
                "values are nested deeper than " + std::to_string(limits_.max_depth) + " levels",
                "flatten the structure");
  }

  Composed stop(Diagnostic finding) {
    if (!stopped_) findings_.add(std::move(finding));
    stopped_ = true;
    return {};
  }

  Place at(const Span& span) const { return {std::string(file_), span.line, span.column, span.length}; }
  Diagnostic make(std::string code, const Span& span, std::string message, std::string remedy) const {
    return {.code = std::move(code), .message = std::move(message), .at = at(span), .remedy = std::move(remedy)};
  }
  void report(std::string code, const Span& span, std::string message, std::string remedy) {
    findings_.add(make(std::move(code), span, std::move(message), std::move(remedy)));
  }

  std::string_view text_;
  std::string_view file_;
  const YamlLimits& limits_;
  const std::vector<YamlEvent>& events_;
  Diagnostics& findings_;
  PositionFinder finder_;
  std::map<std::string, Composed, std::less<>> anchors_;
  Span last_;  ///< the latest written thing: where an unwritten one is shown
  std::size_t next_ = 0;
  std::size_t values_ = 0;
  std::size_t alias_values_ = 0;
  bool stopped_ = false;
};

}  // namespace

Composed compose_yaml(std::string_view text, std::string_view file, const YamlLimits& limits,
                      const std::vector<YamlEvent>& events, Diagnostics& findings) {
  return Composer(text, file, limits, events, findings).documents();
}

}  // namespace syncline
