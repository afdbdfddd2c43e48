#pragma once
// The models of Tryton 6.0 that the sandbox knows, with the fields that its API shows. Plain data, built once.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace syncline::sandbox::tryton {

enum class FieldKind : std::uint8_t {
  integer,
  text,       ///< one line: control characters are refused
  long_text,  ///< lines are welcome
  choice,     ///< one of the names in choices_of()
  boolean,
  decimal,
  real,       ///< a quantity: a plain number on the wire
  timestamp,  ///< kept as microseconds since 1970
  date,       ///< kept as "2026-11-21"
  reference,  ///< "sale.line,4"
  many2one,
  one2many,   ///< not stored: the targets whose `inverse` is this record
  many2many,  ///< stored as a list of ids
  binary,     ///< kept as base64
  computed,   ///< not stored, not written
};

/// What becomes of a record when the one it points to is deleted.
enum class OnDelete : std::uint8_t { set_null, cascade, restrict };

struct Field {
  std::string_view name, label;
  FieldKind kind = FieldKind::text;
  std::string_view target = {};
  std::string_view inverse = {};
  bool required = false;
  OnDelete on_delete = OnDelete::set_null;
  bool derived = false;  ///< worked out from other records when it is asked for; not stored, not written
};

struct SortKey {
  std::string_view field;
  bool descending = false;
  std::optional<bool> nulls_first = {};  ///< unset: as PostgreSQL does, last when ascending
};

/// Who may call a model's methods.
enum class Access : std::uint8_t {
  full,
  read_only,  ///< for the user of an integration
  internal,   ///< not for RPC: 403
};

struct Model {
  std::string_view name, label;
  Access access = Access::full;
  std::string_view record_name;  ///< the field that names a record
  std::vector<SortKey> order;
  std::vector<Field> fields;
  std::size_t index = 0;

  std::optional<std::size_t> column(std::string_view field) const;
  bool has_active() const { return column("active").has_value(); }
};

/// The first columns of every model.
inline constexpr std::size_t id_column = 0, create_uid_column = 1, create_date_column = 2, write_uid_column = 3,
                             write_date_column = 4;

const std::vector<Model>& models();
/// nullptr: unknown.
const Model* find_model(std::string_view name);
/// Precondition: the model exists.
const Model& model_of(std::string_view name);
const std::vector<std::string_view>& choices_of(const Model&, const Field&);

/// The rows of party.relation seen from both ends, with the ids 2n and 2n + 1: what the API shows instead of it.
inline constexpr std::string_view relations_both_ways = "party.relation.all";
inline constexpr std::string_view relations = "party.relation";

}  // namespace syncline::sandbox::tryton
