#pragma once
// The calls below /composite/sobjects: up to 200 records by one request, each with a result of its own in a 200.

#include "sandbox/salesforce/sobject_calls.h"

namespace syncline::sandbox::salesforce {

/// POST creates, PATCH updates by id, PATCH with a type and a field upserts by that external id.
HttpResponse collection_call(const SobjectCall&);

}  // namespace syncline::sandbox::salesforce
