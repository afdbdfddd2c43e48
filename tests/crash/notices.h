#pragma once
// Notices: what the desk tells by webhook. A deal is told until it is acknowledged, anything else once, heard or not.

#include <atomic>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "base/value.h"
#include "runtime/queue.h"
#include "runtime/runtime.h"
#include "tests/crash/office.h"

namespace syncline::crash {

class Notices {
 public:
  Notices(Runtime& rt, std::string url, std::string secret);
  ~Notices();

  void tell(const std::string& object, const Row& row, bool until_heard);
  std::size_t unheard() const;  ///< deals that nobody acknowledged yet
  /// {"acknowledged": n, "refused": n, "unanswered": n, "deals": [id …]}
  Value told() const;

 private:
  struct Notice {
    std::string body, id;  ///< id: of the deal that must be heard of; else ""
    bool until_heard = false;
  };
  void send_forever();

  Runtime& rt_;
  const std::string url_, secret_;
  Queue<Notice> queue_;
  mutable std::mutex mutex_;
  std::set<std::string> unheard_, heard_;
  std::int64_t acknowledged_ = 0, refused_ = 0, unanswered_ = 0;
  std::vector<Task> senders_;
};

}  // namespace syncline::crash
