#pragma once
// Counters: sums over states, kept in memory during a transaction and written with its commit.

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "model/effect.h"
#include "model/event.h"
#include "store/sqlite/database.h"

namespace syncline {

namespace sqlite {
/// Stored as numbers: new ones go to the end.
enum class Counted : std::uint8_t { event, effect, link, record, duplicate };
}  // namespace sqlite

template <>
inline constexpr auto last_of<sqlite::Counted> = sqlite::Counted::duplicate;

namespace sqlite {

inline std::string counter_name(EventState state) { return std::to_string(static_cast<int>(state)); }
inline std::string counter_name(const std::string& system, EffectState state) {
  return system + ' ' + std::to_string(static_cast<int>(state));
}

class Counters {
 public:
  void add(Counted kind, std::string name, std::int64_t n = 1) { changes_[{kind, std::move(name)}] += n; }
  void clear() { changes_.clear(); }
  void write(Database& db) {
    for (const auto& [counter, n] : changes_) {
      if (n == 0) continue;
      db.run("INSERT INTO counter (kind, name, n) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET n = n + ?3",
             counter.first, counter.second, n);
    }
    changes_.clear();
  }

 private:
  std::map<std::pair<Counted, std::string>, std::int64_t> changes_;
};

}  // namespace sqlite
}  // namespace syncline
