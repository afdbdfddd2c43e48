// What doctor asks of a vendor: an account as the connector's README has its users make it is ready, and what is
// missing there is named.
#include "tests/conformance/connector/bench.h"

namespace syncline::conformance {
namespace {

std::vector<ReadinessFinding> ask(Bench& bench) {
  return bench.port->readiness({bench.vendor.object}, bench.context());
}

/// With another field for the key, which the account does not have.
template <class V>
Vendor without_key(const char* setting) {
  Vendor out = V::vendor();
  out.settings.set(setting, "no_such_field");
  return out;
}

struct AccountsWithoutKey {
  static Vendor vendor() { return without_key<SalesforceAccounts>("key_field"); }
};
struct OpportunitiesWithoutKey {
  static Vendor vendor() { return without_key<SalesforceDeals>("key_field"); }
};
struct CompaniesWithoutKey {
  static Vendor vendor() { return without_key<HubspotCompanies>("key_property"); }
};
struct HubspotDealsWithoutKey {
  static Vendor vendor() { return without_key<HubspotDeals>("key_property"); }
};

}  // namespace

CONNECTOR_CASE_OF("an account as its README has it made is ready", Odoo, OdooDeals, OdooBefore19, OdooDealsBefore19,
                  SalesforceAccounts, SalesforceContacts, SalesforceDeals, HubspotCompanies, HubspotContacts,
                  HubspotDeals, Bitrix24Companies, Bitrix24Contacts, Bitrix24Deals) {
  const auto found = ask(bench);
  CHECK_FALSE(found.empty());
  for (const ReadinessFinding& each : found) CHECK_MESSAGE(!each.error, describe(*each.error));
}

CONNECTOR_CASE_OF("without the field for our key it is not ready, and is told which and what to do", AccountsWithoutKey,
                  OpportunitiesWithoutKey, CompaniesWithoutKey, HubspotDealsWithoutKey) {
  std::size_t missing = 0;
  for (const ReadinessFinding& each : ask(bench)) {
    if (!each.error) continue;
    ++missing;
    CHECK(each.error->cls == ErrorClass::config);
    CHECK(each.error->message.find("no_such_field") != std::string::npos);
    CHECK_FALSE(each.error->remedy.empty());
  }
  CHECK(missing == 1);
}

}  // namespace syncline::conformance
