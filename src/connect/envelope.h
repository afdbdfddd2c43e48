#pragma once
// The envelope: one form in which all requests of a system go, where the manifest has one. A request is then a path and
// a body; the envelope sees them as ${request}, and says what is really sent and where in the answer its content
// stands.

#include "connect/manifest.h"

namespace syncline {

/// The path of a request: an id or a key in it is one segment, whatever it holds.
Result<std::string, Error> filled_path(const CallSpec&, const Map& variables);

/// ${request} of a call that goes in the envelope.
Result<Value, Error> enveloped(const CallSpec&, const Map& variables, const std::string& system);

}  // namespace syncline
