// What a name means around a record: its entities' singulars and plurals.
#include "engine/relations.h"

#include <doctest/doctest.h>

using namespace syncline;

namespace {

std::shared_ptr<const EntityPolicy> about(const char* entity, const char* plural, std::vector<FieldSpec> fields) {
  auto spec = std::make_shared<Entity>();
  spec->name = entity;
  spec->plural = plural;
  spec->fields = std::move(fields);
  auto policy = std::make_shared<EntityPolicy>();
  for (const FieldSpec& field : spec->fields) {
    policy->fields.emplace_back();
    policy->fields.back().field = field.name;
  }
  policy->entity = std::move(spec);
  return policy;
}

FieldSpec reference_to(const char* entity) {
  FieldSpec field;
  field.name = field.refers_to = entity;
  field.type = FieldType::reference;
  return field;
}

}  // namespace

TEST_CASE("an entity without a plural of its own goes by its name, all of it: the stock of a product") {
  EngineSetup setup;
  setup.entities = {about("product", "products", {}), about("stock", "stock", {reference_to("product")}),
                    about("price", "prices", {reference_to("product")})};
  const EntityPolicy& product = *setup.entities.front();
  const auto stock = relation(setup, product, "stock");
  REQUIRE(stock);
  CHECK(stock->way == RelationStep::Way::to_children);
  CHECK(stock->fields == std::vector<std::string>{"product"});
  CHECK_FALSE(stock->only_newest);
  CHECK(relation(setup, product, "prices"));
  CHECK_FALSE(relation(setup, product, "price"));  // which of them?
}
