// Bitrix24 as the suite meets it: by its companies, contacts and deals.
#include "sandbox/bitrix24/bitrix24_model.h"
#include "tests/conformance/connector/bench.h"

namespace syncline::conformance {
namespace {

Vendor bitrix24(const std::string& object, const std::string& name) {
  return {
      .manifest_file = "connectors/bitrix24/connector.yaml",
      .settings = {{"url", "https://acme.bitrix24.example"}, {"user", 7}, {"code", sandbox::Bitrix24Setup{}.secret}},
      .object = object,
      .empty_object = "quote",
      .model = object,
      .name = name,
      .typed_name = name,
      .lookups = 4,  // what is discovered
      .overlap = minutes(2),
      .make_model = [] {
        sandbox::Bitrix24Setup setup;
        setup.portal.page = 5;
        return std::make_unique<sandbox::Bitrix24Model>(setup);
      }};
}

}  // namespace

Vendor Bitrix24Companies::vendor() {
  Vendor out = bitrix24("company", "title");
  out.impossible = {
      {"multifields",
       Map{{"$parts", List{Map{{"op", "create"}, {"set", Map{{"kind", "EMAIL"}, {"value", "no address"}}}}}}}}};
  out.calls = 4;  // itself, its requisites, its addresses, and itself again
  return out;
}

Vendor Bitrix24Contacts::vendor() {
  Vendor out = bitrix24("contact", "full_name");
  out.typed_name = "lastName";
  out.impossible = Bitrix24Companies::vendor().impossible;
  return out;
}

Vendor Bitrix24Deals::vendor() {
  Vendor out = bitrix24("deal", "title");
  out.impossible = {{"stageId", "NO_SUCH_STAGE"}};
  out.calls = 3;  // itself, its product rows, and itself again
  return out;
}

}  // namespace syncline::conformance
