// Makes a database large: takes what the engine made of one record, and stores it again under other numbers, through
// the store's own verbs.
//   fill DATABASE links N     copies of the newest link and its records; they match nothing that is there
//   fill DATABASE written N   the same, each with its write in the journal, as of today
//   fill DATABASE queued N    copies of the newest event, not yet looked at
// The record's texts hold its number in nine digits (vendor.cpp, deal_to_order/post.lua): the copies count on from
// there.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/hash.h"
#include "base/json.h"
#include "runtime/thread_runtime.h"
#include "store/open.h"

using namespace syncline;

namespace {

constexpr std::int64_t at_a_time = 10'000;  // copies in one commit
constexpr std::int64_t makers = 3;          // tasks that make copies while others are being written
constexpr std::size_t digits = 9;

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "fill: %s\n", why.c_str());
  std::exit(1);
}

/// `text` with the number `from` in place of `to`, wherever it stands.
std::string renumbered(std::string text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

std::string later(const std::string& number, std::int64_t n) {
  const std::string text = std::to_string(std::strtoll(number.c_str(), nullptr, 10) + n);
  return std::string(digits - std::min(digits, text.size()), '0') + text;
}

/// The n-th of `all` ids in ascending order, spread like hashes.
std::string spread_id(std::int64_t n, std::int64_t all) {
  char text[40];
  std::snprintf(text, sizeof text, "%016llx%016llx",
                static_cast<unsigned long long>(~0ULL / static_cast<unsigned long long>(all + 1)) *
                    static_cast<unsigned long long>(n),
                static_cast<unsigned long long>(n));
  return text;
}

bool is_number(const std::string& text) {
  return text.size() == digits && text.find_first_not_of("0123456789") == std::string::npos;
}

/// The link's number: the id of the record that was read.
const Member& numbered(const Link& link) {
  for (const Member& member : link.shadow.members) {
    if (is_number(member.key.native)) return member;
  }
  give_up("the newest link has no record whose id has nine digits");
}

/// The n-th of `all` copies.
Plan copy_of(const Link& made, const std::string& body, const std::vector<MatchKey>& keys, std::int64_t n,
             std::int64_t all) {
  const std::string number = numbered(made).key.native, own = later(number, n);
  Plan plan;
  plan.entity = made.entity;
  plan.shadow = decode_shadow(renumbered(body, number, own)).value();
  for (Member& member : plan.shadow->members) {
    if (member.key.native != own) member.key.native = spread_id(n, all);
    plan.seen.emplace_back(member.key, xxh3(own));
  }
  plan.keys = keys;
  for (MatchKey& key : *plan.keys) key.value = renumbered(key.value, number, own);
  return plan;
}

struct Pattern {
  Link link;
  std::string body;  ///< the link's shadow as text
  std::vector<MatchKey> keys;
  std::optional<Effect> written;
};

/// Stores the link and, where the pattern has one, its write: planned, sent, applied.
bool store_copy(Tx& tx, Plan plan, const Pattern& made, std::int64_t n, std::int64_t epoch) {
  if (made.written) {
    NewEffect& effect = plan.effects.emplace_back(*made.written);
    effect.link = {};
    effect.state = EffectState::planned;
    effect.due_at = {};
    effect.key.native.clear();
    effect.business_key += " " + std::to_string(n);
  }
  const auto done = tx.commit(plan);
  if (!done || done->effects.empty()) return done.ok();
  EffectOutcome applied;
  applied.id = done->effects.front();
  applied.licensed = true;
  applied.native = made.written->key.native;
  return tx.sending(applied.id, epoch).ok() && tx.settle(applied, epoch).ok();
}

/// Every `makers`-th of the commits, from the first one on.
void store_links(Store& store, const Pattern& made, std::int64_t epoch, std::int64_t first, std::int64_t count) {
  for (std::int64_t done = first * at_a_time; done < count; done += makers * at_a_time) {
    std::vector<std::pair<std::int64_t, Plan>> plans;
    for (std::int64_t n = done + 1; n <= std::min(count, done + at_a_time); ++n)
      plans.emplace_back(n, copy_of(made.link, made.body, made.keys, n, count));
    const auto stored = store.write([&](Tx& tx) {
      return std::ranges::all_of(plans,
                                 [&](auto& each) { return store_copy(tx, each.second, made, each.first, epoch); });
    });
    if (!stored || !*stored) give_up(stored ? "a copy was refused: it may be there already" : describe(stored.error()));
  }
}

Pattern newest_link(Reader& reader) {
  const auto link = reader.link(reader.newest_link());
  if (!link) give_up("there is no link");
  Pattern made{*link, encode(link->shadow), {}, {}};
  for (const auto& [field, agreed] : link->shadow.agreed) {
    for (auto& [value, found] : reader.keys_with_prefix(link->entity, field, "", 100)) {
      if (found == link->id) made.keys.push_back({link->entity, field, std::move(value)});
    }
  }
  if (made.keys.empty()) give_up("the newest link has no match key");
  return made;
}

void fill_links(Runtime& rt, Store& store, std::int64_t count, bool written) {
  Pattern made = newest_link(*store.reader());
  if (written) {
    const auto effects = store.reader()->effects(made.link.id, {}, 1);
    if (effects.empty()) give_up("nothing was written for the newest link");
    made.written = effects.front();
  }
  const auto epoch = store.write([](Tx& tx) { return tx.begin_epoch(); });
  if (!epoch) give_up(describe(epoch.error()));
  std::vector<Task> tasks;
  for (std::int64_t first = 0; first < makers; ++first)
    tasks.push_back(rt.spawn("maker", [&, first] { store_links(store, made, *epoch, first, count); }));
  for (Task& task : tasks) task.join();
}

NewEvent copy_of(const Event& made, const std::string& number, const std::string& own) {
  NewEvent event;
  event.key = made.key;
  event.key.native = own;
  event.source = made.source;
  event.priority = made.priority;
  event.record = made.record;
  event.record->key = event.key;
  event.record->content = parse_json(renumbered(write_json(made.record->content), number, own)).value();
  event.hash = xxh3(own);
  return event;
}

void fill_queue(Store& store, std::int64_t count) {
  const auto events = store.reader()->events(std::nullopt, nullptr, {}, 1);
  if (events.empty() || !events[0].record || !is_number(events[0].key.native))
    give_up("there is no event that shows a record whose id has nine digits");
  const std::string number = events[0].key.native;
  for (std::int64_t done = 0; done < count; done += at_a_time) {
    std::vector<NewEvent> copies;
    for (std::int64_t n = done + 1; n <= std::min(count, done + at_a_time); ++n)
      copies.push_back(copy_of(events[0], number, later(number, n)));
    const auto stored = store.write([&](Tx& tx) { return tx.accept(copies, nullptr).duplicates; });
    if (!stored || *stored > 0)
      give_up(stored ? "a copy was refused: it may be there already" : describe(stored.error()));
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> given(argv + 1, argv + argc);
  const std::int64_t count = given.size() == 3 ? std::strtoll(given[2].c_str(), nullptr, 10) : 0;
  if (count < 1 || (given[1] != "links" && given[1] != "written" && given[1] != "queued"))
    return std::fputs("usage: fill DATABASE links|written|queued N\n", stderr), 2;
  ThreadRuntime rt;
  StoreOptions options;
  options.path = given[0];
  options.full_sync = false;  // nothing is lost that could not be made again
  auto main = rt.spawn("fill", [&] {
    const auto store = open_store(rt, options);
    if (!store) give_up(describe(store.error()));
    given[1] == "queued" ? fill_queue(**store, count) : fill_links(rt, **store, count, given[1] == "written");
  });
  main.join();
  return 0;
}
