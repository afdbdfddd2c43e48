#pragma once
// What a batch is made of: its commands, what they say of one another's results, and maps as PHP writes them.

#include <string>
#include <utility>
#include <vector>

#include "base/value.h"

namespace syncline::sandbox::bitrix24 {

/// {"key": "method?query"}, or a list of them, whose keys are 0, 1, 2 …
std::vector<std::pair<std::string, std::string>> commands_of(const Map& params);

/// `given` with each $result[a][item][id], alone or within a text, replaced by what was answered there. Where the way
/// leads nowhere, what stands at its last good step takes the place: all results, when the command named first failed.
Value with_results(const Value& given, const Map& results);

/// Without entries, or with the keys 0, 1, 2 …, it is a list.
Value php_map(Map map);

}  // namespace syncline::sandbox::bitrix24
