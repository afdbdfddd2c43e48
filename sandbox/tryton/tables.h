#pragma once
// Tables: what the database holds. Rows are shared between copies, so a copy costs little; a transaction can be undone.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/value.h"
#include "sandbox/tryton/schema.h"

namespace syncline::sandbox::tryton {

using Id = std::int64_t;
/// One value per field of the model, in its order; null where nothing is stored.
using Row = std::vector<Value>;
using RowPtr = std::shared_ptr<const Row>;
using Rows = std::vector<RowPtr>;
using Table = std::map<Id, RowPtr>;

inline Id id_of(const Row& row) { return row[id_column].as_int(); }

class Tables {
 public:
  Tables();

  /// By id. For party.relation.all: made of the relations and their types.
  const Table& of(const Model&) const;
  /// nullptr: there is none.
  RowPtr find(const Model&, Id) const;
  void put(const Model&, Row);
  void erase(const Model&, Id);
  /// Used up even when the transaction is undone, as the database's sequences are.
  Id next_id(const Model&);
  Id next_party_code() { return next_number("party"); }
  /// Of a sequence, by its name; used up as ids are.
  Id next_number(std::string_view sequence) { return ++last_numbers_[std::string(sequence)]; }
  /// The next id is at least this.
  void skip_ids(const Model&, Id next);

  void begin() { undo_.clear(); }
  void roll_back();

 private:
  struct Before {
    const Model* model;
    Id id;
    RowPtr row;
  };
  void remember(const Model&, Id);
  Table relations_seen() const;

  std::vector<Table> tables_;
  std::vector<Id> last_ids_;
  std::map<std::string, Id> last_numbers_;
  std::vector<Before> undo_;
  mutable std::optional<Table> relations_seen_;
};

}  // namespace syncline::sandbox::tryton
