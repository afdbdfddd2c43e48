#pragma once
// Values as a request gives them: checked, and turned into the texts that are stored.

#include "sandbox/hubspot/edit.h"

namespace syncline::sandbox::hubspot {

/// By property; null: it is emptied. What is accepted and not stored is left out.
Answer<Map> accepted_values(const Work&, const ObjectType&, const Map& given);

}  // namespace syncline::sandbox::hubspot
