#pragma once
// Diagnostic: one finding about a text that a person wrote: what is wrong, where exactly, and how to mend it.
// All findings of a run are collected, sorted by place and shown together.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"

namespace syncline {

/// Line and column count from 1, columns and length in code points. Line 0: the file as a whole.
struct Place {
  std::string file = {};
  int line = 0;
  int column = 0;
  int length = 1;
  friend bool operator==(const Place&, const Place&) = default;
};

/// "sync/order.yaml:57:9"
std::string to_text(const Place&);

enum class Severity : std::uint8_t { error, warning };
std::string_view name_of(Severity);

struct DiagnosticNote {
  std::string text = {};
  std::optional<Place> at = {};  ///< shown with its own source line when given
  friend bool operator==(const DiagnosticNote&, const DiagnosticNote&) = default;
};

struct Diagnostic {
  std::string code = {};  ///< a letter and three digits, stable; see codes.h
  Severity severity = Severity::error;
  std::string message = {};
  Place at = {};
  std::string label = {};  ///< stands behind the carets
  std::vector<DiagnosticNote> notes = {};
  std::string remedy = {};
  bool masked = false;  ///< the marked text is secret: shown as asterisks
  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

class Diagnostics {
 public:
  void add(Diagnostic);
  void append(Diagnostics);

  bool empty() const { return all_.empty(); }
  std::size_t size() const { return all_.size(); }
  std::size_t count(Severity) const;
  bool has_errors() const { return count(Severity::error) > 0; }
  /// By file, line, column, then in the order of discovery; exact repetitions are dropped.
  std::vector<Diagnostic> sorted() const;

 private:
  std::vector<Diagnostic> all_;
};

/// The texts that diagnostics point into: path → content.
using Sources = std::map<std::string, std::string, std::less<>>;

enum class Color : std::uint8_t { never, always };

/// For a terminal, in the manner of rustc. Control characters of the source are made visible, long lines are cut
/// around the marked text, tabs count as four columns.
std::string render(const Diagnostics&, const Sources&, Color = Color::never);
/// {"errors": n, "warnings": n, "diagnostics": [{code, severity, message, file, line, column, length, …}]}
Value to_json(const Diagnostics&);

}  // namespace syncline
