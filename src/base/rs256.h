#pragma once
// RS256 (RFC 7518, 3.3): RSA with SHA-256, as JSON Web Tokens are signed.

#include <string>
#include <string_view>

#include "base/error.h"

namespace syncline {

/// `private_key` is PEM. Errors (config): it is no unencrypted RSA key of at least 2048 bits. No message shows any of
/// it.
Result<std::string, Error> sign_rs256(std::string_view bytes, std::string_view private_key);
/// `public_key` is PEM. False also when it is none.
bool verify_rs256(std::string_view bytes, std::string_view signature, std::string_view public_key);

}  // namespace syncline
