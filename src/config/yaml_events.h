#pragma once
// The event stream of a YAML text, in our own types, so that one file only knows the parser library.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/document.h"

namespace syncline {

struct YamlEvent {
  enum class Kind : std::uint8_t { document, map_start, map_end, list_start, list_end, scalar, alias };
  Kind kind = Kind::scalar;
  std::size_t begin = 0;  ///< bytes of the source, quotes included; both 0 where nothing is written (an empty value)
  std::size_t end = 0;
  std::string text = {};  ///< of a scalar, unescaped; the anchor's name of an alias
  ScalarStyle style = ScalarStyle::none;
  std::string anchor = {};
  std::string tag = {};
};

struct YamlSyntaxError {
  std::string message = {};  ///< in the library's words
  int line = 1;
  int column = 1;
};

struct YamlEvents {
  std::vector<YamlEvent> events = {};
  std::optional<YamlSyntaxError> error = {};  ///< `events` are those before it
};

/// Reads at most `max_events` events. Precondition: valid UTF-8 without NUL.
YamlEvents read_yaml_events(std::string_view text, std::size_t max_events);

}  // namespace syncline
