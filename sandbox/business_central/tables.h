#pragma once
// Tables: the records of one company, with ids that do not sort by age, ETags, and moments of change that are finer
// than what is shown of them.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "base/value.h"
#include "sandbox/business_central/schema.h"

namespace syncline::sandbox::business_central {

struct Row {
  std::string id;
  Map fields;  ///< as people see them; without what is worked out
  Instant modified;
  std::int64_t revision = 1;
};

class Tables {
 public:
  /// With nothing in every property but the id.
  Row& add(const EntityType&, Instant now);
  Row* find(const std::string& set, const std::string& id);
  const Row* find(const std::string& set, const std::string& id) const;
  /// The first that has this value; null when there is none.
  Row* find_by(const std::string& set, std::string_view property, const Value&);
  void remove(const std::string& set, const std::string& id);
  const std::map<std::string, Row>& rows(const std::string& set) const;
  std::vector<Row*> rows_where(const std::string& set, std::string_view property, const Value&);
  std::vector<const Row*> rows_where(const std::string& set, std::string_view property, const Value&) const;

  /// Every change, also to equal values.
  static void touch(Row&, Instant now);
  /// "C00012" from the series "C"; numbers have at least so many digits.
  std::string next_number(const std::string& series, int digits);

 private:
  std::map<std::string, std::map<std::string, Row>> sets_;
  std::map<std::string, std::int64_t> series_;
  std::int64_t made_ = 0;
};

std::string etag_of(const Row&);
/// A property as stored; the moment of change in full precision.
Value stored(const Row&, const std::string& property);
/// The record as an answer has it: milliseconds, coded names.
Map shown(const EntityType&, const Row&, const std::vector<std::string>& select);

}  // namespace syncline::sandbox::business_central
