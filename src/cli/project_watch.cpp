#include "cli/project_watch.h"

#include "project/folder.h"

namespace syncline::cli {

ProjectWatch::ProjectWatch(std::string folder) : folder_(std::move(folder)) { known_ = look().value_or(Sources{}); }

/// A folder that cannot be read is on its way to something else.
std::optional<Sources> ProjectWatch::look() const {
  auto files = read_folder(real_files(), folder_);
  return files ? std::optional(std::move(*files)) : std::nullopt;
}

bool ProjectWatch::changed() {
  auto seen = look();
  if (!seen || *seen == known_) {
    unsettled_.reset();
    return false;
  }
  if (unsettled_ != seen) {
    unsettled_ = std::move(seen);
    return false;
  }
  known_ = std::move(*seen);
  unsettled_.reset();
  return true;
}

}  // namespace syncline::cli
