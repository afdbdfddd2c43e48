#include "sandbox/odoo_tryton.h"

#include "base/json.h"
#include "sandbox/odoo/odoo_notices.h"
#include "sandbox/odoo/odoo_vendor.h"
#include "sandbox/systems.h"
#include "sandbox/tryton/tryton_vendor.h"

namespace syncline::sandbox {
namespace {

class Curl {
 public:
  explicit Curl(Systems& systems) {
    for (const Variable& each : systems.environment()) settings_.set(each.name, each.value);
  }

  std::string crm(const std::string& call, Map arguments) const {
    return "curl -s -H 'Authorization: bearer " + text("CRM_API_KEY") +
           "' -H 'X-Odoo-Database: " + text("CRM_DATABASE") + "' \\\n  -H 'Content-Type: application/json' -d '" +
           write_json(Value(std::move(arguments))) + "' \\\n  " + text("CRM_URL") + "/json/2/" + call;
  }

  std::string erp(const std::string& call, List parameters) const {
    parameters.emplace_back(Map{});  // the context
    return "curl -s -u " + text("ERP_USER") + ":" + text("ERP_PASSWORD") +
           " -H 'Content-Type: application/json' \\\n  -d '" +
           write_json(Value(Map{{"id", 1}, {"method", "model." + call}, {"params", std::move(parameters)}})) +
           "' \\\n  " + text("ERP_URL") + "/" + text("ERP_DATABASE") + "/";
  }

 private:
  std::string text(const std::string& name) const { return settings_.find(name)->as_string(); }

  Map settings_;
};

constexpr int won_stage = 4;

Value field_of(VendorServer& server, const std::string& model, const std::string& id, const char* field) {
  Value value;
  server.with_model([&](VendorModel& records, Instant) { value = records.record(model, id)[field]; });
  return value;
}

/// For the first pair of companies, and a deal that is not won yet.
std::vector<CurlLine> curl_lines(Systems& systems) {
  const Curl curl(systems);
  const Pair& pair = systems.truth().pairs.front();
  const Value company = field_of(systems.crm(), "res.partner", pair.crm, "id");
  const Value party = field_of(systems.erp(), "party.party", pair.erp, "id");
  const Value address = field_of(systems.erp(), "party.party", pair.erp, "addresses").at(0);
  const Value name = field_of(systems.crm(), "res.partner", pair.crm, "name");
  const std::string& deal = systems.truth().deals.open.front();
  const Value card = field_of(systems.crm(), "crm.lead", deal, "id"),
              subject = field_of(systems.crm(), "crm.lead", deal, "name");
  return {
      {"the CRM renames " + name.string_or("") + ": the ERP follows",
       curl.crm("res.partner/write", Map{{"ids", List{company}}, {"vals", Map{{"name", "Umbenannt GmbH"}}}})},
      {"the customer moves, in the ERP: the CRM follows",
       curl.erp("party.address.write", List{List{address}, Map{{"street", "Neuer Wall 1"}}})},
      {"the CRM moves it elsewhere: that is taken back, the ERP masters addresses",
       curl.crm("res.partner/write", Map{{"ids", List{company}}, {"vals", Map{{"street", "Irrweg 2"}}}})},
      {"a new company in the CRM: the ERP gets it, once",
       curl.crm("res.partner/create",
                Map{{"vals_list", List{Map{{"name", "Hansekontor GmbH"}, {"is_company", true}, {"city", "Bremen"}}}}})},
      {"the deal \"" + subject.string_or("") + "\" is won: the ERP gets a sale, confirmed, and its number comes back",
       curl.crm("crm.lead/write", Map{{"ids", List{card}}, {"vals", Map{{"stage_id", won_stage}}}})},
      {"the deal, with what the ERP tells of its order",
       curl.crm("crm.lead/read", Map{{"ids", List{card}},
                                     {"fields", List{"name", "stage_id", "x_erp_order_number", "x_order_status",
                                                     "x_open_amount", "x_sync_problem"}}})},
      {"the sale in the ERP, with its lines",
       curl.erp("sale.sale.search_read", List{List{List{"description", "=", subject}}, 0, 1, Value(),
                                              List{"number", "state", "untaxed_amount", "lines.product.rec_name"}})},
      {"as it stands in the CRM",
       curl.crm("res.partner/read", Map{{"ids", List{company}}, {"fields", List{"name", "street", "phone"}}})},
      {"as it stands in the ERP",
       curl.erp("party.party.read", List{List{party}, List{"name", "addresses.street", "contact_mechanisms.value"}})},
  };
}

}  // namespace

VendorPair odoo_tryton() {
  VendorPair pair;
  pair.name = "odoo-tryton";
  pair.described = "A CRM with Odoo's API and an ERP with Tryton's";
  pair.crm = std::make_shared<OdooVendor>();
  pair.erp = std::make_shared<TrytonVendor>();
  pair.teller = "crm";
  pair.secret_in_url = true;
  pair.shows_ends = false;  // of deletions only a sweep hears
  pair.notices = [](Runtime& rt, HttpClient& client, Systems& systems) {
    return std::make_unique<OdooNotices>(rt, client, systems.crm());
  };
  pair.crm_lines = [](const Systems&, const std::string& secret) {
    return "    rate: 1000/s\n    webhook_secret: \"" + secret + "\"\n";
  };
  pair.erp_lines = [](const Systems&, const std::string&) { return std::string("    rate: 1000/s\n"); };
  pair.changes = {{"syncline.yaml", "poll: 1m", "poll: 1s"},
                  {"sync/customer.yaml", "timing: {crm: [poll 1m], erp: [poll 1m, sweep 12h]}",
                   "timing: {crm: [poll 1s], erp: [poll 1s, sweep 12h]}"},
                  {"sync/contact.yaml", "", "timing: {crm: [webhook, poll 5m], erp: [poll 2s]}\n"}};
  for (const char* seldom : {"product", "payment", "credit_note"})  // each poll takes from the systems' rates
    pair.changes.push_back({std::string("sync/") + seldom + ".yaml", "", "timing: {crm: [poll 2s], erp: [poll 2s]}\n"});
  pair.curl_lines = curl_lines;
  return pair;
}

}  // namespace syncline::sandbox
