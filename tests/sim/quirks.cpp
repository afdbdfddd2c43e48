#include "tests/sim/quirks.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include "tests/sim/customer_ends.h"

namespace syncline::sim {
namespace {

bool allowed = false;

Duration up_to(Prng& plan, Duration most) {
  return Duration{static_cast<std::int64_t>(plan.below(static_cast<std::uint64_t>(most.us)))};
}

}  // namespace

std::string folded(Fold fold, const std::string& text) {
  std::string out = text;
  if (fold == Fold::upper_case)
    std::ranges::transform(out, out.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  if (fold == Fold::without_dashes) std::erase(out, '-');
  return out;
}

Instant Quirks::on_its_clock(Instant true_time) const {
  return true_time + clock - (true_time >= steps_at ? step_back : Duration{0});
}

bool is_drawn_with_habits(std::uint64_t seed) {
  return seed < first_seed_with_ends && Prng(seed * 2 + 43).chance(1, 4);
}

void let_have_habits(bool yes) { allowed = yes; }
bool have_habits() { return allowed; }

Quirks draw_quirks(Prng& plan, const std::string& folded_field) {
  Quirks quirks;
  if (!have_habits() || plan.chance(1, 3)) return quirks;
  if (plan.chance(1, 3)) {
    quirks.get_lag = plan.chance(1, 2) ? up_to(plan, seconds(20)) : Duration{0};
    quirks.search_lag = up_to(plan, seconds(60));
    quirks.hides_fresh = plan.chance(1, 2);
  }
  if (plan.chance(1, 3)) quirks.page = 1 + plan.below(3);
  if (plan.chance(1, 3)) quirks.clock = up_to(plan, minutes(20)) - minutes(10);
  if (plan.chance(1, 6)) quirks.step_back = up_to(plan, minutes(4));
  if (plan.chance(1, 5)) {
    quirks.fold = plan.chance(1, 2) ? Fold::upper_case : Fold::without_dashes;
    quirks.folds = folded_field;
    quirks.declared = plan.chance(1, 2);
  }
  if (plan.chance(1, 3)) quirks.calls = static_cast<std::int64_t>(60 + plan.below(200));
  quirks.stamps_all = plan.chance(1, 4);
  quirks.empty_is_404 = plan.chance(1, 6);
  return quirks;
}

}  // namespace syncline::sim
