#pragma once
// Relations: the links around a link, as expressions see them. A reference field leads to its parent; the plural of an
// entity to all links that refer to this one; where one is derived from the other, its name leads to the newest.

#include <map>
#include <string>
#include <vector>

#include "engine/setup.h"
#include "store/store.h"

namespace syncline {

/// Dotted paths as a tree: "orders.total", "order.status" …
struct PathTree {
  std::map<std::string, PathTree> next;
};
PathTree tree_of(const std::vector<std::string>& paths);

/// One step from an entity to a related one.
struct RelationStep {
  enum class Way : std::uint8_t {
    to_parent,    ///< by the reference `field` of the entity it starts from
    to_children,  ///< those of `entity` whose reference `field` names it
  } way = Way::to_parent;
  std::string entity;               ///< to which it leads
  std::vector<std::string> fields;  ///< reference fields; several children's fields may name the same parent
  bool only_newest = false;
};
/// What a name means as a relation of `entity`; none: it is none.
std::optional<RelationStep> relation(const EngineSetup&, const EntityPolicy& entity, const std::string& name);

/// More related links than this are not looked at: an expression that needs them is refused when it is evaluated.
constexpr std::size_t most_related = 5000;

/// The relations of a link that the paths go through, as values. `missing`, when given, becomes true when a single
/// relation is not there, or a field of it that was never shown: null then.
Map related_to(Reader&, const EngineSetup&, const EntityPolicy&, const Link&, const PathTree&, bool* missing = nullptr);

/// Fills in what the policy's conditions see around the link, and where it is awaited.
void look_around(Reader&, const EngineSetup&, const EntityPolicy&, Link&);

/// Kinds of match keys that index references: "@customer" → the parent's link.
std::string reference_kind(const std::string& field);
std::vector<MatchKey> reference_keys(const EntityPolicy&, const Shadow&);

}  // namespace syncline
