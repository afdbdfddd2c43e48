#pragma once
// MappingTest: one test of tests/*.yaml, checked against the project: given these records, this must come of them.

#include <string>
#include <utility>
#include <vector>

#include "base/value.h"
#include "config/diagnostic.h"
#include "decide/policy.h"

namespace syncline {

/// A record as a test shows it.
struct GivenRecord {
  enum class Form : std::uint8_t {
    native,     ///< `content` is what the connector reads
    canonical,  ///< by canonical names
    gone,
  };
  Slot slot;
  std::string native;
  Form form = Form::native;
  Map content;
  std::string entity = {};  ///< empty: the one that is tested
};

/// A link of another entity that references point to: system → native id.
struct RelatedLink {
  std::string entity;
  std::vector<std::pair<std::string, std::string>> members;
};

struct MappingTest {
  std::string name;
  Place at;
  std::string entity;
  Stage stage = Stage::two_way;
  std::vector<RelatedLink> related;
  std::vector<GivenRecord> given, when;
  Value expect;  ///< as test_file_schema() declares it
};

}  // namespace syncline
