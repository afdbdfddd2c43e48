#pragma once
// Calls about how records are related: /crm/v4/associations/{from}/{to}/…, and of one record /crm/v4/objects/….

#include "sandbox/hubspot/api_request.h"
#include "sandbox/hubspot/edit.h"

namespace syncline::sandbox::hubspot {

HttpResponse association_call(const ApiRequest&, Work&);
/// {from}/{id}/associations/{to}, and …/associations/default/{to}/{id}.
HttpResponse associations_of_record(const ApiRequest&, Work&);

}  // namespace syncline::sandbox::hubspot
