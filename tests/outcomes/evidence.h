#pragma once
// For tests: pages of docs/evidence, which say what was measured.

#include <cstdlib>
#include <doctest/doctest.h>
#include <string>

#include "runtime/files.h"

namespace syncline::outcomes {

/// Written by the test that measures it when SYNCLINE_UPDATE is set; must say the same otherwise.
inline void check_evidence(const std::string& name, const std::string& page) {
  const std::string path = std::string(SYNCLINE_SOURCE_DIR) + "/docs/evidence/" + name;
  if (std::getenv("SYNCLINE_UPDATE")) REQUIRE(real_files().write(path, page).ok());
  const auto written = real_files().read(path, 1u << 20);
  REQUIRE(written.ok());
  CHECK(*written == page);
}

}  // namespace syncline::outcomes
