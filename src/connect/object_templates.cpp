#include "connect/object_templates.h"

#include <algorithm>

namespace syncline {

void ObjectTemplates::report(const Spot& spot, std::string message, std::string remedy) {
  findings_.add({.code = "N001",
                 .message = std::move(message),
                 .at = document_.place_of(*spot.node),
                 .remedy = std::move(remedy)});
}

const Joined& ObjectTemplates::whole(const std::string& name, const Spot& own) {
  if (const auto found = known_.find(own.node); found != known_.end()) return found->second;
  open_.push_back(own.node);
  Joined base;
  const auto take = [&](const Spot& like) {
    const std::string wanted = like.value->string_or("");
    const Spot other = templates_.at(wanted) ? templates_.at(wanted) : objects_.at(wanted);
    if (!other) {
      report(like, "there is no template or object \"" + wanted + "\"", "declare it under templates");
    } else if (std::ranges::find(open_, other.node) != open_.end()) {
      report(like, "\"" + name + "\" is like itself", "leave out one of the likes that lead round");
    } else {
      const Joined& next = whole(wanted, other);
      base = join(base, {&next.value, &next.node});
    }
  };
  const Spot like = own.at("like");
  if (like && !like.value->is_list()) take(like);
  each_item(like, take);
  open_.pop_back();
  return known_.emplace(own.node, join(base, own)).first->second;
}

Spot ObjectTemplates::object(const std::string& name) {
  const Joined& all = whole(name, objects_.at(name));
  const Spot out{&all.value, &all.node};
  if (!out.at("fields"))
    report(objects_.at(name), "\"" + name + "\" has no fields", "add fields: {name: {type: text}}");
  return out;
}

Spot ObjectTemplates::named(const std::string& name) {
  const Spot own = templates_.at(name) ? templates_.at(name) : objects_.at(name);
  if (!own) return {};
  const Joined& all = whole(name, own);
  return {&all.value, &all.node};
}

}  // namespace syncline
