#pragma once
// CustomerGroups: which records were ever one customer, by the systems' own ledgers: the same tax id, or merged.

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/sim/customer_world.h"

namespace syncline::sim {

struct CustomerRecord {
  const ModelSystem* system;
  std::string id;
  std::string tax;  ///< as it was entered
  std::vector<const Entry*> entries;

  RecordKey key() const { return {system->name(), "account", id}; }
  bool is_there() const { return was_there_at(far_future); }
  bool was_there_at(Instant) const;
  Instant born() const { return entries.front()->at; }
  bool by_person() const { return entries.front()->by == Entry::By::person; }
  const Map& now() const { return system->now("account", id); }
};

/// A person's deletion; a merge that the vendor does not tell looks the same.
bool is_deletion(const CustomerRecord&, const Entry&);
bool is_told_merge(const CustomerRecord&, const Entry&);
/// The engine's.
bool is_ending(const Entry&);

struct CustomerGroup {
  std::set<std::string> taxes;
  std::vector<CustomerRecord> records;

  bool is_touched() const;
  bool has(const RecordKey&) const;
  std::vector<RecordKey> keys() const;
  /// A person's answer about one of its records, in this time.
  bool has_word(const CustomerWorld&, const std::set<std::string>& what, Instant from = {},
                Instant until = far_future) const;
};

std::vector<CustomerGroup> customer_groups(const CustomerWorld&);

}  // namespace syncline::sim
