// Intake: what is stored, what is only counted, and the cursor that moves with it.
#include "tests/conformance/store/bench.h"

namespace syncline::conformance {
namespace {

STORE_CASE("an event is kept with all that it says") {
  Where::run([](Bench& b) {
    NewEvent event = event_of(crm("1"), "Müller");
    event.source = EventSource::webhook;
    event.priority = Priority::interactive;
    event.due_at = b.rt().now() + seconds(5);
    event.cause = {7};
    event.hops = 2;
    event.trace = "0af7651916cd43dd8448eb211c80319c";
    event.record->stamp = -3;
    event.record->version = "W/1";
    event.record->state = RecordState::merged;
    event.record->merged_into = "2";
    const Instant before = b.rt().now();
    const EventId id = b.accept(event);
    b.reopen();
    const auto kept = b.reader()->event(id);
    REQUIRE(kept);
    CHECK(kept->key == event.key);
    CHECK(kept->source == EventSource::webhook);
    CHECK(kept->priority == Priority::interactive);
    CHECK(kept->state == EventState::queued);
    CHECK(kept->seen_at >= before);
    CHECK(kept->due_at == event.due_at);
    CHECK(kept->cause == event.cause);
    CHECK(kept->hops == 2);
    CHECK(kept->attempt == 0);
    CHECK(kept->trace == event.trace);
    REQUIRE(kept->record);
    CHECK(kept->record->key == event.key);
    CHECK(kept->record->stamp == -3);
    CHECK(kept->record->version == "W/1");
    CHECK(kept->record->state == RecordState::merged);
    CHECK(kept->record->merged_into == "2");
    CHECK(kept->record->content == event.record->content);
  });
}

STORE_CASE("a large record comes back as it was; an empty one stays a hint") {
  Where::run([](Bench& b) {
    std::string text;
    for (int i = 0; i < 20'000; ++i) text += std::to_string(i) + " ä\"\\\n";
    const EventId large = b.accept(event_of(crm("1"), text));
    const EventId hint = b.accept(hint_of(crm("1")));
    const auto reader = b.reader();
    CHECK(reader->event(large)->record->content["name"].as_string() == text);
    CHECK_FALSE(reader->event(hint)->record);
    CHECK_FALSE(reader->event(hint)->trace.empty());
    CHECK(reader->event(hint)->trace != reader->event(large)->trace);
  });
}

STORE_CASE("a delivery id counts once per system") {
  Where::run([](Bench& b) {
    NewEvent event = hint_of(crm("1"));
    event.dedup = "delivery-1";
    CHECK(b.accept(event));
    CHECK_FALSE(b.accept(event));
    NewEvent other = hint_of(erp("1"));
    other.dedup = "delivery-1";
    CHECK(b.accept(other));
    CHECK(b.accept(hint_of(crm("1"))));  // without an id nothing is known about it
    CHECK(b.accept(hint_of(crm("1"))));
    CHECK(b.reader()->counts().duplicates == 1);
    // Twice in one page, too.
    event.dedup = "delivery-2";
    const std::vector<NewEvent> page{event, event};
    const Accepted accepted = b.write([&](Tx& tx) { return tx.accept(page, nullptr); });
    CHECK(accepted.events.size() == 1);
    CHECK(accepted.duplicates == 1);
  });
}

STORE_CASE("a reading equal to the record's latest one is only counted; A, B, A are three") {
  Where::run([](Bench& b) {
    CHECK(b.accept(event_of(crm("1"), "A")));
    CHECK_FALSE(b.accept(event_of(crm("1"), "A")));
    CHECK(b.accept(event_of(crm("1"), "B")));
    CHECK(b.accept(event_of(crm("1"), "A")));
    CHECK(b.accept(event_of(crm("2"), "A")));
    CHECK(b.accept(hint_of(crm("1"))));
    NewEvent unbound = event_of(crm("3"), "A");  // nobody could bind it: nothing is known about it
    unbound.hash = {};
    CHECK(b.accept(unbound));
    CHECK(b.accept(unbound));
    b.reopen();
    CHECK_FALSE(b.accept(event_of(crm("1"), "A")));
    CHECK(b.reader()->counts().duplicates == 2);
    CHECK(b.reader()->counts().events.at("queued") == 7);
    CHECK_FALSE(b.reader()->link_of(crm("1")));
  });
}

STORE_CASE("the cursor moves with the page's events; an unchanged page stores nothing else") {
  Where::run([](Bench& b) {
    const std::vector<NewEvent> page{event_of(crm("1"), "A"), event_of(crm("2"), "A")};
    CursorPosition cursor{"crm", "account", R"({"since":1})", b.rt().now()};
    CHECK_FALSE(b.reader()->cursor("crm", "account"));
    CHECK(b.write([&](Tx& tx) { return tx.accept(page, &cursor); }).events.size() == 2);
    CHECK(b.reader()->cursor("crm", "account") == cursor);
    cursor.position = R"({"since":2})";
    const Accepted again = b.write([&](Tx& tx) { return tx.accept(page, &cursor); });
    CHECK(again.events.empty());
    CHECK(again.duplicates == 2);
    b.reopen();
    CHECK(b.reader()->cursor("crm", "account") == cursor);
    CHECK_FALSE(b.reader()->cursor("crm", "contact"));
    CHECK(b.reader()->events(std::nullopt, nullptr, {}, 10).size() == 2);
  });
}

STORE_CASE("what a decision has read counts as seen, unless a newer reading still waits") {
  Where::run([](Bench& b) {
    Plan plan;
    plan.seen.emplace_back(crm("1"), event_of(crm("1"), "A").hash);
    b.commit(plan);
    CHECK_FALSE(b.accept(event_of(crm("1"), "A")));
    const EventId newer = b.accept(event_of(crm("1"), "B"));
    CHECK(newer);
    b.commit(plan);  // decided on A while B waits
    CHECK_MESSAGE(b.accept(event_of(crm("1"), "A")), "back at A after B: dropping it would leave B");
    plan.seen.clear();
    plan.seen.emplace_back(crm("2"), event_of(crm("2"), "A").hash);
    b.commit(plan);
    plan.seen.front().second = {};  // gone: whatever comes next is new
    b.commit(plan);
    CHECK(b.accept(event_of(crm("2"), "A")));
  });
}

STORE_CASE("events end once; put back they count the attempt and wait for their time") {
  Where::run([](Bench& b) {
    const EventId id = b.accept(event_of(crm("1"), "A"));
    const Instant later = b.rt().now() + minutes(1);
    b.write([&](Tx& tx) { tx.end({id, EventState::held, "waits for its parent", later}); });
    CHECK(b.reader()->event(id)->state == EventState::held);
    CHECK(b.reader()->event(id)->attempt == 1);
    CHECK(b.reader()->event(id)->due_at == later);
    CHECK(b.reader()->due_events("crm", later - seconds(1), 10).empty());
    CHECK(b.reader()->next_due(b.rt().now()) == later);
    CHECK(b.reader()->due_events("crm", later, 10).size() == 1);
    CHECK(b.reader()->queued_of(crm("1"), 10).size() == 1);
    b.write([&](Tx& tx) { tx.end({id, EventState::applied, "name: edit", {}}); });
    b.write([&](Tx& tx) { tx.end({id, EventState::no_op, "too late", {}}); });
    const auto event = b.reader()->event(id);
    CHECK(event->state == EventState::applied);
    CHECK(event->reason == "name: edit");
    CHECK(event->ended_at >= event->seen_at);
    CHECK(b.reader()->due_events("crm", far_future, 10).empty());
    CHECK(b.reader()->queued_of(crm("1"), 10).empty());
    CHECK_FALSE(b.reader()->next_due({}));
  });
}

STORE_CASE("due events come by priority, then time, then id") {
  Where::run([](Bench& b) {
    const Instant now = b.rt().now();
    const auto add = [&](const char* native, Priority priority, Duration late) {
      NewEvent event = hint_of(crm(native));
      event.priority = priority;
      event.due_at = now - late;
      b.accept(event);
    };
    add("batch", Priority::batch, seconds(90));
    add("poll new", Priority::poll, seconds(10));
    add("poll old", Priority::poll, seconds(20));
    add("poll as old", Priority::poll, seconds(20));
    add("person", Priority::interactive, seconds(1));
    add("later", Priority::interactive, seconds(-60));
    const auto names = [&](std::size_t limit) {
      std::string all;
      for (const DueEvent& due : b.reader()->due_events("crm", now, limit)) all += due.key.native + "|";
      return all;
    };
    CHECK(names(10) == "person|poll old|poll as old|poll new|batch|");
    CHECK(names(2) == "person|poll old|");
  });
}

}  // namespace
}  // namespace syncline::conformance
