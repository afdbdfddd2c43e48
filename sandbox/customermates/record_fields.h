#pragma once
// The model of the newer API: types of records, their fields and relations, and what a field holds, as tagged values.
// Written from the server's published source; a workspace that the server's own update made of one of the older API, so
// that ids of records, columns and options are the same.

#include <map>
#include <set>

#include "sandbox/customermates/tables.h"

namespace syncline::sandbox::customermates {

/// Lines of deals are records of their own there.
inline constexpr std::string_view line_items = "lineItems";

struct Field {
  std::string id, label, value_type;
  std::string behavior = "input";
  bool required = false;
  std::string slot = {};  ///< where a row of the older API has it: "name"; nothing: a column, or computed
  const Column* column = nullptr;
  std::vector<Option> options = {};

  bool writable() const { return behavior == "input" || behavior == "snapshot"; }
};

struct RecordType {
  std::string many;  ///< as the older API calls them, or line_items
  std::string label;
  std::vector<Field> fields;

  std::string id() const;
  const Field* field(std::string_view id) const;
};

struct Relation {
  std::string source, target;  ///< `many`
  std::string id() const;
};

const std::vector<RecordType>& record_types();
const RecordType* find_type(std::string_view id);
const RecordType& type_of(std::string_view many);
const std::vector<Relation>& relations();
const Relation* find_relation(std::string_view id);

/// What people made of the workspace's model.
struct Schema {
  int revision = 1;
  std::map<std::string, std::string> labels = {};  ///< of types, fields and options that have another one now
  std::set<std::string> archived = {};             ///< ids of types

  std::string label(const std::string& id, const std::string& first) const;
};

/// As /model/discover answers it.
Value described(const Schema&);

/// {"state": "value", "value": {"kind": …}} or {"state": "missing"}.
Value result_of(const Tables&, const RecordType&, const Field&, const std::string& id);
/// The text of a contact's or company's name, as others see it.
Value title_of(const Tables&, const RecordType&, const std::string& id);
bool exists(const Tables&, const RecordType&, const std::string& id);
std::vector<std::string> ids_of(const Tables&, const RecordType&);
struct Stamps {
  Instant created, updated;
  int version = 1;
};
Stamps stamps_of(const Tables&, const RecordType&, const std::string& id);
/// Ids at the other end.
std::vector<std::string> related(const Tables&, const Relation&, const std::string& id, bool outgoing);

}  // namespace syncline::sandbox::customermates
