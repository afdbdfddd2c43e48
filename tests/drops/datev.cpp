// What tax advisers' programs are given, byte for byte: postings and debtors, through the whole engine; and that no row
// is sent twice.
#include <algorithm>

#include "base/text.h"
#include "engine/file_town_test.h"

using namespace syncline;
using namespace syncline::shop;

namespace {

const std::string erp = R"(connector: books
title: Books
protocol: json-http
base_url: https://erp.example
objects:
  party:
    fields: {name: {}, no: {}, vat: {}, street: {}, zip: {}, city: {}, country: {}, mail: {}}
    list: {sweep: {strategy: sweep, request: {path: /p}}}
    read: {request: {path: /p}}
  bill:
    fields: {no: {}, party: {}, day: {type: date}, due: {type: date}, state: {}, gross: {type: decimal}, net: {type: decimal}, tax: {type: decimal}, text: {}, currency: {}}
    list: {sweep: {strategy: sweep, request: {path: /b}}}
    read: {request: {path: /b}}
  receipt:
    fields: {party: {}, bill: {}, day: {type: date}, amount: {type: decimal}, way: {}, text: {}}
    list: {sweep: {strategy: sweep, request: {path: /r}}}
    read: {request: {path: /r}}
)";

Sources project() {
  return {{"syncline.yaml",
           "project: books\nsystems:\n  erp: {connector: books}\n  datev: {connector: datev, folder: /not-used, "
           "consultant: 29098, "
           "client: 55003}\ndefaults: {poll: 1m, sweep: 24h}\n"},
          {"connectors/books/connector.yaml", erp},
          {"connectors/books/bindings/customer.yaml",
           "entity: customer\nobject: party\nfields: {name: name, number: no, tax_id: vat, street: street, "
           "postal_code: zip, city: city, "
           "country: country, email: mail}\n"},
          {"connectors/books/bindings/invoice.yaml",
           "entity: invoice\nobject: bill\nfields: {number: no, customer: {path: party, object: party}, invoice_date: "
           "day, due_date: due, "
           "status: state, gross_total: gross, net_total: net, tax_total: tax, reference: text, currency: currency}\n"},
          {"connectors/books/bindings/payment.yaml",
           "entity: payment\nobject: receipt\nfields: {customer: {path: party, object: party}, invoice: {path: bill, "
           "object: bill}, "
           "date: day, amount: amount, direction: way, reference: text}\n"},
          {"sync/customer.yaml",
           "entity: customer\nsystems: {erp: party, datev: debtor}\ncreate: {datev: always}\nfields: {name: erp, "
           "number: erp, tax_id: erp, "
           "street: erp, postal_code: erp, city: erp, country: erp, email: erp}\ndelete: flag\nstage: two-way\n"},
          {"sync/invoice.yaml",
           "entity: invoice\nsystems: {erp: bill, datev: invoice}\ncreate: {datev: {when: \"erp.status != "
           "'draft'\"}}\nfields: {number: erp, "
           "customer: erp, invoice_date: erp, due_date: erp, gross_total: erp, net_total: erp, tax_total: erp, "
           "reference: erp, currency: erp}\nstage: two-way\n"},
          {"sync/payment.yaml",
           "entity: payment\nsystems: {erp: receipt, datev: payment}\ncreate: {datev: always}\nfields: {customer: erp, "
           "invoice: erp, date: "
           "erp, amount: erp, direction: erp, reference: erp}\nstage: two-way\n"}};
}

FileTown books() {
  return FileTown(project(), "datev", {{"folder", "/not-used"}, {"consultant", 29098}, {"client", 55003}});
}

std::size_t bill(FileTown& t, const std::string& no, const std::string& party, int cents = 119000) {
  const Decimal gross = Decimal::of(cents, 2);
  return t.town["erp"].add("bill", {{"no", no},
                                    {"party", party},
                                    {"day", "2026-04-15"},
                                    {"due", "2026-05-15"},
                                    {"state", "open"},
                                    {"gross", gross},
                                    {"net", Decimal::of(cents / 119 * 100, 2)},
                                    {"tax", Decimal::of(cents / 119 * 19, 2)},
                                    {"text", "Muster GmbH " + no},
                                    {"currency", "EUR"}});
}

void party(FileTown& t, const std::string& name, const std::string& no) {
  t.town["erp"].add("party", {{"name", name},
                              {"no", no},
                              {"vat", "DE136695976"},
                              {"street", "Straße des 17. Juni 135"},
                              {"zip", "10623"},
                              {"city", "Berlin"},
                              {"country", "DE"},
                              {"mail", "info@muster.example"}});
}

void receipt(FileTown& t, const std::string& of, int cents) {
  t.town["erp"].add("receipt", {{"party", "0"},
                                {"bill", of},
                                {"day", "2026-05-04"},
                                {"amount", Decimal::of(cents, 2)},
                                {"way", "in"},
                                {"text", "Vielen Dank – bezahlt €"}});
}

std::string expected(const std::string& name) {
  std::ifstream file(std::string(SYNCLINE_SOURCE_DIR) + "/tests/drops/datev/" + name, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The cell that says which record a row of postings is, of every row of every file there.
std::vector<std::string> numbers(const FileTown& t) {
  std::vector<std::string> out;
  for (const std::string& name : t.folder.names("")) {
    if (!name.starts_with("EXTF_Buchungsstapel_")) continue;
    const auto lines = split(t.folder.get(name), '\n');
    for (std::size_t i = 2; i + 1 < lines.size(); ++i) {
      const auto cells = split(lines[i], ';');
      CHECK(cells.size() == 125);
      out.push_back(cells[10]);
    }
  }
  std::ranges::sort(out);
  return out;
}

}  // namespace

TEST_SUITE("datev") {
  TEST_CASE("debtor, invoice and payment are written byte for byte") {
    FileTown t = books();
    party(t, "Müller & Söhne; \"Łódź\" GmbH", "10001");
    bill(t, "RE-2026-0415", "0");
    receipt(t, "0", 119000);
    t.town.live([&] {
      t.town.wait(hours(1));
      CHECK(t.town.problems() == "");
      const auto names = t.folder.names("");
      REQUIRE(names.size() == 3);
      CHECK(names[0].starts_with("EXTF_Buchungsstapel_2026-04_"));
      CHECK(names[1].starts_with("EXTF_Buchungsstapel_2026-05_"));
      CHECK(names[2].starts_with("EXTF_Debitoren_"));
      const char* const files[] = {"invoice.csv", "payment.csv", "debtor.csv"};
      for (std::size_t i = 0; i < 3; ++i) {
        CHECK(names[i].size() <= 60);
        const std::string written = t.folder.get(names[i]);
        if (std::getenv("SYNCLINE_UPDATE"))
          std::ofstream(std::string(SYNCLINE_SOURCE_DIR) + "/tests/drops/datev/" + files[i], std::ios::binary)
              << written;
        CHECK(written == expected(files[i]));
        CHECK(written.ends_with("\r\n"));
      }
    });
  }

  TEST_CASE(
      "what a tax adviser's program would refuse, or book wrongly, is not sent, and says why; its neighbours are") {
    FileTown t = books();
    party(t, "Muster GmbH", "10001");
    party(t, "Auslandskunde", "77");
    bill(t, "RE-1", "0");
    bill(t, "RE 2", "0");
    bill(t, "RE-3", "0");
    t.town["erp"].records["bill"][2].set("currency", "USD");
    bill(t, "RE-4", "0");
    t.town["erp"].records["bill"][3].set("tax", Decimal::of(7000, 2));
    t.town["erp"].records["bill"][3].set("net", Decimal::of(112000, 2));
    bill(t, "RE-5", "1");
    bill(t, "RE-6", "0");
    t.town.live([&] {
      t.town.wait(hours(1));
      CHECK(numbers(t) == std::vector<std::string>{"\"RE-1\"", "\"RE-6\""});
      const std::string problems = t.town.problems();
      CAPTURE(problems);
      for (const char* why : {"\"RE 2\" has other characters", "it is in USD, and the books are in EUR",
                              "its tax 70.00 is not 19 % of 1120.00", "77 is no debtor account: it takes 5 digits"})
        CHECK(problems.find(why) != std::string::npos);
    });
  }

  TEST_CASE("no row is sent twice, whenever the process dies, and though the adviser fetches the files") {
    for (const char* point : {"drop.written", "drop.ready", "drop.moved", "deliver.answered"}) {
      CAPTURE(point);
      FileTown t = books();
      party(t, "Muster GmbH", "10001");
      std::vector<std::string> wanted, sent;
      for (int i = 100; i < 110; ++i) {
        const std::string no = "RE-" + std::to_string(i);
        wanted.push_back("\"" + no + "\"");
        bill(t, no, "0");
      }
      t.town.outlive(
          point,
          [&] {
            for (int i = 0; i < 1800; ++i) {
              t.town.wait(seconds(2));
              const auto now = numbers(t);
              sent.insert(sent.end(), now.begin(), now.end());
              for (const std::string& name : t.folder.names("")) std::filesystem::remove(t.folder.path + "/" + name);
            }
          },
          3);
      std::ranges::sort(sent);
      CHECK(t.town.deaths >= 1);
      CHECK(sent == wanted);
    }
  }

  TEST_CASE("a server dies with a file under both its names: its rows went once") {
    FileTown t = books();
    std::vector<std::string> wanted;
    for (int i = 100; i < 110; ++i) wanted.push_back("\"RE-" + std::to_string(i) + "\"");
    int named = 0;
    t.town.outlive("drop.ready", [&] {
      party(t, "Muster GmbH", "10001");
      for (int i = 100; i < 110; ++i) bill(t, "RE-" + std::to_string(i), "0");
      for (int i = 0; i < 36'000; ++i) {
        t.town.wait(milliseconds(100));
        for (const auto& each : std::filesystem::directory_iterator(t.folder.path)) {
          const std::string name = each.path().filename();
          if (!name.starts_with('.') || !name.ends_with(".part")) continue;
          const auto shown = each.path().parent_path() / name.substr(1, name.size() - 6);
          named += std::filesystem::copy_file(each.path(), shown, std::filesystem::copy_options::skip_existing) ? 1 : 0;
        }
      }
    });
    CHECK(t.town.deaths == 1);
    CHECK(named >= 1);
    CHECK(numbers(t) == wanted);
  }

  TEST_CASE("a changed debtor is sent again, whole; a changed invoice is for a person, since a posting is for good") {
    FileTown t = books();
    party(t, "Muster GmbH", "10001");
    bill(t, "RE-1", "0");
    t.town.live([&] {
      t.town.wait(hours(1));
      t.town["erp"].records["party"][0].set("city", "Köln");
      t.town["erp"].records["bill"][0].set("gross", Decimal::of(238000, 2));
      t.town.wait(hours(1));
      INFO(t.town.story());
      std::vector<std::string> debtors;
      for (const std::string& name : t.folder.names("")) {
        if (name.starts_with("EXTF_Debitoren_")) debtors.push_back(*to_utf8(t.folder.get(name), "windows-1252"));
      }
      REQUIRE(debtors.size() == 2);
      const bool first = debtors[0].find("Köln") != std::string::npos;
      CHECK(debtors[first ? 0 : 1].find("10001;\"Muster GmbH\"") != std::string::npos);
      CHECK(debtors[first ? 0 : 1].find("\"10623\";\"Köln\";\"DE\"") != std::string::npos);
      CHECK(numbers(t) == std::vector<std::string>{"\"RE-1\""});
      CHECK(t.town.problems() != "");
    });
  }
}
