#include "config/secret_literal.h"

#include <algorithm>
#include <array>
#include <vector>

namespace syncline {
namespace {

struct Shape {
  std::string_view prefix;
  std::size_t min_size;
  std::string_view what;
};

// Prefixes that vendors publish for their keys; the length keeps words that merely begin alike out.
constexpr std::array shapes{
    Shape{"-----BEGIN PRIVATE KEY", 0, "a private key"},
    Shape{"-----BEGIN RSA PRIVATE KEY", 0, "a private key"},
    Shape{"-----BEGIN EC PRIVATE KEY", 0, "a private key"},
    Shape{"-----BEGIN ENCRYPTED PRIVATE KEY", 0, "a private key"},
    Shape{"-----BEGIN OPENSSH PRIVATE KEY", 0, "a private key"},
    Shape{"sk_live_", 24, "a secret key"},
    Shape{"rk_live_", 24, "a secret key"},
    Shape{"ghp_", 36, "an access token"},
    Shape{"github_pat_", 40, "an access token"},
    Shape{"glpat-", 20, "an access token"},
    Shape{"xoxb-", 24, "an access token"},
    Shape{"xoxp-", 24, "an access token"},
    Shape{"AKIA", 20, "a secret key"},
    Shape{"pat-na1-", 40, "an access token"},
    Shape{"pat-eu1-", 40, "an access token"},
    Shape{"shpat_", 32, "an access token"},
    Shape{"SG.", 60, "a secret key"},
    Shape{"AIza", 39, "a secret key"},
    Shape{"whsec_", 24, "a webhook secret"},
};

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
char lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

// "clientSecret", "client-secret", "client_secret" → {client, secret}
std::vector<std::string> words_of(std::string_view key) {
  std::vector<std::string> words(1);
  for (std::size_t i = 0; i < key.size(); ++i) {
    const char c = key[i];
    const bool separator = c == '_' || c == '-' || c == '.' || c == ' ';
    const bool hump = is_upper(c) && i > 0 && !is_upper(key[i - 1]);
    if (separator || hump) words.emplace_back();
    if (!separator) words.back() += lower(c);
  }
  return words;
}

bool is_token(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) { return c == ' ' || c == '\n' || c == '\t'; });
}

// header.payload.signature of base64url, the first two being JSON objects
bool is_jwt(std::string_view text) {
  const std::size_t first = text.find('.');
  if (!text.starts_with("eyJ") || first == text.npos) return false;
  return text.substr(first + 1).starts_with("eyJ") && std::count(text.begin(), text.end(), '.') == 2 && is_token(text);
}

}  // namespace

bool is_secret_key(std::string_view key) {
  constexpr std::array<std::string_view, 11> last_words{"password", "passwd",     "passphrase",  "pwd",
                                                        "secret",   "secrets",    "credentials", "token",
                                                        "apikey",   "credential", "privatekey"};
  const std::vector<std::string> words = words_of(key);
  const std::string& last = words.back();
  if (std::find(last_words.begin(), last_words.end(), last) != last_words.end()) return true;
  if (last != "key" || words.size() < 2) return false;
  const std::string& before = words[words.size() - 2];
  return before == "api" || before == "private" || before == "access" || before == "secret" || before == "signing" ||
         before == "encryption";
}

std::optional<std::string_view> known_secret_shape(std::string_view text) {
  const auto start = std::min(text.find_first_not_of(" \t\r\n"), text.size());
  text.remove_prefix(start);
  for (const Shape& shape : shapes) {
    const bool one_word = shape.min_size == 0 || is_token(text);
    if (text.starts_with(shape.prefix) && text.size() >= shape.min_size && one_word) return shape.what;
  }
  if (is_jwt(text)) return "a signed token (JWT)";
  return std::nullopt;
}

}  // namespace syncline
