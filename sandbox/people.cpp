#include "sandbox/people.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace syncline::sandbox {
namespace {

constexpr std::array first_names{"Änne",    "Björn",  "Cäcilia", "Dörte", "Émile",  "Fatma",  "Götz",    "Hélène",
                                 "İlknur",  "Jürgen", "Käthe",   "Lars",  "Margit", "Noël",   "Olaf",    "Pia",
                                 "Rüdiger", "Søren",  "Thea",    "Ülkü",  "Vera",   "Wiebke", "Yannick", "Zoë"};
constexpr std::array last_names{"Albers",    "Böhm",   "Çelik",    "de Vries", "Engström",       "Fröhlich", "Groß",
                                "Hölderle",  "Jansen", "Köhler",   "Lemaître", "von Mühlhausen", "Nowak",    "Öztürk",
                                "Pühringer", "Reuß",   "Schröder", "Straßer",  "Thönnissen",     "Würtz"};
constexpr std::array functions{"Einkaufsleitung",  "Einkauf",      "Buchhaltung",
                               "Geschäftsführung", "Lagerleitung", "Disposition"};

std::string address_of(const std::string& name, const std::string& domain) {
  std::string local = match_form(name);
  std::ranges::replace(local, ' ', '.');
  return local + "@" + domain;
}

}  // namespace

std::vector<Person> invent_people(Prng& chance, const Company& company, std::size_t n) {
  std::vector<Person> all;
  while (all.size() < n) {
    Person person;
    person.name = std::string(chance.pick(first_names)) + " " + chance.pick(last_names);
    person.email = address_of(person.name, company.domain);
    if (std::ranges::find(all, person.email, &Person::email) != all.end()) continue;
    person.phone = company.phone + std::to_string(10 + chance.below(90));
    person.function = chance.pick(functions);
    all.push_back(std::move(person));
  }
  return all;
}

}  // namespace syncline::sandbox
