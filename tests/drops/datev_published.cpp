// Our files held against the samples that DATEV publishes of the format 700: EXTF_Buchungsstapel.csv (postings) and
// EXTF_DebKred_Stamm.csv (debtors). tests/drops/README.md says what was taken from them.
#include "books.h"

using namespace syncline;
using namespace syncline::ledger;

namespace {

/// Lines, in UTF-8, of the one file whose name begins so.
std::vector<std::string> lines_of(const FileTown& t, const std::string& begins) {
  for (const std::string& name : t.folder.names("")) {
    if (name.starts_with(begins)) return split(*to_utf8(t.folder.get(name), "windows-1252"), '\n');
  }
  FAIL("there is no file " << begins);
  return {};
}

/// One after the other; texts here hold no separator.
std::vector<std::string> cells_of(std::string line) {
  if (line.ends_with('\r')) line.pop_back();
  return split(line, ';');
}

struct Published {
  std::string title, quotes;  ///< quoted, plain, or either
};

std::vector<Published> published(const std::string& name) {
  std::vector<Published> out;
  for (const std::string& line : split(expected(name), '\n')) {
    const std::size_t tab = line.find('\t');
    if (tab != std::string::npos) out.push_back({line.substr(tab + 1), line.substr(0, tab)});
  }
  return out;
}

void check_columns(const std::vector<std::string>& lines, const std::vector<Published>& columns) {
  const auto titles = cells_of(lines.at(1));
  REQUIRE(titles.size() == columns.size());
  for (std::size_t row = 2; row + 1 < lines.size(); ++row) {
    const auto cells = cells_of(lines[row]);
    REQUIRE(cells.size() == columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i) {
      CAPTURE(columns[i].title);
      CHECK(titles[i] == columns[i].title);
      if (columns[i].quotes != "either") CHECK(cells[i].starts_with('"') == (columns[i].quotes == "quoted"));
    }
  }
}

/// `differs`: fields, from 1, that are another file's own: only how they are written is compared.
void check_head(const std::string& line, const std::string& sample, const std::vector<std::size_t>& differs) {
  const auto ours = cells_of(line), theirs = cells_of(sample);
  REQUIRE(ours.size() == theirs.size());
  for (std::size_t i = 0; i < theirs.size(); ++i) {
    CAPTURE(i + 1);
    if (std::ranges::find(differs, i + 1) == differs.end()) {
      CHECK(ours[i] == theirs[i]);
    } else {
      CHECK(ours[i].starts_with('"') == theirs[i].starts_with('"'));
      CHECK(ours[i].empty() == theirs[i].empty());
    }
  }
}

FileTown sample_town() {
  return books(
      true,
      {{"chart", "03"}, {"revenue_account", 8400}, {"bank_account", 1200}, {"revenue_accounts", Map{{"EU", 8125}}}});
}

void on(FileTown& t, std::size_t bill, const char* day, const char* due) {
  t.town["erp"].records["bill"][bill].set("day", day);
  t.town["erp"].records["bill"][bill].set("due", due ? Value(due) : Value());
}

}  // namespace

TEST_SUITE("datev, as published") {
  TEST_CASE("heads, titles and quotes are those of the published samples") {
    FileTown t = sample_town();
    party(t, "Muster GmbH", "10100");
    bill(t, "AR-1", "0", 11900, {rate("19", 10000, 1900)});
    t.town.live([&] {
      t.town.wait(hours(1));
      const auto postings = lines_of(t, "EXTF_Buchungsstapel_"), debtors = lines_of(t, "EXTF_Debitoren_");
      check_columns(postings, published("published_posting.txt"));
      check_columns(debtors, published("published_debtor.txt"));
      check_head(
          postings.at(0),
          "\"EXTF\";700;21;\"Buchungsstapel\";13;20240130140440439;;\"RE\";\"\";\"\";29098;55003;20240101;4;20240101;"
          "20240831;\"Buchungsstapel\";\"WD\";1;0;0;\"EUR\";;\"\";;;\"03\";;;\"\";\"\"",
          {6, 13, 15, 16, 17, 18});
      check_head(debtors.at(0),
                 "\"EXTF\";700;16;\"Debitoren/"
                 "Kreditoren\";5;20240130140659583;;\"RE\";\"\";\"\";29098;55003;20240101;4;;;\"\";"
                 "\"\";;;;\"\";;\"\";;;\"03\";;;\"\";\"\"",
                 {6, 13});
    });
  }

  TEST_CASE("an invoice, one to another country of the EU, and a payment stand as in the published samples") {
    FileTown t = sample_town();
    party(t, "Holz GmbH", "10100");
    party(t, "Ausland EU", "31100");
    bill(t, "AR-78/13", "0", 250000, {rate("19", 210084, 39916)});
    on(t, 0, "2018-03-01", "2018-03-16");
    bill(t, "201202007", "1", 1710700, {rate("0", 1710700, 0, "EU")});
    on(t, 1, "2018-02-27", nullptr);
    receipt(t, "0", 250000);
    t.town["erp"].records["receipt"][0].set("day", "2018-03-01");
    t.town.live([&] {
      t.town.wait(hours(2));
      CHECK(t.town.problems() == "");
      // Amount, side, account, contra account, tax key, day, number, due day.
      std::vector<std::string> ours;
      for (const auto& cells : postings(t)) {
        std::string row;
        for (const std::size_t i : {1u, 2u, 7u, 8u, 9u, 10u, 11u, 12u}) row += cells[i - 1] + (i == 12 ? "" : ";");
        ours.push_back(row);
      }
      std::ranges::sort(ours);
      // The sample has the payment from the bank's side: 1200 S, 10100.
      CHECK(ours == std::vector<std::string>{"17107,00;\"S\";31100;8125;\"\";2702;\"201202007\";\"\"",
                                             "2500,00;\"H\";10100;1200;\"\";0103;\"AR-78/13\";\"\"",
                                             "2500,00;\"S\";10100;8400;\"\";0103;\"AR-78/13\";\"160318\""});
    });
  }
}
