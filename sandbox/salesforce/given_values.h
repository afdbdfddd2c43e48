#pragma once
// Values as a request gives them: checked against the schema and turned into what is stored.

#include "sandbox/salesforce/edit.h"

namespace syncline::sandbox::salesforce {

/// By the schema's names, null where a field is emptied. References by another field ({"Account": {"ERP_Id__c": …}})
/// are found.
Answer<Map> accepted_values(const Work&, const ObjectType&, const Map& given);

}  // namespace syncline::sandbox::salesforce
