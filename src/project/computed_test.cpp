// What derive, reflect and the words around them come to.
#include <algorithm>

#include "bind/value_table.h"
#include "expr/expr.h"
#include "project/testing.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

Value value_of(const expr::Program& program, const Map& names) {
  auto value = expr::evaluate(program, expr::MapBindings(names));
  if (!value) FAIL(describe(value.error()));
  return std::move(*value);
}

const ComputedField& computed(const SlotRule& slot, std::string_view field) {
  for (const ComputedField& each : slot.computed) {
    if (each.field == field) return each;
  }
  FAIL(field << " is not computed in " << slot.slot);
  return slot.computed.front();
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("an order is made from a won deal: a virtual slot that nothing is written to") {
  const auto project = load_good(sales());
  const EntityPolicy& order = policy_of(*project, "order");
  const SlotRule* deal = order.slot("deal");
  REQUIRE(deal);
  CHECK(deal->system == own_system);
  CHECK(deal->object == "order");
  CHECK(deal->source == Source::derived);
  CHECK(deal->derivation.from == "deal");
  CHECK_FALSE(deal->writable);
  CHECK(deal->create == SlotRule::Create::never);
  CHECK(order.slot("erp")->source == Source::system);
  CHECK(order.slot("erp")->create == SlotRule::Create::always);

  const auto won = [&](const char* stage, Value tax_id) {
    const Map source{{"stage", stage}, {"customer", Map{{"tax_id", std::move(tax_id)}}}};
    return value_of(*deal->derivation.when, Map{{"deal", source}});
  };
  CHECK(won("won", "DE1") == Value(true));
  CHECK(won("won", Value{}) == Value(false));
  CHECK(won("lost", "DE1") == Value(false));
  CHECK(value_of(*deal->derivation.until, Map{{"order", Map{{"status", "confirmed"}}}}) == Value(true));
}

TEST_CASE("the source decides over the computed fields before the systems; other fields are as they were") {
  const auto project = load_good(sales());
  const EntityPolicy& order = policy_of(*project, "order");
  CHECK(order.field("description")->masters == std::vector<Slot>{"deal", "erp"});
  CHECK(order.field("lines")->masters == std::vector<Slot>{"deal"});
  CHECK(order.field("number")->masters == std::vector<Slot>{"erp"});
  REQUIRE(order.field("deal"));
  CHECK(order.field("deal")->masters == std::vector<Slot>{"deal"});
  CHECK(value_of(*computed(*order.slot("deal"), "description").value, Map{{"deal", Map{{"name", "Pumps"}}}}) ==
        Value("Pumps"));
}

TEST_CASE("the record of a virtual slot reads as it was computed") {
  const auto project = load_good(sales());
  const Binding& binding = *policy_of(*project, "order").slot("deal")->binding;
  NativeRecord record;
  const Value line = Map{{"product", 12}, {"quantity", 3}, {"colour", "red"}, {"unit_price", Value{}}};
  record.content = Map{{"deal", 7}, {"customer", 9}, {"description", Value{}}, {"lines", List{line}}};
  const auto reading = binding.read(record, Instant{});
  REQUIRE(reading);
  CHECK(reading->fields.at("deal").canonical == FieldValue::of(7));
  CHECK(reading->fields.at("customer").canonical == FieldValue::of(9));
  CHECK(reading->fields.at("description").canonical == FieldValue::empty());
  CHECK(reading->fields.at("lines").canonical == FieldValue::of(List{Map{{"product", 12}, {"quantity", Decimal(3)}}}));
  CHECK_FALSE(binding.write({{"description", FieldValue::of("x")}}, {}));
  record.content = Map{{"customer", "9"}};
  CHECK_FALSE(binding.read(record, Instant{}));
  record.content = Map{};
  CHECK(binding.read(record, Instant{})->fields.at("lines").canonical == FieldValue::absent());
}

TEST_CASE("without fields, what both have by the same name is taken over, unless a system is its master") {
  Sources files =
      changed(sales(), "sync/order.yaml", "  fields: {description: deal.name, customer: deal.customer}\n", "");
  files = changed(files, "sync/order.yaml", "  lines: deal.lines\n", "");
  const auto project = load_good(files);
  const EntityPolicy& order = policy_of(*project, "order");
  Words fields;
  for (const ComputedField& each : order.slot("deal")->computed) fields.push_back(each.field);
  CHECK(fields == Words{"customer", "lines"});
  CHECK(order.field("description")->masters == std::vector<Slot>{"erp"});
}

TEST_CASE("a deal shows what became of its order") {
  const auto project = load_good(sales());
  const EntityPolicy& deal = policy_of(*project, "deal");
  const SlotRule* related = deal.slot("related");
  REQUIRE(related);
  CHECK(related->system == own_system);
  CHECK(related->object == "related deal");
  CHECK(related->source == Source::reflected);
  CHECK(deal.field("stage")->masters == std::vector<Slot>{"related", "crm"});
  CHECK(deal.field("erp_order_number")->masters == std::vector<Slot>{"related"});
  const ComputedField& stage = computed(*related, "stage");
  REQUIRE(stage.table);
  CHECK(*stage.table->label_of("confirmed") == "ordered");
  CHECK(stage.value->paths() == Words{"order.status"});
  const Value invoices = List{Map{{"paid_amount", Decimal(5)}}, Map{{"paid_amount", Decimal(6)}}};
  CHECK(value_of(*computed(*related, "paid_amount").value, Map{{"orders", List{Map{{"invoices", invoices}}}}}) ==
        Value(Decimal(11)));
}

TEST_CASE("why no order could be made stands in the deal, and its owner gets a message") {
  const auto project = load_good(sales());
  const EntityPolicy& deal = policy_of(*project, "deal");
  CHECK(computed(*deal.slot("related"), "sync_problem").value->source() == "order.problem");
  REQUIRE(deal.notices.size() == 1);
  CHECK(deal.notices[0].slot == "crm");
  CHECK(deal.notices[0].field == "sync_problem");
  CHECK(deal.field("sync_problem")->masters == std::vector<Slot>{"related"});
  CHECK(policy_of(*project, "order").notices.empty());
}

TEST_CASE("on_failure stands beside derive as well") {
  Sources files = changed(sales(), "sync/order.yaml", "  on_failure:", "on_failure:");
  CHECK(policy_of(*load_good(files), "deal").notices.size() == 1);
}

TEST_CASE("the relations that conditions read are noted, those of computed fields are not") {
  const auto project = load_good(sales());
  CHECK(policy_of(*project, "customer").relations == Words{"crm.deals", "crm.deals.stage"});
  CHECK(policy_of(*project, "deal").relations.empty());
  Sources files = changed(sales(), "sync/customer.yaml", "delete: flag",
                          "delete: flag\nskip: \"deals.exists(d, d.order.status == 'done') && customer.name == ''\"");
  files = changed(files, "sync/order.yaml",
                  "advance:", "skip: \"customer != null && deal.customer.name == 'x'\"\nadvance:");
  const auto more = load_good(files);
  CHECK(policy_of(*more, "customer").relations == Words{"crm.deals", "crm.deals.stage", "deals", "deals.order.status"});
  CHECK(policy_of(*more, "order").relations == Words{"deal.customer.name"});
}

TEST_CASE("the checks of an entity come with its policy") {
  const auto project = load_good(sales());
  const EntityPolicy& order = policy_of(*project, "order");
  REQUIRE(order.checks.size() == 4);
  CHECK(order.checks[0].otherwise == "there are no lines");
  CHECK(value_of(*order.checks[0].that, Map{{"lines", List{}}}) == Value(false));
}

TEST_CASE("what is needed first, and how far an order is brought") {
  const auto project = load_good(sales());
  const EntityPolicy& order = policy_of(*project, "order");
  CHECK(order.provisioned == Words{"customer"});
  CHECK(order.slot("erp")->status == "status");
  CHECK(order.slot("erp")->advance == "confirmed");
  CHECK(policy_of(*project, "deal").slot("crm")->status.empty());
  Sources files = changed(sales(), "sync/order.yaml", "product: linked", "lines: linked, product: provision");
  files = changed(files, "sync/order.yaml", "lines: linked, ", "");
  files["sync/product.yaml"] += "create: {erp: on_demand}\n";
  std::string& works = files["connectors/works/connector.yaml"];
  const std::string update = "    update: {request: {path: /item,";
  works.insert(works.find(update), "    create: {request: {path: /items, body: \"${content}\"}, id: \"${body.id}\"}\n");
  const auto more = load_good(changed(files, "sync/order.yaml", "advance: confirmed", "advance: {erp: done}"));
  CHECK(policy_of(*more, "order").provisioned == Words{"customer", "lines.product"});
  CHECK(policy_of(*more, "order").slot("erp")->advance == "done");
  CHECK(policy_of(*more, "product").slot("erp")->create == SlotRule::Create::on_demand);
}

TEST_CASE("sources and parents are loaded before what is made from them") {
  const auto project = load_good(sales());
  Words names;
  for (const auto& policy : project->entities) names.push_back(policy->entity->name);
  const auto at = [&](const char* name) { return std::ranges::find(names, name) - names.begin(); };
  CHECK(at("customer") < at("deal"));
  CHECK(at("deal") < at("order"));
  CHECK(at("order") < at("invoice"));
}

TEST_CASE("a deal and an order may be made from each other") {
  Sources files = sales();
  files["sync/deal.yaml"] +=
      "derive: {from: order, when: \"order.status == 'confirmed'\", fields: {name: order.description}}\n";
  const auto project = load_good(files);
  const SlotRule* order = policy_of(*project, "deal").slot("order");
  REQUIRE(order);
  CHECK(order->derivation.from == "order");
  CHECK(order->object == "deal");
  CHECK(policy_of(*project, "deal").field("name")->masters == std::vector<Slot>{"order", "crm"});
}

TEST_CASE("payments are only ever added, stock disappears with its record; each may come from one system") {
  Sources files = sales();
  files["connectors/works/bindings/payment.yaml"] =
      "entity: payment\nobject: receipt\nfields: {date: {path: day, write: never}, amount: {path: amount, write: "
      "never}, "
      "invoice: {path: bill, object: bill, write: never}, customer: {path: party, object: party, write: never}}\n";
  files["connectors/works/bindings/stock.yaml"] =
      "entity: stock\nobject: shelf\nfields: {product: {path: item, object: item, write: never}, warehouse: {path: "
      "place, "
      "write: never}, quantity: {path: count, write: never}}\n";
  files["sync/payment.yaml"] =
      "entity: payment\nsystems: {erp: receipt}\nfields: {date: erp, amount: erp, invoice: erp}\n";
  files["sync/stock.yaml"] =
      "entity: stock\nsystems: {erp: shelf}\nfields: {product: erp, warehouse: erp, quantity: erp}\n";
  files =
      changed(files, "sync/deal.yaml", "    paid_amount: \"sum(orders.map(o, sum(o.invoices.map(i, i.paid_amount))))\"",
              "    paid_amount: \"sum(orders.map(o, sum(o.invoices.map(i, sum(i.payments.map(p, p.amount))))))\"");
  const auto project = load_good(files);
  CHECK(policy_of(*project, "payment").append_only);
  CHECK(policy_of(*project, "payment").on_delete == OnDelete::keep);
  CHECK_FALSE(policy_of(*project, "stock").append_only);
  CHECK(policy_of(*project, "stock").on_delete == OnDelete::remove);
}

TEST_CASE("a field can identify a record among those of one parent only") {
  const auto project =
      load_good(changed("sync/contact.yaml", "  - email\n", "  - {field: email, within: customer}\n  - name\n"));
  const MatchRule& match = policy_of(*project, "contact").match;
  REQUIRE(match.within.size() == 1);
  CHECK(match.within[0].field == "email");
  CHECK(match.within[0].within == "customer");
  CHECK(std::ranges::find(match.exact, "email") == match.exact.end());
}
