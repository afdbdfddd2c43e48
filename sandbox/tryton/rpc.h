#pragma once
// The methods of the API: from a method's name and its parameters to its result.

#include <string>

#include "sandbox/tryton/transaction.h"

namespace syncline::sandbox::tryton {

/// "model.party.party.write" → "party.party" and "write". Anything else has no method.
struct MethodName {
  std::string type, object, method;
};
MethodName method_name(const std::string& text);

/// Methods that change data, whether they are refused or not.
bool changes_data(const MethodName&);

/// Known methods: search, search_read, search_count, read, create, write, delete of every model that RPC may call, and
/// res.user.get_preferences. Others are answered 403, as those are that Tryton does not open to RPC. The last parameter
/// is the context: `active_test` and `_timestamp` are heeded. Refused calls leave the tables and the ledger as they
/// were.
Answer<Value> call(Transaction, const MethodName&, List parameters);

}  // namespace syncline::sandbox::tryton
