#pragma once
// What weclapp's OpenAPI file (v2) says of the entities that are modelled: names, types, lengths, what refers to what.
// A request's values are held against it.

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace syncline::sandbox::weclapp {

enum class Kind : std::uint8_t {
  text,
  decimal,
  integer,
  boolean,
  moment,
  reference,
  choice,
  ids,
  entities,
  object,
  values
};

struct Property {
  std::string name;
  Kind kind = Kind::text;
  std::size_t max_length = 0;  ///< of texts; 0: any
  bool read_only = false;      ///< given or worked out by weclapp
  bool mandatory = false;      ///< weclapp has a value of its own for it; an update of the whole must name it
  std::string target = {};     ///< the entity that is referred to, or of which there is a list within
  std::vector<std::string> choices = {};
};

struct Entity {
  std::string name;
  std::vector<Property> properties;
  bool has_id = true;      ///< with id, version and stamps
  bool can_write = false;  ///< POST, PUT and DELETE

  const Property* property(std::string_view) const;
};

/// nullptr: weclapp has none, or it is not modelled.
const Entity* find_entity(std::string_view name);
const std::map<std::string, Entity, std::less<>>& entities();

}  // namespace syncline::sandbox::weclapp
