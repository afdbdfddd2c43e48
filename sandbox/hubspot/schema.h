#pragma once
// The objects and properties of the modelled account: the standard ones that a sync takes, and the custom ones that the
// connector's README has its users make.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace syncline::sandbox::hubspot {

enum class Type : std::uint8_t { text, number, boolean, enumeration, date, datetime, email };

struct Property {
  std::string_view name;
  Type type = Type::text;
  std::vector<std::string_view> options = {};  ///< of enumerations
  bool unique = false;
  bool read_only = false;
};

struct ObjectType {
  std::string_view name, singular, type_id;  ///< companies, company, 0-2
  std::string_view stamp, created;           ///< what it calls them
  std::vector<std::string_view> defaults;    ///< answered when nothing is asked for
  std::vector<Property> properties;

  const Property* property(std::string_view name) const;
};

/// By any of its names; nullptr: there is none.
const ObjectType* find_object(std::string_view name);
const ObjectType& object_named(std::string_view name);

/// How records of two objects may be related, in this direction.
struct LinkType {
  std::string_view from, to;
  int plain = 0, primary = 0;  ///< 0: there is no primary one
};
const LinkType* find_link_type(const ObjectType& from, const ObjectType& to);
const std::vector<LinkType>& link_types();

struct Stage {
  std::string_view id, label, probability;
  bool closed = false;
};
const std::vector<Stage>& stages();  ///< of the pipeline "default"

}  // namespace syncline::sandbox::hubspot
