#pragma once
// The entity types of Business Central's API v2.0 as far as they are modelled: what $metadata says, and what a
// request's values are held against.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"

namespace syncline::sandbox::business_central {

enum class EdmType : std::uint8_t { guid, string, integer, decimal, boolean, date, datetime, enumeration };

struct Property {
  std::string name;
  EdmType type = EdmType::string;
  std::size_t max_length = 0;        ///< of texts; 0: any
  bool read_only = false;            ///< worked out, or given by the system
  std::string enumeration;           ///< name of its type
  std::vector<std::string> members;  ///< of the enumeration, as people see them: " ", "In Review"
};

struct Navigation {
  std::string name, target;  ///< the name of an entity type
  bool many = false;
};

struct EntityType {
  std::string name, set;  ///< salesOrder, salesOrders
  std::vector<Property> properties;
  std::vector<Navigation> navigations;
  std::vector<std::string> actions;

  const Property* property(std::string_view) const;
  const Navigation* navigation(std::string_view) const;
};

const std::vector<EntityType>& entity_types();
const EntityType* type_of_set(std::string_view set);
const EntityType* type_named(std::string_view name);

/// What a record has in a property that was never set.
Value nothing_of(const Property&);
/// In Review → In_x0020_Review, as names stand in $metadata and answers.
std::string coded_name(std::string_view);

/// $metadata.
std::string metadata_document();

inline constexpr std::string_view zero_guid = "00000000-0000-0000-0000-000000000000";
inline constexpr std::string_view zero_date = "0001-01-01";
bool is_guid(std::string_view);

}  // namespace syncline::sandbox::business_central
