// weclapp as the suite meets it: by its customers, and by its contacts.
#include "sandbox/weclapp/weclapp_model.h"
#include "tests/conformance/connector/bench.h"

namespace syncline::conformance {

Vendor WeclappCustomers::vendor() {
  return {.manifest_file = "connectors/weclapp/connector.yaml",
          .settings = {{"url", "https://acme.weclapp.example"}, {"token", sandbox::WeclappSetup{}.token}},
          .object = "customer",
          .empty_object = "product",
          .model = "party",
          .name = "company",
          .typed_name = "company",
          .person_gives = {{"partyType", "ORGANIZATION"}, {"customer", true}},
          .impossible = {{"name", std::string(1001, 'x')}},
          .lookups = 1,  // what the custom fields are called
          .make_model = [] {
            return std::make_unique<sandbox::WeclappModel>(sandbox::WeclappSetup{.installed = {1'767'225'600'000'000}});
          }};
}

Vendor WeclappContacts::vendor() {
  Vendor out = WeclappCustomers::vendor();
  out.object = "contact";
  out.name = "full_name";
  out.typed_name = "lastName";
  out.person_gives = {{"partyType", "PERSON"}};
  out.impossible = {{"email", "no address"}};
  out.calls = 2;  // itself, and whose it is
  return out;
}

}  // namespace syncline::conformance
