// What people decide about a field: what is written then, what is kept of it, and what is no decision.
#include <doctest/doctest.h>

#include "api/desk_test.h"
#include "decide/toy_test.h"
#include "engine/stages.h"

using namespace syncline;
using namespace syncline::toy;
using testing::Desk;
using testing::on_a_desk;

namespace {

/// Customers whose name was edited in the CRM and in the ERP at once, and waits for a person.
class Office {
 public:
  explicit Office(Desk& desk) : desk_(desk), toy_(two()) {
    toy_.policy.entity = entity_;
    setup_.entities = {std::make_shared<EntityPolicy>(toy_.policy)};
    desk.setup = &setup_;
    REQUIRE(desk.store().write([](Tx& tx) { tx.set_setting(released_key("customer"), "all"); }).ok());
  }

  ConflictId disputed(const std::string& native) {
    Toy toy = two();
    toy.link.id = {};
    toy.name_read("crm", "Nord");
    toy.name_read("erp", "Süd");
    return waiting(toy, native);
  }

  /// A customer whose record in the ERP was deleted, where the rules ask a person.
  ConflictId deleted(const std::string& native, bool is_created) {
    Toy toy = two();
    toy.link.id = {};
    toy.policy.entity = entity_;
    toy.policy.on_delete = OnDelete::review;
    toy.slot("erp").create = is_created ? SlotRule::Create::always : SlotRule::Create::never;
    toy.see(toy.ended("erp", RecordState::gone));
    setup_.entities = {std::make_shared<EntityPolicy>(toy.policy)};
    return waiting(toy, native);
  }

  std::string path(ConflictId id) const { return "conflicts/" + std::to_string(id.n) + "/resolve"; }
  Conflict conflict(ConflictId id) const { return *desk_.store().reader()->conflict(id); }
  /// What the link of a conflict has to write: system and value.
  std::map<std::string, FieldValue> writes(ConflictId id) const {
    std::map<std::string, FieldValue> found;
    for (const Effect& effect : desk_.store().reader()->open_effects(conflict(id).link))
      found[effect.key.system] = effect.changes.at("name").after;
    return found;
  }
  void choices(std::vector<std::string> names) {
    auto entity = std::make_shared<Entity>(*entity_);
    entity->fields[0].type = FieldType::choice;
    entity->fields[0].choices = std::move(names);
    toy_.policy.entity = entity;
    setup_.entities = {std::make_shared<EntityPolicy>(toy_.policy)};
  }

 private:
  /// The toy's link and its one conflict, stored under ids of their own.
  ConflictId waiting(const Toy& toy, const std::string& native) {
    Plan plan;
    plan.entity = "customer";
    plan.shadow = toy.link.shadow;
    for (Member& member : plan.shadow->members) member.key.native = native;
    plan.conflicts = toy.last.conflicts;
    for (NewConflict& conflict : plan.conflicts) conflict.record = {"erp", "account", native};
    REQUIRE(plan.conflicts.size() == 1);
    return desk_.store().reader()->conflicts(true, desk_.commit(plan).link, 1).at(0).id;
  }

  Desk& desk_;
  Toy toy_;
  std::shared_ptr<const Entity> entity_ = toy_.policy.entity;
  EngineSetup setup_;
};

using Writes = std::map<std::string, FieldValue>;

}  // namespace

TEST_SUITE("decisions about fields") {
  TEST_CASE("a side is taken: the other one is written, and the journal says who decided and why") {
    on_a_desk([](Desk& desk) {
      Office office(desk);
      const ConflictId id = office.disputed("1");
      const auto resolved =
          desk.post(office.path(id), Map{{"take", "erp"}, {"by", "eva"}, {"reason", "she asked the customer"}});
      REQUIRE(resolved);
      CHECK((*resolved)["resolution"] == Value("erp's value, by eva: she asked the customer"));
      CHECK((*resolved)["writes"].at(0)["record"] == Value("crm account 1"));
      CHECK(office.writes(id) == Writes{{"crm", text("Süd")}});
      CHECK(office.conflict(id).resolution == "erp's value, by eva: she asked the customer");
      const Link link = *desk.store().reader()->link(office.conflict(id).link);
      CHECK(link.shadow.disputes.empty());
      CHECK(link.shadow.agreed.at("name").origin.rule == "review by eva");
      CHECK(desk.changes == 1);
      const auto again = desk.post(office.path(id), Map{{"take", "crm"}});
      CHECK(again.error().code == "conflict.closed");
    });
  }

  TEST_CASE("a value of one's own goes to both, and what was agreed last can be taken back") {
    on_a_desk([](Desk& desk) {
      Office office(desk);
      const ConflictId both = office.disputed("1"), back = office.disputed("2");
      REQUIRE(desk.post(office.path(both), Map{{"value", "West"}}));
      CHECK(office.writes(both) == Writes{{"crm", text("West")}, {"erp", text("West")}});
      REQUIRE(desk.post(office.path(back), Map{{"take", "agreed"}}));
      CHECK(office.writes(back) == Writes{{"erp", text("Nord")}});
    });
  }

  TEST_CASE("a plan says what would be written, and changes nothing") {
    on_a_desk([](Desk& desk) {
      Office office(desk);
      const ConflictId id = office.disputed("1");
      const auto plan = desk.post(office.path(id), Map{{"take", "crm"}, {"plan", true}});
      REQUIRE(plan);
      CHECK((*plan)["writes"].at(0)["changes"]["name"]["after"] == Value("Nord"));
      CHECK_FALSE(office.conflict(id).closed_at);
      CHECK(office.writes(id).empty());
    });
  }

  TEST_CASE("a whole class is decided at once, and nothing outside of it") {
    on_a_desk([](Desk& desk) {
      Office office(desk);
      const ConflictId one = office.disputed("1"), two = office.disputed("2");
      CHECK_FALSE(desk.post("conflicts/resolve", Map{{"take", "crm"}, {"entity", "customer"}}));
      CHECK_FALSE(desk.post("conflicts/resolve",
                            Map{{"take", "crm"}, {"entity", "customer"}, {"field", "name"}, {"kind", "standign"}}));
      const Map wanted{{"take", "crm"}, {"entity", "customer"}, {"field", "name"}, {"kind", "standing"}};
      CHECK((*desk.post("conflicts/resolve", wanted))["done"] == Value(0));
      Map right = wanted;
      right.set("kind", "concurrent");
      const auto done = desk.post("conflicts/resolve", right);
      REQUIRE(done);
      CHECK((*done)["done"] == Value(2));
      CHECK((*done)["left"] == Value(0));
      CHECK(office.writes(one) == Writes{{"erp", text("Nord")}});
      CHECK(office.writes(two) == Writes{{"erp", text("Nord")}});
    });
  }

  TEST_CASE("what is no decision is refused with what would be one") {
    on_a_desk([](Desk& desk) {
      Office office(desk);
      const ConflictId id = office.disputed("1");
      CHECK(desk.post(office.path(id), Map{{"take", "cmr"}}).error().remedy == "sides: crm, erp, agreed");
      CHECK(desk.post(office.path(id), Map{}).error().code == "conflict.choice");
      CHECK(desk.post(office.path(id), Map{{"take", "crm"}, {"leave", true}}).error().code == "conflict.choice");
      CHECK(desk.post(office.path(id), Map{{"leave", true}}).error().code == "conflict.needs_value");
      CHECK(desk.post(office.path({99}), Map{{"take", "crm"}}).error().cls == ErrorClass::not_found);
      office.choices({"gold", "silver"});
      CHECK(desk.post(office.path(id), Map{{"value", "lead"}}).error().remedy.find("gold, silver") !=
            std::string::npos);
      desk.setup = nullptr;
      CHECK(desk.post(office.path(id), Map{{"take", "crm"}}).error().code == "project.not_running");
      CHECK_FALSE(office.conflict(id).closed_at);
      CHECK(desk.get("conflicts")->as_list().size() == 1);
    });
  }

  TEST_CASE("what is about a record, not a value, is closed when it was seen to") {
    on_a_desk([](Desk& desk) {
      Office office(desk);
      NewConflict gone;
      gone.kind = ConflictKind::edit_vs_delete;
      gone.link = desk.customer("1");
      gone.record = {"crm", "company", "1"};
      REQUIRE(desk.store().write([&](Tx& tx) { tx.conflict(gone); }).ok());
      const ConflictId id = desk.store().reader()->conflicts(true, gone.link, 1).at(0).id;
      CHECK(desk.post(office.path(id), Map{{"take", "crm"}}).error().code == "conflict.no_value");
      REQUIRE(desk.post(office.path(id), Map{{"leave", true}, {"by", "eva"}}));
      CHECK(office.conflict(id).resolution == "left as it is, by eva");
    });
  }

  TEST_CASE("a deleted record is made anew where the rules make such records, or the others end too") {
    on_a_desk([](Desk& desk) {
      Office office(desk);
      const auto op_of = [&](ConflictId id) {
        const auto open = desk.store().reader()->open_effects(office.conflict(id).link);
        return open.size() == 1 ? open[0].slot + " " + std::string(name_of(open[0].op)) : std::to_string(open.size());
      };
      const ConflictId left = office.deleted("1", false);
      CHECK(desk.post(office.path(left), Map{{"create_again", true}}).error().code == "conflict.not_created");
      CHECK(desk.post(office.path(left), Map{{"create_again", true}, {"leave", true}}).error().code ==
            "conflict.choice");
      CHECK(desk.post(office.path(left), Map{{"take", "crm"}}).error().remedy.find("--create-again") !=
            std::string::npos);
      REQUIRE(desk.post(office.path(left), Map{{"end_others", true}, {"by", "eva"}}));
      CHECK(op_of(left) == "crm deactivate");
      CHECK(office.conflict(left).resolution == "the others end too, by eva");
      const ConflictId again = office.deleted("2", true);
      REQUIRE(desk.post(office.path(again), Map{{"create_again", true}}));
      CHECK(op_of(again) == "erp create");
    });
  }

  TEST_CASE("only what is about a deletion is decided as one, and only while the record is gone") {
    on_a_desk([](Desk& desk) {
      Office office(desk);
      const ConflictId disputed = office.disputed("7");
      CHECK(desk.post(office.path(disputed), Map{{"end_others", true}}).error().code == "conflict.no_deletion");
      NewConflict back;
      back.kind = ConflictKind::edit_vs_delete;
      back.link = office.conflict(disputed).link;
      back.record = {"erp", "account", "7"};
      REQUIRE(desk.store().write([&](Tx& tx) { tx.conflict(back); }).ok());
      for (const Conflict& each : desk.store().reader()->conflicts(true, back.link, 5)) {
        if (each.kind != ConflictKind::edit_vs_delete) continue;
        CHECK(desk.post(office.path(each.id), Map{{"end_others", true}}).error().code == "conflict.not_gone");
      }
    });
  }
}
