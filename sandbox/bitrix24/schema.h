#pragma once
// The kinds of records of the modelled portal and their fields: what comes with it, and the custom fields and smart
// processes that the connector's README has its users make.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace syncline::sandbox::bitrix24 {

enum class Type : std::uint8_t { text, email, integer, number, boolean, date, datetime, stage };

struct Field {
  std::string_view name;
  Type type = Type::text;
  bool read_only = false;
};

/// Which methods show it, and how: crm.item.* with typed values, the older methods with nothing but texts.
enum class Family : std::uint8_t { item, texts, catalog };

struct Kind {
  std::string_view name;             ///< ours: company
  int type_id = 0;                   ///< of items: 4
  std::string_view owner_type = {};  ///< of items with product rows: D
  Family family = Family::item;
  std::string_view id = "id", created = "createdTime", changed = "updatedTime";
  std::vector<Field> fields;
  bool has_multifields = false;

  const Field* field(std::string_view name) const;
};

const Kind& kind_named(std::string_view name);
const Kind* kind_of_type(std::int64_t type_id);
const Kind* kind_of_owner(std::string_view owner_type);

struct Stage {
  std::string_view kind, id, name;
};
const std::vector<Stage>& stages();

/// UF_CRM_ERP_STATUS → ufCrmErpStatus, as crm.item.* shows custom fields unless asked for their original names.
std::string camel_name(std::string_view original);

}  // namespace syncline::sandbox::bitrix24
