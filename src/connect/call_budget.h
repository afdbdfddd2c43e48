#pragma once
// CallBudget: when a system may be called next, by all of its rates together; across the life of a process.
//
// What a vendor counts does not end with our process. So the windows before the first call are taken for full: those of
// some seconds are waited for. A longer one, of which the next process must not wait a day, is remembered: calls are
// noted durably before they are made, some of a window's at a time, and so is a pause that the vendor asked for.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "connect/port_memory.h"
#include "connect/single_flight.h"
#include "decide/rate.h"

namespace syncline {

struct CallRates {
  RateRule all;                                            ///< the vendor's answers may change it
  std::optional<RateRule> quota;                           ///< of all calls, in a longer time
  std::vector<std::pair<std::string, RateRule>> narrower;  ///< of paths that match, beside those of all
};

class CallBudget {
 public:
  /// Without a memory it begins as if nobody had called before.
  CallBudget(Runtime&, const CallRates&, std::shared_ptr<PortMemory>);

  /// Before take(): what the memory must know. May wait for the disk.
  void prepare(Instant deadline);
  /// Takes one call of this path from each rate that it falls under. Later than `now`: none was taken, ask again then.
  Instant take(std::string_view path, Priority, Instant now);

  void learn(const RateNotice&, Instant now);
  void throttled(Instant now, std::optional<Duration> retry_after);
  void granted();
  /// Calls of this path wait, and of those that share a narrower rate with it; of others not. Not remembered over the
  /// end of a process.
  void pause(const std::string& path, Instant until);

 private:
  struct Each {
    std::string name, paths;  ///< paths empty: all
    Rate rate;
    std::int64_t noted = 0;  ///< calls that the memory knows and that were not made yet
    Instant noted_until;     ///< they are made before
    bool concerns(std::string_view path) const;
    bool is_short() const;
    bool needs_note(Instant now) const { return !is_short() && (noted == 0 || now >= noted_until); }
    void note(Instant now);
  };

  Instant ready_at(std::string_view path, Priority, Instant now) const;
  Instant paused_until(std::string_view paths) const;
  void begin(const std::string& text, Instant now);
  std::string text() const;
  void remember();

  Runtime& rt_;
  const std::shared_ptr<PortMemory> memory_;
  SingleFlight keeping_{rt_};
  mutable LeafMutex mutex_;
  std::vector<Each> all_;                               ///< in the order of CallRates
  std::map<std::string, Instant, std::less<>> paused_;  ///< path, or those of a rate → until when
  bool begun_;
};

}  // namespace syncline
