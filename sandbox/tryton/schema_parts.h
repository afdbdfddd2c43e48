#pragma once
// What the lists of models are built from.

#include <string_view>
#include <utility>
#include <vector>

#include "sandbox/tryton/schema.h"

namespace syncline::sandbox::tryton {

/// With the columns that every model has.
Model model_with(std::string_view name, std::string_view label, Access access, std::string_view record_name,
                 std::vector<SortKey> order, std::vector<Field> own);

inline Field derived(Field field) {
  field.derived = true;
  return field;
}

/// What a choice of a product, a sale, a shipment, an invoice … may be.
const std::vector<std::string_view>& choices_of_documents(const Field&);

/// Units, products, stock, shipments, sales.
std::vector<Model> trade_models();
/// Currencies, taxes, terms, invoices, postings, reminders.
std::vector<Model> book_models();

}  // namespace syncline::sandbox::tryton
