#pragma once
// Hashes. xxh3 where only accidents matter (change detection), SHA-256 and HMAC where an adversary exists.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/value.h"

namespace syncline {

using Hash128 = std::array<std::uint8_t, 16>;

Hash128 xxh3(std::string_view bytes);
/// Of the canonical JSON: equal values, equal hash.
Hash128 hash_of(const Value&);
std::uint64_t xxh3_64(std::string_view bytes);

std::string sha256(std::string_view bytes);                             ///< 32 raw bytes
std::string md5(std::string_view bytes);                                ///< 16 raw bytes, against accidents only
std::string hmac_sha256(std::string_view key, std::string_view bytes);  ///< 32 raw bytes
std::string hmac_sha1(std::string_view key, std::string_view bytes);    ///< 20 raw bytes
bool equal_in_constant_time(std::string_view a, std::string_view b);

std::string to_hex(std::string_view bytes);
std::string to_hex(const Hash128&);
std::string base64(std::string_view bytes);
std::string base64url(std::string_view bytes);  ///< unpadded
/// Both alphabets, padded or not; white space is refused. False: malformed, `out` is as it was.
bool from_base64(std::string_view text, std::string& out);
bool from_hex(std::string_view text, std::string& out);

}  // namespace syncline
