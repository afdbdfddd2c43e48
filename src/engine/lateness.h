#pragma once
// Lateness: what systems should have sent by now and did not, as `status` and the operator API show it.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "runtime/leaf_mutex.h"
#include "store/store.h"

namespace syncline {

struct Context;

class Lateness {
 public:
  /// What a pass over these records found; nothing: all is in time.
  void note(Context&, const std::string& system, const std::string& object, const std::optional<Error>&);

 private:
  LeafMutex mutex_;
  std::map<std::string, std::string> late_;  ///< by "system object"
};

struct Late {
  std::string system, object;
  std::string detail;  ///< what was expected, and by when
};
/// As the process that runs, or the last one, knew it: by system and object.
std::vector<Late> late_in(Reader&);

}  // namespace syncline
