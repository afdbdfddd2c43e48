#include "sandbox/salesforce_business_central.h"

#include "base/json.h"
#include "net/url.h"
#include "sandbox/business_central/business_central_model.h"
#include "sandbox/business_central/business_central_vendor.h"
#include "sandbox/business_central_notices.h"
#include "sandbox/salesforce/salesforce_vendor.h"
#include "sandbox/systems.h"

namespace syncline::sandbox {
namespace {

constexpr const char* api = "/services/data/v66.0";
constexpr const char* networks = "    networks: [\"127.0.0.0/8\"]\n    rate: 1000/s\n";

std::vector<CurlLine> curl_lines(Systems&) { return {}; }

}  // namespace

VendorPair salesforce_business_central() {
  VendorPair pair;
  pair.name = "salesforce-business-central";
  pair.described = "A CRM with Salesforce's API and an ERP with Business Central's";
  pair.crm = std::make_shared<SalesforceVendor>();
  pair.erp = std::make_shared<BusinessCentralVendor>();
  pair.teller = "erp";
  pair.shows_payments = false;
  pair.notices = [](Runtime& rt, HttpClient& client, Systems& systems) {
    return std::make_unique<BusinessCentralNotices>(rt, client, systems.erp());
  };
  // What people do shows in queries up to three seconds after its stamp.
  pair.crm_lines = [](const Systems&, const std::string&) { return std::string(networks) + "    hold_back: 3s\n"; };
  pair.erp_lines = [](const Systems& systems, const std::string& secret) {
    return std::string(networks) + "    url: " + systems.erp_url() + "\n    sign_in_url: " + systems.erp_url() +
           "\n    webhook_secret: \"" + secret + "\"\n";
  };
  pair.changes = {{"syncline.yaml", "poll: 2m", "poll: 1s"},
                  {"sync/product.yaml", "", "timing: {crm: [poll 2s], erp: [webhook, poll 5m]}\n"}};
  pair.curl_lines = curl_lines;
  return pair;
}

}  // namespace syncline::sandbox
