#include "tests/sim/automation.h"

namespace syncline::sim {
namespace {

const std::vector<std::string> marks{"/c", "/e"};

std::string without_mark(std::string text) {
  for (const std::string& mark : marks) {
    if (text.ends_with(mark)) text.resize(text.size() - mark.size());
  }
  return text;
}

}  // namespace

Automation::Automation(SimScheduler& scheduler, Prng plan, const std::vector<std::string>& fields, Edit edit)
    : scheduler_(scheduler), chance_(plan.fork()), edit_(std::move(edit)) {
  if (!have_habits() || !plan.chance(1, 5)) return;
  kind_ = static_cast<Kind>(1 + plan.below(4));
  field_ = plan.pick(fields);
  do {
    other_ = plan.pick(fields);
  } while (other_ == field_);
  at_once_ = plan.chance(1, 3);
}

void Automation::watch(ModelSystem& one, ModelSystem& other) {
  if (kind_ == Kind::none) return;
  one.after_engine.push_back([this, &one](const Entry& entry) { react(one, marks[0], entry); });
  if (kind_ == Kind::fight || kind_ == Kind::growing)
    other.after_engine.push_back([this, &other](const Entry& entry) { react(other, marks[1], entry); });
}

std::string Automation::answer(const std::string& mark, const std::string& text) {
  if (kind_ == Kind::other_field) return "a" + std::to_string(edits_) + mark;
  return kind_ == Kind::growing ? text + mark : without_mark(text) + mark;
}

void Automation::edit_at_once(ModelSystem& system, const std::string& mark, const std::string& id) {
  const std::string field = kind_ == Kind::other_field ? other_ : field_;
  const std::string before = text_in(system.now("account", id), field), after = answer(mark, before);
  if (after == before) return;
  ++edits_;
  edit_(system, id, field, after);
}

void Automation::react(ModelSystem& system, const std::string& mark, const Entry& entry) {
  if (!entry.set.contains(field_)) return;
  if (at_once_) {
    edit_at_once(system, mark, entry.id);
    return;
  }
  const Duration delay{static_cast<std::int64_t>(chance_.below(15'000'000))};
  errands_.push_back(scheduler_.world().spawn("workflow", [this, &system, mark, id = entry.id, delay] {
    scheduler_.world().sleep_for(delay);
    edit_at_once(system, mark, id);
  }));
}

}  // namespace syncline::sim
