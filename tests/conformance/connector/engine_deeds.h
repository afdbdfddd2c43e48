#pragma once
// What the engine does at a vendor with records of any object: reads, steps, looks into child streams.

#include <map>
#include <set>
#include <string>

#include "tests/conformance/connector/bench.h"

namespace syncline::conformance {

NativeRecord read_one(Bench&, const std::string& object, const std::string& native);
/// A step of the record, which is in the state `from`, as it was read.
WriteOutcome step(Bench&, const NativeRecord& as_read, const std::string& from, const char* to);

/// Child streams, each looked into from where the last look ended.
class ChildStreams {
 public:
  /// Whether the stream names the record with something new.
  bool tell(Bench&, const std::string& stream, const std::string& native);

 private:
  std::map<std::string, std::string> cursors_;
  std::set<std::string> told_;
};

}  // namespace syncline::conformance
