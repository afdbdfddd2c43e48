// Records of which each becomes several rows of a file, through the whole engine.
#include <algorithm>

#include "base/text.h"
#include "engine/file_town_test.h"

using namespace syncline;
using namespace syncline::shop;

namespace {

Sources bills(const std::string& most = "7") {
  const std::string taxes =
      "{part: [percent, net, tax], fields: {percent: {type: decimal}, net: {type: decimal}, tax: {type: decimal}}}";
  const std::string posting = R"(  posting:
    id: Beleg
    fields:
      number: {path: Beleg}
      total: {path: Summe, type: decimal}
      taxes: )" + taxes + R"(
    drop:
      format: {separator: ";"}
      columns: [Beleg, {name: Satz, value: "${item.percent}"}, {name: Betrag, value: "${item.net + item.tax}"}]
      outgoing:
        folder: out
        name: "b_${key}.csv"
        most: )" + most + R"yaml(
        each: "${row.taxes}"
        checks: [{that: "row.total == items.map(i, i.net + i.tax).sum()", else: "its rates do not add up to ${row.total}"}]
)yaml";
  const std::string crm = R"(connector: desk
title: Desk
protocol: json-http
base_url: https://crm.example
objects:
  bill:
    fields:
      no: {}
      total: {type: decimal}
      taxes: )" + taxes + R"(
    list: {sweep: {strategy: sweep, request: {path: /b}}}
    read: {request: {path: /b}}
)";
  Sources files =
      file_project(posting, {{"connectors/desk/connector.yaml", crm},
                             {"entities/charge.yaml",
                              "entity: charge\nkind: document\ndescription: A bill\nfields:\n"
                              "  number: {type: string, description: Number}\n"
                              "  total: {type: decimal, description: Sum}\n"
                              "  taxes:\n    type: parts\n    key: [percent]\n    description: By rate\n    fields:\n"
                              "      percent: {type: decimal, description: Rate}\n"
                              "      net: {type: decimal, description: Net}\n"
                              "      tax: {type: decimal, description: Tax}\n"},
                             {"sync/charge.yaml",
                              "entity: charge\nsystems: {crm: bill, erp: posting}\ncreate: {erp: always}\n"
                              "fields: {number: crm, total: crm, taxes: crm}\nstage: two-way\n"}});
  for (const auto& [connector, object] : {std::pair("desk", "bill"), std::pair("filer", "posting")}) {
    const std::string number = object == std::string("bill") ? "no" : "number", path = connector;
    for (const char* other : {"customer", "payment"})
      files.erase("connectors/" + path + "/bindings/" + other + ".yaml");
    files["connectors/" + path + "/bindings/charge.yaml"] =
        "entity: charge\nobject: " + std::string(object) + "\nfields:\n  number: " + number +
        "\n  total: total\n  taxes: {part: taxes, " + (path == "filer" ? "read: never, " : "") +
        "fields: {percent: percent, net: net, tax: tax}}\n";
  }
  return files;
}

Value rate(const std::string& id, int percent, int net_cents, int tax_cents) {
  return Map{{"id", id}, {"percent", percent}, {"net", Decimal::of(net_cents, 2)}, {"tax", Decimal::of(tax_cents, 2)}};
}

List two_rates() { return {rate("19", 19, 10000, 1900), rate("7", 7, 5000, 350)}; }

std::size_t bill(FileTown& t, const std::string& no, List taxes = two_rates(), int cents = 17250) {
  return t.town["crm"].add("bill", {{"no", no}, {"total", Decimal::of(cents, 2)}, {"taxes", std::move(taxes)}});
}

/// The rows of each file, in the order of its lines.
std::vector<std::vector<std::string>> files_in(const FileTown& t) {
  std::vector<std::vector<std::string>> out;
  for (const std::string& name : t.folder.names("out")) {
    const auto lines = split(t.folder.get("out/" + name), '\n');
    REQUIRE(lines.size() >= 2);
    CHECK(lines.front() == "Beleg;Satz;Betrag\r");
    CHECK(lines.back().empty());
    out.emplace_back(lines.begin() + 1, lines.end() - 1);
  }
  return out;
}

/// How often each bill stands there with both its rows in one file; a row that stands alone is a failure.
void count_pairs(const FileTown& t, std::map<std::string, int>& seen) {
  for (const auto& rows : files_in(t)) {
    REQUIRE(rows.size() % 2 == 0);
    for (std::size_t i = 0; i < rows.size(); i += 2) {
      const std::string no = rows[i].substr(0, rows[i].find(';'));
      CHECK(rows[i] == no + ";19;119,00\r");
      CHECK(rows[i + 1] == no + ";7;53,50\r");
      ++seen[no];
    }
  }
}

}  // namespace

TEST_SUITE("records of several rows") {
  TEST_CASE("one row for each item, one behind the other in one file, which is never fuller than it may be") {
    FileTown t(bills());
    t.folder.put("out/.keep", "");
    for (int i = 1; i <= 10; ++i) bill(t, "B" + std::to_string(i));
    bill(t, "one", {rate("0", 0, 4200, 0)}, 4200);
    t.town.live([&] {
      t.town.wait(minutes(10));
      INFO(t.town.story());
      std::map<std::string, int> of;
      for (const auto& rows : files_in(t)) {
        CHECK(rows.size() <= 7);
        for (std::size_t i = 0; i < rows.size(); ++i) {
          const std::string no = rows[i].substr(0, rows[i].find(';'));
          ++of[no];
          if (rows[i] == no + ";19;119,00\r") CHECK((i + 1 < rows.size() && rows[i + 1] == no + ";7;53,50\r"));
        }
      }
      CHECK(of.size() == 11);
      CHECK(of["one"] == 1);
      for (int i = 1; i <= 10; ++i) CHECK(of["B" + std::to_string(i)] == 2);
      CHECK(t.town.problems() == "");
    });
  }

  TEST_CASE("what makes no row, too many, or breaks a check is refused as a whole, with its reason") {
    FileTown t(bills("2"));
    t.folder.put("out/.keep", "");
    bill(t, "good");
    bill(t, "none", {}, 0);
    bill(t, "three", {rate("19", 19, 100, 19), rate("7", 7, 100, 7), rate("0", 0, 100, 0)}, 326);
    bill(t, "wrong", two_rates(), 17251);
    t.town.live([&] {
      t.town.wait(hours(1));
      INFO(t.town.story());
      CHECK(files_in(t) == std::vector<std::vector<std::string>>{{"good;19;119,00\r", "good;7;53,50\r"}});
      const std::string problems = t.town.problems();
      CAPTURE(problems);
      for (const char* why : {"each: ", "it makes 3 rows, and a file has 2", "its rates do not add up to 172.51"})
        CHECK(problems.find(why) != std::string::npos);
    });
  }

  TEST_CASE("a record that is changed is sent again with all its rows, those that did not change as well") {
    FileTown t(bills());
    t.folder.put("out/.keep", "");
    bill(t, "B1");
    t.town.live([&] {
      t.town.wait(minutes(10));
      t.town["crm"].records["bill"][0].set("total", Decimal::of(12970, 2));
      t.town["crm"].records["bill"][0].set("taxes", List{rate("19", 19, 10000, 1900), rate("7", 7, 1000, 70)});
      t.town.wait(minutes(10));
      INFO(t.town.story());
      const auto files = files_in(t);
      REQUIRE(files.size() == 2);
      const std::vector<std::string> wanted{"B1;19;119,00\r", "B1;7;10,70\r"};
      CHECK((files[0] == wanted || files[1] == wanted));
      CHECK(t.town.problems() == "");
    });
  }

  TEST_CASE("whenever the process dies, all rows of a record are in one file, once") {
    for (const char* point : {"drop.written", "drop.ready", "drop.moved", "deliver.sending", "deliver.before_write",
                              "deliver.answered", "deliver.confirmed"}) {
      for (const bool takes : {false, true}) {
        CAPTURE(point);
        CAPTURE(takes);
        FileTown t(bills());
        t.folder.put("out/.keep", "");
        for (int i = 1; i <= 5; ++i) bill(t, "B" + std::to_string(i));
        std::map<std::string, int> seen;
        const auto take = [&] {
          count_pairs(t, seen);
          for (const std::string& name : t.folder.names("out")) std::filesystem::remove(t.folder.path + "/out/" + name);
        };
        t.town.outlive(
            point,
            [&] {
              for (int i = 0; i < 1800; ++i) {
                t.town.wait(seconds(2));
                if (takes) take();
              }
            },
            3);
        take();
        CHECK(t.town.deaths >= 1);
        CHECK(seen.size() == 5);
        for (const auto& [no, times] : seen) CHECK(times == 1);
      }
    }
  }
}
