#pragma once
// Tables: the records of one tenant as they go over the wire: ids, versions and amounts are texts, moments
// milliseconds. Records within others have ids, versions and stamps, too, from the same sequence.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "base/value.h"
#include "sandbox/weclapp/schema.h"

namespace syncline::sandbox::weclapp {

using Id = std::int64_t;

class Tables {
 public:
  Map& add(const std::string& entity, Map fields, Instant now);
  Map* find(const std::string& entity, const std::string& id);
  const Map* find(const std::string& entity, const std::string& id) const;
  void remove(const std::string& entity, const std::string& id);
  const std::map<Id, Map>& rows(const std::string& entity) const;
  /// The first that has this value; its id, empty when there is none.
  std::string find_by(const std::string& entity, const std::string& property, const Value&) const;
  /// What refers to the record: "salesOrder 1204"; empty: nothing.
  std::string user_of(const std::string& entity, const std::string& id) const;

  /// A new record's own fields: id, version "0", stamps.
  void begin(Map&, Instant now);
  /// A change: the version goes up, the stamp is now.
  static void touch(Map&, Instant now);
  /// "C1001", "C1002", … from a sequence.
  std::string next_number(const std::string& prefix);

 private:
  std::map<std::string, std::map<Id, Map>> rows_;
  std::map<std::string, std::int64_t> sequences_;
  Id last_id_ = 71;  ///< so that ids soon have more digits than those before
};

std::optional<Id> id_of(const Value&);

}  // namespace syncline::sandbox::weclapp
