#pragma once
// The objects and fields of the modelled org: the standard ones that a sync takes, and the custom ones that the
// connector's README has its users add.

#include <string_view>
#include <vector>

namespace syncline::sandbox::salesforce {

enum class Type : std::uint8_t { id, text, long_text, boolean, number, integer, date, moment, reference, email };

struct Field {
  std::string_view name;
  Type type = Type::text;
  int length = 255;          ///< of texts, in characters; of numbers: digits after the point
  std::string_view to = {};  ///< of references: the object
  bool required = false;     ///< no record without it, and it cannot be emptied
  bool read_only = false;
  bool external_id = false;  ///< unique, and records are upserted by it

  std::string_view relation() const;  ///< "Account" of "AccountId"; empty: none
};

struct ObjectType {
  std::string_view name, prefix, label;
  std::vector<Field> fields;

  const Field* field(std::string_view name) const;  ///< case does not matter
};

/// A list of children as a query names it: Opportunity's OpportunityLineItems.
struct ChildRelation {
  std::string_view parent, name, child, field;
};

const std::vector<ObjectType>& objects();
const ObjectType* find_object(std::string_view name);   ///< case does not matter
const ObjectType& object_named(std::string_view name);  ///< there is one
const ChildRelation* find_children(std::string_view parent, std::string_view name);
const std::vector<ChildRelation>& child_relations();
bool same_name(std::string_view a, std::string_view b);

}  // namespace syncline::sandbox::salesforce
