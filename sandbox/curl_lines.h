#pragma once
// Ready-made commands that edit a record in the CRM or the ERP and read it there, each with its sign-in.

#include <string>
#include <vector>

#include "sandbox/systems.h"

namespace syncline::sandbox {

struct CurlLine {
  std::string what, line;
};

/// For the first pair of companies, and for a person whom only the CRM knows.
std::vector<CurlLine> curl_lines(Systems&);

}  // namespace syncline::sandbox
