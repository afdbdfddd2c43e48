#pragma once
// Tables: the database. Rows are shared until they are written, so that a copy (a transaction, a replica) is cheap.
// A stored value: null where there is none, a related record as its id, a time in microseconds.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"
#include "sandbox/odoo/schema.h"

namespace syncline::sandbox::odoo {

class Tables {
 public:
  using Rows = std::map<std::int64_t, std::shared_ptr<const Map>>;

  const Rows& rows(std::string_view model) const;
  const Map* find(std::string_view model, std::int64_t id) const;
  std::int64_t insert(std::string_view model, Map row);
  void put(std::string_view model, std::int64_t id, Map row);
  void erase(std::string_view model, std::int64_t id);
  /// Back to `earlier`, but for the ids: what a failed transaction has used up stays used.
  void roll_back_to(const Tables& earlier);

  std::vector<std::int64_t> children_of(std::int64_t partner) const;  ///< archived ones as well
  /// Rows of a model whose field names the record: what a one2many shows, archived ones as well.
  std::vector<std::int64_t> referring(std::string_view model, std::string_view field, std::int64_t id) const;
  /// Of "module.name", in ir.model.data.
  std::optional<std::int64_t> external(std::string_view complete_name, std::string_view model) const;
  void name_externally(std::string_view complete_name, std::string_view model, std::int64_t id);
  std::string external_name(std::string_view model, std::int64_t id) const;  ///< empty: none
  void drop_external(std::string_view model, std::int64_t id);
  void move_external(std::string_view model, std::int64_t from, std::int64_t to);

 private:
  std::map<std::string, Rows, std::less<>> rows_;
  std::map<std::string, std::int64_t, std::less<>> last_id_;
};

/// What a search sees: computed fields too. A null Value where there is none.
Value stored_value(const Tables&, const Model&, std::int64_t id, const Map& row, std::string_view field);
std::string display_name(const Tables&, std::string_view model, std::int64_t id);
/// The company that a contact belongs to; itself when it is one or belongs to none.
std::int64_t commercial_partner(const Tables&, std::int64_t partner);

}  // namespace syncline::sandbox::odoo
