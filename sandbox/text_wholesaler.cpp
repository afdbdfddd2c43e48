#include "sandbox/text_wholesaler.h"

#include <algorithm>

#include "base/text.h"
#include "sandbox/companies.h"

namespace syncline::sandbox {
namespace {

constexpr std::size_t by_tax = 100, by_email = 20, by_name = 10, crm_alone = 44, erp_alone = 40, doubled = 6,
                      affiliates = 3;

Fields in_crm(const Company& c) {
  return {{"account_name", c.name},
          {"vat_id", c.tax_id},
          {"email", c.email},
          {"phone", c.phone},
          {"street", c.street},
          {"zip", c.postal_code},
          {"city", c.city},
          {"country", c.country},
          {"credit_limit", c.credit_limit},
          {"payment_terms", c.payment_terms},
          {"note", ""}};
}

Fields in_erp(const Company& c) {
  return {{"name", c.name},           {"vat_no", c.tax_id},        {"mail", c.email}, {"telephone", c.phone},
          {"address_line", c.street}, {"postcode", c.postal_code}, {"town", c.city},  {"country_code", c.country},
          {"limit", c.credit_limit},  {"terms", c.payment_terms},  {"remark", ""}};
}

/// As somebody types it who reads it off a letter: "DE 136 695 976".
std::string typed(const std::string& tax_id) {
  std::string spaced;
  for (std::size_t i = 0; i < tax_id.size(); ++i) {
    if (i >= 2 && (i - 2) % 3 == 0) spaced += ' ';
    spaced += tax_id[i];
  }
  return spaced;
}

/// The same company under a name that is only alike: another legal form, no umlauts.
std::string retyped(const std::string& name) {
  static const std::vector<std::pair<std::string, std::string>> letters{{"ä", "ae"}, {"ö", "oe"}, {"ü", "ue"},
                                                                        {"ß", "ss"}, {"ø", "o"},  {"ı", "i"}};
  std::string text = name;
  for (const auto& [from, to] : letters) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
      text.replace(at, from.size(), to);
  }
  const auto form = text.rfind(" GmbH");
  if (form != std::string::npos) text.resize(form);
  return to_upper(text);
}

class Filing {
 public:
  Filing(ModelSystem& crm, ModelSystem& erp, Prng& chance) : crm_(crm), erp_(erp), chance_(chance) {}

  void both_by_tax(const Company& company) {
    Fields mine = in_crm(company), theirs = in_erp(company);
    if (chance_.chance(1, 3)) mine["vat_id"] = typed(company.tax_id);
    if (chance_.chance(1, 4)) theirs["mail"] = "";
    if (chance_.chance(1, 6)) mine["phone"] = "";
    const Pair pair{Likeness::tax_id, crm_.person_creates(mine), erp_.person_creates(theirs)};
    if (code_points(company.name) > erp_name_length) planted.long_names.push_back(pair.crm);
    planted.pairs.push_back(pair);
  }

  void both_by_email(const Company& company) {
    Fields mine = in_crm(company);
    mine["vat_id"] = "";
    mine["email"] = to_upper(company.email.substr(0, 1)) + company.email.substr(1);
    planted.pairs.push_back({Likeness::email, crm_.person_creates(mine), erp_.person_creates(in_erp(company))});
  }

  /// Customers of the ERP for many years: they come first there, and long before the CRM's record of them.
  void old_customer(const Company& company) { old_.push_back(erp_.person_creates(in_erp(company))); }

  void both_by_name(const Company& company, std::size_t n) {
    Fields mine = in_crm(company);
    mine["vat_id"] = "";
    mine["account_name"] = retyped(company.name);
    mine["email"] = "vertrieb@" + company.domain;
    planted.pairs.push_back({Likeness::similar, crm_.person_creates(mine), old_.at(n)});
  }

  void only_crm(const Company& company, bool lead) {
    Fields fields = in_crm(company);
    if (lead) fields["vat_id"] = "";
    if (lead) fields["note"] = "lead, no order yet";
    planted.only_crm.push_back(crm_.person_creates(fields));
  }

  void only_erp(const Company& company) { planted.only_erp.push_back(erp_.person_creates(in_erp(company))); }

  /// Entered a second time by a colleague who did not look.
  void again(const Company& company) {
    Fields fields = in_crm(company);
    fields["account_name"] = retyped(company.name);
    fields["email"] = "";
    fields["note"] = "new contact from the fair";
    planted.surplus_crm.push_back(crm_.person_creates(fields));
  }

  /// Another company of a group that shares one mailbox: the e-mail says yes, the tax id says no.
  void affiliate(const Company& company) {
    Fields fields = in_crm(company);
    fields["account_name"] += " Niederlassung Nord";
    fields["vat_id"].back() = company.tax_id.back() == '1' ? '2' : '1';
    planted.affiliates_crm.push_back(crm_.person_creates(fields));
  }

  Planted planted;

 private:
  ModelSystem& crm_;
  ModelSystem& erp_;
  Prng& chance_;
  std::vector<std::string> old_;
};

}  // namespace

std::size_t Planted::count(Likeness by) const {
  return static_cast<std::size_t>(std::ranges::count(pairs, by, &Pair::by));
}

Nature crm_nature() { return {"crm", "account", "A-", Precondition::read, seconds(1), {}}; }

Nature erp_nature() {
  return {"erp", "party", "1", Precondition::version, microseconds(1), {{"name", erp_name_length}}};
}

Planted populate(ModelSystem& crm, ModelSystem& erp, std::uint64_t seed) {
  Prng chance(seed);
  const auto companies = invent_companies(chance, by_tax + by_email + by_name + crm_alone + erp_alone);
  Filing filing(crm, erp, chance);
  for (std::size_t i = 0; i < by_name; ++i) filing.old_customer(companies.at(by_tax + by_email + i));
  for (std::size_t i = 0; i < companies.size(); ++i) {
    std::size_t n = i;
    const auto in = [&n](std::size_t size) {
      if (n < size) return true;
      n -= size;
      return false;
    };
    if (in(by_tax)) {
      filing.both_by_tax(companies[i]);
    } else if (in(by_email)) {
      filing.both_by_email(companies[i]);
    } else if (in(by_name)) {
      filing.both_by_name(companies[i], n);
    } else if (in(crm_alone)) {
      filing.only_crm(companies[i], i % 4 == 0);
    } else {
      filing.only_erp(companies[i]);
    }
  }
  for (std::size_t i = 0; i < doubled && i < companies.size(); ++i) filing.again(companies[i * 7]);
  for (std::size_t i = 0; i < affiliates; ++i) filing.affiliate(companies.at(companies.size() - 1 - i));
  return std::move(filing.planted);
}

}  // namespace syncline::sandbox
