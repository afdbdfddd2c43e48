#include "connect/dropped_rows.h"

#include <doctest/doctest.h>

using namespace syncline;

namespace {

RowFormat format(char separator = ';', std::string charset = "UTF-8") {
  RowFormat out;
  out.separator = separator;
  out.charset = std::move(charset);
  return out;
}

RowFormat xml(const std::string& records) {
  RowFormat out;
  out.kind = RowFormat::Kind::xml;
  out.records = records;
  return out;
}

std::string fault(std::string_view bytes, const RowFormat& how, const std::vector<RowColumn>& columns = {}) {
  const auto rows = rows_of(bytes, how, columns, "erp in/a.csv");
  REQUIRE(!rows.ok());
  CHECK(rows.error().cls == ErrorClass::validation);
  CHECK(!rows.error().remedy.empty());
  return rows.error().place + ": " + rows.error().message;
}

}  // namespace

TEST_SUITE("dropped rows") {
  TEST_CASE("cells in quotes, with or without a byte order mark, with any line end") {
    for (const char* bytes : {"\xEF\xBB\xBF"
                              "a;b\r\n\"x;\"\"y\"\"\nz\";2\r\n\r\n",
                              "a;b\n\"x;\"\"y\"\"\nz\";2"}) {
      const auto rows = rows_of(bytes, format(), {}, "f");
      REQUIRE(rows.ok());
      REQUIRE(rows->size() == 1);
      CHECK(rows->front().fields.find("a")->as_string() == "x;\"y\"\nz");
      CHECK(rows->front().at("b") == "line 2, column 4");
    }
  }

  TEST_CASE("another quote, lines before the titles, no titles, other charsets") {
    RowFormat how = format('\t', "windows-1252");
    how.quote = '\'';
    how.skip = 2;
    const auto rows = rows_of("Export\r\n\r\na\tb\r\n'\xFC''\t\"'\t2\r\n", how, {}, "f");
    REQUIRE(rows.ok());
    CHECK(rows->front().fields.find("a")->as_string() == "ü'\t\"");
    CHECK(rows->front().line == 4);
    how = format(';', "UTF-16LE");
    how.titles = false;
    const auto bare = rows_of(std::string_view("\xFF\xFE"
                                               "1\0;\0\xE4\0\n\0",
                                               10),
                              how, {{"no", false, 0, {}}, {"x", false, 0, {}}}, "f");
    REQUIRE(bare.ok());
    CHECK(bare->front().fields.find("no")->as_string() == "1");
    CHECK(bare->front().fields.find("x")->as_string() == "ä");
  }

  TEST_CASE("a file that is not understood is refused with its place") {
    CHECK(fault("a;b\n1;2\n\"3;4\n", format()).starts_with("erp in/a.csv line 3, column 1: "));
    CHECK(fault("a;b\n1;2;3\n", format()) ==
          "erp in/a.csv line 2, column 5: the row has 3 cells, but there are 2 columns");
    CHECK(fault("a;a\n", format()).starts_with("erp in/a.csv line 1, column 3: the column \"a\" is there twice"));
    CHECK(
        fault("a;b\n\xC3\xA4;\xFC\n", format()).starts_with("erp in/a.csv line 2, column 3: these bytes are no UTF-8"));
    CHECK(fault("", format()).find("not even titles") != std::string::npos);
    CHECK(fault("a\n", format(), {{"b", false, 0, {}}}).find("no column \"b\"") != std::string::npos);
  }

  TEST_CASE("records of XML, also a single one and none") {
    const auto rows = rows_of(
        "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><Export><Kunden><Kunde nr=\"7\"><Name>M\xFCller</Name>"
        "<Adresse><Ort>Ulm</Ort></Adresse></Kunde></Kunden></Export>",
        xml("Export.Kunden.Kunde"), {}, "f");
    REQUIRE(rows.ok());
    REQUIRE(rows->size() == 1);
    const Value record = rows->front().fields;
    CHECK(record["@nr"].as_string() == "7");
    CHECK(record["Name"].as_string() == "Müller");
    CHECK(record.path("Adresse.Ort").as_string() == "Ulm");
    CHECK(rows_of("<Export><Kunden/></Export>", xml("Export.Kunden.Kunde"), {}, "f")->empty());
    CHECK(fault("<Export><Kunde></Export>", xml("Export.Kunde")).starts_with("erp in/a.csv line 1, column "));
    CHECK(fault("<Other/>", xml("Export.Kunde")).find("root element is not \"Export\"") != std::string::npos);
    CHECK(fault("<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><x>&y;</x>", xml("x.y")) != "");
  }

  TEST_CASE("what is written is read again") {
    const std::vector<RowColumn> columns{{"a", true, 0, {}}, {"b", false, 0, {}}};
    RowFormat how = format(';', "windows-1252");
    const std::vector<std::vector<std::string>> cells{{"", "x;\"y\"\r\nz"}, {"ä", ""}};
    const auto bytes = encoded(how, csv_of(how, columns, {}, cells));
    REQUIRE(bytes.ok());
    CHECK(*bytes == "a;b\r\n\"\";\"x;\"\"y\"\"\r\nz\"\r\n\"\xE4\";\r\n");
    const auto rows = rows_of(*bytes, how, columns, "f");
    REQUIRE(rows.ok());
    CHECK(rows->at(0).fields.find("b")->as_string() == "x;\"y\"\nz");
    CHECK(rows->at(1).fields.find("a")->as_string() == "ä");
  }
}
