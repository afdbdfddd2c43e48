// What the words of a sync file come to.
#include <algorithm>

#include "expr/expr.h"
#include "project/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

Sources with_customer(const std::string& text) {
  Sources files = example();
  files.erase("sync/contact.yaml");
  files["sync/customer.yaml"] = text;
  return files;
}

}  // namespace

TEST_CASE("a custom field is bound in the sync file and asked of the system") {
  const auto project = load_good(with_customer(R"(
entity: customer
systems: {crm: company, erp: party}
bind: {crm: {tax_id: x_studio_vat, credit_limit: {path: x_limit, scale: 2}}, erp: {credit_limit: {part: addresses, path: invoice, write: never}}}
match: [tax_id]
fields: {name: crm, tax_id: crm}
)"));
  const SlotRule* crm = policy_of(*project, "customer").slot("crm");
  const auto& paths = crm->binding->native_paths();
  CHECK(std::ranges::find(paths, "x_studio_vat") != paths.end());
  CHECK(std::ranges::find(paths, "vat") == paths.end());
  const ObjectSpec& company = project->system("crm")->manifest->objects.at("company");
  REQUIRE(company.field("x_studio_vat"));
  REQUIRE(company.field("x_limit"));
  CHECK(company.field("x_limit")->type == ValueType::decimal);
  const auto written =
      crm->binding->write({{"name", FieldValue::of("Acme")}, {"tax_id", FieldValue::of("DE123456789")}}, {});
  REQUIRE(written);
  CHECK((*written)["x_studio_vat"] == Value("DE123456789"));
}

TEST_CASE("one way writes only the slots that are named") {
  const auto project = load_good(with_customer(R"(
entity: customer
systems: {crm: company, erp: party}
match: [tax_id]
fields: {name: crm}
stage: {one-way: erp}
)"));
  const EntityPolicy& policy = policy_of(*project, "customer");
  CHECK(policy.stage == Stage::one_way);
  CHECK(policy.slot("erp")->writable);
  CHECK_FALSE(policy.slot("crm")->writable);
}

TEST_CASE("conditions see what is agreed and what each system shows") {
  const auto project = load_good(with_customer(R"(
entity: customer
systems: {crm: company, erp: party}
match: [tax_id]
create: {erp: {when: "tax_id != null && crm.country == 'DE'"}}
skip: "members.erp.active == false"
fields: {name: crm}
)"));
  const EntityPolicy& policy = policy_of(*project, "customer");
  REQUIRE(policy.slot("erp")->create == SlotRule::Create::when);
  const auto answer = expr::evaluate(*policy.slot("erp")->create_when,
                                     expr::MapBindings(Map{{"tax_id", "DE1"}, {"crm", Map{{"country", "DE"}}}}));
  REQUIRE(answer);
  CHECK(*answer == Value(true));
  CHECK(policy.skip != nullptr);
}

TEST_CASE("the first master that has the record decides, and any means every system") {
  const auto project = load_good(with_customer(R"(
entity: customer
systems: {crm: company, erp: party}
match: [tax_id]
fields: {name: [erp, crm], email: any, phone: {master: erp, on_foreign_edit: review, on_link: fill}}
delete: keep
loop: {times: 3, within: 1h}
)"));
  const EntityPolicy& policy = policy_of(*project, "customer");
  CHECK(policy.field("name")->masters == std::vector<Slot>{"erp", "crm"});
  CHECK(policy.field("email")->masters.empty());
  CHECK(policy.field("phone")->on_foreign_edit == OnForeignEdit::review);
  CHECK(policy.field("phone")->on_link == OnLink::fill);
  CHECK(policy.on_delete == OnDelete::keep);
  CHECK(policy.loop.times == 3);
  CHECK(policy.loop.window == hours(1));
}

TEST_CASE("a window over midnight is open on the evening of its day and the morning after") {
  const auto project = load_good(changed("syncline.yaml", "    connector: tryton",
                                         "    connector: tryton\n    windows: [{days: [sun], from: \"22:00\", to: "
                                         "\"06:00\", zone: Europe/Berlin}]"));
  const WriteTimes& times = project->system("erp")->times;
  const auto at = [&](const char* text) { return is_open(times, *parse_instant(text)); };
  CHECK(at("2026-11-22T21:30:00Z"));        // Sunday 22:30 in Berlin
  CHECK(at("2026-11-23T04:59:00Z"));        // Monday 05:59
  CHECK_FALSE(at("2026-11-23T05:01:00Z"));  // Monday 06:01
  CHECK_FALSE(at("2026-11-22T04:00:00Z"));  // Sunday 05:00
  CHECK(project->system("crm")->times.open.empty());
}

TEST_CASE("what may be written, when and how much: of a system, and of an entity on it") {
  Sources files = changed("syncline.yaml", "    connector: tryton",
                          "    connector: tryton\n"
                          "    closed: [{last_working_days: 3, zone: Europe/Berlin, reason: month-end close}, {from: "
                          "12-24, to: 01-01}]\n"
                          "    limits: {creates: 50 per 10m, deactivations: none, share: 2.5%, first_load: approve}\n"
                          "    forbid: [remove, deactivate customer]");
  files["sync/customer.yaml"] +=
      "\nlimits: {erp: {creates: 7 per 1d, first_load: free}}\nclosed: {erp: [{on: 2026-12-07}]}\n";
  const auto project = load_good(files);
  const WriteTimes& system = project->system("erp")->times;
  CHECK(why_closed(system, *parse_instant("2026-11-29T23:30:00Z")) == "month-end close");
  CHECK_FALSE(is_open(system, *parse_instant("2031-12-31T12:00:00Z")));
  CHECK(is_open(system, *parse_instant("2026-12-07T12:00:00Z")));
  const auto rules_of = [&](const char* entity) {
    for (const SlotRule& slot : policy_of(*project, entity).slots) {
      if (slot.slot == "erp") return project->write_rules.at({"erp", slot.object});
    }
    return WriteRules{};
  };
  const WriteRules customer = rules_of("customer"), contact = rules_of("contact");
  CHECK_FALSE(is_open(customer.times, *parse_instant("2026-12-07T12:00:00Z")));
  CHECK(customer.limits.creates == Limit{7, days(1)});
  CHECK_FALSE(customer.limits.first_load);
  CHECK(contact.limits.creates == Limit{50, minutes(10)});
  CHECK(contact.limits.first_load == 0u);
  CHECK(contact.limits.share == 25);
  CHECK(contact.limits.updates == WriteLimits{}.updates);
  CHECK_FALSE(contact.limits.deactivations);
  CHECK(customer.forbidden == std::set{EffectOp::deactivate, EffectOp::remove});
  CHECK(contact.forbidden == std::set{EffectOp::remove});
}

TEST_CASE("a system that signs its webhooks announces changes; polling goes on beside them") {
  Sources files = changed("syncline.yaml", "    api_key: \"${env:CRM_API_KEY}\"",
                          "    api_key: \"${env:CRM_API_KEY}\"\n    webhook_secret: \"${env:CRM_WEBHOOK_SECRET}\"");
  files["sync/customer.yaml"].replace(files["sync/customer.yaml"].find("crm: [poll 1m]"), 14,
                                      "crm: [webhook, poll 5m]");
  const auto project = load_good(files);
  CHECK(project->system("crm")->webhook_objects == std::vector<std::string>{"company"});
  CHECK(project->polls.at(0).interval == minutes(5));
}

TEST_CASE("a project's own entity and connector stand beside the shipped ones, and before them") {
  Sources files = example();
  files["entities/customer.yaml"] =
      "entity: customer\nkind: master\nfields:\n  name: {type: string, required: true}\n  shoe_size: integer\n";
  files["connectors/odoo/bindings/customer.yaml"] =
      "entity: customer\nobject: company\nfields: {name: name, shoe_size: ref}\n";
  files["connectors/tryton/bindings/customer.yaml"] =
      "entity: customer\nobject: party\nfields: {name: name, shoe_size: code}\n";
  files["sync/customer.yaml"] =
      "entity: customer\nsystems: {crm: company, erp: party}\nmatch: [name]\n"
      "bind: {crm: {shoe_size: x_shoe}}\nfields: {name: crm, shoe_size: crm}\n";
  files.erase("sync/contact.yaml");
  const auto project = load_good(files);
  CHECK(policy_of(*project, "customer").field("shoe_size") != nullptr);
}

TEST_CASE("a table with a column for each system translates between them") {
  Sources files = with_customer(R"(
entity: customer
systems: {crm: company, erp: party}
match: [tax_id]
bind: {crm: {payment_terms: x_terms}, erp: {payment_terms: code}}
fields: {name: crm, payment_terms: {master: erp, map: payment_terms}}
)");
  files["maps/payment_terms.csv"] =
      "\xef\xbb\xbf"
      "crm;erp;remark\r\n30 days;30N;\r\n60 days;60N;rare\r\n30 days;30X;old\r\n";
  const auto project = load_good(files);
  const EntityPolicy& policy = policy_of(*project, "customer");
  const auto shown = [&](const char* slot, const char* native) {
    return policy.slot(slot)->binding->canonical("payment_terms", native);
  };
  CHECK(shown("erp", "60N") == shown("crm", "60 days"));
  CHECK(shown("erp", "30X") == shown("crm", "30 days"));
  const auto written = policy.slot("erp")->binding->write(
      {{"name", FieldValue::of("Acme")}, {"payment_terms", shown("crm", "30 days")}}, {});
  REQUIRE(written);
  CHECK((*written)["code"] == Value("30N"));
}

TEST_CASE("a field of which each system has its own is shared once it has a master") {
  const auto project = load_good(with_customer(R"(
entity: customer
systems: {crm: company, erp: party}
match: [tax_id]
bind: {crm: {credit_limit: x_limit}, erp: {credit_limit: code}}
fields: {name: crm, credit_limit: {master: erp, on_foreign_edit: revert}}
)"));
  CHECK(policy_of(*project, "customer").field("credit_limit")->scope == FieldScope::link);
}

TEST_CASE("several systems of one kind, each in a slot of its own") {
  Sources files = with_customer(R"(
entity: customer
systems: {crm: company, erp.buyer: party, erp-us: party}
match: [tax_id]
create: {erp.buyer: {when: "crm.country == 'DE'"}, erp-us: {when: "members.erp.buyer.name == null || members['erp-us'].country == 'US'"}}
skip: "erp.buyer.active == false"
fields: {name: [erp.buyer, erp-us, crm], tax_id: crm}
timing: {erp.buyer: [poll 30s]}
)");
  std::string& project_file = files.at("syncline.yaml");
  project_file.replace(project_file.find("\nserver:"), 1,
                       "\n  erp-us: {connector: tryton, url: \"${env:US_URL}\", database: us, user: sync, password: "
                       "\"${env:US_PASSWORD}\"}\n");
  const auto project = load_good(files);
  const EntityPolicy& policy = policy_of(*project, "customer");
  REQUIRE(policy.slots.size() == 3);
  CHECK(policy.slot("erp.buyer")->system == "erp");
  CHECK(policy.slot_of("erp-us", "party")->slot == "erp-us");
  CHECK(policy.field("name")->masters == std::vector<Slot>{"erp.buyer", "erp-us", "crm"});
  CHECK(project->polls.at(1).interval == seconds(30));
  CHECK(project->polls.at(2).interval == minutes(1));
}
