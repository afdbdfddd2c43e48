#include "tests/sim/customer_model.h"

#include <algorithm>

#include "tests/sim/findings.h"

namespace syncline::sim {
namespace {

/// Of those with a say, and after the last change of rules: that by itself changes nothing, so what stood then is
/// judged elsewhere.
const Typed* last_word(const CustomerWorld& world, const Sides& sides, const std::string& field) {
  const Typed* last = nullptr;
  for (const Typed& typed : world.typed()) {
    if (typed.field != field || !is_of(sides, typed) || !had_a_say(world, sides, typed)) continue;
    last = &typed;
  }
  // What a vendor does right after our write is its edit, or our write came out altered: both are right.
  if (last && last->by_vendor) return nullptr;
  return last && world.rules_changed() && last->at < *world.rules_changed() ? nullptr : last;
}

/// Until the records have met, what people type into one of them is a part of the meeting.
bool have_met_by(const Sides& sides, Instant at) {
  return std::ranges::all_of(sides, [&](const Side& side) {
    const Entry& birth = birth_of(side);
    return birth.by == Entry::By::engine ? !birth.late : birth.at + minutes(3) < at;
  });
}

/// Typed back to what stood there before our write, of which the answer may have been lost: then it reads as if the
/// write had not happened, and is written again.
bool undoes_a_write_of_ours(const Typed& typed) {
  const Temper& temper = typed.system->temper();
  return std::ranges::any_of(typed.system->ledger(), [&](const Entry& m) {
    return m.by == Entry::By::engine && m.id == typed.id && m.set.contains(typed.field) && m.at <= typed.at &&
           text_in(m.before, typed.field) == typed.text &&
           typed.at - m.at <= temper.max_execution + temper.read_lag + minutes(2);
  });
}

bool waits_for_a_person(Reader& reader, const Sides& sides, const std::string& field) {
  const auto open = reader.conflicts(true, {}, 100'000);
  return std::ranges::any_of(sides, [&](const Side& side) {
    const LinkId link = reader.link_of({side.system->name(), "account", side.id});
    return std::ranges::any_of(open, [&](const Conflict& conflict) {
      return conflict.link == link && (conflict.field.empty() || conflict.field == field);
    });
  });
}

}  // namespace

std::optional<std::string> determined(const CustomerWorld& world, const Sides& sides, const std::string& field) {
  const Typed* last = last_word(world, sides, field);
  if (!last || !have_met_by(sides, last->at) || in_the_unclosable_moment(*last)) return std::nullopt;
  if (undoes_a_write_of_ours(*last)) return std::nullopt;
  if (master_at(world, sides, field, last->at) != master_at(world, sides, field, far_future)) return std::nullopt;
  return world.meant(*last->system, field, last->text);
}

void compare_with_model(const CustomerWorld& world, Reader& reader, Judgement& out) {
  if (!world.rejected().empty()) return;
  for (const auto& [tax, sides] : customers(world)) {
    for (const char* field : {"name", "phone", "city", "credit"}) {
      const auto text = determined(world, sides, field);
      if (!text) continue;
      ++out.counts["fields whose value is determined"];
      for (const Side& side : sides) {
        const Binding& binding = *world.policy().slot(side.system->name())->binding;
        const std::string shown = world.meant(*side.system, field, text_in(side.content, field));
        if (FieldValue::of(shown) == binding.normalised(field, FieldValue::of(*text))) continue;
        if (waits_for_a_person(reader, sides, field)) break;
        std::vector<RecordKey> keys;
        for (const Side& each : sides) keys.push_back({each.system->name(), "account", each.id});
        out.violations.push_back("I7: customer " + tax + " " + field + " must be \"" + *text +
                                 "\", which was typed last, and is \"" + text_in(side.content, field) + "\" in " +
                                 side.system->name() + told(reader, keys));
        break;
      }
    }
  }
}

}  // namespace syncline::sim
