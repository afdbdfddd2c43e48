#include "engine/decide_match.h"

#include <algorithm>

#include "base/text.h"
#include "decide/match.h"
#include "engine/calls.h"
#include "engine/decided.h"
#include "engine/linking.h"
#include "engine/named_links.h"
#include "engine/relations.h"
#include "engine/stages.h"

namespace syncline {
namespace {

constexpr std::size_t most_open = 10'000;
constexpr int attempts = 20;

/// One decision in the making.
struct Desk {
  Reader& reader;
  const EngineSetup& setup;
  const EntityPolicy& policy;
  const Conflict& conflict;
  Instant now;
  Link link;                       ///< of the conflict, as it stands
  std::vector<LinkId> candidates;  ///< other links that the record might belong to
  Matched out;
  std::vector<Plan> plans;  ///< committed together, the conflict's own first
};

Error refusal(ErrorClass cls, std::string code, std::string message, std::string remedy) {
  return {cls, std::move(code), std::move(message), "", std::move(remedy), std::nullopt};
}

std::string text_of(LinkId link) { return "link:" + std::to_string(link.n); }

bool asks_for_link(const Conflict& conflict) {
  return conflict.kind == ConflictKind::ambiguous || conflict.kind == ConflictKind::similar;
}

/// As it was found when it was opened; what was joined since counts as what it was joined into.
std::vector<LinkId> candidates_of(Reader& reader, const Conflict& conflict) {
  std::vector<LinkId> found;
  for (const auto& [record, side] : conflict.sides) {
    const auto link = reader.link({side.value.is_map() ? side.value["link"].int_or(0) : 0});
    if (link && link->id != conflict.link && std::ranges::find(found, link->id) == found.end())
      found.push_back(link->id);
  }
  return found;
}

/// Does another open conflict ask the same of this link? Then nothing is written for it yet.
bool is_still_asked(const Desk& desk, LinkId link) {
  return std::ranges::any_of(desk.reader.conflicts(true, {}, most_open), [&](const Conflict& other) {
    if (other.id == desk.conflict.id || !asks_for_link(other)) return false;
    return other.link == link || std::ranges::count(candidates_of(desk.reader, other), link) > 0;
  });
}

/// Decides the link as it shall be, and plans that.
Plan replanned(Desk& desk, Link link) {
  link.shadow.undecided = is_still_asked(desk, link.id);
  look_around(desk.reader, desk.setup, desk.policy, link);
  const Decision decision = replan(desk.policy, link, desk.reader.open_effects(link.id), desk.now, "");
  return plan_of(desk.reader, desk.setup, desk.policy, link, decision, desk.now);
}

/// Others that waited for this decision go on.
void release_candidates(Desk& desk, LinkId but) {
  for (const LinkId id : desk.candidates) {
    const auto link = desk.reader.link(id);
    if (id != but && link->shadow.undecided && !is_still_asked(desk, id)) desk.plans.push_back(replanned(desk, *link));
  }
}

/// Its outcome would be told to a link that the record belongs to no more. Of the link that stays, only a record that
/// is being made matters.
std::optional<Error> wait_for_writes(Reader& reader, LinkId leaves, LinkId stays) {
  const bool is_written = is_under_way(reader, leaves, std::nullopt);
  if (!is_written && !(stays && is_under_way(reader, stays, EffectOp::create))) return std::nullopt;
  return refusal(ErrorClass::conflict, "match.under_way", "a record of one of them is just being written",
                 "try again when its outcome is known");
}

Result<LinkId, Error> named_link(const Desk& desk, const std::string& id) {
  std::vector<LinkId> named = named_links(desk.reader, id, desk.policy.entity->name);
  std::erase(named, desk.link.id);
  std::vector<LinkId> proposed = named;
  std::erase_if(proposed, [&](LinkId link) { return std::ranges::count(desk.candidates, link) == 0; });
  if (proposed.size() == 1) return proposed[0];
  if (named.size() == 1) return named[0];
  std::vector<std::string> known;
  for (const LinkId link : named.empty() ? desk.candidates : named) known.push_back(text_of(link));
  return fail(refusal(ErrorClass::not_found, "match.record",
                      named.empty() ? "no other " + desk.policy.entity->name + " has the id " + id
                                    : std::to_string(named.size()) + " of them have the id " + id,
                      "name one of " + join(known, ", ")));
}

/// The conflict's record and what is linked with it belong to that link.
Result<void, Error> join_into(Desk& desk, const std::string& id) {
  const auto into = named_link(desk, id);
  if (!into) return fail(into.error());
  if (auto busy = wait_for_writes(desk.reader, desk.link.id, *into)) return fail(std::move(*busy));
  Link survivor = *desk.reader.link(*into);
  survivor.shadow = joined(survivor.shadow, desk.link.shadow);
  Plan plan = replanned(desk, std::move(survivor));
  plan.absorb = desk.link.id;
  plan.absorb_expected = desk.link.version;
  for (const MatchKey& key : match_keys(desk.policy, desk.link)) plan.keys->push_back(key);  // until it is read
  for (const Member& member : desk.link.shadow.members) read_again(member.key, desk.now, plan);
  desk.out.how = "the same as " + text_of(*into);
  desk.plans.push_back(std::move(plan));
  release_candidates(desk, *into);
  return {};
}

void stand_alone(Desk& desk) {
  desk.out.how = "different from the others";
  desk.plans.push_back(replanned(desk, desk.link));
  release_candidates(desk, desk.link.id);
}

/// Where the only record that counted has left, the only one that is left counts.
void promote_the_last(const Desk& desk, Link& link, const Slot& slot, std::vector<RecordKey>& fresh) {
  std::vector<Member*> left;
  for (Member& member : link.shadow.members) {
    if (member.slot == slot && member.state == RecordState::live) left.push_back(&member);
  }
  if (left.size() != 1 || !left[0]->duplicate || desk.conflict.link != link.id) return;
  *left[0] = unread(*left[0]);
  left[0]->duplicate = false;
  fresh.push_back(left[0]->key);
}

/// The record leaves its link for one of its own.
Result<void, Error> split_off(Desk& desk) {
  const Member* member = desk.link.shadow.member(desk.conflict.record);
  if (!member) {
    return fail(refusal(ErrorClass::conflict, "match.moved",
                        syncline::text_of(desk.conflict.record) + " belongs to this link no more",
                        "close it: syncline resolve " + std::to_string(desk.conflict.id.n) + " --leave"));
  }
  if (auto busy = wait_for_writes(desk.reader, desk.link.id, {})) return fail(std::move(*busy));
  Link own;
  own.id = desk.link.id;  // so that its keys are not claimed: they are those of the link that it leaves
  own.entity = desk.link.entity;
  own.shadow.members = {*member};
  own.shadow.members[0].duplicate = false;
  Plan alone;
  alone.entity = own.entity;
  alone.keys = match_keys(desk.policy, own);
  alone.shadow.emplace().members = {unread(own.shadow.members[0])};

  Link rest = desk.link;
  std::uint32_t& last = rest.shadow.left[member->slot];
  last = std::max(last, member->incarnation);
  std::erase_if(rest.shadow.members, [&](const Member& m) { return m.key == desk.conflict.record; });
  std::vector<RecordKey> fresh;
  promote_the_last(desk, rest, own.shadow.members[0].slot, fresh);
  Plan plan = replanned(desk, std::move(rest));
  fresh.push_back(desk.conflict.record);
  for (const RecordKey& key : fresh) read_again(key, desk.now, plan);
  desk.out.how = "different from the others";
  desk.plans.push_back(std::move(plan));
  desk.plans.push_back(std::move(alone));
  return {};
}

/// Of several records of one system, this one counts; the others are surplus.
Result<void, Error> prefer(Desk& desk, const std::string& id) {
  Link link = desk.link;
  std::vector<std::string> known;
  Member* chosen = nullptr;
  for (Member& member : link.shadow.members) {
    const bool has_rivals = std::ranges::count(link.shadow.members, member.slot, &Member::slot) > 1;
    if (!has_rivals) continue;
    known.push_back(syncline::text_of(member.key));
    if (member.key.native == id || syncline::text_of(member.key) == id) chosen = &member;
  }
  if (!chosen) {
    return fail(refusal(ErrorClass::not_found, "match.record", "none of the records in question has the id " + id,
                        "name one of " + join(known, ", ")));
  }
  const bool changes = chosen->duplicate;
  const RecordKey key = chosen->key;
  for (Member& member : link.shadow.members) {
    if (member.slot == chosen->slot) member.duplicate = member.key != key;
  }
  if (changes) *chosen = unread(*chosen);
  Plan plan = replanned(desk, std::move(link));
  if (changes) read_again(key, desk.now, plan);
  desk.out.how = syncline::text_of(key) + " counts, the others are surplus";
  desk.plans.push_back(std::move(plan));
  return {};
}

Result<void, Error> work_out(Desk& desk, const MatchChoice& choice) {
  const bool has_own_link = asks_for_link(desk.conflict) && !desk.candidates.empty();
  if (choice.different && has_own_link) return stand_alone(desk), Result<void, Error>();
  if (choice.different) return split_off(desk);
  return has_own_link ? join_into(desk, choice.same) : prefer(desk, choice.same);
}

void tell(Desk& desk, const Decider& decider) {
  Plan& first = desk.plans.front();
  desk.out.how = told(desk.out.how, decider);
  desk.out.link = first.link;
  desk.out.effects = first.effects;
  for (const Member& member : first.shadow->members)
    (member.duplicate ? desk.out.surplus : desk.out.records).push_back(member.key);
  first.resolved = {{desk.conflict.id, desk.out.how}};
}

Result<void, Error> check(const std::optional<Conflict>& conflict, ConflictId id, const MatchChoice& choice) {
  const std::string name = "conflict " + std::to_string(id.n);
  const std::string lists = "`syncline conflicts` lists those that are open";
  if (!conflict) return fail(refusal(ErrorClass::not_found, "conflict.unknown", "there is no " + name, lists));
  if (conflict->closed_at) {
    return fail(
        refusal(ErrorClass::conflict, "conflict.closed", name + " is closed already: " + conflict->resolution, lists));
  }
  if (!asks_for_link(*conflict) && conflict->kind != ConflictKind::duplicate) {
    return fail(refusal(ErrorClass::validation, "conflict.value", name + " does not ask which records belong together",
                        "syncline resolve " + std::to_string(id.n)));
  }
  if (choice.same.empty() == choice.different) return {};
  return fail(refusal(ErrorClass::validation, "match.choice", "what is to be is not clear",
                      "name the record that it is the same as, or say that it is different"));
}

/// False: the first one is overtaken, and nothing is written. Of the others, what is overtaken is left for later.
bool commit_all(Tx& tx, const std::vector<Plan>& plans) {
  if (!tx.commit(plans.front()).ok()) return false;
  for (std::size_t n = 1; n < plans.size(); ++n) (void)tx.commit(plans[n]);
  return true;
}

/// Those whose release was overtaken.
Result<void, Error> release_the_rest(Store& store, Desk& desk) {
  for (const LinkId id : desk.candidates) {
    for (int attempt = 0; attempt < attempts; ++attempt) {
      const auto reader = store.reader();
      const auto link = reader->link(id);
      Desk now{*reader, desk.setup, desk.policy, desk.conflict, desk.now, *link, {}, {}, {}};
      if (link->id != id || !link->shadow.undecided || is_still_asked(now, id)) break;
      const Plan plan = replanned(now, *link);
      const auto done = store.write([&](Tx& tx) { return tx.commit(plan).ok(); });
      if (!done) return fail(done.error());
      if (*done) break;
    }
  }
  return {};
}

}  // namespace

Result<Matched, Error> decide_match(Store& store, const EngineSetup& setup, Instant now, ConflictId id,
                                    const MatchChoice& choice, const Decider& decider, bool only_plan) {
  for (int attempt = 0; attempt < attempts; ++attempt) {
    const auto reader = store.reader();
    const auto conflict = reader->conflict(id);
    if (auto clear = check(conflict, id, choice); !clear) return fail(clear.error());
    const auto link = reader->link(conflict->link);
    const EntityPolicy* rules = link ? setup.policy(link->entity) : nullptr;
    if (!rules) {
      return fail(refusal(ErrorClass::conflict, "conflict.not_synced",
                          "the entity of its record is not synced any more",
                          "leave it: syncline resolve " + std::to_string(id.n) + " --leave"));
    }
    const EntityPolicy policy = staged(*rules, *reader);
    Desk desk{*reader,
              setup,
              policy,
              *conflict,
              now,
              *link,
              candidates_of(*reader, *conflict),
              {*conflict, {}, {}, {}, {}, {}},
              {}};
    std::erase(desk.candidates, link->id);
    if (auto worked = work_out(desk, choice); !worked) return fail(worked.error());
    tell(desk, decider);
    if (only_plan) return std::move(desk.out);
    const auto done = store.write([&](Tx& tx) { return commit_all(tx, desk.plans); });
    if (!done) return fail(done.error());
    if (!*done) continue;
    if (auto released = release_the_rest(store, desk); !released) return fail(released.error());
    return std::move(desk.out);
  }
  return fail(refusal(ErrorClass::conflict, "conflict.moving", "its records change all the time", "try again"));
}

}  // namespace syncline
