#include "engine/lateness.h"

#include <mutex>

#include "base/json.h"
#include "engine/context.h"

namespace syncline {
namespace {

constexpr std::string_view late_key = "late";

}  // namespace

void Lateness::note(Context& cx, const std::string& system, const std::string& object,
                    const std::optional<Error>& error) {
  const std::string whose = system + " " + object;
  std::string all;
  {
    const std::lock_guard hold(mutex_);
    const auto known = late_.find(whose);
    if (known != late_.end() && known->second == (error ? describe(*error) : "")) return;
    late_[whose] = error ? describe(*error) : "";
    Map map;
    for (const auto& [name, text] : late_) {
      if (!text.empty()) map.set(name, text);
    }
    all = write_json(std::move(map));
  }
  commit(cx, [&](Tx& tx) { tx.set_setting(late_key, all); });
  if (error)
    cx.log.write({LogLevel::warn, "What should have come by now has not", Map{{"system", system}, {"object", object}}});
}

std::vector<Late> late_in(Reader& reader) {
  std::vector<Late> out;
  const auto kept = parse_json(reader.setting(late_key).value_or(""));
  if (!kept || !kept->is_map()) return out;
  for (const auto& [whose, detail] : kept->as_map()) {
    const std::size_t space = whose.find(' ');
    out.push_back({whose.substr(0, space), whose.substr(space + 1), detail.string_or("")});
  }
  return out;
}

}  // namespace syncline
