#pragma once
// Tables: what the account holds, archived records included, and how they are related. Rows are shared between copies.

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "base/value.h"
#include "sandbox/hubspot/schema.h"

namespace syncline::sandbox::hubspot {

using Id = std::int64_t;

struct Row;
using RowPtr = std::shared_ptr<const Row>;

struct Row {
  Id id = 0;
  Map properties = {};  ///< texts; what is empty is not there
  Instant created = {}, modified = {}, archived_at = {};
  bool archived = false;
  /// What the search shows until then.
  Instant indexed_from = {};
  RowPtr before = nullptr;

  std::string operator[](std::string_view property) const;
};

/// Of one record, those of another object: which, and by which types.
using Links = std::map<Id, std::set<int>>;

class Tables {
 public:
  const std::map<Id, RowPtr>& of(const ObjectType&) const;
  RowPtr find(const ObjectType&, Id) const;  ///< also archived ones
  RowPtr live(const ObjectType&, Id) const;
  RowPtr by_value(const ObjectType&, std::string_view property, const std::string& value) const;
  void put(const ObjectType&, Row);
  Id next_id() { return last_ += 7; }

  /// Into which it was merged.
  std::optional<Id> winner_of(const ObjectType&, Id loser) const;
  void set_winner(const ObjectType&, Id loser, Id winner);

  const Links& links(const LinkType&, Id from) const;
  /// In both directions. One that is primary takes the place of the primary one; the first is primary. A line item
  /// leaves the deal that it was of.
  void link(const LinkType&, Id from, Id to, bool primary);
  void unlink(const LinkType&, Id from, Id to);
  std::optional<Id> primary(const LinkType&, Id from) const;

 private:
  std::map<std::string_view, std::map<Id, RowPtr>> rows_;
  std::map<std::string_view, std::map<Id, Id>> winners_;
  std::map<int, std::map<Id, Links>> links_;  ///< by the plain type
  Id last_ = 9000;
};

/// As the search sees it at that moment; nullptr: not yet.
RowPtr indexed(RowPtr, Instant now);
/// One property as it is answered; null: empty.
Value shown_value(const Tables&, const ObjectType&, const Row&, const Property&);
/// "2026-11-21T01:58:03.412Z"
std::string moment_text(Instant);
std::optional<Id> id_of(const Value&);

}  // namespace syncline::sandbox::hubspot
