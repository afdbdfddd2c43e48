#pragma once
// What a system is asked so that it announces changes: reconciled with what it already does, not repeated.

#include "connect/object_calls.h"

namespace syncline {

/// As SystemPort::keep_subscribed.
Result<void, Error> keep_subscribed(ObjectCalls&, const std::string& url, const std::vector<std::string>& objects,
                                    const CallContext&);

/// Those of the objects, as far as the connector can subscribe to them, whose changes are not announced at `url`.
Result<std::vector<std::string>, Error> not_subscribed(ObjectCalls&, const std::string& url,
                                                       const std::vector<std::string>& objects, const CallContext&);

}  // namespace syncline
