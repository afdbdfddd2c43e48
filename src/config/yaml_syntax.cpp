#include "config/yaml_syntax.h"

#include <algorithm>
#include <array>

#include "config/position.h"

namespace syncline {
namespace {

struct Wording {
  std::string_view part;  ///< of the library's message
  std::string_view message;
  std::string_view remedy;
};

constexpr std::string_view quote_remedy = "put the whole text in double quotes; inside, write \\\" for a quote";

constexpr std::array wordings{
    Wording{"tab character", "a tab stands in the indentation", "indent with spaces; YAML forbids tabs there"},
    Wording{"invalid nested block mapping", "a second \": \" stands on the line of a key",
            "quote the value if it is text (key: \"a: b\"), or put the inner map on its own, deeper line"},
    Wording{"without closing quote", "the quoted text that starts here is never closed", "add the closing quote"},
    Wording{"trailing content after", "text follows the closing quote",
            "quote the whole value once; for a quote inside \"…\" write \\\""},
    Wording{"invalid escape", "an unknown escape stands in a double-quoted text",
            "write \\\\ for a backslash, or use single quotes, which know no escapes"},
    Wording{"wrongly indented", "a quoted text goes on at a wrong indentation",
            "indent its further lines deeper than its key"},
    Wording{"plain scalar cannot start with", "this character cannot begin an unquoted value", quote_remedy},
    Wording{"extra closing bracket", "a \"]\" closes nothing", "remove it, or add the missing \"[\""},
    Wording{"extra closing brace", "a \"}\" closes nothing", "remove it, or add the missing \"{\""},
    Wording{"mismatched flow", "brackets are closed in the wrong order", "close the innermost \"[\" or \"{\" first"},
    Wording{"flow sequence without a closing", "a \"[\" is never closed", "add the missing \"]\""},
    Wording{"flow mapping without a closing", "a \"{\" is never closed", "add the missing \"}\""},
    Wording{"missing comma in flow", "a comma or the closing bracket is missing",
            "write a comma between entries, and close each \"[\" and \"{\""},
    Wording{"invalid multiline plain key", "a key stands where its line cannot have one",
            "check the indentation of this line and of the one above; each key is written as \"key: value\""},
    Wording{"invalid value after mapping", "this line is no \"key: value\" of the map it stands in",
            "add the missing \":\", or check its indentation"},
    Wording{"invalid indentation", "this line's indentation fits no level above it",
            "align it with the keys that it belongs to"},
    Wording{"block sequence on the same line", "a list item stands on the line of its key",
            "begin the list on the next line, or write it as [a, b]"},
    Wording{"unexpected alias", "an alias stands where a value was begun", "remove the anchor or the alias"},
};

const Wording* wording_for(std::string_view message) {
  const auto found = std::find_if(wordings.begin(), wordings.end(),
                                  [&](const Wording& w) { return message.find(w.part) != message.npos; });
  return found == wordings.end() ? nullptr : &*found;
}

Place place_at(std::string_view text, std::string_view file, std::size_t offset) {
  const Span span = PositionFinder(text).span(offset, offset + 1);
  return {std::string(file), span.line, span.column, 1};
}

Place clamped(const YamlSyntaxError& error, std::string_view text, std::string_view file) {
  const int lines = 1 + static_cast<int>(std::count(text.begin(), text.end(), '\n'));
  const bool after_end = text.ends_with('\n') && error.line >= lines;
  return {std::string(file), std::clamp(error.line, 1, std::max(1, after_end ? lines - 1 : lines)),
          std::max(error.column, 1), 1};
}

// The parser notices a missing bracket at the end of the text; the person wants to see where it was opened.
std::optional<std::size_t> innermost_open_bracket(const YamlEvents& events, std::string_view text) {
  std::vector<std::size_t> open;
  for (const YamlEvent& event : events.events) {
    const bool starts = event.kind == YamlEvent::Kind::map_start || event.kind == YamlEvent::Kind::list_start;
    const bool ends = event.kind == YamlEvent::Kind::map_end || event.kind == YamlEvent::Kind::list_end;
    if (starts) open.push_back(event.begin);
    if (ends && !open.empty()) open.pop_back();
  }
  while (!open.empty() && (open.back() >= text.size() || (text[open.back()] != '[' && text[open.back()] != '{'))) {
    open.pop_back();
  }
  if (open.empty()) return std::nullopt;
  return open.back();
}

}  // namespace

Diagnostic explain_syntax(const YamlEvents& events, std::string_view text, std::string_view file) {
  const YamlSyntaxError& error = *events.error;
  const Wording* wording = wording_for(error.message);
  Diagnostic result{.code = "Y001", .message = error.message, .at = clamped(error, text, file)};
  result.remedy = "check quotes, brackets and indentation here and on the line above";
  if (!wording) return result;
  result.message = wording->message;
  result.remedy = wording->remedy;
  if (wording->part == "tab character") result.code = "Y002";
  if (wording->part == "without closing quote") result.at.column = std::max(1, result.at.column - 1);
  const bool unclosed = wording->part.ends_with("without a closing") || wording->part.starts_with("missing comma");
  if (const auto open = unclosed ? innermost_open_bracket(events, text) : std::nullopt) {
    const Place opening = place_at(text, file, *open);
    if (opening.line != error.line) result.at = opening;
  }
  return result;
}

}  // namespace syncline
