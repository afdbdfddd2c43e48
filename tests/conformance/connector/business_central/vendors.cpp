// Business Central as the suite meets it: by its customers, and by its contacts.
#include "tests/conformance/connector/bench.h"
#include "tests/conformance/connector/business_central/checked_model.h"

namespace syncline::conformance {

Vendor BusinessCentral::vendor() {
  const sandbox::BusinessCentralSetup setup;
  return {.manifest_file = "connectors/business-central/connector.yaml",
          .settings = {{"tenant", setup.tenant},
                       {"environment", setup.environment},
                       {"company", setup.company},
                       {"client_id", setup.client_id},
                       {"client_secret", setup.client_secret}},
          .object = "customer",
          .empty_object = "quote",
          .model = "customers",
          .name = "displayName",
          .typed_name = "displayName",
          .impossible = {{"name", std::string(101, 'x')}},
          .make_model = [] { return std::make_unique<CheckedBusinessCentral>(); }};
}

Vendor BusinessCentralContacts::vendor() {
  Vendor out = BusinessCentral::vendor();
  out.object = "contact";
  out.model = "contacts";
  out.person_gives = {{"type", "Person"}};
  return out;
}

}  // namespace syncline::conformance
