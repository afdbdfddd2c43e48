#include "base/hash.h"

#include <algorithm>
#include <cstdlib>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <xxhash.h>

#include "base/json.h"

namespace syncline {
namespace {

std::string hmac(const EVP_MD* digest, std::string_view key, std::string_view bytes) {
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  // OpenSSL makes no MAC at all when key and data are both null, and empty views may be.
  const char* key_data = key.empty() ? "" : key.data();
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  if (!HMAC(digest, key_data, static_cast<int>(key.size()), data, bytes.size(), out, &size)) std::abort();
  return {reinterpret_cast<const char*>(out), size};
}

std::string digest_of(const EVP_MD* digest, std::string_view bytes) {
  unsigned char out[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), out, &size, digest, nullptr) != 1) std::abort();
  return {reinterpret_cast<const char*>(out), size};
}

std::string encode64(std::string_view bytes, std::string_view alphabet, bool padded) {
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t n = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) group = group << 8 | (k < n ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    for (std::size_t k = 0; k <= n; ++k) out += alphabet[group >> (18 - 6 * k) & 63];
    if (padded) out.append(3 - n, '=');
  }
  return out;
}

constexpr std::string_view standard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url_safe = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Of both alphabets; -1 for any other character.
int value_of_64(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  if (c == '+' || c == '-') return 62;
  return c == '/' || c == '_' ? 63 : -1;
}

int value_of_hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

}  // namespace

Hash128 xxh3(std::string_view bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  Hash128 out{};
  for (std::size_t i = 0; i < 8; ++i) {
    out[i] = static_cast<std::uint8_t>(hash.high64 >> (56 - 8 * i));
    out[8 + i] = static_cast<std::uint8_t>(hash.low64 >> (56 - 8 * i));
  }
  return out;
}

Hash128 hash_of(const Value& value) { return xxh3(canonical_json(value)); }
std::uint64_t xxh3_64(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

std::string sha256(std::string_view bytes) { return digest_of(EVP_sha256(), bytes); }
std::string md5(std::string_view bytes) { return digest_of(EVP_md5(), bytes); }

std::string hmac_sha256(std::string_view key, std::string_view bytes) { return hmac(EVP_sha256(), key, bytes); }
std::string hmac_sha1(std::string_view key, std::string_view bytes) { return hmac(EVP_sha1(), key, bytes); }

bool equal_in_constant_time(std::string_view a, std::string_view b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string to_hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

std::string to_hex(const Hash128& hash) {
  return to_hex(std::string_view(reinterpret_cast<const char*>(hash.data()), hash.size()));
}
std::string base64(std::string_view bytes) { return encode64(bytes, standard, true); }
std::string base64url(std::string_view bytes) { return encode64(bytes, url_safe, false); }

bool from_base64(std::string_view text, std::string& out) {
  const std::size_t digits = std::min(text.find('='), text.size());
  const std::size_t padding = text.size() - digits;
  if (text.substr(digits).find_first_not_of('=') != std::string_view::npos) return false;
  if (digits % 4 == 1 || (padding > 0 && (padding > 2 || text.size() % 4 != 0))) return false;
  std::string bytes;
  std::uint32_t group = 0;
  int bits = 0;
  for (const char c : text.substr(0, digits)) {
    const int value = value_of_64(c);
    if (value < 0) return false;
    group = (group << 6 | static_cast<std::uint32_t>(value)) & 0xFFFFF;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes += static_cast<char>(group >> bits & 0xFF);
    }
  }
  out = std::move(bytes);
  return true;
}

bool from_hex(std::string_view text, std::string& out) {
  if (text.size() % 2 != 0) return false;
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = value_of_hex(text[i]), low = value_of_hex(text[i + 1]);
    if (high < 0 || low < 0) return false;
    bytes += static_cast<char>(high * 16 + low);
  }
  out = std::move(bytes);
  return true;
}

}  // namespace syncline
