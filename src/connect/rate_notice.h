#pragma once
// What an answer says about the vendor's rate, as limits.notice of the manifest names it. Pure.

#include "connect/manifest.h"
#include "decide/rate.h"
#include "net/http_message.h"

namespace syncline {

/// What is not there, or no number, was not said.
RateNotice rate_notice(const Manifest&, const Map& variables, const HttpResponse&, Instant now);

}  // namespace syncline
