#pragma once
// Tables: what the org holds, deleted records included. Rows are shared between copies, so that a copy costs little.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/value.h"
#include "sandbox/salesforce/schema.h"

namespace syncline::sandbox::salesforce {

struct Row;
using RowPtr = std::shared_ptr<const Row>;

struct Row {
  std::string id;
  Map fields = {};  ///< by the schema's names; what is empty is not there
  Instant created = {}, modified = {}, stamp = {};
  bool deleted = false;
  std::int64_t revision = 0;
  /// What queries show until then: a person's transaction is stamped when it begins and seen when it ends.
  Instant shown_from = {};
  RowPtr before = nullptr;

  const Value& operator[](std::string_view field) const;
};

class Tables {
 public:
  /// In the order of their ids.
  const std::map<std::string, RowPtr>& of(const ObjectType&) const;
  /// Deleted ones as well; nullptr: there never was one.
  RowPtr find(const ObjectType&, const std::string& id) const;
  RowPtr live(const ObjectType&, const std::string& id) const;
  /// Live records of which this field has this value; of texts, case does not matter.
  std::vector<RowPtr> where(const ObjectType&, std::string_view field, const Value&) const;
  void put(const ObjectType&, Row);
  std::string next_id(const ObjectType&);

 private:
  std::map<std::string_view, std::map<std::string, RowPtr>> rows_;
  std::map<std::string_view, std::int64_t> last_;
};

/// As queries see it at that moment; nullptr: not yet.
RowPtr seen_by_queries(RowPtr, Instant now);
/// Whether two values of a field are the same to the vendor.
bool same_value(const Field&, const Value&, const Value&);
/// "2026-11-20T23:01:12.000+0000": whole seconds.
std::string moment_text(Instant);
/// One field as it is answered, system fields and what is worked out included.
Value shown_value(const Tables&, const ObjectType&, const Row&, const Field&);

}  // namespace syncline::sandbox::salesforce
