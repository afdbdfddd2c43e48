#pragma once
// The first connector.yaml of an OData service, from what its $metadata says.

#include <string>

#include "project/odata.h"

namespace syncline {

/// Valid as it is. What a person must decide stands in comments that begin with "decide:". `address` is that of the
/// service, empty where it is not known.
std::string draft_odata_connector(const std::string& name, const ODataOutline&, const std::string& source,
                                  const std::string& address);

}  // namespace syncline
