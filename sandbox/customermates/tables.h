#pragma once
// Tables: the records of one workspace, and how they belong together.

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/decimal.h"
#include "base/value.h"
#include "sandbox/customermates/schema.h"

namespace syncline::sandbox::customermates {

struct Row {
  std::string id = {};
  Map fields = {};                                 ///< its own: texts, `emails`, `amount`
  std::map<std::string, std::string> custom = {};  ///< by the column's id, as the older API has it
  Instant created = {}, updated = {};
  int version = 1;
};

struct Line {
  std::string id, deal, service;
  Decimal quantity;
  Instant created = {}, updated = {};
  int version = 1;  ///< of it and of its saved price only the newer API knows
  std::optional<Decimal> saved = {};
};

class Tables {
 public:
  const std::map<std::string, Row>& of(const Kind&) const;
  const Row* find(const Kind&, const std::string& id) const;
  Row* find(const Kind&, const std::string& id);
  Row& add(const Kind&, Row);
  /// With all that belongs to it.
  void remove(const Kind&, const std::string& id);

  /// Ids of `many` that belong to this record, in no order that means anything.
  std::vector<std::string> linked(const std::string& id, const std::string& many) const;
  void link(const Kind& one, const std::string& id, const Kind& other, const std::string& other_id);
  void unlink(const std::string& id, const std::string& other_id);
  void unlink_all(const std::string& id, const Kind& other);

  std::vector<Line> lines_of(const std::string& deal) const;
  void set_lines(const std::string& deal, std::vector<Line>);
  Line* find_line(const std::string& id);
  void add_line(Line);
  void remove_line(const std::string& id);
  /// Of all deals.
  std::vector<const Line*> lines() const;
  /// What one of its service costs in this line.
  Decimal price_in(const Line&) const;
  std::string next_id() { return uuid_of("record " + std::to_string(++made_)); }

 private:
  std::map<std::string, std::map<std::string, Row>> rows_;                     ///< by the plural
  std::map<std::string, std::map<std::string, std::set<std::string>>> links_;  ///< id → plural → ids
  std::map<std::string, std::vector<Line>> lines_;                             ///< by deal
  int made_ = 0;
};

/// Σ price × quantity.
Decimal total_of(const Tables&, const std::string& deal);
/// "2026-11-20T23:01:12.345Z"
std::string moment_text(Instant);

}  // namespace syncline::sandbox::customermates
