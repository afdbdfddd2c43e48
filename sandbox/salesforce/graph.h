#pragma once
// /composite/graph: requests that name each other's results and are done as a whole or not at all.

#include "sandbox/salesforce/sobject_calls.h"

namespace syncline::sandbox::salesforce {

HttpResponse graph_call(const SobjectCall&);

}  // namespace syncline::sandbox::salesforce
