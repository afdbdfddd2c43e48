#include "sandbox/salesforce_business_central.h"

#include "base/json.h"
#include "sandbox/business_central/business_central_model.h"
#include "sandbox/business_central/business_central_notices.h"
#include "sandbox/business_central/business_central_vendor.h"
#include "sandbox/salesforce/salesforce_vendor.h"
#include "sandbox/systems.h"

namespace syncline::sandbox {
namespace {

constexpr const char* networks = "    networks: [\"127.0.0.0/8\"]\n    rate: 1000/s\n";

class Curl {
 public:
  explicit Curl(Systems& systems) : crm_(systems.crm_url()), erp_(systems.erp_url()) {
    for (const Variable& each : systems.environment()) settings_.set(each.name, each.value);
    systems.erp().with_model([&](VendorModel& model, Instant) {
      company_ = "companies(" + dynamic_cast<BusinessCentralModel&>(model).company() + ")/";
    });
  }

  std::string sign_in_to_crm() const { return "CRM_TOKEN=" + token_of("CRM", "", crm_ + "/services/oauth2/token"); }
  std::string sign_in_to_erp() const {
    return "ERP_TOKEN=" + token_of("ERP", " -d scope=https://api.businesscentral.dynamics.com/.default",
                                   erp_ + "/" + text("ERP_TENANT") + "/oauth2/v2.0/token");
  }
  std::string crm(const std::string& record, const char* method = "GET", const Map& fields = {}) const {
    return call("CRM", method, fields, "", crm_ + "/services/data/v66.0/sobjects/" + record);
  }
  std::string erp(const std::string& record, const char* method = "GET", const Map& fields = {}) const {
    const char* guard = fields.empty() ? "" : " -H 'If-Match: *'";
    return call("ERP", method, fields, guard,
                erp_ + "/v2.0/" + text("ERP_TENANT") + "/Production/api/v2.0/" + company_ + record);
  }

 private:
  std::string text(const std::string& name) const { return settings_.find(name)->as_string(); }

  std::string token_of(const std::string& side, const std::string& more, const std::string& url) const {
    return "$(curl -s -d grant_type=client_credentials -d client_id=" + text(side + "_CLIENT_ID") +
           " \\\n  -d client_secret=" + text(side + "_CLIENT_SECRET") + more + " \\\n  " + url +
           " | grep -o '\"access_token\":\"[^\"]*' | cut -d'\"' -f4)";
  }

  static std::string call(const std::string& side, const std::string& method, const Map& fields,
                          const std::string& more, const std::string& url) {
    const std::string body =
        fields.empty() ? "" : " -H 'Content-Type: application/json' \\\n  -d '" + write_json(Value(fields)) + "'";
    return "curl -s" + (method == "GET" ? "" : " -X " + method) + " -H \"Authorization: Bearer $" + side + "_TOKEN\"" +
           more + body + " \\\n  '" + url + "'";
  }

  std::string crm_, erp_, company_;
  Map settings_;
};

std::string shown(VendorServer& server, const char* records, const std::string& id, const char* field) {
  std::string text;
  server.with_model([&](VendorModel& model, Instant) { text = text_of(model.record(records, id)[field]); });
  return text;
}

/// For the first pair of companies, and a deal that is not won yet.
std::vector<CurlLine> curl_lines(Systems& systems) {
  const Curl curl(systems);
  const Pair& pair = systems.truth().pairs.front();
  const std::string account = "Account/" + pair.crm, customer = "customers(" + pair.erp + ")";
  const std::string deal = "Opportunity/" + systems.truth().deals.open.front();
  const std::string name = shown(systems.crm(), "Account", pair.crm, "Name"),
                    subject = shown(systems.crm(), "Opportunity", systems.truth().deals.open.front(), "Name");
  return {
      {"first, sign in to the CRM", curl.sign_in_to_crm()},
      {"and to the ERP", curl.sign_in_to_erp()},
      {"the CRM renames " + name + ": the ERP follows", curl.crm(account, "PATCH", {{"Name", "Umbenannt GmbH"}})},
      {"the customer moves, in the ERP: the CRM follows",
       curl.erp(customer, "PATCH", {{"addressLine1", "Neuer Wall 1"}})},
      {"the CRM moves it elsewhere: that is taken back, the ERP masters addresses",
       curl.crm(account, "PATCH", {{"BillingStreet", "Irrweg 2"}})},
      {"a new company in the CRM: the ERP gets it, once, since it is a customer and no prospect",
       curl.crm("Account/", "POST",
                {{"Name", "Hansekontor GmbH"}, {"Type", "Customer - Direct"}, {"BillingCity", "Bremen"}})},
      {"the deal \"" + subject + "\" is won: the ERP gets an order, and its number comes back",
       curl.crm(deal, "PATCH", {{"StageName", "Closed Won"}})},
      {"the deal, with what the ERP tells of its order",
       curl.crm(deal + "?fields=Name,StageName,ERP_Order_Number__c,Order_Status__c,Open_Amount__c,Sync_Problem__c")},
      {"the newest order in the ERP, with its lines",
       curl.erp("salesOrders?$orderby=lastModifiedDateTime%20desc&$top=1&$expand=salesOrderLines")},
      {"as it stands in the CRM", curl.crm(account + "?fields=Name,BillingStreet,Phone")},
      {"as it stands in the ERP", curl.erp(customer + "?$select=displayName,addressLine1,phoneNumber")},
  };
}

}  // namespace

VendorPair salesforce_business_central() {
  VendorPair pair;
  pair.name = "salesforce-business-central";
  pair.described = "A CRM with Salesforce's API and an ERP with Business Central's";
  pair.crm = std::make_shared<SalesforceVendor>();
  pair.erp = std::make_shared<BusinessCentralVendor>();
  pair.teller = "erp";
  pair.shows_payments = false;
  pair.shows_after = seconds(3);
  pair.within = "some five seconds";  // what is younger than three, Salesforce is not asked for
  pair.unknown =
      "Business Central's API has no posted payments and no reminders: what is paid and open comes from the invoices,\n"
      "and there are no dunning levels. `syncline demo --pair odoo-tryton` shows payments one by one.\n";
  pair.notices = [](Runtime& rt, HttpClient& client, Systems& systems) {
    return std::make_unique<BusinessCentralNotices>(rt, client, systems.erp());
  };
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
