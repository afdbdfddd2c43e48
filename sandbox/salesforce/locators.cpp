#include "sandbox/salesforce/locators.h"

#include <algorithm>
#include <charconv>

#include "sandbox/salesforce/record_id.h"

namespace syncline::sandbox::salesforce {

Answer<Value> Locators::begin(const View& view, std::string_view soql, std::size_t batch) {
  auto query = parse_soql(soql);
  if (!query) return fail(query.error());
  auto ids = matching(view, *query);
  if (!ids) return fail(ids.error());
  if (query->count)
    return Value(Map{{"totalSize", static_cast<std::int64_t>(ids->size())}, {"done", true}, {"records", List{}}});
  const std::string name = record_id("0r8", ++given_);
  Open open{std::move(*query), std::move(*ids), batch, view.deleted, view.now};
  Value first = page(view, name, open, 0);
  if (!first["done"].as_bool()) open_.insert_or_assign(name, std::move(open));
  return first;
}

Answer<Value> Locators::more(const View& view, const std::string& name) {
  const std::size_t dash = name.find('-');
  const auto open = open_.find(name.substr(0, dash));
  std::size_t from = 0;
  if (dash != std::string::npos) std::from_chars(name.data() + dash + 1, name.data() + name.size(), from);
  if (open == open_.end() || view.now > open->second.asked + days(2) || from == 0)
    return refuse("INVALID_QUERY_LOCATOR", "invalid query locator");
  View as_asked = view;
  as_asked.deleted = open->second.deleted;
  return page(as_asked, open->first, open->second, from);
}

Value Locators::page(const View& view, const std::string& name, const Open& open, std::size_t from) {
  const std::size_t most = std::min(open.batch, most_);
  const std::size_t fewer = ++pages_ % 3 == 0 ? most / 3 : 0;
  const std::size_t end = std::min(from + std::max<std::size_t>(1, most - fewer), open.ids.size());
  List records;
  for (std::size_t i = from; i < end; ++i) {
    Value shown = shown_record(view, open.query, open.ids[i]);
    if (!shown.is_null()) records.push_back(std::move(shown));
  }
  Map out{{"totalSize", static_cast<std::int64_t>(open.ids.size())}, {"done", end == open.ids.size()}};
  if (end < open.ids.size()) out.set("nextRecordsUrl", view.root + "/query/" + name + "-" + std::to_string(end));
  out.set("records", std::move(records));
  return out;
}

}  // namespace syncline::sandbox::salesforce
