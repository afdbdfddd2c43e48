// Records that come and go in files, through the whole engine.
#include <algorithm>

#include "base/text.h"
#include "engine/file_town_test.h"

using namespace syncline;
using namespace syncline::shop;

namespace {

const std::string incoming = R"(  party:
)" + party_fields + R"(    drop:
      format: {separator: ";", charset: windows-1252}
      incoming: {folder: in, name: "kunden_*.csv", shows: changes, done: "{name}.done", archive: done, refused: refused}
)";

const std::string everything = R"(  party:
)" + party_fields + R"(    drop:
      format: {separator: ";"}
      incoming: {folder: in, name: "kunden_*.csv", shows: all, most_missing: 50, stable: 1s, archive: done, page: 2}
)";

const std::string outgoing = R"(  posting:
    id: Beleg
    fields:
      amount: {path: Betrag, type: decimal}
      day: {path: Datum, type: date}
      text: {path: Text}
    drop:
      format: {separator: ";", charset: windows-1252}
      columns: [Betrag, Datum, {name: Text, quoted: true, most: 20}]
      outgoing:
        folder: out
        name: "buchungen_${key}.csv"
        most: 3
        apart: "${row.day.substring(0, 7)}"
        checks: [{that: "row.amount > 0", else: "the amount ${row.amount} is not positive"}]
)";

const std::string customers_in =
    "entity: customer\nsystems: {erp: party, crm: account}\nmatch: [number]\ncreate: {crm: always}\nfields: {name: "
    "erp, "
    "email: erp, number: erp}\ndelete: flag\nstage: two-way\n";
const std::string payments_out =
    "entity: payment\nsystems: {crm: receipt, erp: posting}\ncreate: {erp: always}\nfields: {amount: crm, date: crm, "
    "reference: crm}\nstage: two-way\n";

/// The lines of all files, without titles.
std::vector<std::string> sent_rows(const FileTown& t) {
  std::vector<std::string> rows;
  for (const std::string& name : t.folder.names("out")) {
    auto lines = split(t.folder.get("out/" + name), '\n');
    REQUIRE(lines.size() >= 2);
    CHECK(lines.back().empty());
    rows.insert(rows.end(), lines.begin() + 1, lines.end() - 1);
  }
  std::ranges::sort(rows);
  return rows;
}

void pay(FileTown& t, const std::string& text, const std::string& day = "2026-11-02", int amount = 10) {
  t.town["crm"].add("receipt", {{"total", Decimal(amount)}, {"day", day}, {"text", text}});
}

}  // namespace

TEST_SUITE("files that come") {
  TEST_CASE("records of a file become records of the CRM; the file is put away, and never taken twice") {
    FileTown t(file_project(incoming, {{"sync/customer.yaml", customers_in}}));
    const std::string file = "Nummer;Firma;E-Mail;Limit\r\n7;\"M\xFCller; S\xF6hne\";info@mueller.example;1.250,50\r\n";
    t.folder.put("in/kunden_1.csv", file);
    t.town.live([&] {
      t.town.wait(minutes(5));
      CHECK(t.town["crm"].records["account"].empty());  // it is not said to be whole
      t.folder.put("in/kunden_1.csv.done", "");
      t.town.wait(minutes(5));
      INFO(t.town.story());
      REQUIRE(t.town["crm"].records["account"].size() == 1);
      CHECK(t.town["crm"].at("account", 0).find("name")->as_string() == "Müller; Söhne");
      CHECK(t.folder.names("in").empty());
      CHECK(t.folder.names("done") == std::vector<std::string>{"kunden_1.csv", "kunden_1.csv.done"});
      // A person renames the account; the same file, left again, says nothing new and takes nothing back.
      t.folder.put("in/kunden_2.csv", "Nummer;Firma;E-Mail;Limit\n7;Müller;;\n");
      t.folder.put("in/kunden_2.csv.done", "");
      t.folder.put("in/kunden_1.csv", file);
      t.folder.put("in/kunden_1.csv.done", "");
      t.town.wait(minutes(5));
      CHECK(t.town["crm"].records["account"].size() == 1);
      CHECK(t.folder.names("in").empty());
      CHECK(t.town.problems() == "");
    });
  }

  TEST_CASE("files are taken in the order of their numbers") {
    FileTown t(file_project(incoming, {{"sync/customer.yaml", customers_in}}));
    for (const char* n : {"10", "9", "2"}) {
      t.folder.put("in/kunden_" + std::string(n) + ".csv",
                   "Nummer;Firma;E-Mail;Limit\n7;Name " + std::string(n) + ";a@b.example;\n");
      t.folder.put("in/kunden_" + std::string(n) + ".csv.done", "");
    }
    t.town.live([&] {
      t.town.wait(minutes(5));
      CHECK(t.town["crm"].at("account", 0).find("name")->as_string() == "Name 10");
    });
  }

  TEST_CASE("a broken file is refused whole, with line, column, value and remedy, and holds up no other") {
    FileTown t(file_project(incoming, {{"sync/customer.yaml", customers_in}}));
    t.folder.put("in/kunden_1.csv", "Nummer;Firma;E-Mail;Limit\n7;Acme;;\n8;Beta;;zwölf\n");
    t.folder.put("in/kunden_1.csv.done", "");
    t.folder.put("in/kunden_2.csv", "Nummer;Firma;E-Mail;Limit\n9;Gamma;;\n");
    t.folder.put("in/kunden_2.csv.done", "");
    t.town.live([&] {
      t.town.wait(minutes(5));
      INFO(t.town.story());
      REQUIRE(t.town["crm"].records["account"].size() == 1);
      CHECK(t.town["crm"].at("account", 0).find("name")->as_string() == "Gamma");
      CHECK(t.folder.names("refused") ==
            std::vector<std::string>{"kunden_1.csv", "kunden_1.csv.done", "kunden_1.csv.error.txt"});
      const std::string problems = t.town.problems();
      CAPTURE(problems);
      CHECK(problems.find("in/kunden_1.csv line 3, column 9") != std::string::npos);
      CHECK(problems.find("zw") != std::string::npos);
      CHECK(problems.find("correct the file") != std::string::npos);
      t.folder.put("in/kunden_1.csv", "Nummer;Firma;E-Mail;Limit\n7;Acme;;\n8;Beta;;12\n");
      t.folder.put("in/kunden_1.csv.done", "");
      t.town.wait(minutes(5));
      CHECK(t.town["crm"].records["account"].size() == 3);
    });
  }

  TEST_CASE("death at any point between taking a file and putting it away loses and doubles nothing") {
    for (const char* point : {"poll.page", "observe.read", "deliver.sending", "deliver.confirmed"}) {
      for (int times : {1, 3}) {
        CAPTURE(point);
        FileTown t(file_project(everything, {{"sync/customer.yaml", customers_in}}));
        std::string file = "Nummer;Firma;E-Mail;Limit\n";
        for (int i = 1; i <= 7; ++i) file += std::to_string(i) + ";Name " + std::to_string(i) + ";;\n";
        t.folder.put("in/kunden_1.csv", file);
        t.town.outlive(point, [&] { t.town.wait(hours(1)); }, times);
        CHECK(t.town["crm"].records["account"].size() == 7);
        CHECK(t.folder.names("in").empty());
        CHECK(t.folder.names("done").size() == 1);
      }
    }
  }

  TEST_CASE("what the newest whole file lacks is gone; a file that lacks too much is refused") {
    FileTown t(file_project(everything, {{"sync/customer.yaml", customers_in}}));
    const std::string titles = "Nummer;Firma;E-Mail;Limit\n";
    t.folder.put("in/kunden_1.csv", titles + "1;A;;\n2;B;;\n3;C;;\n");
    t.town.live([&] {
      t.town.wait(minutes(5));
      CHECK(t.town["crm"].records["account"].size() == 3);
      t.folder.put("in/kunden_2.csv", titles + "1;A;;\n");
      t.town.wait(minutes(5));
      CHECK(t.town.problems().find("2 of the 3 records of the file before are missing") != std::string::npos);
      t.folder.put("in/kunden_3.csv", titles + "1;A;;\n3;C2;;\n");
      t.town.wait(days(2));  // sweeps find nothing to add
      INFO(t.town.story());
      CHECK(t.town["crm"].at("account", 2).find("name")->as_string() == "C2");
      const auto reader = t.town.store->reader();
      const auto state = [&](const std::string& id) {
        const auto link = reader->link(reader->link_of({"erp", "party", id}));
        REQUIRE(link);
        return link->shadow.member({"erp", "party", id})->state;
      };
      CHECK(state("1") == RecordState::live);
      CHECK(state("2") == RecordState::gone);
      CHECK(state("3") == RecordState::live);
      CHECK(t.town["crm"].records["account"].size() == 3);  // nothing was deleted by itself
    });
  }
}

TEST_SUITE("files that go") {
  TEST_CASE("records become rows of whole files, gathered and kept apart as declared") {
    FileTown t(file_project(outgoing, {{"sync/payment.yaml", payments_out}}));
    t.folder.put("out/.keep", "");
    for (int i = 1; i <= 4; ++i) pay(t, "Rechnung " + std::to_string(i));
    pay(t, "Größe; \"x\"", "2026-10-31", 7);
    pay(t, "zu wenig", "2026-10-31", -7);
    pay(t, "viel zu lang für diese Spalte", "2026-10-31");
    t.town.live([&] {
      t.town.wait(minutes(10));
      INFO(t.town.story());
      CHECK(sent_rows(t) ==
            std::vector<std::string>{"10,00;02.11.2026;\"Rechnung 1\"\r", "10,00;02.11.2026;\"Rechnung 2\"\r",
                                     "10,00;02.11.2026;\"Rechnung 3\"\r", "10,00;02.11.2026;\"Rechnung 4\"\r",
                                     "7,00;31.10.2026;\"Gr\xF6\xDF"
                                     "e; \"\"x\"\"\"\r"});
      CHECK(t.folder.names("out").size() < 5);
      for (const std::string& name : t.folder.names("out")) {
        const std::string file = t.folder.get("out/" + name);
        CHECK(file.starts_with("Betrag;Datum;Text\r\n"));
        CHECK(std::ranges::count(file, '\n') <= 4);
        CHECK((file.find(".10.2026") == std::string::npos || file.find(".11.2026") == std::string::npos));
      }
      CHECK(t.folder.names("out", true).size() == t.folder.names("out").size() + 2);  // .keep and .syncline
      CHECK(t.town.problems().find("has more than 20 characters") != std::string::npos);
    });
  }

  TEST_CASE("no row is sent twice, whenever the process dies, and though the receiver takes the files away") {
    for (const char* point : {"drop.written", "drop.ready", "drop.moved", "deliver.sending", "deliver.before_write",
                              "deliver.answered", "deliver.confirmed"}) {
      for (const bool takes : {false, true}) {
        for (int times : {1, 4}) {
          CAPTURE(point);
          CAPTURE(takes);
          FileTown t(file_project(outgoing, {{"sync/payment.yaml", payments_out}}));
          t.folder.put("out/.keep", "");
          for (int i = 1; i <= 5; ++i) pay(t, "Rechnung " + std::to_string(i));
          std::vector<std::string> rows;
          const auto take = [&] {
            const auto now = sent_rows(t);
            rows.insert(rows.end(), now.begin(), now.end());
            for (const std::string& name : t.folder.names("out"))
              std::filesystem::remove(t.folder.path + "/out/" + name);
          };
          t.town.outlive(
              point,
              [&] {
                for (int i = 0; i < 3600; ++i) {
                  t.town.wait(seconds(1));
                  if (takes) take();
                }
              },
              times);
          take();
          std::ranges::sort(rows);
          CHECK(t.town.deaths >= 1);
          CHECK(rows.size() == 5);
          CHECK(std::ranges::adjacent_find(rows) == rows.end());
          t.town.look_back([&](Reader& reader) {
            CHECK(reader.conflicts(true, {}, 10).empty());
            CHECK(reader.dead_letters(true, 10).empty());
          });
        }
      }
    }
  }
}
