#pragma once
// Tables: what the portal holds. Rows are shared between copies.

#include <map>
#include <memory>
#include <string>

#include "base/time.h"
#include "base/value.h"
#include "sandbox/bitrix24/schema.h"

namespace syncline::sandbox::bitrix24 {

using Id = std::int64_t;

/// A phone number, e-mail address, web page.
struct Multifield {
  Id id = 0;
  std::string type_id, value_type, value;
  friend bool operator==(const Multifield&, const Multifield&) = default;
};

struct Row {
  Id id = 0;
  Map values = {};  ///< by their original names; dates as 2026-12-01; what is empty is not there
  std::vector<Multifield> multifields = {};
  Instant created = {}, changed = {};
  Id changed_by = 1;

  const Value& operator[](std::string_view name) const;
};
using RowPtr = std::shared_ptr<const Row>;

class Tables {
 public:
  const std::map<Id, RowPtr>& of(const Kind&) const;
  RowPtr find(const Kind&, Id) const;
  void put(const Kind&, Row);
  void erase(const Kind&, Id);
  Id next_id(const Kind& kind) { return last_[kind.name] += 2; }
  Id next_multifield() { return ++last_multifield_; }

 private:
  std::map<std::string_view, std::map<Id, RowPtr>> rows_;
  std::map<std::string_view, Id> last_;
  Id last_multifield_ = 100;
};

/// Moments as the portal shows them: with its offset, in whole seconds.
std::string moment_text(Instant, const std::string& zone);
/// One field as its methods show it.
Value shown_value(const Kind&, const Field&, const Value& stored, const std::string& zone);
/// A record as its methods show it, custom fields by their original names; without multifields.
Map shown(const Kind&, const Row&, const std::string& zone);
Id id_of(const Value&);  ///< 0: none

}  // namespace syncline::sandbox::bitrix24
