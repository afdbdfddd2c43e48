// SAP S/4HANA on the bench.
#include "sandbox/sap_s4hana/sap_model.h"
#include "tests/conformance/connector/bench.h"

namespace syncline::conformance {
namespace {

Vendor sap(const std::string& object) {
  return {.manifest_file = "connectors/sap-s4hana/connector.yaml",
          .settings = {{"url", "https://s4.example"},
                       {"user", "SYNC_USER"},
                       {"password", "sandbox"},
                       {"client", "100"},
                       {"sales_organization", "1010"},
                       {"time_zone", "Europe/Berlin"}},
          .object = object,
          .empty_object = "product",
          .model = "A_BusinessPartner",
          .overlap = hours(2),
          .make_model = [] { return std::make_unique<sandbox::SapModel>(sandbox::SapSetup{.session = hours(24)}); }};
}

}  // namespace

Vendor SapCustomers::vendor() {
  Vendor out = sap("customer");
  out.name = out.typed_name = "OrganizationBPName1";
  out.person_gives = {{"BusinessPartnerCategory", "2"}};
  out.impossible = {{"country", "a country's name"}};
  return out;
}

Vendor SapContacts::vendor() {
  Vendor out = sap("contact");
  out.name = "full_name";
  out.typed_name = "LastName";
  out.person_gives = {{"BusinessPartnerCategory", "1"}};
  out.impossible = {{"country", "a country's name"}};
  out.calls = 3;  // itself, its companies, and itself again
  return out;
}

}  // namespace syncline::conformance
