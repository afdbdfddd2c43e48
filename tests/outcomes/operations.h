#pragma once
// For tests: every kind of write that the engine makes, once each: how people cause it, by which request it leaves, and
// what the vendor's ledger must show of it in the end.

#include <functional>
#include <string>
#include <vector>

#include "tests/outcomes/office.h"

namespace syncline::outcomes {

/// What stands at the vendor in the end.
struct Found {
  std::vector<int> done;  ///< how often it was done by us: of each record that it is about
  bool is_as_wanted = false;
};

struct Operation {
  std::string name;
  std::string at = "erp";                                         ///< the system that is written to
  std::function<bool(const HttpRequest&, const Value& body)> is;  ///< the request by which it leaves
  std::function<void(Office&)> begin;                             ///< what people do
  std::function<void(Office&)> meanwhile = [](Office&) {};        ///< what they do while nobody knows its outcome
  std::function<bool(const Effect&)> mine;                        ///< the effect that it is
  std::function<Found(Office&)> found;
  bool makes = false;              ///< a record: settled by the class of idempotency, else by reading
  bool listed = false;             ///< and known by what a list shows of it, without any key of ours
  bool adds = false;               ///< a message or a file: settled by our key that stands in it
  bool edited_when_there = false;  ///< by a person, perhaps before we know that it is there
  bool compares = false;           ///< it is made only where the vendor compares versions
};

/// All of them; none disturbs another. `fill` first puts into both systems what they need.
void fill_for_operations(Office&);
const std::vector<Operation>& operations();

}  // namespace syncline::outcomes
