#pragma once
// The host of a URL: a DNS name or an IP address, each in exactly one spelling.

#include <string>
#include <string_view>

#include "base/error.h"

namespace syncline {

/// As written in the authority ("ERP.example.com.", "[::1]") → as kept in Url::host. `place` is for the error.
Result<std::string, Error> canonical_host(std::string_view written, std::string_view place);

}  // namespace syncline
