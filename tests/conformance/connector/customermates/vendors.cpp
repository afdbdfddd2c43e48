// Customermates as the suite meets it: by its organizations, contacts and deals.
#include "sandbox/customermates/customermates_model.h"
#include "tests/conformance/connector/bench.h"

namespace syncline::conformance {

Vendor CustomermatesOrganizations::vendor() {
  return {.manifest_file = "connectors/customermates/connector.yaml",
          .settings = {{"api_key", sandbox::CustomermatesSetup{}.api_key}},
          .object = "organization",
          .empty_object = "product",
          .model = "organizations",
          .impossible = {{"name", ""}},
          .lookups = 5,  // which API it has, and the columns of each kind
          .make_model = [] { return std::make_unique<sandbox::CustomermatesModel>(); }};
}

Vendor CustomermatesContacts::vendor() {
  Vendor out = CustomermatesOrganizations::vendor();
  out.object = "contact";
  out.model = "contacts";
  out.name = "full_name";
  out.typed_name = "firstName";
  out.impossible = {{"email", "no address"}};
  return out;
}

Vendor CustomermatesDeals::vendor() {
  Vendor out = CustomermatesOrganizations::vendor();
  out.object = "deal";
  out.model = "deals";
  return out;
}

namespace {

/// The same workspace by the newer API.
Vendor by_records(Vendor out) {
  out.lookups = 2;  // which API it has, and the model
  out.make_model = [] {
    sandbox::CustomermatesSetup setup;
    setup.has_records = true;
    return std::make_unique<sandbox::CustomermatesModel>(setup);
  };
  return out;
}

}  // namespace

Vendor CustomermatesRecordOrganizations::vendor() { return by_records(CustomermatesOrganizations::vendor()); }
Vendor CustomermatesRecordContacts::vendor() { return by_records(CustomermatesContacts::vendor()); }
Vendor CustomermatesRecordDeals::vendor() {
  Vendor out = by_records(CustomermatesDeals::vendor());
  out.calls = 3;  // their lines, and whether they moved meanwhile
  return out;
}

}  // namespace syncline::conformance
