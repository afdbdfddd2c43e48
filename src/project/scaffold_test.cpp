#include "project/scaffold.h"

#include <algorithm>

#include "project/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

const EntityPolicy* policy_in(const std::shared_ptr<const Project>& project, const std::string& entity) {
  const auto found =
      std::ranges::find(project->entities, entity, [](const auto& policy) { return policy->entity->name; });
  REQUIRE(found != project->entities.end());
  return found->get();
}

}  // namespace

TEST_CASE(
    "a new project goes from the deal to the money, is valid as it is, and writes nothing until somebody says so") {
  for (const char* profile : {"crm-led", "erp-strict"}) {
    const auto made = scaffold({"acme", "odoo", "tryton", profile});
    REQUIRE(made);
    const auto project = load_good(made->files);
    for (const char* entity : {"customer", "contact", "product", "deal", "order", "invoice", "credit_note", "payment"})
      CHECK(policy_in(project, entity)->stage == Stage::observe);
    CHECK(policy_in(project, "invoice")->slot("crm")->object == "erp_invoice");
    CHECK(std::ranges::find(made->variables, "ERP_PASSWORD") != made->variables.end());
    CHECK(made->files.at("syncline.yaml").find("password: \"${env:ERP_PASSWORD}\"") != std::string::npos);
  }
}

TEST_CASE("the profiles differ in who decides over a company, when it is made, and how fast changes are seen") {
  const auto led = scaffold({"acme", "odoo", "tryton", "crm-led"}),
             strict = scaffold({"acme", "odoo", "tryton", "erp-strict"});
  REQUIRE(led);
  REQUIRE(strict);
  const auto one = load_good(led->files), other = load_good(strict->files);
  const auto masters = [](const auto& project, const char* entity, const char* field) {
    return policy_in(project, entity)->field(field)->masters;
  };
  for (const char* field : {"name", "tax_id", "street", "country"}) {
    CHECK(masters(one, "customer", field) == std::vector<Slot>{"crm"});
    CHECK(masters(other, "customer", field) == std::vector<Slot>{"erp"});
  }
  CHECK(policy_in(one, "customer")->slot("erp")->create == SlotRule::Create::always);
  CHECK(policy_in(other, "customer")->slot("erp")->create == SlotRule::Create::on_demand);
  CHECK(masters(one, "product", "list_price") == std::vector<Slot>{"erp"});
  CHECK(masters(other, "product", "list_price") == std::vector<Slot>{"erp"});
  CHECK(policy_in(one, "deal")->field("stage")->on_foreign_edit == OnForeignEdit::keep);
  CHECK(policy_in(other, "deal")->field("stage")->on_foreign_edit == OnForeignEdit::revert);
  CHECK(led->files.at("sync/contact.yaml").find("{field: email, within: customer}") != std::string::npos);
  CHECK(strict->files.at("sync/contact.yaml").find("{field: phone, within: customer}") != std::string::npos);
  for (const auto& [path, text] : strict->files) CHECK(text.find("{on_concurrent: latest}") == std::string::npos);
  CHECK(other->system("crm")->webhook_objects.size() == 2);
  CHECK(std::ranges::find(strict->variables, "CRM_WEBHOOK_SECRET") != strict->variables.end());
  CHECK_FALSE(scaffold({"acme", "odoo", "tryton", "erp-led"}));
}

TEST_CASE("a product of the CRM is made in an ERP that can make one, where the profile says so") {
  const auto created = [](const char* erp, const char* profile) {
    const auto made = scaffold({"acme", "odoo", erp, profile});
    REQUIRE(made);
    return policy_in(load_good(made->files), "product")->slot("erp")->create;
  };
  CHECK(created("odoo", "erp-strict") == SlotRule::Create::always);
  CHECK(created("odoo", "crm-led") == SlotRule::Create::never);
  CHECK(created("tryton", "erp-strict") == SlotRule::Create::never);
}

TEST_CASE("a discount goes along where the ERP's lines have one, and off the price where they have none") {
  const auto lines = [](const char* erp) {
    const auto made = scaffold({"acme", "odoo", erp});
    REQUIRE(made);
    return made->files.at("sync/order.yaml");
  };
  CHECK(lines("odoo").find("'discount_percent': l.discount_percent") != std::string::npos);
  CHECK(lines("odoo").find("discounted") == std::string::npos);
  CHECK(lines("tryton").find("discounted(l.unit_price, l.discount_percent, 4)") != std::string::npos);
  const auto none = scaffold({"acme", "customermates", "odoo"});  // whose deals have no discounts
  REQUIRE(none);
  CHECK(none->files.at("sync/order.yaml").find("discount") == std::string::npos);
}

TEST_CASE("what a system does not have is left out, with all that hangs on it") {
  const auto made = scaffold({"acme", "tryton", "odoo"});  // its CRM has no deals
  REQUIRE(made);
  for (const auto& [path, text] : made->files) CHECK(text.find("deal") == std::string::npos);
  CHECK_FALSE(made->files.contains("maps/deal_stage.csv"));
}

TEST_CASE("a CRM that has no invoices: the ERP's are read, since deals tell of them; without deals they are not") {
  const auto made = scaffold({"acme", "hubspot", "tryton"});
  REQUIRE(made);
  CHECK(made->files.at("sync/invoice.yaml").find("systems: {erp: invoice}") != std::string::npos);
  CHECK(made->files.at("sync/deal.yaml").find("erp_invoice_number: \"join(order.invoices") != std::string::npos);
  load_good(made->files);
  const auto without = scaffold({"acme", "customermates", "bitrix24"});
  REQUIRE(without);
  CHECK_FALSE(without->files.contains("sync/invoice.yaml"));
}

TEST_CASE("a field of a system's own is bound with all that its connector says of it") {
  const auto made = scaffold({"acme", "bitrix24", "tryton"});
  REQUIRE(made);
  CHECK(made->files.at("sync/customer.yaml")
            .find(R"(do_not_sync: {path: UF_CRM_ERP_DO_NOT_SYNC, map: {"Y": "true", "N": "false"}})") !=
        std::string::npos);
}

TEST_CASE("the same connector on both sides, and the sides the other way round") {
  for (const char* profile : {"crm-led", "erp-strict"}) {
    for (const auto& [crm, erp] :
         {std::pair("tryton", "odoo"), std::pair("odoo", "odoo"), std::pair("tryton", "tryton")}) {
      const auto made = scaffold({"acme", crm, erp, profile});
      REQUIRE(made);
      CHECK(load_good(made->files)->entities.size() >= 2);
    }
  }
}

TEST_CASE("products are the same when their article numbers are") {
  const auto made = scaffold({"acme", "odoo", "odoo"});
  REQUIRE(made);
  CHECK(policy_in(load_good(made->files), "product")->match.exact == std::vector<std::string>{"sku"});
}

TEST_CASE("an unknown connector is named with what is known") {
  const auto made = scaffold({"acme", "oodo", "tryton"});
  REQUIRE_FALSE(made);
  CHECK(made.error().remedy.starts_with("did you mean odoo? Known: "));
  CHECK(made.error().remedy.find("tryton") != std::string::npos);
}

TEST_CASE("names of folders become names of projects") {
  CHECK(project_name_from("Acme GmbH & Co") == "acme-gmbh-co");
  CHECK(project_name_from("Müller") == "mueller");
  CHECK(project_name_from("..") == "project");
}
