#include "sandbox/wholesaler.h"

#include "sandbox/people.h"
#include "sandbox/tax_ids.h"
#include "sandbox/typing.h"

namespace syncline::sandbox {
namespace {

constexpr std::size_t by_tax = 100, by_email = 20, by_name = 10, crm_alone = 44, erp_alone = 40;
constexpr std::size_t doubled = 6, affiliates = 3;
constexpr std::size_t first_buyer = 38, buyers = 12;  // pairs that the demo does nothing else with
constexpr Duration history = days(400), between_entries = hours(12);

class Filing {
 public:
  Filing(const CrmSide& crm, const ErpSide& erp, Prng& chance, Instant begin)
      : crm_(crm), erp_(erp), chance_(chance), at_(begin) {}

  void both_by_tax(const Company& company) {
    Company mine = company, theirs = company;
    if (chance_.chance(1, 3)) theirs.tax_id = spaced(company.tax_id);
    if (chance_.chance(1, 4)) theirs.email = "";
    if (chance_.chance(1, 6)) mine.phone = "";
    if (chance_.chance(3, 4)) mine.domain = "";
    const Pair pair{Likeness::tax_id, in_crm(mine), in_erp(theirs)};
    truth.pairs.push_back(pair);
    if (chance_.chance(1, 2)) people_of_both(company, pair);
  }

  void both_by_email(const Company& company) {
    Company mine = company;
    mine.tax_id = mine.domain = "";
    mine.email[0] = static_cast<char>(mine.email[0] - 'a' + 'A');
    const Pair pair{Likeness::email, in_crm(mine), in_erp(company)};
    truth.pairs.push_back(pair);
    if (chance_.chance(1, 2)) people_of_both(company, pair);
  }

  /// A customer of the ERP for years, before anybody had a CRM …
  void old_customer(const Company& company) { old_.push_back(in_erp(company)); }

  /// … whom somebody enters there from memory.
  void both_by_name(const Company& company) {
    Company mine = company;
    mine.tax_id = mine.domain = "";
    mine.name = retyped(company.name);
    mine.email = "vertrieb@" + company.domain;
    const std::string& old = old_.at(remembered_++);
    truth.pairs.push_back({Likeness::similar, in_crm(mine), old});
  }

  void only_crm(const Company& company, bool lead) {
    Company mine = company;
    if (lead) mine.tax_id = "";
    const std::string id = in_crm(mine);
    truth.only_crm.push_back(id);
    for (const Person& person : invent_people(chance_, company, chance_.below(3)))
      truth.people.push_back({in_crm(person, id), id, "", ""});
  }

  void only_erp(const Company& company) {
    const std::string id = in_erp(company);
    truth.only_erp.push_back(id);
    for (const Person& person : invent_people(chance_, company, chance_.below(2)))
      truth.people.push_back({"", "", in_erp(person, id), id});
  }

  /// Entered a second time by a colleague who did not look.
  void again(const Company& company) {
    Company mine = company;
    mine.name = retyped(company.name);
    mine.email = mine.domain = "";
    truth.surplus_crm.push_back(in_crm(mine));
  }

  /// Another company of a group that shares one mailbox: the e-mail says yes, the tax id says no.
  void affiliate(const Company& company) {
    Company mine = company;
    mine.name += " Niederlassung Nord";
    mine.tax_id = invent_tax_id(chance_, company.country);
    mine.domain = "";
    truth.affiliates_crm.push_back(in_crm(mine));
  }

  Truth truth;

 private:
  Instant next() { return at_ = at_ + between_entries; }

  std::string in_crm(const Company& company) { return crm_.vendor.add_company(crm_.model, company, next()); }

  std::string in_erp(const Company& company) {
    Company theirs = company;
    theirs.domain = "";  // nobody keeps websites in the ERP
    return erp_.vendor.add_company(erp_.model, theirs, next());
  }

  std::string in_crm(const Person& person, const std::string& company) {
    return crm_.vendor.add_person(crm_.model, person, company, next());
  }

  std::string in_erp(const Person& person, const std::string& company) {
    return erp_.vendor.add_person(erp_.model, person, company, next());
  }

  /// The first of them is known to both; of the others, a third to the ERP alone.
  void people_of_both(const Company& company, const Pair& pair) {
    const auto people = invent_people(chance_, company, 1 + chance_.below(4));
    for (const Person& person : people) {
      const bool first = &person == &people.front(), unknown = !first && chance_.chance(1, 3);
      truth.people.push_back({unknown ? "" : in_crm(person, pair.crm), pair.crm,
                              first || unknown ? in_erp(person, pair.erp) : "", pair.erp});
    }
  }

  const CrmSide& crm_;
  const ErpSide& erp_;
  Prng& chance_;
  Instant at_;
  std::vector<std::string> old_;
  std::size_t remembered_ = 0;
};

}  // namespace

Truth populate(const CrmSide& crm, const ErpSide& erp, std::uint64_t seed, Instant now, std::size_t part) {
  Prng chance(seed);
  const auto companies = invent_companies(chance, (by_tax + by_email + by_name + crm_alone + erp_alone) / part);
  Filing filing(crm, erp, chance, now - history);
  for (std::size_t n = 0; n < by_name / part; ++n) filing.old_customer(companies.at((by_tax + by_email) / part + n));
  std::size_t i = 0;
  const auto next = [&](std::size_t count, const auto& file) {
    for (std::size_t n = 0; n < count && i < companies.size(); ++n) file(companies[i++]);
  };
  next(by_tax / part, [&](const Company& each) { filing.both_by_tax(each); });
  next(by_email / part, [&](const Company& each) { filing.both_by_email(each); });
  next(by_name / part, [&](const Company& each) { filing.both_by_name(each); });
  next(crm_alone / part, [&](const Company& each) { filing.only_crm(each, i % 4 == 0); });
  next(erp_alone / part, [&](const Company& each) { filing.only_erp(each); });
  for (std::size_t n = 0; n < doubled; ++n) filing.again(companies.at(n * 7));
  for (std::size_t n = 1; n <= affiliates; ++n) filing.affiliate(companies.at(companies.size() - n));
  std::vector<std::string> customers;
  for (const Pair& pair : filing.truth.pairs) customers.push_back(pair.erp);
  std::vector<std::string> companies_with_deals;
  for (std::size_t n = first_buyer; n < first_buyer + buyers; ++n)
    companies_with_deals.push_back(filing.truth.pairs.at(n).crm);
  filing.truth.deals = add_deals(crm, companies_with_deals, add_known_articles(crm, now - history), now - days(1));
  filing.truth.articles = planted_articles();
  erp.vendor.add_catalogue(erp.model, now - history);
  erp.vendor.add_past_sales(erp.model, customers, now - history, now);
  return std::move(filing.truth);
}

}  // namespace syncline::sandbox
