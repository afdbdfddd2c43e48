// A decision is committed whole, on the link as it was read, or not at all.
#include "tests/conformance/store/bench.h"

namespace syncline::conformance {
namespace {

Plan waiting_for(const RecordKey& record, Plan plan) {
  plan.shadow->unlinked["parent"] = record;
  plan.keys.emplace();
  return plan;
}

STORE_CASE("a new link holds its shadow and its records") {
  Where::run([](Bench& b) {
    Plan plan = new_link({member_of("crm", crm("1")), member_of("erp", erp("7"))});
    plan.shadow->agreed["name"].value = FieldValue::of("Müller");
    plan.keys = std::vector{claimed("DE1"), MatchKey{"customer", "name", "mueller"}};
    const Committed made = b.commit(plan);
    CHECK(made.version == LinkVersion{1});
    b.reopen();
    const auto reader = b.reader();
    CHECK(reader->link_of(crm("1")) == made.link);
    CHECK(reader->link_of(erp("7")) == made.link);
    CHECK_FALSE(reader->link_of(erp("8")));
    const auto link = reader->link(made.link);
    REQUIRE(link);
    CHECK(link->entity == "customer");
    CHECK(link->version == made.version);
    CHECK(link->shadow.agreed.at("name").value == FieldValue::of("Müller"));
    CHECK(link->shadow.members.size() == 2);
    CHECK(reader->links_by_key(claimed("DE1")) == std::vector{made.link});
    CHECK(reader->keys_with_prefix("customer", "name", "mue", 10).size() == 1);
    CHECK(reader->keys_with_prefix("customer", "name", "mueller x", 10).empty());
  });
}

STORE_CASE("of two decisions on the same version one is stale, and leaves nothing") {
  Where::run([](Bench& b) {
    const Committed made = b.commit(new_link({member_of("crm", crm("1"))}));
    Plan first = plan_on(*b.reader(), made.link);
    Plan second = first;
    second.effects.push_back(write_to("erp", erp("")));
    second.ends.push_back({b.accept(hint_of(crm("1"))), EventState::applied, "", {}});
    second.events.push_back(hint_of(crm("9")));
    second.conflicts.push_back({ConflictKind::loop, made.link, crm("1"), "name", {}, "", {}, {}});
    CHECK(b.commit(first).version == LinkVersion{2});
    CHECK(b.stale(second).find("version") != std::string::npos);
    const auto reader = b.reader();
    CHECK(reader->link(made.link)->version == LinkVersion{2});
    CHECK(reader->open_effects(made.link).empty());
    CHECK(reader->counts().events.at("queued") == 1);
    CHECK(reader->conflicts(false, {}, 10).empty());
    Plan missing = first;
    missing.link = {999};
    CHECK(b.stale(missing).find("999") != std::string::npos);
  });
}

STORE_CASE("a plan without a shadow leaves the version alone") {
  Where::run([](Bench& b) {
    const Committed made = b.commit(new_link({member_of("crm", crm("1"))}));
    Plan child = new_link({member_of("crm", {"crm", "opportunity", "5"})}, "deal");
    child.effects.push_back(write_to("erp", {"erp", "sale_order", ""}));
    b.commit(child);
    Plan plan;
    plan.link = made.link;
    plan.expected = made.version;
    plan.effects.push_back(write_to("erp", erp("7")));
    CHECK(b.commit(plan).version == made.version);
    CHECK(b.reader()->link(made.link)->version == made.version);
    CHECK(b.reader()->open_effects(made.link).size() == 1);
  });
}

STORE_CASE("a record belongs to one link") {
  Where::run([](Bench& b) {
    b.accept(event_of(crm("1"), "A"));  // known, but not linked yet
    const Committed one = b.commit(new_link({member_of("crm", crm("1"))}));
    const Committed two = b.commit(new_link({member_of("crm", crm("2"))}));
    CHECK(b.stale(new_link({member_of("crm", crm("1"))})).find("crm account 1") != std::string::npos);
    Plan plan = plan_on(*b.reader(), two.link);
    plan.shadow->members.push_back(member_of("erp", erp("7")));
    b.commit(plan);
    plan = plan_on(*b.reader(), one.link);
    plan.shadow->members.push_back(member_of("erp", erp("7")));
    b.stale(plan);
    CHECK(b.reader()->link_of(erp("7")) == two.link);
    CHECK(b.reader()->links({"", ""}, {}, 10) == std::vector{one.link, two.link});
  });
}

STORE_CASE("a member that left the shadow is unlinked, and is new when it is seen again") {
  Where::run([](Bench& b) {
    b.accept(event_of(erp("7"), "A"));
    const Committed made = b.commit(new_link({member_of("crm", crm("1")), member_of("erp", erp("7"))}));
    CHECK_FALSE(b.accept(event_of(erp("7"), "A")));
    Plan plan = plan_on(*b.reader(), made.link);
    plan.shadow->members.pop_back();
    b.commit(plan);
    CHECK_FALSE(b.reader()->link_of(erp("7")));
    CHECK(b.reader()->link_of(crm("1")) == made.link);
    CHECK(b.accept(event_of(erp("7"), "A")));
    b.commit(new_link({member_of("erp", erp("7"))}));
  });
}

STORE_CASE("the records of an object are those linked and not known to be gone") {
  Where::run([](Bench& b) {
    b.accept(event_of(crm("0"), "never linked"));
    for (const char* native : {"3", "1", "2"}) b.commit(new_link({member_of("crm", crm(native))}));
    Plan plan = plan_on(*b.reader(), b.reader()->link_of(crm("2")));
    plan.shadow->members[0].state = RecordState::gone;
    b.commit(plan);
    const auto reader = b.reader();
    CHECK(reader->records("crm", "account", "", 10) == std::vector{crm("1"), crm("3")});
    CHECK(reader->records("crm", "account", "1", 10) == std::vector{crm("3")});
    CHECK(reader->records("crm", "account", "", 1) == std::vector{crm("1")});
    CHECK(reader->records("crm", "contact", "", 10).empty());
    CHECK(reader->link_of(crm("2")));  // it may come back
  });
}

STORE_CASE("a link that begins to wait for a record is refused once that is linked; one that waited already is not") {
  Where::run([](Bench& b) {
    const Committed waiting = b.commit(new_link({member_of("erp", erp("7"))}));
    b.commit(waiting_for(crm("1"), plan_on(*b.reader(), waiting.link)));
    CHECK(b.reader()->queued_of(erp("7"), 10).empty());
    b.commit(new_link({member_of("crm", crm("1"))}));
    CHECK(b.reader()->queued_of(crm("1"), 10).empty());
    b.commit(waiting_for(crm("1"), plan_on(*b.reader(), waiting.link)));
    const Committed other = b.commit(new_link({member_of("erp", erp("8"))}));
    CHECK(b.stale(waiting_for(crm("1"), plan_on(*b.reader(), other.link))).find("was linked meanwhile") !=
          std::string::npos);
  });
}

STORE_CASE("a record that gets a link brings back the records of its system that waited for it") {
  Where::run([](Bench& b) {
    b.commit(waiting_for(crm("1"), new_link({member_of("crm", crm("7"))})));
    CHECK(b.reader()->queued_of(crm("7"), 10).empty());
    b.commit(new_link({member_of("crm", crm("1"))}));
    REQUIRE(b.reader()->queued_of(crm("7"), 10).size() == 1);
    CHECK(b.reader()->queued_of(crm("7"), 10)[0].source == EventSource::reread);
  });
}

STORE_CASE("a claim of a key is refused while any other link has it; without a claim links may share") {
  Where::run([](Bench& b) {
    const MatchKey name{"customer", "name", "mueller"};
    MatchKey shared = claimed("DE1");
    shared.unique = false;
    Plan plan = new_link({member_of("crm", crm("1"))});
    plan.keys = std::vector{claimed("DE1"), name};
    const Committed one = b.commit(plan);
    plan = new_link({member_of("crm", crm("2"))});
    plan.keys = std::vector{name};
    const Committed two = b.commit(plan);
    CHECK(b.reader()->links_by_key(name) == std::vector{one.link, two.link});

    plan = plan_on(*b.reader(), two.link);
    plan.keys = std::vector{claimed("DE1"), name};
    CHECK(b.stale(plan).find("tax_id") != std::string::npos);
    Plan renewed = plan_on(*b.reader(), one.link);
    renewed.keys = std::vector{shared};  // kept, no longer claimed: it still counts against a claim
    b.commit(renewed);
    b.stale(plan);
    plan.keys->front() = shared;
    b.commit(plan);
    CHECK(b.reader()->links_by_key(shared) == std::vector{one.link, two.link});
    CHECK(b.reader()->links_by_key(name) == std::vector{two.link});

    Plan moved = plan_on(*b.reader(), one.link);
    moved.keys = std::vector{claimed("DE2")};
    b.commit(moved);
    plan = plan_on(*b.reader(), two.link);
    plan.keys = std::vector{claimed("DE1")};
    b.commit(plan);  // nobody else has it now
    CHECK(b.reader()->links_by_key(shared) == std::vector{two.link});
    CHECK(b.reader()->links_by_key(claimed("DE2")) == std::vector{one.link});
    CHECK(b.reader()->links_by_key({"contact", "tax_id", "DE1", true}).empty());
  });
}

STORE_CASE("a new link is not made beside a newer one that shares a key, when the plan asks for that") {
  Where::run([](Bench& b) {
    CHECK_FALSE(b.reader()->newest_link());
    const MatchKey word{"customer", "similar:name", "mueller"};
    Plan first = new_link({member_of("crm", crm("1"))});
    first.keys = std::vector{word};
    Plan second = new_link({member_of("erp", erp("1"))});
    second.keys = std::vector{word};
    first.newest = second.newest = b.reader()->newest_link();
    const Committed one = b.commit(first);
    CHECK(b.reader()->newest_link() == one.link);
    CHECK(b.stale(second).find("similar:name") != std::string::npos);
    second.keys =
        std::vector{MatchKey{"customer", "similar:name", "schmidt"}, MatchKey{"contact", "similar:name", "mueller"}};
    b.commit(second);
    second = new_link({member_of("erp", erp("2"))});
    second.keys = std::vector{word};
    second.newest = b.reader()->newest_link();  // seen, and decided to be something else
    b.commit(second);
    CHECK(b.reader()->links_by_key(word).size() == 2);
  });
}

STORE_CASE("an absorbed link becomes a redirect; its records, keys and conflicts move") {
  Where::run([](Bench& b) {
    Plan plan = new_link({member_of("crm", crm("1"))});
    plan.keys = std::vector{claimed("DE1")};
    const Committed from = b.commit(plan);
    const Committed into = b.commit(new_link({member_of("crm", crm("2"))}));
    const Committed last = b.commit(new_link({member_of("crm", crm("3"))}));
    b.write([&](Tx& tx) { tx.conflict({ConflictKind::duplicate, from.link, crm("1"), "", {}, "two", {}, {}}); });

    plan = plan_on(*b.reader(), into.link);
    plan.absorb = from.link;
    plan.absorb_expected = {7};
    CHECK(b.stale(plan).find("version") != std::string::npos);
    plan.absorb_expected = from.version;
    plan.shadow->members.push_back(member_of("crm", crm("1")));
    plan.shadow->members.back().duplicate = true;
    plan.keys = std::vector{claimed("DE1"), claimed("DE2")};
    b.commit(plan);

    Plan again = plan_on(*b.reader(), last.link);
    again.absorb = into.link;
    again.absorb_expected = b.reader()->link(into.link)->version;
    const auto members = b.reader()->link(into.link)->shadow.members;
    again.shadow->members.insert(again.shadow->members.end(), members.begin(), members.end());
    b.commit(again);

    b.reopen();
    const auto reader = b.reader();
    CHECK(reader->link(from.link)->id == last.link);
    CHECK(reader->link(into.link)->id == last.link);
    CHECK(reader->link_of(crm("1")) == last.link);
    CHECK(reader->link_of(crm("2")) == last.link);
    CHECK(reader->links_by_key(claimed("DE1")) == std::vector{last.link});
    CHECK(reader->links_by_key(claimed("DE2")) == std::vector{last.link});
    CHECK(reader->links({"customer", ""}, {}, 10) == std::vector{last.link});
    CHECK(reader->conflicts(true, last.link, 10).size() == 1);
    CHECK(reader->counts().links.at("customer") == 1);
    Plan late;
    late.link = from.link;
    late.expected = from.version;
    CHECK(b.stale(late).find("joined") != std::string::npos);
  });
}

STORE_CASE("whoever refers to an absorbed link refers to the survivor") {
  Where::run([](Bench& b) {
    const Committed from = b.commit(new_link({member_of("crm", crm("1"))}));
    const Committed into = b.commit(new_link({member_of("crm", crm("2"))}));
    const auto refers_to = [](LinkId link) { return MatchKey{"contact", "@customer", std::to_string(link.n)}; };
    Plan child = new_link({member_of("crm", crm("3"))});
    child.entity = "contact";
    child.keys = std::vector{refers_to(from.link), MatchKey{"contact", "phone", std::to_string(from.link.n)}};
    const Committed referring = b.commit(child);

    Plan join = plan_on(*b.reader(), into.link);
    join.absorb = from.link;
    join.absorb_expected = from.version;
    join.shadow->members.push_back(member_of("crm", crm("1")));
    join.shadow->members.back().duplicate = true;
    b.commit(join);
    const auto reader = b.reader();
    CHECK(reader->links_by_key(refers_to(into.link)) == std::vector{referring.link});
    CHECK(reader->links_by_key(refers_to(from.link)).empty());
    CHECK(reader->links_by_key({"contact", "phone", std::to_string(from.link.n)}) == std::vector{referring.link});
  });
}

STORE_CASE("what an absorbed link had planned is planned anew; what is under way keeps its outcome") {
  Where::run([](Bench& b) {
    b.begin_epoch();
    Plan plan = new_link({member_of("crm", crm("1")), member_of("erp", erp("1"))});
    plan.effects = {write_to("crm", crm("1")), write_to("erp", erp("1"))};
    const Committed from = b.commit(plan);
    plan = new_link({member_of("crm", crm("2")), member_of("erp", erp("2"))});
    plan.effects = {write_to("erp", erp("2"))};
    const Committed into = b.commit(plan);
    REQUIRE(b.sending(from.effects[1]));

    plan = plan_on(*b.reader(), into.link);
    plan.absorb = from.link;
    plan.absorb_expected = from.version;
    CHECK_MESSAGE(b.stale(plan).find("sending") != std::string::npos, "two open writes for slot erp");
    plan.outcomes.push_back(outcome(into.effects[0], EffectState::superseded, false));
    b.commit(plan);
    const auto reader = b.reader();
    CHECK(reader->effect(from.effects[0])->state == EffectState::superseded);
    CHECK(reader->effect(from.effects[1])->state == EffectState::sending);
    CHECK(reader->effect(from.effects[1])->link == into.link);
    CHECK(reader->open_effects(into.link).size() == 1);
  });
}

STORE_CASE("links are listed by entity and by the slot they miss") {
  Where::run([](Bench& b) {
    const LinkId both = b.commit(new_link({member_of("crm", crm("1")), member_of("erp", erp("1"))})).link;
    const LinkId lonely = b.commit(new_link({member_of("crm", crm("2"))})).link;
    const LinkId deal = b.commit(new_link({member_of("crm", {"crm", "opportunity", "1"})}, "deal")).link;
    const auto reader = b.reader();
    CHECK(reader->links({"customer", ""}, {}, 10) == std::vector{both, lonely});
    CHECK(reader->links({"customer", "erp"}, {}, 10) == std::vector{lonely});
    CHECK(reader->links({"", "erp"}, {}, 10) == std::vector{lonely, deal});
    CHECK(reader->links({"", ""}, both, 1) == std::vector{lonely});
  });
}

STORE_CASE("follow-ups, ends and dead letters are part of the commit") {
  Where::run([](Bench& b) {
    const EventId done = b.accept(event_of(crm("1"), "A"));
    const EventId broken = b.accept(hint_of(crm("2")));
    Plan plan;
    plan.ends = {{done, EventState::no_op, "equal", {}}, {broken, EventState::dead_lettered, "cannot be read", {}}};
    plan.events = {hint_of(crm("3")), event_of(crm("1"), "A")};  // the second is known
    plan.dead_letters = {{broken, {}, crm("2"), {ErrorClass::validation, "x", "bad", "here", "mend it", seconds(3)}}};
    const Committed committed = b.commit(plan);
    CHECK(committed.events.size() == 1);
    CHECK_FALSE(committed.link);
    const auto reader = b.reader();
    CHECK(reader->event(committed.events[0])->key == crm("3"));
    CHECK(reader->event(done)->reason == "equal");
    CHECK(reader->event(broken)->state == EventState::dead_lettered);
    const auto letters = reader->dead_letters(true, 10);
    REQUIRE(letters.size() == 1);
    CHECK(letters[0].event == broken);
    CHECK(letters[0].error == plan.dead_letters[0].error);
    CHECK(reader->counts().links.empty());
  });
}

}  // namespace
}  // namespace syncline::conformance
