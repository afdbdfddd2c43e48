#include "sandbox/companies.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "sandbox/tax_ids.h"

namespace syncline::sandbox {
namespace {

struct Town {
  const char* postal_code;
  const char* name;
  const char* country;
  const char* dial;
};

constexpr std::array towns{
    Town{"20457", "Hamburg", "DE", "+49 40"},      Town{"80331", "München", "DE", "+49 89"},
    Town{"50667", "Köln", "DE", "+49 221"},        Town{"40213", "Düsseldorf", "DE", "+49 211"},
    Town{"90402", "Nürnberg", "DE", "+49 911"},    Town{"97070", "Würzburg", "DE", "+49 931"},
    Town{"23552", "Lübeck", "DE", "+49 451"},      Town{"53111", "Bonn", "DE", "+49 228"},
    Town{"1010", "Wien", "AT", "+43 1"},           Town{"5020", "Salzburg", "AT", "+43 662"},
    Town{"8010", "Graz", "AT", "+43 316"},         Town{"3011", "Rotterdam", "NL", "+31 10"},
    Town{"67000", "Strasbourg", "FR", "+33 3 88"}, Town{"1017", "Amsterdam", "NL", "+31 20"},
};
constexpr std::array owners{
    "Ackermann", "Böttcher",     "Clausen",     "Drechsler", "Eichhorn",  "Färber",        "Gerlach",       "Hübner",
    "Ihlenfeld", "Jäger",        "Krüger",      "Lindqvist", "Müller",    "Nørgaard",      "Oßwald",        "Petersen",
    "Quandt",    "Rößler",       "Schäfer",     "Thießen",   "Uhlmann",   "Vögele",        "Weiß",          "Xanten",
    "Yıldız",    "Zöllner",      "Brückner",    "Dörfler",   "Fontaine",  "Grünwald",      "Haberkorn",     "Jørgensen",
    "Kästner",   "Löwenthal",    "Mühlbauer",   "Niemöller", "Obermaier", "Pfeifenberger", "Rautenstrauch", "Sörensen",
    "Tönnies",   "Van den Berg", "Wüstenhagen", "Zwingli"};
constexpr std::array trades{"Elektrotechnik",    "Sanitärbedarf", "Werkzeughandel",      "Lebensmittel",
                            "Gartenbau",         "Bürobedarf",    "Stahlhandel",         "Kältetechnik",
                            "Medizintechnik",    "Verpackungen",  "Befestigungstechnik", "Holzimport",
                            "Reinigungssysteme", "Großküchen"};
constexpr std::array long_trades{"Gesellschaft für industrielle Befestigungstechnik",
                                 "Vereinigte Werkstätten für Kälte- und Klimatechnik",
                                 "Internationale Handelsgesellschaft für Sanitärbedarf"};
constexpr std::array forms{"GmbH", "GmbH & Co. KG", "AG", "KG", "e.K.", "OHG"};
constexpr std::array streets{"Hafenstraße", "Gewerbering", "Am Güterbahnhof", "Industriestraße",
                             "Lange Gasse", "Mühlenweg",   "Königsallee"};
constexpr std::array mailboxes{"einkauf", "info", "office", "buchhaltung"};
constexpr std::array terms{"14 days net", "30 days net", "30 days net, 2% 10 days", "prepaid"};
constexpr std::array limits{"2500.00", "5000.00", "10000.00", "25000.00", "50000.00", "120000.00"};

std::string digits(Prng& chance, std::size_t n) {
  std::string text(1, static_cast<char>('1' + chance.below(9)));
  while (text.size() < n) text += static_cast<char>('0' + chance.below(10));
  return text;
}

std::string domain_of(const std::string& owner, const std::string& trade, std::string_view country) {
  std::string domain = match_form(owner + " " + trade);
  std::ranges::replace(domain, ' ', '-');
  return domain + "." + to_lower(country) + ".example";
}

Company invent(Prng& chance, const std::string& owner, const std::string& trade) {
  const Town& town = chance.pick(towns);
  Company company;
  company.name = owner + " " + trade + " " + chance.pick(forms);
  company.domain = domain_of(owner, trade.substr(0, trade.find(' ')), town.country);
  company.tax_id = invent_tax_id(chance, town.country);
  company.email = std::string(chance.pick(mailboxes)) + "@" + company.domain;
  company.phone = std::string(town.dial) + " " + digits(chance, 7);
  company.street = std::string(chance.pick(streets)) + " " + std::to_string(1 + chance.below(120));
  company.postal_code = town.postal_code;
  company.city = town.name;
  company.country = town.country;
  company.credit_limit = chance.pick(limits);
  company.payment_terms = chance.pick(terms);
  return company;
}

}  // namespace

std::vector<Company> invent_companies(Prng& chance, std::size_t n) {
  std::vector<Company> all;
  std::set<std::string> names, taxes, mails;
  std::vector<std::string> forms_taken;
  for (std::size_t tries = 0; all.size() < n && tries < n * 200; ++tries) {
    const std::string owner = chance.pick(owners);
    const std::string trade = chance.chance(1, 9) ? chance.pick(long_trades) : chance.pick(trades);
    Company company = invent(chance, owner, trade);
    const std::string form = company_match_form(company.name);
    const bool alike =
        std::ranges::any_of(forms_taken, [&](const std::string& other) { return similarity(form, other) >= 900; });
    if (alike || names.contains(company.name) || taxes.contains(company.tax_id) || mails.contains(company.email))
      continue;
    forms_taken.push_back(form);
    names.insert(company.name);
    taxes.insert(company.tax_id);
    mails.insert(company.email);
    all.push_back(std::move(company));
  }
  return all;
}

}  // namespace syncline::sandbox
