#pragma once
// The kinds of records of the modelled workspace, and the columns that connectors/customermates/README.md has its users
// make.

#include <string>
#include <string_view>
#include <vector>

namespace syncline::sandbox::customermates {

struct Option {
  std::string id, label;
};

/// A custom column of the older API, a field of the newer one.
struct Column {
  std::string id, label;
  std::string type;  ///< plain, phone, singleSelect, currency, date
  std::vector<Option> options = {};

  const Option* option(std::string_view id) const;
};

struct Kind {
  std::string one, many;            ///< "deal", "deals"
  std::vector<std::string> texts;   ///< its own fields that are texts; the first must not be empty
  std::vector<std::string> linked;  ///< `many` of other kinds
  std::vector<Column> columns;

  const Column* column(std::string_view id) const;
  const Column* labelled(std::string_view label) const;
};

/// By its plural; nullptr: there is none.
const Kind* find_kind(std::string_view many);
const Kind& kind_named(std::string_view many);
const std::vector<Kind>& kinds();
/// The same text, the same id.
std::string uuid_of(std::string_view text);

}  // namespace syncline::sandbox::customermates
