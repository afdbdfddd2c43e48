#pragma once
// The stored forms of what is kept whole, not in columns: compact JSON, short keys, defaults left out.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/effect.h"
#include "model/reading.h"

namespace syncline {

/// The record's key is left out when it is `key`, which the row has already.
std::string encode(const NativeRecord&, const RecordKey& key);
Result<NativeRecord, Error> decode_record(std::string_view bytes, const RecordKey& key);

std::string encode(const Changes&);
Result<Changes, Error> decode_changes(std::string_view bytes);

std::string encode(const Error&);
Error decode_error(std::string_view bytes);  ///< unreadable bytes become the message

using Sides = std::vector<std::pair<std::string, FieldValue>>;
std::string encode(const Sides&);
Result<Sides, Error> decode_sides(std::string_view bytes);

}  // namespace syncline
