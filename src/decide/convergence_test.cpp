#include <cstdlib>
#include <doctest/doctest.h>
#include <set>

#include "decide/toy_test.h"

using namespace syncline;
using namespace syncline::toy;

// Random histories of a toy world: people type, replicas lag, writes race with people, answers get lost. Judged from
// outside: what people typed, what the records show, and what the history says; nothing is asked of the code's insides.

namespace {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15u + 1) {}
  std::uint32_t roll(std::uint32_t sides) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return static_cast<std::uint32_t>((state_ >> 11) % sides);
  }
  bool one_in(std::uint32_t n) { return roll(n) == 0; }

 private:
  std::uint64_t state_;
};

/// A vendor's record: its present content, what it was, and a version that a write must name.
struct Vendor {
  Kind kind = Kind::plain;
  std::vector<std::pair<Instant, Value>> past;
  std::int64_t version = 1;
  int writes = 0;

  const Value& now() const { return past.back().second; }
  /// What a replica shows that lags behind by `lag`.
  std::pair<Value, std::int64_t> seen_at(Instant t) const {
    for (std::size_t n = past.size(); n-- > 0;) {
      if (past[n].first <= t || n == 0)
        return {past[n].second, version - static_cast<std::int64_t>(past.size() - 1 - n)};
    }
    return {now(), version};
  }
  void set(Instant t, const Value& value) {
    past.emplace_back(t, value);
    ++version;
  }
};

struct InFlight {
  Effect effect;
  Instant sent;
};

class World {
 public:
  explicit World(std::uint64_t seed) : dice_(seed), toy_(slots(dice_)) {
    const std::uint32_t members = static_cast<std::uint32_t>(toy_.policy.slots.size());
    FieldRule& rule = toy_.rule();
    if (dice_.one_in(2)) rule.masters = {toy_.policy.slots[dice_.roll(members)].slot};
    rule.on_concurrent = static_cast<OnConcurrent>(dice_.roll(3));
    rule.on_foreign_edit = static_cast<OnForeignEdit>(dice_.roll(3));
    rule.on_link = static_cast<OnLink>(dice_.roll(3));
    const bool lags = dice_.one_in(2);
    const bool stamps = dice_.one_in(2);
    for (SlotRule& slot : toy_.policy.slots) {
      slot.uses_version = true;
      slot.read_lag = lags ? seconds(20) : Duration{0};
      Vendor vendor;
      vendor.kind = kind_of(slot.slot);
      // Most begin equal; some differ or are empty when they are linked.
      const std::string begins = dice_.roll(3) != 0 ? "first" : dice_.one_in(2) ? "init" + slot.slot : "";
      vendor.set(toy_.now, begins.empty() ? Value{} : Value(stored(vendor.kind, begins)));
      vendors_[slot.slot] = vendor;
    }
    for (const SlotRule& slot : toy_.policy.slots)
      tell(slot.slot + " is " + std::to_string(static_cast<int>(kind_of(slot.slot))));
    tell("masters " + join(rule.masters, ",") + " concurrent " + std::to_string(static_cast<int>(rule.on_concurrent)) +
         " foreign " + std::to_string(static_cast<int>(rule.on_foreign_edit)) + " link " +
         std::to_string(static_cast<int>(rule.on_link)));
    lag_ = lags ? seconds(19) : Duration{0};
    stamps_ = stamps;
    for (const SlotRule& slot : toy_.policy.slots) look(slot.slot, false);
  }

  /// Empty when all went well, else what did not.
  std::string run(int moves) {
    for (int n = 0; n < moves; ++n) move();
    return heal();
  }

  const std::string& story() const { return story_; }

 private:
  void tell(const std::string& line) {
    story_ += std::to_string((toy_.now.us - 1'700'000'000'000'000) / 1'000'000) + " s: " + line + "\n";
  }
  static std::vector<SlotSpec> slots(Dice& dice) {
    std::vector<SlotSpec> specs;
    const int members = 2 + static_cast<int>(dice.roll(4));
    for (int n = 0; n < members; ++n) {
      const Kind kind = n == 0 || dice.roll(3) != 0 ? Kind::plain : dice.one_in(2) ? Kind::cut : Kind::upper;
      specs.push_back({"m" + std::to_string(n), {{"name", kind}}});
    }
    return specs;
  }
  Kind kind_of(const Slot& slot) const {
    const BindingClass cls = toy_.policy.slot(slot)->binding->field("name")->cls;
    if (cls == BindingClass::exact) return Kind::plain;
    return toy_.policy.slot(slot)->binding->normalised("name", FieldValue::of("abcdef")).value == Value("abcd")
               ? Kind::cut
               : Kind::upper;
  }
  const Slot& some_slot() {
    return toy_.policy.slots[dice_.roll(static_cast<std::uint32_t>(toy_.policy.slots.size()))].slot;
  }

  void move() {
    toy_.tick(seconds(static_cast<std::int64_t>(1 + dice_.roll(15))));
    const Slot slot = some_slot();
    switch (dice_.roll(8)) {
      case 0:
      case 1: type(slot); break;
      case 2:
      case 3: look(slot, lag_.us > 0 && dice_.one_in(2)); break;
      case 4:
      case 5: send(slot); break;
      case 6: settle(slot); break;
      case 7: remember(toy_.commit(replan(toy_.policy, toy_.link, toy_.open, toy_.now, ""))); break;
    }
  }

  /// A person types a value that nobody typed before, over what the record shows.
  void type(const Slot& slot) {
    Vendor& vendor = vendors_.at(slot);
    const std::string fresh = dice_.one_in(12) ? "" : std::to_string(100 + ++typed_count_) + "-name";
    const Value value = fresh.empty() ? Value{} : Value(stored(vendor.kind, fresh));
    if (value == vendor.now()) return;
    unseen_.erase(slot);  // typed over by a person before anybody read it
    if (vendor.now().is_string()) {
      owed_.erase(vendor.now().as_string());  // somebody saw it here, and replaced it
      if (value.is_string()) seen_before_[{slot, value.as_string()}] = vendor.now().as_string();
    }
    vendor.set(toy_.now, value);
    tell(slot + " types " + text_of(FieldValue::of(value)));
    ++edits_;
    if (!value.is_null()) unseen_[slot] = value;
  }

  void look(const Slot& slot, bool lagging) {
    const Instant at = lagging ? toy_.now - Duration{static_cast<std::int64_t>(dice_.roll(19)) * 1'000'000} : toy_.now;
    remember(toy_.see(observation(slot, at)));
    account(slot);
  }
  Observation observation(const Slot& slot, Instant at) {
    const auto [value, version] = vendors_.at(slot).seen_at(at);
    tell(slot + " is read: " + text_of(FieldValue::of(value)) + " version " + std::to_string(version));
    Observation seen = toy_.observation(slot, Map{{"name", value}});
    seen.reading.version = std::to_string(version);
    if (stamps_) seen.reading.stamp = version;
    return seen;
  }
  /// What the engine has accepted of this record has been seen: it must not be lost from now on.
  void account(const Slot& slot) {
    const auto typed = unseen_.find(slot);
    if (typed == unseen_.end()) return;
    const Member* member = toy_.link.shadow.member(slot);
    if (member && member->fields.contains("name") && member->fields.at("name").base == typed->second) {
      owed_.insert(typed->second.as_string());
      unseen_.erase(typed);
    }
  }

  void send(const Slot& slot) {
    Effect* open = toy_.open_for(slot);
    if (!open || in_flight_.contains(slot)) return;
    Effect effect = *open;
    Vendor& vendor = vendors_.at(slot);
    if (effect.precondition != std::to_string(vendor.version)) {  // refused: a reading, not an error
      drop(effect.id);
      remember(toy_.see(observation(slot, toy_.now)));
      account(slot);
      return;
    }
    effect.state = open->state = EffectState::sending;
    const bool lost_request = dice_.one_in(10);
    tell("writing " + effect.business_key + (lost_request ? ", lost on its way" : ""));
    if (!lost_request) {
      if (const auto typed = unseen_.find(slot); typed != unseen_.end())
        trouble_ = "overwrote an unseen edit at " + slot;
      vendor.set(
          toy_.now,
          toy_.policy.slot(slot)->binding->write({{"name", effect.changes.at("name").after}}, {})->as_map()["name"]);
      ++vendor.writes;
    }
    if (lost_request || dice_.one_in(5)) {  // no answer
      effect.state = open->state = EffectState::unknown;
      in_flight_[slot] = {effect, toy_.now};
      return;
    }
    toy_.tick(milliseconds(10));
    if (dice_.one_in(6)) type(slot);
    confirm(slot, effect, lag_.us > 0 && dice_.one_in(2));
  }
  void confirm(const Slot& slot, const Effect& effect, bool lagging) {
    drop(effect.id);
    Observation seen = observation(slot, lagging ? toy_.now - lag_ : toy_.now);
    seen.confirming = &effect;
    remember(toy_.see(seen));
    account(slot);
  }
  void settle(const Slot& slot) {
    const auto found = in_flight_.find(slot);
    if (found == in_flight_.end() || toy_.now < found->second.sent + seconds(20)) return;
    const Effect effect = found->second.effect;
    in_flight_.erase(found);
    confirm(slot, effect, false);
  }
  void drop(EffectId id) {
    std::erase_if(toy_.open, [&](const Effect& e) { return e.id == id; });
  }

  static std::string typed(const FieldValue& value) {
    return value.presence == Presence::value && value.value.is_string() ? value.value.as_string() : "";
  }
  /// Had the person at `slot` who typed `value` seen `other` there, in the form in which it is shown there?
  bool had_seen(const Slot& slot, std::string value, const std::string& other) const {
    const std::string form = stored(kind_of(slot), other);
    for (int n = 0; n < 50; ++n) {
      const auto before = seen_before_.find({slot, value});
      if (before == seen_before_.end()) return false;
      if (before->second == form) return true;
      value = before->second;
    }
    return false;
  }

  /// The history: which values were overruled by which rule. An edit overrules only what its author had seen.
  void remember(const Decision& decision) {
    if (!decision.reason.empty()) tell("  (" + decision.reason + ")");
    for (const FieldStep& step : decision.steps) {
      tell("  " + step.slot + ": " + step.rule + ", " + text_of(step.before) + " -> " + text_of(step.after));
    }
    for (const NewEffect& effect : decision.effects)
      tell("  planned: " + effect.business_key + " " + text_of(effect.changes.at("name").after));
    for (const FieldStep& step : decision.steps) {
      const std::string lost = typed(step.before), won = typed(step.after);
      for (const char* named :
           {"concurrent: ", "foreign edit ", "kept foreign edit", "standing difference",
            "first contact: ", "dispute settled", "waits for a person", "loop: ", "dropped", "altered"}) {
        if (step.rule.starts_with(named)) overruled_.insert(lost);
      }
      if (!step.rule.starts_with("edit by ")) continue;
      overruled_.insert(lost);
      const bool plain_edit = step.rule == "edit by " + step.slot;
      if (plain_edit && owed_.contains(lost) && !won.empty() && !had_seen(step.slot, won, lost)) {
        trouble_ = step.slot + " typed " + won + " over " + lost + " without having seen it, and no rule decided";
      }
    }
    for (const NewConflict& conflict : decision.conflicts) {
      asked_ = true;
      for (const auto& [side, value] : conflict.sides) overruled_.insert(typed(value));
    }
  }

  bool in_doubt() { return toy_.link.shadow.disputes.contains("name"); }

  std::string heal() {
    if (!trouble_.empty()) return trouble_;
    for (int round = 0; round < 12; ++round) {
      remember(toy_.commit(replan(toy_.policy, toy_.link, toy_.open, toy_.now, "")));
      for (const SlotRule& slot : toy_.policy.slots) {
        toy_.tick(seconds(40));
        settle(slot.slot);
        look(slot.slot, false);
        if (Effect* open = toy_.open_for(slot.slot); open && !in_flight_.contains(slot.slot)) {
          heal_write(*open);
        }
      }
    }
    if (!trouble_.empty()) return trouble_;
    if (!toy_.open.empty()) return "never quiet";
    return judge();
  }
  void heal_write(const Effect& open) {
    Effect effect = open;
    Vendor& vendor = vendors_.at(effect.slot);
    if (effect.precondition != std::to_string(vendor.version)) return;
    effect.state = EffectState::sending;
    vendor.set(toy_.now, toy_.policy.slot(effect.slot)
                             ->binding->write({{"name", effect.changes.at("name").after}}, {})
                             ->as_map()["name"]);
    ++vendor.writes;
    toy_.tick(seconds(40));
    confirm(effect.slot, effect, false);
  }

  std::string judge() {
    const int before = total_writes();
    for (const SlotRule& slot : toy_.policy.slots) {
      toy_.tick(seconds(40));
      look(slot.slot, false);
      if (!toy_.open.empty()) return "works again after it was quiet";
    }
    if (total_writes() != before) return "writes after it was quiet";
    std::set<std::string> visible;
    for (const auto& [slot, vendor] : vendors_) {
      if (vendor.now().is_string()) visible.insert(vendor.now().as_string());
      const FieldValue meant = toy_.policy.slot(slot)->binding->canonical("name", vendor.now());
      const bool right = shows(*toy_.policy.slot(slot), "name", meant, toy_.agreed().value);
      const MemberField& part = toy_.part(slot);
      if (vendor.writes > edits_ + 1)
        return slot + " was written " + std::to_string(vendor.writes) + " times for " + std::to_string(edits_) +
               " edits";
      const bool excused =
          in_doubt() || part.deviating || part.standing || (asked_ && !toy_.link.shadow.parked.empty());
      if (!right && !excused) return slot + " does not show what is agreed";
    }
    for (const std::string& value : owed_) {
      if (!visible.contains(value) && !overruled_.contains(value)) return value + " was lost without a word";
    }
    return "";
  }
  int total_writes() const {
    int all = 0;
    for (const auto& [slot, vendor] : vendors_) all += vendor.writes;
    return all;
  }

  Dice dice_;
  Toy toy_;
  Duration lag_;
  bool stamps_ = false, asked_ = false;
  std::map<Slot, Vendor> vendors_;
  std::map<Slot, Value> unseen_;  ///< typed, and not read yet
  std::set<std::string> owed_, overruled_;
  std::map<std::pair<Slot, std::string>, std::string> seen_before_;  ///< what a typed value replaced, as shown there
  std::map<Slot, InFlight> in_flight_;
  int typed_count_ = 0, edits_ = 0;
  std::string trouble_, story_;
};

std::uint64_t seeds() {
  const char* wanted = std::getenv("SYNCLINE_SEEDS");
  return wanted ? std::strtoull(wanted, nullptr, 10) : 4000;
}

}  // namespace

TEST_SUITE("convergence") {
  TEST_CASE("whatever people, replicas and lost answers do, members converge and no edit is lost without a word") {
    int shown = 0;
    for (std::uint64_t seed = 1; seed <= seeds(); ++seed) {
      const int moves = 4 + static_cast<int>(seed % 60);
      World world(seed);
      const std::string trouble = world.run(moves);
      if (!trouble.empty() && ++shown <= 3)
        FAIL_CHECK("seed " << seed << ", " << moves << " moves: " << trouble << "\n" << world.story());
    }
    CHECK(shown == 0);
  }
}
