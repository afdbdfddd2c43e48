// Invoices with several tax rates: one row for each, which are together the invoice to the cent, in one file, once.
#include "books.h"

using namespace syncline;
using namespace syncline::ledger;

namespace {

Map accounts() {
  return {{"revenue_accounts", Map{{"7", 4300}, {"0", 4120}, {"EU delivery", 4125}, {"Reverse charge", "4336"}}}};
}

/// Amount, side, account and revenue account of the rows of one invoice.
std::vector<std::string> rows_of(const FileTown& t, const std::string& no) {
  std::vector<std::string> out;
  for (const auto& cells : postings(t)) {
    if (cells[10] == "\"" + no + "\"") out.push_back(cells[0] + " " + cells[1] + " " + cells[6] + " " + cells[7]);
  }
  return out;
}

/// What the rows of one invoice come to on the customer's account, in cents.
std::int64_t balance(const FileTown& t, const std::string& no) {
  std::int64_t out = 0;
  for (const auto& cells : postings(t)) {
    if (cells[10] != "\"" + no + "\"") continue;
    const std::size_t comma = cells[0].find(',');
    REQUIRE(comma == cells[0].size() - 3);
    const std::int64_t cents = std::stoll(cells[0].substr(0, comma) + cells[0].substr(comma + 1));
    CHECK(cents > 0);
    out += cells[1] == "\"S\"" ? cents : -cents;
  }
  return out;
}

std::string invoice_number(int n) { return "RE-" + std::to_string(n); }

}  // namespace

TEST_SUITE("datev, by tax rate") {
  TEST_CASE("invoices and a credit note with several rates are written byte for byte") {
    FileTown t = books(true, accounts());
    party(t, "Muster GmbH", "10001");
    bill(t, "RE-2026-0416", "0", 22350,
         {rate("19", 10000, 1900), rate("7", 5000, 350), rate("0", 5000, 0, "EU delivery"),
          rate("0", 100, 0, "Reverse charge")});
    bill(t, "GU-2026-0007", "0", 17250, {rate("19.00", 10000, 1900), rate("7.0", 5000, 350)}, "credit");
    t.town.live([&] {
      t.town.wait(hours(1));
      CHECK(t.town.problems() == "");
      std::map<std::string, std::string> written;
      for (const std::string& name : t.folder.names("")) {
        const std::string content = t.folder.get(name);
        if (content.find("RE-2026-0416") != std::string::npos) written["rates.csv"] = content;
        if (content.find("GU-2026-0007") != std::string::npos) written["credit_note.csv"] = content;
      }
      for (const char* name : {"rates.csv", "credit_note.csv"}) {
        if (std::getenv("SYNCLINE_UPDATE"))
          std::ofstream(std::string(SYNCLINE_SOURCE_DIR) + "/tests/drops/datev/" + name, std::ios::binary)
              << written[name];
        CHECK(written[name] == expected(name));
      }
    });
  }

  TEST_CASE("the account is that of the tax's name, else of its rate, else the one that there always was") {
    FileTown t = books(true, accounts());
    party(t, "Muster GmbH", "10001");
    bill(t, "RE-1", "0", 11900 + 10700 + 10000 + 10000 + 10000,
         {rate("19", 10000, 1900, "19 % USt"), rate("7.00", 10000, 700, "7 % USt"), rate("0", 10000, 0),
          rate("0", 10000, 0, "EU delivery"), rate("0", 10000, 0, "Reverse charge")});
    t.town.live([&] {
      t.town.wait(hours(1));
      CHECK(t.town.problems() == "");
      CHECK(rows_of(t, "RE-1") == std::vector<std::string>{"119,00 \"S\" 10001 4400", "107,00 \"S\" 10001 4300",
                                                           "100,00 \"S\" 10001 4120", "100,00 \"S\" 10001 4125",
                                                           "100,00 \"S\" 10001 4336"});
    });
  }

  TEST_CASE(
      "cents that rounding leaves go to the rate with the largest amount, and a rate below zero stands opposite") {
    FileTown t = books(true, accounts());
    party(t, "Muster GmbH", "10001");
    bill(t, "RE-1", "0", 17253, {rate("7", 5000, 350), rate("19", 10000, 1900)});
    bill(t, "RE-2", "0", 10830, {rate("19", 10000, 1900), rate("7", -1000, -70)});
    bill(t, "RE-3", "0", 21398, {rate("7", 10000, 700), rate("0", 10700, 0)});  // two that are equally large
    bill(t, "RE-4", "0", 11900, {rate("19", 10000, 1900), rate("7", 0, 0)});    // a line that costs nothing
    t.town.live([&] {
      t.town.wait(hours(1));
      CHECK(t.town.problems() == "");
      CHECK(rows_of(t, "RE-1") == std::vector<std::string>{"53,50 \"S\" 10001 4300", "119,03 \"S\" 10001 4400"});
      CHECK(rows_of(t, "RE-2") == std::vector<std::string>{"119,00 \"S\" 10001 4400", "10,70 \"H\" 10001 4300"});
      CHECK(rows_of(t, "RE-3") == std::vector<std::string>{"106,98 \"S\" 10001 4300", "107,00 \"S\" 10001 4120"});
      CHECK(rows_of(t, "RE-4") == std::vector<std::string>{"119,00 \"S\" 10001 4400"});
    });
  }

  TEST_CASE("whatever the amounts are, an invoice's rows come to its total, or it is refused") {
    FileTown t = books(true, accounts());
    party(t, "Muster GmbH", "10001");
    std::map<std::string, int> totals;
    unsigned chance = 7;
    const auto some = [&](unsigned below) {
      return static_cast<int>((chance = chance * 1103515245u + 12345u) / 65536u % below);
    };
    for (int n = 100; n < 300; ++n) {
      List taxes;
      int gross = 0;
      for (const int percent : {19, 7, 0}) {
        const int net = some(3) == 0 ? 0 : 30 * some(65'000) - 200'000;
        const int tax = (net * percent + (net < 0 ? -50 : 50)) / 100;
        gross += net + tax;
        taxes.push_back(rate(std::to_string(percent).c_str(), net, tax));
      }
      gross += some(15) - 7;
      bill(t, invoice_number(n), "0", gross, std::move(taxes));
      totals[invoice_number(n)] = gross;
    }
    t.town.live([&] {
      t.town.wait(hours(3));
      std::size_t sent = 0;
      for (const auto& [no, total] : totals) {
        if (rows_of(t, no).empty()) continue;
        ++sent;
        CHECK(balance(t, no) == total);
      }
      CHECK(sent > 100);
      CHECK(sent < totals.size());
    });
  }

  TEST_CASE(
      "what no rounding explains, and a rate without an account, is refused with its reason; no row of it is sent") {
    FileTown t = books(true, accounts());
    party(t, "Muster GmbH", "10001");
    bill(t, "RE-1", "0", 17256, {rate("19", 10000, 1900), rate("7", 5000, 350)});
    bill(t, "RE-2", "0", 17450, {rate("19", 10000, 1900), rate("7", 5000, 550)});
    bill(t, "RE-3", "0", 17450, {rate("19", 10000, 1900), rate("5.5", 5000, 275), rate("0", 275, 0)});
    bill(t, "RE-4", "0", 17250, {rate("19", 10000, 1900), rate("7", 5000, 350)});
    bill(t, "RE-5", "0", 11902, {rate("19", 10000, 1901), rate("7", 1, 0)});
    t.town.live([&] {
      t.town.wait(hours(1));
      CHECK(numbers(t) == std::vector<std::string>{"\"RE-4\"", "\"RE-4\"", "\"RE-5\"", "\"RE-5\""});
      const std::string problems = t.town.problems();
      CAPTURE(problems);
      for (const char* why : {"its rates add up to 172.50, and its total is 172.56, which is no rounding",
                              "its tax 5.50 is not 7 % of 50.00", "there is no account for 5.5 %"})
        CHECK(problems.find(why) != std::string::npos);
    });
  }

  TEST_CASE("where the ERP says no rates, one is taken and checked, as before; and the reason says what to do") {
    FileTown t = books(true, accounts());
    party(t, "Muster GmbH", "10001");
    bill(t, "RE-1", "0");
    bill(t, "RE-2", "0");
    t.town["erp"].records["bill"][1].set("tax", Decimal::of(7000, 2));
    t.town["erp"].records["bill"][1].set("net", Decimal::of(112000, 2));
    t.town.live([&] {
      t.town.wait(hours(1));
      CHECK(rows_of(t, "RE-1") == std::vector<std::string>{"1190,00 \"S\" 10001 4400"});
      CHECK(rows_of(t, "RE-2").empty());
      CHECK(t.town.problems().find("let taxes come from the ERP") != std::string::npos);
    });
  }

  TEST_CASE("an invoice whose rates change after it was sent is for a person, and none of its rows goes again") {
    FileTown t = books(true, accounts());
    party(t, "Muster GmbH", "10001");
    bill(t, "RE-1", "0", 17250, {rate("19", 10000, 1900), rate("7", 5000, 350)});
    t.town.live([&] {
      t.town.wait(hours(1));
      t.town["erp"].records["bill"][0].set("taxes", List{rate("7", 10000, 700), rate("0", 6550, 0)});
      t.town.wait(hours(1));
      CHECK(rows_of(t, "RE-1").size() == 2);
      CHECK(t.town.problems().find("is not sent again") != std::string::npos);
    });
  }

  TEST_CASE("whenever the process dies, the rows of an invoice are sent together, once") {
    for (const char* point : {"drop.written", "drop.ready", "drop.moved", "deliver.sending", "deliver.answered"}) {
      CAPTURE(point);
      FileTown t = books(true, accounts());
      party(t, "Muster GmbH", "10001");
      std::map<std::string, int> seen;
      for (int n = 100; n < 110; ++n)
        bill(t, invoice_number(n), "0", 17250, {rate("19", 10000, 1900), rate("7", 5000, 350)});
      t.town.outlive(
          point,
          [&] {
            for (int i = 0; i < 1800; ++i) {
              t.town.wait(seconds(2));
              for (int n = 100; n < 110; ++n) {
                const auto rows = rows_of(t, invoice_number(n));
                if (rows.empty()) continue;
                CHECK(rows == std::vector<std::string>{"119,00 \"S\" 10001 4400", "53,50 \"S\" 10001 4300"});
                ++seen[invoice_number(n)];
              }
              for (const std::string& name : t.folder.names("")) std::filesystem::remove(t.folder.path + "/" + name);
            }
          },
          3);
      CHECK(t.town.deaths >= 1);
      CHECK(seen.size() == 10);
      for (const auto& [no, times] : seen) CHECK(times == 1);
    }
  }
}
