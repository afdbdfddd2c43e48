#include "engine/due_together.h"

#include <algorithm>
#include <map>
#include <utility>

namespace syncline {

std::vector<std::vector<DueEffect>> due_together(std::span<const DueEffect> due, const MostTogether& most) {
  std::vector<std::vector<DueEffect>> groups;
  struct Filling {
    std::size_t most = 1;
    std::size_t group = 0;
    bool begun = false;
  };
  std::map<std::pair<std::string, EffectOp>, Filling> filling;
  for (const DueEffect& each : due) {
    const bool alone = each.state != EffectState::planned || each.priority == Priority::interactive;
    if (alone) {
      groups.push_back({each});
      continue;
    }
    const auto [found, fresh] = filling.try_emplace({each.object, each.op});
    Filling& now = found->second;
    if (fresh) now.most = static_cast<std::size_t>(std::max(1, most(each.object, each.op)));
    if (now.begun && groups[now.group].size() < now.most) {
      groups[now.group].push_back(each);
    } else {
      now.group = groups.size();
      now.begun = true;
      groups.push_back({each});
    }
  }
  return groups;
}

}  // namespace syncline
