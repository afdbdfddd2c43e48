#include "config/diagnostic.h"

#include <doctest/doctest.h>

using namespace syncline;

namespace {

std::string rendered(Diagnostic diagnostic, const std::string& text) {
  Diagnostics all;
  diagnostic.at.file = "f.yaml";
  all.add(std::move(diagnostic));
  return render(all, {{"f.yaml", text}});
}

}  // namespace

TEST_CASE("a diagnostic is rendered in the manner of rustc") {
  std::string text;
  for (int i = 1; i < 57; ++i) text += "#\n";
  text += "    status: { map: erp_status }\n";
  Diagnostics all;
  all.add({.code = "M031",
           .message = "enum value \"PARTIAL_SHIP\" has no target",
           .at = {"flows/orders.yaml", 57, 13, 19},
           .label = "table maps/erp_status.csv has 11 rows",
           .notes = {{"first seen: order 4471"}},
           .remedy = "add the value to the table\nor set on_unknown: review"});
  CHECK(render(all, {{"flows/orders.yaml", text}}) ==
        "error[M031]: enum value \"PARTIAL_SHIP\" has no target\n"
        "  --> flows/orders.yaml:57:13\n"
        "   |\n"
        "57 |     status: { map: erp_status }\n"
        "   |             ^^^^^^^^^^^^^^^^^^^ table maps/erp_status.csv has 11 rows\n"
        "   = note: first seen: order 4471\n"
        "   = fix: add the value to the table\n"
        "          or set on_unknown: review\n");
}

TEST_CASE("a note with a place shows its own line, the gutter fits the longest number") {
  const std::string text = "a: 1\n#\n#\n#\n#\n#\n#\n#\n#\na: 2\n";
  Diagnostics all;
  all.add({.code = "Y003",
           .severity = Severity::warning,
           .message = "twice",
           .at = {"f.yaml", 10, 1, 1},
           .notes = {{"first here", Place{"f.yaml", 1, 1, 1}}}});
  CHECK(render(all, {{"f.yaml", text}}) ==
        "warning[Y003]: twice\n"
        "  --> f.yaml:10:1\n"
        "   |\n"
        "10 | a: 2\n"
        "   | ^\n"
        "  ::: f.yaml:1:1\n"
        "   |\n"
        " 1 | a: 1\n"
        "   | - first here\n");
}

TEST_CASE("the carets stand under the marked text") {
  SUBCASE("behind a tab, which counts as four columns") {
    CHECK(rendered({.code = "X001", .message = "m", .at = {"", 1, 2, 2}}, "\tab\n") ==
          "error[X001]: m\n --> f.yaml:1:2\n  |\n1 |     ab\n  |     ^^\n");
  }
  SUBCASE("behind wide and combining characters") {
    CHECK(rendered({.code = "X001", .message = "m", .at = {"", 1, 6, 1}}, "日本e\xCC\x81 x\n") ==
          "error[X001]: m\n --> f.yaml:1:6\n  |\n1 | 日本e\xCC\x81 x\n  |       ^\n");
  }
  SUBCASE("past the end of the line and of the text") {
    CHECK(rendered({.code = "X001", .message = "m", .at = {"", 1, 9, 4}}, "ab\n") ==
          "error[X001]: m\n --> f.yaml:1:9\n  |\n1 | ab\n  |   ^\n");
    CHECK(rendered({.code = "X001", .message = "m", .at = {"", 7, 1, 1}}, "ab\n") ==
          "error[X001]: m\n --> f.yaml:7:1\n  |\n7 |\n  | ^\n");
  }
  SUBCASE("in a line too long for a terminal") {
    const std::string line = std::string(300, 'a') + "HERE" + std::string(300, 'b');
    const std::string out = rendered({.code = "X001", .message = "m", .at = {"", 1, 301, 4}}, line);
    CHECK(out.find("1 | …" + std::string(60, 'a') + "HERE") != out.npos);
    CHECK(out.find("  | " + std::string(61, ' ') + "^^^^\n") != out.npos);
    CHECK(out.size() < 600);
  }
}

TEST_CASE("a file without text or line is named only") {
  Diagnostics all;
  all.add({.code = "X001", .message = "m", .at = {"gone.yaml", 3, 4, 1}, .label = "l", .remedy = "r"});
  CHECK(render(all, {}) == "error[X001]: m\n --> gone.yaml:3:4\n  = note: l\n  = fix: r\n");
  CHECK(rendered({.code = "X001", .message = "m"}, "text") == "error[X001]: m\n --> f.yaml\n");
}

TEST_CASE("input cannot command the terminal or show a secret") {
  const std::string out =
      rendered({.code = "X001", .message = "bad \x1b[31m \xE2\x80\xAE x", .at = {"", 1, 1, 1}}, "\x1b[2Jx \xFF\n");
  CHECK(out.find('\x1b') == out.npos);
  CHECK(out.find("\xE2\x80\xAE") == out.npos);
  CHECK(out.find('\xFF') == out.npos);
  CHECK(out.find("␛[2Jx") != out.npos);
  const std::string masked =
      rendered({.code = "I003", .message = "m", .at = {"", 1, 8, 6}, .masked = true}, "token: s3cr3t # c\n");
  CHECK(masked.find("1 | token: ****** # c\n") != masked.npos);
}

TEST_CASE("colour wraps, and changes nothing else") {
  Diagnostics all;
  all.add({.code = "X001", .message = "m", .at = {"f.yaml", 1, 1, 1}, .label = "l", .remedy = "r"});
  std::string coloured = render(all, {{"f.yaml", "a"}}, Color::always);
  CHECK(coloured.starts_with("\x1b[1;31merror[X001]\x1b[0m\x1b[1m: m\x1b[0m\n"));
  std::string plain;
  for (std::size_t i = 0; i < coloured.size(); ++i) {
    if (coloured[i] == '\x1b') {
      i = coloured.find('m', i);
    } else {
      plain += coloured[i];
    }
  }
  CHECK(plain == render(all, {{"f.yaml", "a"}}));
}

TEST_CASE("diagnostics are sorted by place, repeated ones shown once, and counted") {
  Diagnostics all;
  all.add({.code = "X003", .message = "m", .at = {"b.yaml", 1, 1, 1}});
  all.add({.code = "X002", .message = "m", .at = {"a.yaml", 10, 1, 1}});
  all.add({.code = "X001", .message = "m", .at = {"a.yaml", 9, 5, 1}});
  all.add({.code = "X000", .message = "m", .at = {"a.yaml", 9, 4, 1}});
  all.add({.code = "X003", .message = "m", .at = {"b.yaml", 1, 1, 1}});
  all.add({.code = "X004", .severity = Severity::warning, .message = "m", .at = {"b.yaml", 1, 1, 1}});
  std::string order;
  for (const Diagnostic& each : all.sorted()) order += each.code + " ";
  CHECK(order == "X000 X001 X002 X003 X004 ");
  CHECK(all.count(Severity::warning) == 1);
  CHECK(all.has_errors());
}

TEST_CASE("diagnostics as JSON carry place, remedy and notes") {
  Diagnostics all;
  all.add({.code = "X001",
           .message = "m",
           .at = {"f.yaml", 2, 3, 4},
           .notes = {{"n", Place{"g.yaml", 1, 1, 1}}},
           .remedy = "r"});
  const Value json = to_json(all);
  CHECK(json["errors"] == Value(1));
  CHECK(json["warnings"] == Value(0));
  const Value& first = json.path("diagnostics.0");
  CHECK(first["code"] == Value("X001"));
  CHECK(first["line"] == Value(2));
  CHECK(first["column"] == Value(3));
  CHECK(first["length"] == Value(4));
  CHECK(first["remedy"] == Value("r"));
  CHECK(first.path("notes.0.file") == Value("g.yaml"));
}
