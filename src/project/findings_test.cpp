// Each file of testdata/bad and testdata/good: parts of a project ("--- path", or "--- without path"), laid over
// testdata/base, or over testdata/sales after "--- base sales", and after "=== findings" what validate says of it.
// SYNCLINE_UPDATE=1 writes the findings anew.
#include <algorithm>
#include <cstdlib>

#include "base/text.h"
#include "project/codes.h"
#include "project/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

const std::string folder = std::string(SYNCLINE_SOURCE_DIR) + "/src/project/testdata";
constexpr std::string_view mark = "=== findings\n";

std::string read(const std::string& path) {
  auto text = real_files().read(path, 1u << 20);
  if (!text) FAIL(describe(text.error()));
  return std::move(*text);
}

/// The base unless the first line that begins with "--- base" names another.
Sources laid_over_base(const std::string& parts) {
  std::string base = "base";
  for (const std::string& line : split(parts, '\n')) {
    if (line.starts_with("--- base ")) base = line.substr(9);
  }
  auto read_base = read_folder(real_files(), folder + "/" + base);
  if (!read_base) FAIL(describe(read_base.error()));
  Sources files = std::move(*read_base);
  std::string* current = nullptr;
  for (const std::string& line : split(parts, '\n')) {
    if (line.starts_with("--- base ")) continue;
    if (line.starts_with("--- without ")) {
      files.erase(line.substr(12));
      current = nullptr;
    } else if (line.starts_with("--- ")) {
      current = &(files[line.substr(4)] = "");
    } else if (current) {
      *current += line + "\n";
    }
  }
  return files;
}

/// The last line end belongs to the marker.
Sources files_of(const std::string& content) { return laid_over_base(content.substr(0, content.find(mark) - 1)); }

void check_case(const std::string& path, bool is_bad) {
  CAPTURE(path);
  const std::string content = read(path);
  const auto at = content.find(mark);
  REQUIRE(at != std::string::npos);
  const Sources files = files_of(content);
  Diagnostics findings;
  const auto project = load_project(files, findings);
  CHECK((project == nullptr) == is_bad);
  CHECK(findings.has_errors() == is_bad);
  const std::string shown = render(findings, files);
  if (std::getenv("SYNCLINE_UPDATE")) {
    CHECK(real_files().write(path, content.substr(0, at) + std::string(mark) + shown).ok());
  } else {
    CHECK(content.substr(at + mark.size()) == shown);
  }
}

std::vector<std::string> cases_in(const std::string& name) {
  auto files = real_files().list(folder + "/" + name);
  if (!files) FAIL(describe(files.error()));
  for (std::string& file : *files) file = folder + "/" + name + "/" + file;
  return std::move(*files);
}

std::size_t check_folder(const std::string& name, bool is_bad) {
  const auto paths = cases_in(name);
  for (const std::string& path : paths) check_case(path, is_bad);
  return paths.size();
}

}  // namespace

TEST_CASE("each fault of a project is shown with its place and its remedy") { CHECK(check_folder("bad", true) >= 100); }

TEST_CASE("what is merely unwise is shown and does not stop") { CHECK(check_folder("good", false) >= 4); }

TEST_CASE("every code of this module is explained and is shown by one of the cases") {
  std::string all;
  for (const char* name : {"bad", "good"}) {
    for (const std::string& path : cases_in(name)) all += read(path);
  }
  for (const CodeText& code : project_codes()) {
    CAPTURE(code.code);
    const bool when_settings_are_filled_in = code.code == "P040";
    CHECK((when_settings_are_filled_in || all.find("[" + std::string(code.code) + "]") != std::string::npos));
  }
  CHECK(std::ranges::is_sorted(project_codes(), {}, &CodeText::code));
}

TEST_CASE("every finding names file and line, unless a whole file is meant, and a remedy") {
  for (const std::string& path : cases_in("bad")) {
    Diagnostics findings;
    load_project(files_of(read(path)), findings);
    for (const Diagnostic& each : findings.sorted()) {
      CAPTURE(path);
      CAPTURE(each.message);
      CHECK_FALSE(each.at.file.empty());
      CHECK_FALSE(each.remedy.empty());
      const std::string& code = each.code;
      const bool whole_file = code == "P031" || code == "P035" || code == "P041" || code == "P044" || code == "F001";
      CHECK((each.at.line > 0 || whole_file));
    }
  }
}
