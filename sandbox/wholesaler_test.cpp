// The wholesaler's records, as both systems took them.
#include "sandbox/wholesaler.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <map>
#include <set>

#include "base/text.h"
#include "sandbox/odoo/odoo_vendor.h"
#include "sandbox/tryton/identifier.h"
#include "sandbox/tryton/tryton_vendor.h"
#include "sandbox/vendor_pair.h"

using namespace syncline;
using namespace syncline::sandbox;

namespace {

constexpr Instant now{1'772'323'200'000'000};

struct Wholesaler {
  OdooVendor odoo;
  TrytonVendor tryton;
  std::unique_ptr<VendorModel> crm_model = odoo.install(now), erp_model = tryton.install(now);
  VendorModel &crm = *crm_model, &erp = *erp_model;
  Truth truth = populate({odoo, crm}, {tryton, erp}, 7, now);
};

std::string text(const VendorModel& model, const std::string& records, const std::string& id, const char* field) {
  return model.record(records, id)[field].string_or("");
}

/// The party's identifier as typed; "" when it has none.
std::string tax_id_in_erp(const VendorModel& erp, const std::string& party) {
  for (const std::string& id : erp.ids("party.identifier")) {
    const Value record = erp.record("party.identifier", id);
    if (std::to_string(record["party"].int_or(0)) == party && record["type"] == Value("eu_vat"))
      return record["code"].string_or("");
  }
  return "";
}

}  // namespace

TEST_CASE("both systems take every record that the wholesaler's people typed") {
  const Wholesaler w;
  const auto given = [](const auto& ids) { return std::ranges::none_of(ids, &std::string::empty); };
  CHECK(given(w.truth.only_crm));
  CHECK(given(w.truth.only_erp));
  CHECK(given(w.truth.surplus_crm));
  CHECK(given(w.truth.affiliates_crm));
  for (const Pair& pair : w.truth.pairs) CHECK_FALSE((pair.crm.empty() || pair.erp.empty()));
  CHECK(w.truth.pairs.size() == 130);
  std::size_t shared = 0, crm_alone = 0, erp_alone = 0;
  for (const KnownPerson& person : w.truth.people) {
    CHECK_FALSE((person.crm.empty() && person.erp.empty()));
    ++(person.crm.empty() ? erp_alone : person.erp.empty() ? crm_alone : shared);
  }
  CHECK(shared > 40);
  CHECK(crm_alone > 60);
  CHECK(erp_alone > 30);
}

TEST_CASE("a pair by tax id has the same number on both sides, some of them typed with spaces, all of them valid") {
  const Wholesaler w;
  std::size_t differently = 0;
  for (const Pair& pair : w.truth.pairs) {
    if (pair.by != Likeness::tax_id) continue;
    const std::string mine = text(w.crm, "res.partner", pair.crm, "vat"), theirs = tax_id_in_erp(w.erp, pair.erp);
    CHECK(join(split(theirs, ' '), "") == mine);
    CHECK(tryton::is_valid_identifier("eu_vat", mine));
    differently += mine != theirs;
  }
  CHECK(differently > 10);
  CHECK(differently < 90);
}

TEST_CASE("the ERP has a catalogue, and business of the past year in every state") {
  Wholesaler w;
  CHECK(w.erp.ids("product.product").size() > 35);
  std::map<std::string, int> sales, invoices;
  for (const std::string& id : w.erp.ids("sale.sale")) ++sales[text(w.erp, "sale.sale", id, "state")];
  for (const std::string& id : w.erp.ids("account.invoice")) ++invoices[text(w.erp, "account.invoice", id, "state")];
  for (const char* state : {"quotation", "processing", "done"}) CHECK(sales[state] > 1);
  for (const char* state : {"posted", "paid", "cancelled"}) CHECK(invoices[state] > 1);
}

TEST_CASE("each pair of systems takes every record that the wholesaler's people typed, also of the past year") {
  for (const VendorPair& pair : vendor_pairs()) {
    CAPTURE(pair.name);
    const auto crm = pair.crm->install(now - days(500)), erp = pair.erp->install(now - days(500));
    const Truth truth = populate({*pair.crm, *crm}, {*pair.erp, *erp}, 7, now, 2);
    CHECK(truth.pairs.size() == 65);
    CHECK(std::ranges::none_of(truth.pairs, [](const Pair& each) { return each.crm.empty() || each.erp.empty(); }));
    CHECK(truth.deals.won.size() == 4);
    CHECK(pair.crm->ids(*crm, "product").size() == 14);
    CHECK(pair.erp->ids(*erp, "product").size() == truth.articles.size());
    std::set<std::string> invoices, orders;
    for (const std::string& id : pair.erp->ids(*erp, "invoice"))
      invoices.insert(pair.erp->shown(*erp, "invoice", id, "open_amount"));
    for (const std::string& id : pair.erp->ids(*erp, "order"))
      orders.insert(pair.erp->shown(*erp, "order", id, "status"));
    CHECK(invoices.size() > 3);  // paid, open, paid in part
    CHECK(orders.size() > 1);
  }
}

TEST_CASE("the same seed gives the same records") {
  const Wholesaler one, other;
  for (const std::string& id : one.crm.ids("res.partner"))
    CHECK(one.crm.record("res.partner", id) == other.crm.record("res.partner", id));
}
