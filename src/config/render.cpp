#include <algorithm>

#include "config/diagnostic.h"
#include "config/source_line.h"

namespace syncline {
namespace {

struct Paint {
  bool on;
  std::string operator()(const char* code, std::string_view text) const {
    if (!on || text.empty()) return std::string(text);
    return std::string("\x1b[") + code + "m" + std::string(text) + "\x1b[0m";
  }
};
constexpr const char* bold = "1";
constexpr const char* red = "1;31";
constexpr const char* yellow = "1;33";
constexpr const char* blue = "1;34";

class Renderer {
 public:
  Renderer(const Sources& sources, Paint paint) : sources_(sources), paint_(paint) {}

  std::string operator()(const Diagnostic& d) {
    gutter_ = gutter_width(d);
    const bool is_error = d.severity == Severity::error;
    accent_ = is_error ? red : yellow;
    out_ = paint_(accent_, std::string(name_of(d.severity)) + "[" + d.code + "]");
    out_ += paint_(bold, ": " + printable(d.message)) + "\n";
    put_place("-->", d.at);
    put_source(d.at, '^', accent_, d.label, d.masked);
    for (const DiagnosticNote& note : d.notes) put_note(note, d.masked);
    if (!d.remedy.empty()) put_line_item("fix", d.remedy);
    return std::move(out_);
  }

 private:
  static std::size_t gutter_width(const Diagnostic& d) {
    int line = d.at.line;
    for (const DiagnosticNote& note : d.notes) line = std::max(line, note.at ? note.at->line : 0);
    return std::to_string(line).size();
  }

  std::string margin() const { return std::string(gutter_, ' '); }

  void put_place(std::string_view arrow, const Place& place) {
    out_ += margin() + paint_(blue, arrow) + " " + printable(to_text(place)) + "\n";
  }

  // A place in a file whose text is not at hand is named without its line.
  void put_source(const Place& at, char mark, const char* colour, std::string_view label, bool masked) {
    const auto source = sources_.find(at.file);
    const bool shown = at.line > 0 && source != sources_.end();
    if (!shown) {
      if (!label.empty()) put_line_item("note", label);
      return;
    }
    const LineIndex& lines = lines_.try_emplace(at.file, source->second).first->second;
    const SourceLine line = lay_out(lines.line(at.line), at, masked);
    const std::string number = std::to_string(at.line);
    out_ += margin() + paint_(blue, " |") + "\n";
    out_ += paint_(blue, std::string(gutter_ - number.size(), ' ') + number + " |");
    out_ += line.text.empty() ? "\n" : " " + line.text + "\n";
    out_ += margin() + paint_(blue, " |") + " " + std::string(static_cast<std::size_t>(line.indent), ' ');
    out_ += paint_(colour, std::string(static_cast<std::size_t>(line.width), mark));
    if (!label.empty()) out_ += paint_(colour, " " + printable(label));
    out_ += "\n";
  }

  void put_note(const DiagnosticNote& note, bool masked) {
    if (!note.at) return put_line_item("note", note.text);
    put_place(":::", *note.at);
    put_source(*note.at, '-', blue, note.text, masked);
  }

  void put_line_item(std::string_view kind, std::string_view text) {
    const std::string start = margin() + " " + paint_(blue, "=") + " ";
    const std::string indent(gutter_ + kind.size() + 5, ' ');
    std::string body = printable(text, true);
    for (std::size_t pos = body.find('\n'); pos != std::string::npos; pos = body.find('\n', pos + 1)) {
      body.insert(pos + 1, indent);
    }
    out_ += start + paint_(bold, std::string(kind) + ":") + " " + body + "\n";
  }

  const Sources& sources_;
  std::map<std::string, LineIndex, std::less<>> lines_ = {};  ///< of the files shown so far
  Paint paint_;
  const char* accent_ = red;
  std::size_t gutter_ = 1;
  std::string out_;
};

}  // namespace

std::string render(const Diagnostics& diagnostics, const Sources& sources, Color color) {
  const Paint paint{color == Color::always};
  Renderer renderer(sources, paint);
  std::string out;
  for (const Diagnostic& each : diagnostics.sorted()) {
    if (!out.empty()) out += "\n";
    out += renderer(each);
  }
  return out;
}

}  // namespace syncline
