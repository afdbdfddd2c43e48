#pragma once
// What a system says of itself, from a file or from the system: the material of a new connector.

#include <string>

#include "base/error.h"
#include "runtime/runtime.h"

namespace syncline::cli {

struct ServiceDescription {
  std::string text;
  std::string source;   ///< for people: the file's name, or the address
  std::string address;  ///< of the service, where it was asked; else empty
};

struct ServiceUser {
  std::string name, password;  ///< nobody when the name is empty
};

/// `where` is a file, or the address of an OData service, with or without /$metadata.
Result<ServiceDescription, Error> odata_description(Runtime&, const std::string& where, const ServiceUser&);
Result<ServiceDescription, Error> described_in_file(const std::string& file);

}  // namespace syncline::cli
