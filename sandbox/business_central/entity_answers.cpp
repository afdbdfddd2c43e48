// What EntityCalls shows: pages with a link to the next, and records with what was expanded.
#include <algorithm>
#include <charconv>

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "sandbox/business_central/entity_calls.h"

namespace syncline::sandbox::business_central {
namespace {

std::size_t page_size(const HttpRequest& request) {
  constexpr std::string_view word = "odata.maxpagesize=";
  const std::string* prefer = header(request.headers, "Prefer");
  const std::size_t at = prefer ? prefer->find(word) : std::string::npos;
  std::size_t size = most_rows;
  if (at != std::string::npos)
    std::from_chars(prefer->data() + at + word.size(), prefer->data() + prefer->size(), size);
  return std::clamp<std::size_t>(size, 1, most_rows);
}

/// By what is asked for, then by id. Negative: a stands before b.
int order_of(const Query& query, const Row& a, const Row& b) {
  for (const Query::Order& each : query.order) {
    const int order = compare(*each.by, stored(a, each.by->name), stored(b, each.by->name));
    if (order != 0) return each.descending ? -order : order;
  }
  return a.id.compare(b.id);
}

/// Where a page ended: its last row's place in the order.
std::string token_of(const Query& query, const Row& last) {
  List place{last.id};
  for (const Query::Order& each : query.order) place.push_back(stored(last, each.by->name));
  return base64url(write_json(Value(std::move(place))));
}

std::optional<Row> row_of(const Query& query) {
  std::string text;
  if (!from_base64(query.skip_token, text)) return std::nullopt;
  const auto place = parse_json(text);
  if (!place || !place->is_list() || place->as_list().size() != query.order.size() + 1) return std::nullopt;
  Row out;
  out.id = place->at(0).string_or("");
  for (std::size_t i = 0; i < query.order.size(); ++i) {
    const std::string& name = query.order[i].by->name;
    out.fields.set(name, place->at(i + 1));
    if (name == "lastModifiedDateTime")
      out.modified = parse_instant(place->at(i + 1).string_or("")).value_or(Instant{});
  }
  return out;
}

std::string next_link(const Target& target, const std::string& token) {
  std::string out = target.root;
  for (const Segment& each : target.segments) out += "/" + each.name + (each.key.empty() ? "" : "(" + each.key + ")");
  std::string separator = "?";
  for (const auto& [name, value] : target.options) {
    if (name == "$skiptoken" || name == "aid") continue;
    out += std::exchange(separator, "&") + name + "=" + percent_encode(value.string_or(""));
  }
  return out + separator + "aid=FIN&$skiptoken=" + token;
}

}  // namespace

Done<HttpResponse> EntityCalls::list(const EntityType& type, const std::vector<const Row*>& rows,
                                     const HttpRequest& request, const Target& target) {
  const auto query = read_query(type, target.options);
  if (!query) return fail(query.error());
  std::optional<Row> after;
  if (!query->skip_token.empty() && !(after = row_of(*query)))
    return refused("BadRequest", "The skip token is malformed.");
  std::vector<const Row*> found;
  for (const Row* row : rows) {
    if (after && order_of(*query, *after, *row) >= 0) continue;
    if (!query->filter || query->filter([&](const std::string& name) { return stored(*row, name); }))
      found.push_back(row);
  }
  std::ranges::sort(found, [&](const Row* a, const Row* b) { return order_of(*query, *a, *b) < 0; });
  const std::size_t most = query->top > 0 ? std::min(query->top, most_rows) : page_size(request);
  Map out{{"@odata.context", target.root + "/$metadata#" + type.set}};
  if (query->count) out.set("@odata.count", static_cast<std::int64_t>(found.size()));
  List values;
  for (std::size_t i = 0; i < std::min(most, found.size()); ++i)
    values.emplace_back(with_expanded(type, *found[i], *query));
  out.set("value", std::move(values));
  if (query->top == 0 && found.size() > most)
    out.set("@odata.nextLink", next_link(target, token_of(*query, *found[most - 1])));
  return json_answer(200, std::move(out));
}

Map EntityCalls::with_expanded(const EntityType& type, const Row& row, const Query& query) const {
  Map out = shown(type, row, query.select);
  for (const auto& each : faults_.forbidden) {
    if (each.starts_with(type.set + ".")) out.erase(each.substr(type.set.size() + 1));
  }
  for (const Expand& each : query.expand) {
    const EntityType& below_type = *type_named(each.navigation.target);
    List list;
    if (below_type.name == "contactInformation") {
      for (Map& contact : contacts_information(row)) list.emplace_back(std::move(contact));
    } else if (below_type.name == "customer" || below_type.name == "item" || below_type.name == "paymentTerm") {
      const std::string reference = below_type.name == "paymentTerm" ? "paymentTermsId" : below_type.name + "Id";
      const Row* other = tables_.find(below_type.set, stored(row, reference).string_or(""));
      if (other) list.emplace_back(with_expanded(below_type, *other, each.query));
    } else if (below_type.name == "customerFinancialDetail") {
      Row detail{row.id, {}, row.modified, row.revision};
      for (const Property& property : below_type.properties) detail.fields.set(property.name, nothing_of(property));
      detail.fields.set("id", row.id);
      list.emplace_back(shown(below_type, detail, each.query.select));
    } else {
      for (const Row* line : tables_.rows_where(below_type.set, "documentId", Value(row.id)))
        list.emplace_back(with_expanded(below_type, *line, each.query));
    }
    out.set(each.navigation.name, each.navigation.many ? Value(std::move(list))
                                  : list.empty()       ? Value()
                                                       : std::move(list.front()));
  }
  return out;
}

/// The company that a customer is, and the people there.
std::vector<Map> EntityCalls::contacts_information(const Row& customer) const {
  std::vector<Map> out;
  const Value company = stored(customer, "$contact");
  for (const auto& [id, contact] : tables_.rows("contacts")) {
    if (stored(contact, "number") != company && stored(contact, "companyNumber") != company) continue;
    Row row{id, {}, contact.modified, contact.revision};
    row.fields = Map{{"contactId", id},
                     {"contactNumber", stored(contact, "number")},
                     {"contactName", stored(contact, "displayName")},
                     {"contactType", stored(contact, "type")},
                     {"relatedId", customer.id},
                     {"relatedType", "Customer"}};
    out.push_back(shown(*type_named("contactInformation"), row, {}));
  }
  return out;
}

}  // namespace syncline::sandbox::business_central
