#pragma once
// Condition: one term of a domain, [field, operator, value], checked once and then asked of each row.

#include <string>
#include <vector>

#include "sandbox/odoo/environment.h"

namespace syncline::sandbox::odoo {

class Condition {
 public:
  static Outcome<Condition> of(const Environment&, const Model&, const Value& term);
  bool holds(const Environment&, std::int64_t id, const Map& row) const;

 private:
  const Model* model_ = nullptr;
  const Field* field_ = nullptr;   ///< the relation, when the path is dotted
  const Field* behind_ = nullptr;  ///< the field of the related record
  std::string operator_;
  Value value_;  ///< times in whole seconds, as microseconds
};

}  // namespace syncline::sandbox::odoo
