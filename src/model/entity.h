#pragma once
// Entity: the canonical type of a record (customer, contact, order …), as declared in entities/<name>.yaml.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace syncline {

/// The kind sets the defaults of merge, delete and what is kept.
enum class EntityKind : std::uint8_t { master, document, ledger, feed, query };

enum class FieldType : std::uint8_t {
  string,
  text,
  boolean,
  integer,
  decimal,
  money,
  date,
  instant,
  email,
  phone,
  country,
  currency,
  language,
  tax_id,
  url,
  choice,     ///< one of `choices`
  reference,  ///< the link of another entity; canonical value: the LinkId as an integer
  parts,      ///< a list of parts (lines, addresses)
};

enum class FieldScope : std::uint8_t {
  link,    ///< one value for all members
  member,  ///< each member has its own (credit limit per ERP): never merged across systems
};

struct FieldSpec {
  std::string name;
  FieldType type = FieldType::string;
  FieldScope scope = FieldScope::link;
  bool required = false;             ///< a member cannot be created without it
  bool financial = false;            ///< money, stock, invoice data: `latest` is refused for it
  bool personal = false;             ///< user data: never in logs, masked by default
  std::vector<std::string> choices;  ///< of type choice
  std::string refers_to;             ///< entity, of type reference
  std::string description;
  std::vector<FieldSpec> parts = {};       ///< of type parts: the fields of one part (a line); none of them has parts
  std::vector<std::string> part_key = {};  ///< of type parts: fields by which parts of two members are matched

  const FieldSpec* part(std::string_view name) const;
};

/// What must hold before a record is created from it: CEL over the entity's fields, and what to say when it does not.
struct EntityCheck {
  std::string that;
  std::string otherwise;
};

struct Entity {
  std::string name;
  int version = 1;
  EntityKind kind = EntityKind::master;
  std::string description;
  std::vector<FieldSpec> fields;
  std::string plural = {};  ///< what several of them are called where others refer to this: `deal.orders`
  std::vector<EntityCheck> checks = {};

  const FieldSpec* field(std::string_view name) const;
};

std::string_view name_of(EntityKind);
std::optional<EntityKind> entity_kind_from(std::string_view);
std::string_view name_of(FieldType);
std::optional<FieldType> field_type_from(std::string_view);

}  // namespace syncline
