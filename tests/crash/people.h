#pragma once
// People: who works in both offices: they note, rename and move clients, take new ones in, and win deals, at a pace
// that is given to them. They wait when too much of what they did has not arrived on the other side.

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "runtime/random.h"
#include "tests/crash/notices.h"
#include "tests/crash/office.h"

namespace syncline::crash {

class People {
 public:
  People(Runtime&, Office& desk, Office& books, Notices&, std::uint64_t seed);
  ~People();

  /// Both offices have worked before: so many clients are at the desk.
  void move_in(int clients);
  void set_pace(int events_per_second);  ///< 0: they rest
  /// {"events": n, "open": n}: what they did, and how much of it has not arrived.
  Value told() const;

 private:
  void work();
  void act();
  void edit_at_desk();
  void edit_at_books();
  void win_deal();
  std::string take_in(Office&);
  std::int64_t open() const;
  std::string next(const char* what);

  Runtime& rt_;
  Office &desk_, &books_;
  Notices& notices_;
  Prng chance_;
  std::int64_t serial_ = 0;
  std::vector<std::string> at_desk_, at_books_;  // ids of clients whom these people know
  std::atomic<int> pace_ = 0;
  std::atomic<std::int64_t> events_ = 0;
  std::atomic<bool> ended_ = false;
  Task task_;
};

}  // namespace syncline::crash
