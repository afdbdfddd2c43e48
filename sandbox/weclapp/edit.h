#pragma once
// Edit: what POST and PUT make of a body: each property is held against the schema; one that is not named is nothing,
// or stays when missing ones are ignored; lists within are told by the ids of their items.

#include "base/result.h"
#include "sandbox/http/vendor_model.h"
#include "sandbox/weclapp/refusal.h"
#include "sandbox/weclapp/tables.h"

namespace syncline::sandbox::weclapp {

struct Manner {
  Instant now;
  bool creates = false;
  bool ignore_missing = false;
  bool by_person = false;  ///< people may set what the API only shows
};

class Edit {
 public:
  Edit(Tables& tables, const FieldFaults& faults, Manner manner) : tables_(tables), faults_(faults), manner_(manner) {}

  /// `row` as it is to be stored; the stored one is not touched.
  Result<Map, Refusal> apply(const Entity&, Map row, const Map& given);

 private:
  void take(const Entity&, Map& row, const Map& given, const std::string& at, bool creates);
  Value value(const Property&, const Value& given, const Value& before, const std::string& at);
  Value text(const Property&, const Value& given, const std::string& at);
  Value items(const Property&, const Value& given, const Value& before, const std::string& at);
  Value attributes(const Value& given, const Value& before, const std::string& at);
  void complete(const Entity&, Map& row);
  void problem(const char* type, const std::string& at, const std::string& detail,
               std::vector<std::string> allowed = {}) {
    problems_.push_back({type, at, detail, std::move(allowed)});
  }

  Tables& tables_;
  const FieldFaults& faults_;
  Manner manner_;
  std::vector<Problem> problems_;
  std::string forbidden_;
};

}  // namespace syncline::sandbox::weclapp
