#pragma once
// What the drafts of connectors have in common: names and texts as they stand in connector.yaml.

#include <string>
#include <string_view>

namespace syncline::draft {

/// In one line, without what YAML refuses: control characters, marks of byte order and of other lines.
std::string one_line(std::string_view text);

/// Between quotes, and no expression.
std::string quoted(std::string text);

/// "address.postal-code" → address_postal_code.
std::string name_from(std::string path);

/// The name of one record: "OrderLines" → "order_line", "companies" → "company", "CRMAccounts" → "crm_account".
std::string one_of(std::string_view plural);

}  // namespace syncline::draft
