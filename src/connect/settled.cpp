#include "connect/settled.h"

namespace syncline {
namespace {

/// What the settings say of a list takes its place in it.
Result<void, Error> settle(ListSpec& list, const expr::Bindings& settings, const std::string& place) {
  if (!list.hold_back_set.empty()) {
    const auto text = list.hold_back_set.text(settings);
    const auto length = text ? parse_duration(*text) : std::nullopt;
    if (!length || *length > days(1))
      return fail(Error{ErrorClass::config,
                        "connect.config",
                        "\"" + text.value_or("") + "\" is no duration up to a day",
                        place + " hold_back",
                        "correct the setting: 90s, 5m, 1h",
                        {}});
    list.hold_back = *length;
  }
  for (ListBranch& branch : list.branches) {
    if (auto done = settle(branch.list, settings, place); !done) return done;
  }
  return {};
}

}  // namespace

Result<std::shared_ptr<const Manifest>, Error> settled(const Manifest& manifest, const std::string& system,
                                                       const Map& settings) {
  auto own = std::make_shared<Manifest>(manifest);
  const expr::MapBindings bindings(settings);
  for (auto& [name, object] : own->objects) {
    const std::string place = "system " + system + " " + name;
    std::vector<ListSpec*> lists;
    for (auto* each : {&object.changes, &object.sweep}) {
      if (*each) lists.push_back(&**each);
    }
    for (auto& [_, child] : object.children) lists.push_back(&child);
    for (ListSpec* list : lists) {
      if (auto done = settle(*list, bindings, place); !done) return fail(done.error());
    }
  }
  return std::shared_ptr<const Manifest>(std::move(own));
}

}  // namespace syncline
