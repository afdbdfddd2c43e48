// What tax advisers' programs are given, byte for byte: postings and debtors, through the whole engine; and that no row
// is sent twice.
#include "books.h"

using namespace syncline;
using namespace syncline::ledger;

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
