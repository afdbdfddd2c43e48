#include "config/csv.h"

#include <doctest/doctest.h>

using namespace syncline;

namespace {

CsvTable parsed(std::string_view text) {
  Result<CsvTable, Diagnostics> table = parse_csv_table(text, "maps/t.csv");
  if (!table) FAIL(render(table.error(), {{"maps/t.csv", std::string(text)}}));
  return std::move(*table);
}

std::string shown(const CsvTable& table) {
  const auto line = [](const std::vector<CsvCell>& cells) {
    std::string out;
    for (const CsvCell& cell : cells) out += "<" + cell.text + ">";
    return out;
  };
  std::string out = line(table.header);
  for (const CsvRow& row : table.rows) out += "|" + line(row.cells);
  return out;
}

std::string codes_of(std::string_view text, const CsvLimits& limits = {}) {
  const Result<CsvTable, Diagnostics> table = parse_csv_table(text, "maps/t.csv", limits);
  if (table) return "ok";
  std::string codes;
  for (const Diagnostic& each : table.error().sorted()) {
    codes += (codes.empty() ? "" : " ") + each.code + "@" + std::to_string(each.at.line) + ":" +
             std::to_string(each.at.column);
    if (each.remedy.empty()) codes += "(no remedy)";
  }
  return codes;
}

}  // namespace

TEST_CASE("tables as spreadsheets write them") {
  CHECK(shown(parsed("crm,erp\nwon,sale\nlost,cancel\n")) == "<crm><erp>|<won><sale>|<lost><cancel>");
  CHECK(shown(parsed("crm;erp\r\nwon;sale\r\n")) == "<crm><erp>|<won><sale>");
  CHECK(shown(parsed("\xEF\xBB\xBF\"crm\";erp\nä;b\n")) == "<crm><erp>|<ä><b>");
  CHECK(shown(parsed("sep=;\r\na;b,c\r\n1;2\r\n")) == "<a><b,c>|<1><2>");
  CHECK(shown(parsed("a;\"b,c,d\"\n1;2\n")) == "<a><b,c,d>|<1><2>");
  CHECK(shown(parsed("a,b;c,d\n1,2,3\n")) == "<a><b;c><d>|<1><2><3>");
  CHECK(shown(parsed("a,b\r1,2\r")) == "<a><b>|<1><2>");
  CHECK(shown(parsed("a,b\n1,2")) == "<a><b>|<1><2>");
  CHECK(shown(parsed("only\nx\n")) == "<only>|<x>");
}

TEST_CASE("quoted cells hold separators, quotes and lines") {
  CHECK(shown(parsed("a,b\n\"x,y\",\"he said \"\"hi\"\"\"\n")) == "<a><b>|<x,y><he said \"hi\">");
  CHECK(shown(parsed("a,b\r\n\"1\r\n2\",3\r\n")) == "<a><b>|<1\n2><3>");
  CHECK(shown(parsed("a,b\n\"\",  x \n")) == "<a><b>|<><  x >");
}

TEST_CASE("padding of spreadsheets is harmless, cells are not trimmed, header names are") {
  CHECK(shown(parsed(" a ,b,,\n1,2,,\n\n,,,\n3,4\n")) == "<a><b>|<1><2>|<3><4>");
  CHECK(shown(parsed("a,b\n,\n,2\n")) == "<a><b>|<><2>");
}

TEST_CASE("cells keep their places and are found by column") {
  const CsvTable table = parsed("a;bé;c\n\"1\n\";é;33\n4;5;6\n");
  CHECK(table.header[2].at == Place{"maps/t.csv", 1, 6, 1});
  CHECK(table.rows[0].cells[0].at == Place{"maps/t.csv", 2, 1, 1});
  CHECK(table.rows[0].cells[0].quoted);
  CHECK(table.rows[0].cells[1].at == Place{"maps/t.csv", 3, 3, 1});
  CHECK(table.rows[0].cells[2].at == Place{"maps/t.csv", 3, 5, 2});
  CHECK(table.rows[1].line == 4);
  REQUIRE(table.cell(table.rows[1], "bé"));
  CHECK(table.cell(table.rows[1], "bé")->text == "5");
  CHECK(table.cell(table.rows[1], "d") == nullptr);
}

TEST_CASE("bad tables are refused at every bad place") {
  struct Case {
    const char* text;
    const char* codes;
  };
  for (const Case& c : std::initializer_list<Case>{
           {"", "T002@0:0"},
           {"\n\n", "T002@0:0"},
           {"a,b\n\"x,1\n", "T001@2:1 T005@2:1"},
           {"a,b\n\"x\"y,1\n", "T001@2:4"},
           {"a,b\nx\"y,1\n", "T001@2:2"},
           {"a,,c\n1,2,3\n", "T003@1:3"},
           {"a,b,a\n1,2,3\n", "T004@1:5"},
           {"a,b\n1\n1,2,3\n1,2\n", "T005@2:1 T005@3:5"},
           {"a\tb\n1\t2\n", "T006@1:1"},
           {"sep=|\na|b\n", "T006@1:5"},
           {"a,b\nM\xFCller,1\n", "T008@2:2"},
           {"a,b\nx\x02,1\n", "T009@2:2"},
       }) {
    INFO(std::string(c.text));
    CHECK(codes_of(c.text) == std::string(c.codes));
  }
  CHECK(codes_of(std::string_view("a\0,\0b\0", 6)) == "T008@0:0");
  CHECK(codes_of("a,b\n", {.max_bytes = 3}) == "T007@0:0");
  CHECK(codes_of("a,b,c\n", {.max_columns = 2}) == "T007@1:1");
}
