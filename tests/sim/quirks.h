#pragma once
// Quirks: what a vendor does that nobody asked for, and no fault either: it is so every day. Drawn beside its temper.

#include <cstddef>
#include <string>

#include "base/time.h"
#include "base/value.h"
#include "runtime/random.h"

namespace syncline::sim {

/// How a vendor writes a text down.
enum class Fold : std::uint8_t { none, upper_case, without_dashes };
std::string folded(Fold, const std::string& text);

struct Quirks {
  Duration get_lag{0}, search_lag{0};  ///< of a read that is stale; what is declared is the longer one
  bool hides_fresh = false;            ///< a record just made is not found by its id for so long
  std::size_t page = 0;                ///< records that one page of a list holds; 0: all
  Duration clock{0};                   ///< the vendor's clock minus true time
  Instant steps_at = far_future;       ///< from then on its clock is behind by `step_back`
  Duration step_back{0};
  Fold fold = Fold::none;  ///< of one field
  std::string folds;
  bool declared = false;      ///< the binding says so
  std::int64_t calls = 0;     ///< per minute that it allows; 0: any number
  bool empty_is_404 = false;  ///< a listing without a record is answered as if there was no such list
  bool unsearchable = false;  ///< nothing tells what became of a create that was not answered
  bool stamps_all = false;    ///< a nightly job sets the change stamp of all records at once, of which nothing changed

  /// What the vendor's clock says.
  Instant on_its_clock(Instant true_time) const;
};

/// Do vendors have habits, and workflows, and times at which they are closed, and may the power fail? In a quarter of
/// the histories, by the seed.
bool is_drawn_with_habits(std::uint64_t seed);
/// Of the history that is lived next.
void let_have_habits(bool);
bool have_habits();

/// Two of three systems have some, where there are any.
Quirks draw_quirks(Prng& plan, const std::string& folded_field);

}  // namespace syncline::sim
