#pragma once
// The OData v2 services of S/4HANA as far as they are modelled: what $metadata says, and what a request's values are
// held against.

#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"

namespace syncline::sandbox::sap {

enum class EdmType : std::uint8_t { string, guid, boolean, decimal, day, moment, time };

struct Property {
  std::string name;
  EdmType type = EdmType::string;
  std::size_t max_length = 0;  ///< of texts
  bool key = false;
  bool read_only = false;  ///< only the system sets it
};

struct Navigation {
  std::string name, target;  ///< the name of an entity set of the same service
  bool many = true;
  std::string theirs = {}, ours = {};  ///< the property that links them; empty: our keys, under the same names
};

struct EntityType {
  std::string service, set;
  std::vector<Property> properties = {};
  std::vector<Navigation> navigations = {};
  std::string etag = {};  ///< the property that its ETag is made of; empty: it has none
  bool creatable = true, updatable = true, deletable = true;

  const Property* property(std::string_view) const;
  const Navigation* navigation(std::string_view) const;
  std::vector<const Property*> keys() const;
};

const std::vector<EntityType>& entity_types();
const EntityType* type_of_set(std::string_view set);
bool is_service(std::string_view);

/// What a record has in a property that was never set.
Value nothing_of(const Property&);
/// $metadata of one service.
std::string metadata_document(const std::string& service);

}  // namespace syncline::sandbox::sap
