#pragma once
// Calls: the methods of the REST API, one by one as they come in a request or in a batch.

#include <optional>

#include "sandbox/bitrix24/edit.h"
#include "sandbox/bitrix24/query.h"

namespace syncline::sandbox::bitrix24 {

struct Portal {
  std::string zone = "Europe/Berlin";
  std::size_t page = 50;
  std::vector<std::string> own_measures = {};  ///< symbols of those that people have added
};

struct Told {
  Value result;
  std::optional<std::int64_t> next, total;
};

/// "a=1&b[c]=2" as a map; keys 0, 1, … make a list.
Map nested_form(std::string_view);
bool is_write(std::string_view method);

Answer<Told> call(Work&, const Portal&, const std::string& method, const Map& params);

// By group.
Answer<Told> item_call(Work&, const Portal&, std::string_view verb, const Map& params);
Answer<Told> row_call(Work&, const Portal&, std::string_view verb, const Map& params);
Answer<Told> requisite_call(Work&, const Portal&, std::string_view verb, const Map& params);
Answer<Told> address_call(Work&, const Portal&, std::string_view verb, const Map& params);
Answer<Told> catalog_call(Work&, const Portal&, std::string_view method, const Map& params);

/// `listed` under `name`; without a name the list itself.
Answer<Told> told_page(Answer<Page> page, std::string_view name);
Map map_param(const Map& params, std::string_view name);
Value param(const Map& params, std::string_view name);

}  // namespace syncline::sandbox::bitrix24
