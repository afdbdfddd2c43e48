// Contacts and their companies in two systems that were full before the engine came. The systems are lists; what is
// synced, and how, is a project of the shipped connectors.
#include "engine/town_test.h"

using namespace syncline;
using namespace syncline::shop;

namespace {

const Sources project_files{
    {"syncline.yaml", R"(
project: acme
systems:
  crm: {connector: odoo, url: "http://crm.example", database: crm, api_key: "${env:KEY}"}
  erp: {connector: tryton, url: "http://erp.example", database: erp, user: sync, password: "${env:PASSWORD}"}
defaults: {poll: 1m, sweep: 24h}
)"},
    {"sync/customer.yaml", R"(
entity: customer
systems: {crm: company, erp: party}
match: [email]
create: {erp: always}
fields: {name: {master: crm}, email: {}}
)"},
    {"sync/contact.yaml", R"(
entity: contact
systems: {crm: person, erp: person}
match: [email]
create: {erp: always}
fields: {name: {master: crm}, email: {}, customer: {}}
)"},
};

Value mails(const std::string& address) { return List{Map{{"id", "1"}, {"type", "email"}, {"value", address}}}; }

Value speaks_for(const std::string& party) { return List{Map{{"id", "1"}, {"type", "Contact of"}, {"to", party}}}; }

}  // namespace

TEST_CASE("a contact whose company is read late is still recognised, and not created a second time") {
  Town t(project_files);
  t["crm"].add("company", {{"name", "Nordlicht"}, {"email", "info@nord.example"}});
  t["crm"].add("person", {{"name", "Anna Weiß"}, {"email", "anna@nord.example"}, {"parent_id", "0"}});
  t["erp"].add("party", {{"name", "Nordlicht"}, {"contact_mechanisms", mails("info@nord.example")}});
  t["erp"].add(
      "person",
      {{"name", "Anna Weiß"}, {"contact_mechanisms", mails("anna@nord.example")}, {"relations", speaks_for("0")}});
  int failed_reads = 0;
  t["erp"].unreadable = [&](const RecordKey& key, bool listed) -> std::optional<Error> {
    if (key.object != "party" || (!listed && ++failed_reads > 2)) return std::nullopt;
    return Error{ErrorClass::transient, "test.busy", "the server is busy", text_of(key), "", {}};
  };
  t.live([&] {
    t.wait(hours(1));
    INFO(t.story());
    CHECK(t["erp"].count("party", EffectOp::create) + t["erp"].count("person", EffectOp::create) == 0);
    CHECK(t.store->reader()->links({"contact", ""}, {}, 10).size() == 1);
  });
}
