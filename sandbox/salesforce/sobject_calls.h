#pragma once
// The calls below /sobjects: one record by its id or by an external id, what a type looks like, what was changed or
// deleted.

#include <functional>

#include "sandbox/salesforce/api_request.h"
#include "sandbox/salesforce/edit.h"

namespace syncline::sandbox::salesforce {

struct SobjectCall {
  const ApiRequest& request;
  Work& work;
  std::function<bool(const std::string& id)> is_locked;
};

HttpResponse sobject_call(const SobjectCall&);

/// {"name", "fields": […]}, as far as clients look at it.
Value description_of(const ObjectType&, const FieldFaults&);

}  // namespace syncline::sandbox::salesforce
