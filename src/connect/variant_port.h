#pragma once
// A system whose vendor has several APIs, of which it has one: the system itself is asked which, and everything else
// goes by that.
//
// It is asked before the first call, and again after calls that failed for another reason than their data, at most
// once a minute: an update of the server may have put another API in its place. Records that were kept in step by one
// API are not touched by another before a person has said so: their ids and fields may mean something else there.

#include <functional>

#include "connect/connector.h"
#include "connect/http_port.h"

namespace syncline {

using MakePort =
    std::function<Result<std::shared_ptr<SystemPort>, Error>(std::shared_ptr<const Manifest>, const Map& settings)>;

/// `make` gives the port of one variant.
Result<std::shared_ptr<SystemPort>, Error> make_variant_port(Runtime&, HttpClient&, std::shared_ptr<const Manifest>,
                                                             std::string system, Map settings,
                                                             std::shared_ptr<PortMemory> memory, const MakePort& make);

}  // namespace syncline
