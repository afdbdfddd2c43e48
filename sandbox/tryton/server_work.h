#pragma once
// ServerWork: what the server writes on its own account while it does what somebody asked for: the user's rights to
// the records do not count.

#include <string_view>

#include "sandbox/tryton/edit.h"
#include "sandbox/tryton/record.h"

namespace syncline::sandbox::tryton {

class ServerWork {
 public:
  explicit ServerWork(const Transaction& asked) : transaction_(asked) { transaction_.faults = nullptr; }

  Transaction& transaction() { return transaction_; }
  /// Everything it writes is its own: nothing of it can be refused, but for a mistake in this model.
  Id create(std::string_view model, Map values) {
    const Answer<std::vector<Id>> made = tryton::create(transaction_, model_of(model), {std::move(values)});
    return made ? made->front() : 0;
  }
  void write(std::string_view model, Id id, Map values) {
    (void)tryton::write(transaction_, model_of(model), {{{id}, std::move(values)}});
  }
  Record record(std::string_view model, Id id) { return {transaction_, model, id}; }

 private:
  Transaction transaction_;
};

inline Value decimal_value(const Decimal& number) { return Map{{"__class__", "Decimal"}, {"decimal", number.text()}}; }
inline Value date_value(const std::string& day) {
  const std::optional<Date> date = parse_date(day);
  if (!date) return {};
  return Map{{"__class__", "date"},
             {"year", date->year},
             {"month", static_cast<std::int64_t>(date->month)},
             {"day", static_cast<std::int64_t>(date->day)}};
}

}  // namespace syncline::sandbox::tryton
