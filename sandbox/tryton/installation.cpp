#include "sandbox/tryton/installation.h"

#include <vector>

#include "sandbox/http/vendor_model.h"
#include "sandbox/tryton/edit.h"
#include "sandbox/tryton/installed_trade.h"

namespace syncline::sandbox::tryton {
namespace {

constexpr Id administrator = 1;

struct Country {
  const char *code, *code3, *numeric, *name;
};
constexpr Country countries[] = {
    {"AT", "AUT", "040", "Austria"}, {"BE", "BEL", "056", "Belgium"},    {"CH", "CHE", "756", "Switzerland"},
    {"CZ", "CZE", "203", "Czechia"}, {"DE", "DEU", "276", "Germany"},    {"DK", "DNK", "208", "Denmark"},
    {"ES", "ESP", "724", "Spain"},   {"FR", "FRA", "250", "France"},     {"GB", "GBR", "826", "United Kingdom"},
    {"IT", "ITA", "380", "Italy"},   {"LU", "LUX", "442", "Luxembourg"}, {"NL", "NLD", "528", "Netherlands"},
    {"PL", "POL", "616", "Poland"},  {"SE", "SWE", "752", "Sweden"},     {"US", "USA", "840", "United States"}};

}  // namespace

void install(Tables& tables, const std::string& own_company, Instant at) {
  std::vector<VendorMutation> unseen;
  Transaction transaction{tables, unseen, at};
  transaction.user = administrator;
  const auto add = [&](std::string_view model, Map values) {
    const Answer<std::vector<Id>> created = create(transaction, model_of(model), {std::move(values)});
    return created ? created->front() : 0;
  };
  add("res.user", {{"name", "Administrator"}, {"login", "admin"}});
  const Id integration = add("res.user", {{"name", "Syncline"}, {"login", "sync"}});
  const Id person = add("res.user", {{"name", "Egon Einkauf"}, {"login", "egon"}});
  for (const Country& each : countries) {
    add("country.country",
        {{"name", each.name}, {"code", each.code}, {"code3", each.code3}, {"code_numeric", each.numeric}});
  }
  for (const char* name : {"Customer", "Supplier", "Contact person"}) add("party.category", {{"name", name}});
  install_trade(tables, transaction);
  const Id of_company = add("party.relation.type", {{"name", "contact person of"}});
  const Id of_person = add("party.relation.type", {{"name", "has contact person"}, {"reverse", of_company}});
  const Answer<void> reversed =
      write(transaction, model_of("party.relation.type"), {{{of_company}, Map{{"reverse", of_person}}}});
  if (!reversed || own_company.empty()) return;
  const Id party = add("party.party", {{"name", own_company}});
  const Id company = add("company.company", {{"party", party}, {"currency", 1}});
  // Cannot be refused: both are there.
  (void)write(transaction, model_of("res.user"), {{{integration, person}, Map{{"company", company}}}});
}

}  // namespace syncline::sandbox::tryton
