#pragma once
// What a sale's records can do beside being read and written: the buttons and the forms of the client.

#include "sandbox/tryton/refusal.h"
#include "sandbox/tryton/transaction.h"

namespace syncline::sandbox::tryton {

bool is_trade_call(const Model&, std::string_view method);
bool is_button(std::string_view method);
/// Precondition: is_trade_call(). `given` without the context.
Answer<Value> trade_call(Transaction&, const Model&, const std::string& method, const List& given);

}  // namespace syncline::sandbox::tryton
