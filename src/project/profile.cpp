#include "project/profile.h"

#include <algorithm>
#include <array>

namespace syncline {
namespace {

constexpr std::array profiles{
    Profile{"crm-led", "The CRM leads: who is a customer, and where, is what sales people write there.", "crm",
            "always", FieldType::email, true, false, false, "5m"},
    Profile{"erp-strict", "The ERP decides whatever is legal or financial; a company is made there once it is needed.",
            "erp", "on_demand", FieldType::phone, false, true, true, "1m"}};

constexpr std::array<std::string_view, 6> address{"street", "street2", "postal_code", "city", "region", "country"};

bool is_of_the_company(const FieldSpec& field) {
  return field.financial || field.required || field.type == FieldType::tax_id ||
         std::ranges::find(address, field.name) != address.end();
}

}  // namespace

std::optional<Profile> profile_named(std::string_view name) {
  const auto found = std::ranges::find(profiles, name, &Profile::name);
  return found == profiles.end() ? std::nullopt : std::optional(*found);
}

std::vector<std::string_view> profile_names() {
  std::vector<std::string_view> names;
  for (const Profile& each : profiles) names.push_back(each.name);
  return names;
}

std::string_view decides(const Profile& profile, const Entity& entity, const FieldSpec& field) {
  if (entity.name == "product") return "erp";
  if (entity.name == "contact") return field.required ? "crm" : "";
  return is_of_the_company(field) ? profile.company_decides : "";
}

}  // namespace syncline
