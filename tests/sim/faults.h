#pragma once
// Faults: what goes wrong between an engine and a vendor: refusals, throttling, lost answers, replicas that lag. A
// vendor's temper says how often.

#include <map>
#include <optional>
#include <string>

#include "connect/system_port.h"
#include "runtime/random.h"
#include "runtime/simulated.h"
#include "tests/sim/quirks.h"

namespace syncline::sim {

struct Temper {
  Duration stamp_resolution = microseconds(1);
  Duration read_lag{0};                 ///< reads may show a state up to this old
  Duration max_execution{0};            ///< a call given up on may take effect up to this late
  bool checks_version = true;           ///< precondition `version`; otherwise `read`
  std::size_t truncates_at = 0;         ///< a text field keeps so many characters; 0 = all
  std::uint32_t lose_answer = 0;        ///< per thousand writes: committed, the answer is lost
  std::uint32_t late_commit = 0;        ///< per thousand writes: given up on, committed later
  std::uint32_t refuse_connection = 0;  ///< per thousand calls: nothing was sent
  std::uint32_t throttle = 0;           ///< per thousand calls: 429 with Retry-After
  std::uint32_t fail = 0;               ///< per thousand calls: 500 before anything happened
  std::uint32_t stale_read = 0;         ///< per thousand reads
  std::uint32_t ignore_hop = 0;         ///< per thousand changes of status: acknowledged and not made
  std::uint32_t break_file = 0;         ///< per thousand downloads, each: broken off, cut short unnoticed
  std::uint32_t refuse_hop = 0;         ///< per thousand changes of status
  int together = 0;                     ///< records that one call writes; 0: one
  std::uint32_t refuse_together = 0;    ///< per thousand calls for many: refused as a whole, nothing done
  std::uint32_t fail_one = 0;           ///< per thousand records of such calls: not now, beside the others
  std::uint32_t empty_list = 0;         ///< per thousand listings: no row at all
  std::uint32_t omit_rows = 0;          ///< per thousand listings: some rows are left out
  Quirks quirks = {};

  void heal() {
    empty_list = omit_rows = lose_answer = late_commit = refuse_connection = throttle = fail = stale_read = break_file =
        ignore_hop = refuse_hop = refuse_together = fail_one = 0;
  }
};

/// Each history has some of the faults only, so that rare combinations get room.
Temper draw_temper(Prng& plan);

class Faults {
 public:
  Faults(std::string system, SimScheduler& world, std::uint64_t seed, Temper temper);

  bool fires(const char* site, std::uint32_t per_thousand);
  /// A call begins: time passes, and it may fail before the vendor does anything.
  std::optional<Error> begin(SimProcess& process, const char* call);
  enum class Through : std::uint8_t { get, search };
  /// The moment whose state a read shows: now, or earlier.
  Instant seen_at(Through);
  /// How a write ends whose answer nobody waits for any longer.
  WriteOutcome lost(SimProcess& process);
  /// Runs `commit` at some moment until `max_execution` from now, whatever becomes of the process.
  void later(std::function<void()> commit);
  Instant stamp_now() const;

  SimScheduler& world;
  Temper temper;
  std::map<std::string, std::uint64_t> fired;

 private:
  std::string system_;
  Prng random_;
  std::vector<Task> late_;
};

Error refusal(ErrorClass cls, std::string code, std::string message);

}  // namespace syncline::sim
