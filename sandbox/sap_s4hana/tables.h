#pragma once
// Tables: the records of one client, with the moments of creation and change as each service shows them.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "base/value.h"
#include "sandbox/sap_s4hana/schema.h"

namespace syncline::sandbox::sap {

struct Row {
  std::string key;  ///< the values of its key properties, joined by "/"
  Map fields = {};
  Instant created = {}, changed = {};
  bool was_changed = false;
  std::int64_t revision = 1;

  const Value& operator[](std::string_view property) const;
  std::string text(std::string_view property) const { return (*this)[property].string_or(""); }
  Decimal number(std::string_view property) const;
};

class Tables {
 public:
  explicit Tables(std::string zone) : zone_(std::move(zone)) {}

  /// `fields` hold its keys.
  Row& add(const EntityType&, Map fields, Instant now);
  Row* find(const std::string& set, const std::string& key);
  const Row* find(const std::string& set, const std::string& key) const;
  void remove(const std::string& set, const std::string& key);
  const std::map<std::string, Row>& rows(const std::string& set) const;
  std::vector<Row*> rows_where(const std::string& set, std::string_view property, const Value&);
  std::vector<const Row*> related(const EntityType&, const Row&, const Navigation&) const;
  static void touch(Row&, Instant now);
  /// The next number of a range that begins after `from`.
  std::string next_number(const std::string& range, std::int64_t from);
  /// As the service shows it, in the stored form: days as 2026-11-20, moments in ISO 8601, times as 09:01:12.
  Value stored(const EntityType&, const Row&, const Property&) const;

 private:
  std::string zone_;
  std::map<std::string, std::map<std::string, Row>> sets_;
  std::map<std::string, std::int64_t> ranges_;
};

std::string key_of(const EntityType&, const Map& fields);
/// W/"…"; empty: the type has none.
std::string etag_of(const Tables&, const EntityType&, const Row&);

}  // namespace syncline::sandbox::sap
