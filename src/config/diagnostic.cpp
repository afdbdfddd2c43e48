#include "config/diagnostic.h"

#include <algorithm>
#include <tuple>

namespace syncline {

std::string to_text(const Place& place) {
  if (place.line == 0) return place.file;
  return place.file + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
}

std::string_view name_of(Severity severity) { return severity == Severity::error ? "error" : "warning"; }

void Diagnostics::add(Diagnostic diagnostic) { all_.push_back(std::move(diagnostic)); }

void Diagnostics::append(Diagnostics other) {
  for (Diagnostic& each : other.all_) all_.push_back(std::move(each));
}

std::size_t Diagnostics::count(Severity severity) const {
  const auto found =
      std::count_if(all_.begin(), all_.end(), [&](const Diagnostic& d) { return d.severity == severity; });
  return static_cast<std::size_t>(found);
}

std::vector<Diagnostic> Diagnostics::sorted() const {
  std::vector<Diagnostic> result = all_;
  std::stable_sort(result.begin(), result.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.at.file, a.at.line, a.at.column) < std::tie(b.at.file, b.at.line, b.at.column);
  });
  const auto same_place = [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.at.file, a.at.line, a.at.column) == std::tie(b.at.file, b.at.line, b.at.column);
  };
  // Repetitions share a place, so only the run of equal places before each one has to be searched.
  std::vector<Diagnostic> unique;
  for (Diagnostic& each : result) {
    bool repeated = false;
    for (auto it = unique.rbegin(); !repeated && it != unique.rend() && same_place(*it, each); ++it) {
      repeated = *it == each;
    }
    if (!repeated) unique.push_back(std::move(each));
  }
  return unique;
}

namespace {

void put_place(Map& map, const Place& place) {
  map.set("file", place.file);
  if (place.line == 0) return;
  map.set("line", place.line);
  map.set("column", place.column);
  map.set("length", place.length);
}

Value to_json(const Diagnostic& diagnostic) {
  Map map;
  map.set("code", diagnostic.code);
  map.set("severity", name_of(diagnostic.severity));
  map.set("message", diagnostic.message);
  put_place(map, diagnostic.at);
  if (!diagnostic.label.empty()) map.set("label", diagnostic.label);
  List notes;
  for (const DiagnosticNote& note : diagnostic.notes) {
    Map entry{{"text", note.text}};
    if (note.at) put_place(entry, *note.at);
    notes.emplace_back(std::move(entry));
  }
  if (!notes.empty()) map.set("notes", std::move(notes));
  if (!diagnostic.remedy.empty()) map.set("remedy", diagnostic.remedy);
  return map;
}

}  // namespace

Value to_json(const Diagnostics& diagnostics) {
  List list;
  for (const Diagnostic& each : diagnostics.sorted()) list.push_back(to_json(each));
  Map map;
  map.set("errors", static_cast<std::int64_t>(diagnostics.count(Severity::error)));
  map.set("warnings", static_cast<std::int64_t>(diagnostics.count(Severity::warning)));
  map.set("diagnostics", std::move(list));
  return map;
}

}  // namespace syncline
