#include "sandbox/rules.h"

#include "expr/expr.h"
#include "sandbox/text_binding.h"
#include "sandbox/text_wholesaler.h"

namespace syncline::sandbox {
namespace {

struct Line {
  const char* name;
  FieldType type;
  const char* crm;
  const char* erp;
  const char* master;  ///< "": the latest edit counts, wherever it is made
};

constexpr Line lines[] = {
    {"name", FieldType::string, "account_name", "name", ""},
    {"tax_id", FieldType::tax_id, "vat_id", "vat_no", ""},
    {"email", FieldType::email, "email", "mail", ""},
    {"phone", FieldType::phone, "phone", "telephone", ""},
    {"street", FieldType::string, "street", "address_line", ""},
    {"postal_code", FieldType::string, "zip", "postcode", ""},
    {"city", FieldType::string, "city", "town", ""},
    {"country", FieldType::country, "country", "country_code", ""},
    {"credit_limit", FieldType::string, "credit_limit", "limit", "erp"},
    {"payment_terms", FieldType::string, "payment_terms", "terms", "erp"},
};

std::shared_ptr<const Entity> customer() {
  auto entity = std::make_shared<Entity>();
  entity->name = "customer";
  entity->description = "A company that buys or may buy from us";
  for (const Line& line : lines) {
    FieldSpec spec;
    spec.name = line.name;
    spec.type = line.type;
    spec.required = spec.name == "name";
    entity->fields.push_back(std::move(spec));
  }
  return entity;
}

SlotRule slot_of(const Nature& nature, bool crm) {
  std::vector<TextField> fields;
  for (const Line& line : lines) {
    const std::string native = crm ? line.crm : line.erp;
    const auto longest = nature.longest.find(native);
    fields.push_back({line.name, native, line.type, longest == nature.longest.end() ? 0 : longest->second});
  }
  SlotRule rule;
  rule.slot = rule.system = nature.system;
  rule.object = nature.object;
  rule.binding = std::make_shared<TextBinding>("customer", nature.object, std::move(fields));
  rule.uses_version = nature.precondition == Precondition::version;
  rule.stamp_resolution = nature.stamp_resolution;
  rule.clock_offset = Duration{0};
  return rule;
}

/// A customer of the CRM becomes a customer of the ERP once it can be invoiced.
std::shared_ptr<const expr::Program> can_be_invoiced() {
  expr::Scope scope;
  scope.variables.emplace("tax_id", expr::Type::dyn());
  scope.result = expr::Type::boolean();
  auto program = expr::compile("tax_id != null", scope);
  return program ? std::make_shared<const expr::Program>(std::move(program).value()) : nullptr;
}

}  // namespace

std::shared_ptr<const EntityPolicy> customer_policy() {
  auto policy = std::make_shared<EntityPolicy>();
  policy->entity = customer();
  policy->slots.push_back(slot_of(crm_nature(), true));
  policy->slots.push_back(slot_of(erp_nature(), false));
  policy->slots.back().create = SlotRule::Create::when;
  policy->slots.back().create_when = can_be_invoiced();
  for (const Line& line : lines) {
    FieldRule rule;
    rule.field = line.name;
    if (*line.master != '\0') rule.masters.emplace_back(line.master);
    rule.on_concurrent = rule.masters.empty() ? OnConcurrent::latest : OnConcurrent::master;
    rule.on_link = rule.masters.empty() ? OnLink::fill : OnLink::master;
    policy->fields.push_back(std::move(rule));
  }
  policy->match.exact = {"tax_id", "email"};
  policy->match.similar = SimilarRule{"name", 920, "country"};
  policy->on_delete = OnDelete::flag;
  return policy;
}

EngineSetup wholesaler_setup(ModelSystem& crm, ModelSystem& erp) {
  EngineSetup setup;
  setup.entities.push_back(customer_policy());
  setup.installation = "demo";
  for (ModelSystem* system : {&crm, &erp}) {
    SystemSetup one;
    one.port = system->port();
    one.concurrency = 4;
    setup.systems.emplace(system->nature().system, std::move(one));
    setup.polls.push_back({system->nature().system, system->nature().object, poll_period, days(1)});
  }
  return setup;
}

}  // namespace syncline::sandbox
