#pragma once
// Profiles: two ways in which companies divide the work between a CRM and an ERP. A new project begins with one of
// them; they differ in what its files say, in nothing else.

#include <optional>
#include <string_view>
#include <vector>

#include "model/entity.h"

namespace syncline {

struct Profile {
  std::string_view name;
  std::string_view summary;          ///< the first comment of the project
  std::string_view company_decides;  ///< system whose name, tax id, address and financial fields of companies stand
  std::string_view creates_in_erp;   ///< of companies and persons: always, or on_demand
  FieldType contact_match;           ///< by which persons of one company are the same
  bool latest;                       ///< the later edit may decide over a phone number
  bool products_from_crm;            ///< may be made there; they are edited in the ERP only
  bool webhooks;                     ///< wherever the connector knows them
  std::string_view poll;
};

std::optional<Profile> profile_named(std::string_view name);
std::vector<std::string_view> profile_names();  ///< the default comes first

/// "crm", "erp", or "" for everybody.
std::string_view decides(const Profile&, const Entity&, const FieldSpec&);

}  // namespace syncline
