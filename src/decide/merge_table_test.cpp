#include "decide/merge_table.h"

#include <doctest/doctest.h>
#include <set>

#include "decide/toy_test.h"

using namespace syncline;
using namespace syncline::toy;

// The decision table, enumerated through decide() for 2, 3 and 5 members. What is expected is worked out by the oracle
// below, which states the rule in the order of the specification and knows nothing of the code's structure.

namespace {

enum class Shown : std::uint8_t { base, agreed, other, nothing, absent, forbidden };
enum class Master : std::uint8_t { none, reader, origin };
enum class Clock : std::uint8_t { tie, reader_later, origin_later };

struct Case {
  int members;
  bool lossy, pending, others_pending;
  Shown shown;
  Master master;
  OnConcurrent concurrent;
  OnForeignEdit foreign;
  Clock clock;
};

const std::string full = "newer name", old = "old", other = "else";

std::string slot_name(int n) { return "m" + std::to_string(n); }

/// m0 is read; m1 set the agreed value and shows it; the rest either has it or waits for it.
Toy world(const Case& c) {
  std::vector<SlotSpec> slots;
  for (int n = 0; n < c.members; ++n)
    slots.push_back({slot_name(n), {{"name", n == 0 && c.lossy ? Kind::cut : Kind::plain}}});
  Toy toy(slots);
  toy.rule().on_concurrent = c.concurrent;
  toy.rule().on_foreign_edit = c.foreign;
  if (c.master == Master::reader) toy.rule().masters = {"m0"};
  if (c.master == Master::origin) toy.rule().masters = {"m1"};

  const Instant early = toy.now;
  AgreedField agreed;
  agreed.value = FieldValue::of(full);
  agreed.version = 2;
  agreed.origin = {"m1", {50}, "edit", 0};
  agreed.edited_after = early + seconds(100);
  agreed.edited_by = early + seconds(200);
  toy.link.shadow.agreed["name"] = agreed;
  for (int n = 0; n < c.members; ++n) {
    Member member;
    member.slot = slot_name(n);
    member.key = toy.key_of(member.slot);
    const bool pending = n == 0 ? c.pending : n > 1 && c.others_pending;
    MemberField field;
    field.base = pending ? old : stored(n == 0 && c.lossy ? Kind::cut : Kind::plain, full);
    field.presence = Presence::value;
    field.confirmed = pending ? 1 : 2;
    member.fields["name"] = field;
    member.read_at = early + seconds(c.clock == Clock::reader_later ? 250 : 50);
    toy.link.shadow.members.push_back(member);
  }
  toy.now = early + seconds(c.clock == Clock::origin_later ? 90 : 300);
  return toy;
}

Map content(const Case& c, Toy& toy) {
  switch (c.shown) {
    case Shown::base: return Map{{"name", toy.part("m0").base}};
    case Shown::agreed: return Map{{"name", c.lossy ? full.substr(0, 4) : full}};
    case Shown::other: return Map{{"name", other}};
    case Shown::nothing: return Map{{"name", Value{}}};
    case Shown::absent: return Map{};
    case Shown::forbidden: return Map{{"name", forbidden_mark}};
  }
  return Map{};
}

struct Expected {
  FieldValue agreed = FieldValue::of(full);
  std::set<Slot> written;
  std::optional<ConflictKind> conflict;
  bool reader_pending = false;
};

Expected oracle(const Case& c) {
  Expected e;
  std::set<Slot> waiting;  // the others that had not got the agreed value
  for (int n = 2; n < c.members; ++n) {
    if (c.others_pending) waiting.insert(slot_name(n));
  }
  std::set<Slot> all_others;
  for (int n = 1; n < c.members; ++n) all_others.insert(slot_name(n));
  const bool silent = c.shown == Shown::absent || c.shown == Shown::forbidden;
  const bool shows_agreed = c.shown == Shown::agreed || (c.shown == Shown::base && !c.pending);
  const bool untouched = silent || c.shown == Shown::base;

  // Row 1: nothing changed: one effect for each pending member.
  if (untouched && !shows_agreed) {
    e.written = waiting;
    if (c.pending && !silent) e.written.insert("m0");  // what does not show is not overwritten
    e.reader_pending = c.pending;
    return e;
  }
  // Row 2: the value equals agreed: adopt.
  if (shows_agreed) {
    e.written = waiting;
    return e;
  }
  const FieldValue edit = c.shown == Shown::nothing ? FieldValue::empty() : FieldValue::of(other);
  const bool counts = c.master == Master::reader || (c.master == Master::none && !c.lossy);
  const auto reader_wins = [&] {
    e.agreed = edit;
    e.written = all_others;
  };
  const auto agreed_stands = [&] {
    e.written = waiting;
    e.written.insert("m0");
    e.reader_pending = true;
  };
  // Row 4 before row 3 here, for the reader's eye: an edit where it may not be.
  if (!counts) {
    if (c.foreign == OnForeignEdit::revert) agreed_stands();
    if (c.foreign == OnForeignEdit::keep) e.written = waiting;
    if (c.foreign == OnForeignEdit::review) e.conflict = ConflictKind::foreign_edit;
    return e;
  }
  if (!c.pending) {
    reader_wins();
    return e;
  }
  // Row 5: it had not got the agreed value when it was edited.
  if (c.concurrent == OnConcurrent::latest && c.clock == Clock::reader_later) {
    reader_wins();
  } else if (c.concurrent == OnConcurrent::latest && c.clock == Clock::origin_later) {
    agreed_stands();
  } else if (c.concurrent != OnConcurrent::review && c.master == Master::reader) {
    reader_wins();
  } else {
    e.conflict = ConflictKind::concurrent;
  }
  return e;
}

std::string describe_case(const Case& c) {
  return "members " + std::to_string(c.members) + " lossy " + std::to_string(c.lossy) + " pending " +
         std::to_string(c.pending) + " others " + std::to_string(c.others_pending) + " shown " +
         std::to_string(int(c.shown)) + " master " + std::to_string(int(c.master)) + " concurrent " +
         std::to_string(int(c.concurrent)) + " foreign " + std::to_string(int(c.foreign)) + " clock " +
         std::to_string(int(c.clock));
}

/// Empty when as expected.
std::string difference(const Case& c) {
  Toy toy = world(c);
  const Expected e = oracle(c);
  toy.see(toy.observation("m0", content(c, toy)));
  std::set<Slot> written;
  for (const NewEffect& effect : toy.last.effects) {
    written.insert(effect.slot);
    if (effect.changes.at("name").after != e.agreed) return "writes something else";
  }
  if (written != e.written) return "writes to other members";
  if (toy.agreed().value != e.agreed) return "agrees " + text_of(toy.agreed().value);
  if (toy.last.conflicts.size() != (e.conflict ? 1u : 0u))
    return "conflicts " + std::to_string(toy.last.conflicts.size());
  if (e.conflict && toy.last.conflicts[0].kind != *e.conflict) return "another conflict";
  if (!e.conflict && toy.pending("m0") != e.reader_pending) return "pending at the reader";
  // Whoever lost is named with the value.
  const bool edited = c.shown == Shown::other || c.shown == Shown::nothing;
  if (edited && toy.last.steps.empty()) return "an edit without a word";
  return "";
}

template <class F>
void for_each_case(F f) {
  for (const int members : {2, 3, 5})
    for (const bool lossy : {false, true})
      for (const bool pending : {false, true})
        for (const bool others : {false, true})
          for (const Shown shown :
               {Shown::base, Shown::agreed, Shown::other, Shown::nothing, Shown::absent, Shown::forbidden})
            for (const Master master : {Master::none, Master::reader, Master::origin})
              for (const OnConcurrent concurrent : {OnConcurrent::master, OnConcurrent::latest, OnConcurrent::review})
                for (const OnForeignEdit foreign : {OnForeignEdit::revert, OnForeignEdit::keep, OnForeignEdit::review})
                  for (const Clock clock : {Clock::tie, Clock::reader_later, Clock::origin_later})
                    f(Case{members, lossy, pending, others, shown, master, concurrent, foreign, clock});
}

}  // namespace

TEST_SUITE("merge table") {
  TEST_CASE("every combination decides as the specification says") {
    int cases = 0, wrong = 0;
    for_each_case([&](const Case& c) {
      ++cases;
      const std::string found = difference(c);
      if (!found.empty() && ++wrong <= 5) FAIL_CHECK(describe_case(c) << ": " << found);
    });
    CHECK(cases == 11664);
    CHECK(wrong == 0);
  }

  TEST_CASE("with nothing agreed yet, the sole member's word is agreed and silence agrees nothing") {
    for (const Shown shown : {Shown::other, Shown::nothing, Shown::absent, Shown::forbidden}) {
      Toy toy({{"m0", {{"name", Kind::plain}}}});
      Case c{};
      c.shown = shown;
      toy.read("m0", content(c, toy));
      CHECK(toy.link.shadow.agreed.contains("name") == (shown == Shown::other || shown == Shown::nothing));
      CHECK(toy.open.empty());
    }
  }

  TEST_CASE("an edit that does not count is never agreed, whatever else is true") {
    for (const OnConcurrent concurrent : {OnConcurrent::master, OnConcurrent::latest, OnConcurrent::review})
      for (const OnForeignEdit foreign : {OnForeignEdit::revert, OnForeignEdit::keep, OnForeignEdit::review})
        for (const Later later : {Later::shown, Later::agreed, Later::tie})
          for (const bool pending : {false, true})
            for (const bool check : {false, true}) {
              Situation s;
              s.changed = true;
              s.may_write = false;
              s.has_master = true;
              s.pending = pending;
              s.is_check = check;
              s.on_concurrent = concurrent;
              s.on_foreign_edit = foreign;
              s.later = later;
              const Verdict found = verdict(s);
              CHECK(found != Verdict::edit);
              CHECK(found != Verdict::shown_by_master);
              CHECK(found != Verdict::shown_by_time);
              if (check) CHECK(found != Verdict::foreign_revert);  // what cannot be written cannot be reverted
            }
  }
}
