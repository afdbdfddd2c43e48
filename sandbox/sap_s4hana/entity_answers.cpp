// What GET answers: d.results, deferred and expanded navigations, counts.
#include <algorithm>

#include "sandbox/sap_s4hana/entity_calls.h"
#include "sandbox/sap_s4hana/rules.h"
#include "sandbox/sap_s4hana/wire_value.h"

namespace syncline::sandbox::sap {

std::string address_of(const EntityType& type, const Row& row) {
  const auto keys = type.keys();
  std::string out;
  for (const Property* key : keys) {
    out += (out.empty() ? "" : ",") + (keys.size() > 1 ? key->name + "=" : "") + key_literal(*key, row[key->name]);
  }
  return type.set + "(" + out + ")";
}

Map EntityCalls::shown_row(const EntityType& type, const Row& row, const Shape& shape, const std::string& root) const {
  const std::string uri = root + "/" + address_of(type, row);
  Map metadata{{"id", uri}, {"uri", uri}, {"type", type.service + "." + type.set + "Type"}};
  if (!type.etag.empty()) metadata.set("etag", etag_of(tables_, type, row));
  Map out{{"__metadata", std::move(metadata)}};
  const auto is_asked = [&](const std::string& name) {
    return shape.select.empty() || shape.select.contains(name) || shape.select.contains("*");
  };
  for (const Property& each : type.properties) {
    if (!is_asked(each.name) || faults_.forbidden.contains(type.set + "." + each.name)) continue;
    out.set(each.name, shown(each, tables_.stored(type, row, each)));
  }
  for (const Navigation& each : type.navigations) {
    if (!shape.select.empty() && !shape.select.contains(each.name)) continue;
    const auto below = shape.expand.find(each.name);
    if (below == shape.expand.end()) {
      out.set(each.name, Map{{"__deferred", Map{{"uri", uri + "/" + each.name}}}});
      continue;
    }
    List rows;
    const EntityType& other = *type_of_set(each.target);
    for (const Row* one : tables_.related(type, row, each)) rows.push_back(shown_row(other, *one, below->second, root));
    out.set(each.name, each.many      ? Value(Map{{"results", std::move(rows)}})
                       : rows.empty() ? Value()
                                      : std::move(rows.front()));
  }
  return out;
}

Done<HttpResponse> EntityCalls::one(const EntityType& type, const Row* row, const Target& target) const {
  if (!row) return not_found(type.set);
  const auto query = read_query(type, target.options);
  if (!query) return fail(query.error());
  HttpResponse out = json_answer(200, Map{{"d", shown_row(type, *row, query->shape, target.root)}});
  if (!type.etag.empty()) set_header(out.headers, "ETag", etag_of(tables_, type, *row));
  return out;
}

Done<HttpResponse> EntityCalls::list(const EntityType& type, const std::vector<const Row*>& all,
                                     const Target& target) const {
  const auto query = read_query(type, target.options);
  if (!query) return fail(query.error());
  std::vector<const Row*> rows;
  for (const Row* row : all) {
    const Look look = [&](const Property& property) { return tables_.stored(type, *row, property); };
    if (!query->filter || query->filter(look)) rows.push_back(row);
  }
  if (target.segments.back().name == "$count")
    return HttpResponse{200, {{"Content-Type", "text/plain"}}, std::to_string(rows.size())};
  std::ranges::stable_sort(rows, [&](const Row* a, const Row* b) {
    for (const Query::Order& each : query->order) {
      const int order = compare(tables_.stored(type, *a, *each.by), tables_.stored(type, *b, *each.by));
      if (order != 0) return each.descending ? order > 0 : order < 0;
    }
    return false;
  });
  List shown;
  for (std::size_t i = query->skip; i < rows.size() && (query->top == 0 || shown.size() < query->top); ++i)
    shown.push_back(shown_row(type, *rows[i], query->shape, target.root));
  Map results{{"results", std::move(shown)}};
  if (query->count) results.set("__count", std::to_string(rows.size()));
  return json_answer(200, Map{{"d", std::move(results)}});
}

}  // namespace syncline::sandbox::sap
