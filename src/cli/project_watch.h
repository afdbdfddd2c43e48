#pragma once
// ProjectWatch: notices that the files of a project were changed while it runs.

#include <optional>
#include <string>

#include "config/diagnostic.h"

namespace syncline::cli {

class ProjectWatch {
 public:
  explicit ProjectWatch(std::string folder);

  /// True once for each change. A change counts when two looks have shown the same: editors and git write file by file.
  bool changed();

 private:
  std::optional<Sources> look() const;

  const std::string folder_;
  Sources known_;
  std::optional<Sources> unsettled_;
};

}  // namespace syncline::cli
