#include "sandbox/tryton/trade_calls.h"

#include <algorithm>
#include <array>

#include "sandbox/tryton/forms.h"
#include "sandbox/tryton/sale_states.h"

namespace syncline::sandbox::tryton {
namespace {

constexpr std::array<std::string_view, 5> buttons{"quote", "confirm", "draft", "cancel", "process"};

Answer<Value> press(Transaction& transaction, const Model& model, const std::string& button, const List& given) {
  // Only for administrators of sales.
  if (button == "process") {
    return user_error("Calling button \"process on \"" + std::string(model.name) + "\" is not allowed.");
  }
  if (given.size() != 1 || !given[0].is_list()) return exception("'int' object is not iterable");
  std::vector<Id> ids;
  for (const Value& each : given[0].as_list()) ids.push_back(each.int_or(0));
  if (const Answer<void> done = press_sale_button(transaction, button, ids); !done) return fail(done.error());
  return Value();
}

}  // namespace

bool is_button(std::string_view method) { return std::ranges::find(buttons, method) != buttons.end(); }

bool is_trade_call(const Model& model, std::string_view method) {
  if (model.name == "sale.line") return method == "on_change_product";
  return model.name == "sale.sale" && (method == "on_change" || is_button(method));
}

Answer<Value> trade_call(Transaction& transaction, const Model& model, const std::string& method, const List& given) {
  if (is_button(method)) return press(transaction, model, method, given);
  if (given.empty() || !given[0].is_map()) return exception("'list' object has no attribute 'items'");
  if (method == "on_change_product") return filled_line(transaction, given[0]);
  return Value(List{filled_sale(transaction, given[0])});
}

}  // namespace syncline::sandbox::tryton
