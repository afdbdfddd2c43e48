#pragma once
// Values as OData v2 writes them: in JSON, in literals of addresses, in keys.

#include <optional>

#include "sandbox/sap_s4hana/refusal.h"
#include "sandbox/sap_s4hana/schema.h"

namespace syncline::sandbox::sap {

/// "/Date(1795132800000)/", "PT09H01M12S", decimals as texts.
Value shown(const Property&, const Value& stored);
/// What a request's JSON holds, in the stored form.
Done<Value> taken(const Property&, const Value&);
/// 'O''Neil', datetime'2026-11-20T00:00:00', datetimeoffset'…Z', time'PT9H', 12.50M, true; nothing: of another type.
std::optional<Value> literal(const Property&, const std::string& token);
/// As it stands in the address of a record.
std::string key_literal(const Property&, const Value& stored);
/// At separators outside of texts.
std::vector<std::string> pieces(const std::string& text, char separator);

}  // namespace syncline::sandbox::sap
