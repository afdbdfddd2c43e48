#pragma once
// Secrets that stand in a configuration in plain text, found by the name of their key or by their own shape.

#include <optional>
#include <string>
#include <string_view>

namespace syncline {

/// "password", "client_secret", "apiKey", "access-token" …; not "token_url", "secret_name".
bool is_secret_key(std::string_view key);
/// What a text looks like ("a private key", "an access token"), when it can be little else.
std::optional<std::string_view> known_secret_shape(std::string_view text);

}  // namespace syncline
