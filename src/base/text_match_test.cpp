#include <doctest/doctest.h>
#include <ostream>

#include "base/text.h"

namespace syncline {
namespace {

TEST_CASE("spellings of one name have one match form") {
  CHECK(match_form("Müller & Söhne") == "mueller soehne");
  CHECK(match_form("MUELLER   Soehne") == "mueller soehne");
  CHECK(match_form("Mu\u0308ller-So\u0308hne") == "mueller soehne");
  CHECK(match_form("STRASSE") == match_form("Straße"));
  CHECK(match_form("Café Ñandú, S. João") == "cafe nandu s joao");
  CHECK(match_form("Ærø Åkerlund") == "aeroe aakerlund");
  CHECK(match_form("ＡＢＣ ﬁn ①") == "abc fin 1");
  CHECK(match_form("İstanbul") == "istanbul");
  CHECK(match_form("Łódź") == "lodz");
  CHECK(match_form("Москва") == "moskva");
  CHECK(match_form("Αθήνα") == "athena");
  CHECK(match_form("O'Neil") == "o neil");
  CHECK(match_form(" \t3M\u00A0 ") == "3m");
  CHECK(match_form("—!?") == "");
  CHECK(match_form("") == "");
}

TEST_CASE("legal forms at the end of a company's name do not count") {
  for (const char* name : {"Ax",
                           "Ax GmbH",
                           "AX gmbh",
                           "Ax GmbH & Co. KG",
                           "Ax GmbH und Co KG",
                           "Ax AG & Co. KGaA",
                           "Ax e.K.",
                           "Ax S.A.",
                           "Ax S.p.A.",
                           "Ax S.A.R.L.",
                           "Ax Sp. z o.o.",
                           "Ax, Inc.",
                           "Ax Ltd.",
                           "Ax Co., Ltd.",
                           "Ax B.V.",
                           "Ax A/S",
                           "Ax Oy",
                           "Ax OÜ",
                           "Ax A.Ş.",
                           "Ax Pty Ltd",
                           "Ax Sdn. Bhd.",
                           "Ax S. de R.L. de C.V.",
                           "Ax UG (haftungsbeschränkt)",
                           "Ax Ges.m.b.H.",
                           "Ax d.o.o.",
                           "Ax s.r.o.",
                           "Ax & Cie. SA",
                           "Ax and Company"}) {
    CHECK_MESSAGE(company_match_form(name) == "ax", name, " → ", company_match_form(name));
  }
}

TEST_CASE("what only resembles a legal form stays, and a name never vanishes") {
  CHECK(company_match_form("GmbH") == "gmbh");
  CHECK(company_match_form("AG & Co. KG") == "ag");
  CHECK(company_match_form("SE Handel GmbH") == "se handel");
  CHECK(company_match_form("Kaufmann") == "kaufmann");
  CHECK(company_match_form("Limited Edition Books Ltd") == "limited edition books");
  CHECK(company_match_form("Bahn Lager") == "bahn lager");
  CHECK(company_match_form("Müller Söhne") == "mueller soehne");
  CHECK(company_match_form("") == "");
}

struct Pair {
  std::string_view a, b;
  int expected;
};

// From the textbook definitions, computed in fractions by a Python script.
constexpr Pair pairs[] = {
    {"martha", "marhta", 961},
    {"dixon", "dicksonx", 813},
    {"dwayne", "duane", 840},
    {"jellyfish", "smellyfish", 896},
    {"crate", "trace", 733},
    {"arnab", "raj", 522},
    {"abc", "xyz", 0},
    {"acme", "acme berlin", 873},
    {"acme berlin", "berlin acme gmbh", 815},
    {"mueller", "muller", 923},
    {"mueller soehne", "soehne mueller", 1000},
    {"siemens energy", "siemens healthineers", 891},
    {"stadtwerke muenchen", "stadtwerke muenster", 937},
    {"nordwind logistik", "nordwind logistics", 966},
    {"", "x", 0},
    {"a", "b", 0},
    {"großmann", "grossmann", 919},
    {"müller", "muller", 900},
    {"deutsche bahn fernverkehr", "db fernverkehr", 782},
    {"ernst young", "ernst and young", 910},
};

TEST_CASE("similarity is what the definitions say, on characters and from both sides") {
  for (const auto& [a, b, expected] : pairs) {
    CHECK_MESSAGE(similarity(a, b) == expected, a, " / ", b, " = ", similarity(a, b));
    CHECK(similarity(a, b) == similarity(b, a));
  }
}

TEST_CASE("only equal names and equal words are fully similar") {
  CHECK(similarity("acme", "acme") == 1000);
  CHECK(similarity("berlin acme", "acme  berlin acme") == 1000);
  CHECK(similarity("", "") == 1000);
  const std::string same_start(500, 'x');
  CHECK(similarity(same_start + "a", same_start + "b") == 999);
  CHECK(similarity("bank", "bank of america") < 920);
}

TEST_CASE("a likely typing error finds what was meant") {
  const std::vector<std::string> words{"customer", "contact", "invoice", "id", "credit_limit"};
  CHECK(closest("custmer", words) == "customer");
  CHECK(closest("Invoce", words) == "invoice");
  CHECK(closest("cotnact", words) == "contact");
  CHECK(closest("creditlimit", words) == "credit_limit");
  CHECK(closest("ids", words) == "id");
  CHECK(closest("id", words) == "id");
  CHECK(closest("größe", {"grösse", "grüße"}) == "grüße");
}

TEST_CASE("another word is not taken for a typing error") {
  const std::vector<std::string> words{"customer", "contact", "id"};
  for (const char* word : {"", "payment", "x", "xy", "cat", "consumption"}) {
    CHECK_MESSAGE(closest(word, words) == std::nullopt, word, " → ", closest(word, words).value_or(""));
  }
  CHECK(closest("x", {"y", "z"}) == std::nullopt);
  CHECK(closest("customer", {}) == std::nullopt);
  CHECK(closest("lane", {"line", "lame"}) == "line");
}

}  // namespace
}  // namespace syncline
