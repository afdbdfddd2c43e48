#pragma once
// Record: one row by the names of its fields, those included that Tryton works out when they are asked for.

#include <string_view>
#include <vector>

#include "sandbox/tryton/transaction.h"

namespace syncline::sandbox::tryton {

/// What a field shows: stored, or derived from other records.
Value cell_of(const Transaction&, const Model&, const Row&, const Field&);

class Record {
 public:
  Record(const Transaction& transaction, const Model& model, RowPtr row)
      : transaction_(&transaction), model_(&model), row_(std::move(row)) {}
  Record(const Transaction& transaction, std::string_view model, Id id)
      : Record(transaction, model_of(model), transaction.tables.find(model_of(model), id)) {}

  /// There is such a record; else every field is null.
  explicit operator bool() const { return row_ != nullptr; }
  Id id() const { return row_ ? id_of(*row_) : 0; }
  Value operator[](std::string_view field) const;
  std::string text(std::string_view field) const { return (*this)[field].string_or(""); }
  Decimal number(std::string_view field) const;  ///< 0 for null
  /// The record that a many2one leads to.
  Record to(std::string_view field) const;
  /// Those that a one2many or many2many holds.
  std::vector<Record> all(std::string_view field) const;
  /// "sale.line,4", as a reference names it.
  std::string name() const { return std::string(model_->name) + "," + std::to_string(id()); }

 private:
  const Transaction* transaction_;
  const Model* model_;
  RowPtr row_;
};

std::vector<Record> records_of(const Transaction&, std::string_view model);
/// Those whose stored field has this value.
std::vector<Record> records_where(const Transaction&, std::string_view model, std::string_view field,
                                  const Value& value);
/// The id in "sale.line,4" when it is of this model, else 0.
Id id_in(const Value& reference, std::string_view model);

}  // namespace syncline::sandbox::tryton
