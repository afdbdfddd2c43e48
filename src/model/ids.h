#pragma once
// Names of things: typed integer ids minted by the store, and the vendor's own key of a record.

#include <compare>
#include <string>

#include "base/id.h"

namespace syncline {

using EventId = Id<struct EventTag>;
using LinkId = Id<struct LinkTag>;
using EffectId = Id<struct EffectTag>;
using BatchId = Id<struct BatchTag>;
using ConflictId = Id<struct ConflictTag>;
using DeadLetterId = Id<struct DeadLetterTag>;
using ConfigId = Id<struct ConfigTag>;
using HoldId = Id<struct HoldTag>;

/// `system[.role]`: the place in a link that one record fills, e.g. "erp" or "erp.customer".
using Slot = std::string;

/// One record of one system, by the vendor's own id. Native ids are strings, whatever the vendor makes them of.
struct RecordKey {
  std::string system;
  std::string object;
  std::string native;
  friend auto operator<=>(const RecordKey&, const RecordKey&) = default;
  friend bool operator==(const RecordKey&, const RecordKey&) = default;
};
/// "erp party 4711", for people.
std::string text_of(const RecordKey&);

}  // namespace syncline
