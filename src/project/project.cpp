#include "project/project.h"

namespace syncline {

const ProjectSystem* Project::system(std::string_view wanted) const {
  for (const ProjectSystem& each : systems) {
    if (each.name == wanted) return &each;
  }
  return nullptr;
}

}  // namespace syncline
