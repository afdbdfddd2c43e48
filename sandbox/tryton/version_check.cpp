#include "sandbox/tryton/version_check.h"

#include "sandbox/tryton/wire_value.h"

namespace syncline::sandbox::tryton {

Answer<void> check_versions(Transaction& transaction, const Model& model, const std::vector<Id>& ids) {
  for (const Id id : ids) {
    const std::string key = std::string(model.name) + "," + std::to_string(id);
    const Value* found = transaction.timestamps.find(key);
    if (!found) continue;
    const Value expected = *found;
    transaction.timestamps.erase(key);
    const RowPtr row = transaction.tables.find(model, id);
    if (expected.is_null() || !row) continue;
    const Value& written = (*row)[write_date_column];
    const Value& stamp = written.is_null() ? (*row)[create_date_column] : written;
    if (expected.string_or("") != version_text(stamp.as_int())) return concurrency();
  }
  return {};
}

}  // namespace syncline::sandbox::tryton
