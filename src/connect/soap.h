#pragma once
// SOAP 1.1 and 1.2: envelopes and faults.

#include "connect/message_format.h"

namespace syncline {

/// The document around header and body.
Map soap_envelope(const MessageFormat&, const Value& header, const Value& body);
/// What stands in the body of an envelope, of either version.
Result<Received, Error> from_soap(const Value& document, int status);

}  // namespace syncline
