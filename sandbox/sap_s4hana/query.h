#pragma once
// Query: the system query options of an OData v2 request, checked against the entity type that is asked for.

#include <functional>
#include <map>
#include <set>
#include <string>

#include "sandbox/sap_s4hana/refusal.h"
#include "sandbox/sap_s4hana/schema.h"

namespace syncline::sandbox::sap {

/// A property of the record in question, as stored.
using Look = std::function<Value(const Property&)>;
using Filter = std::function<bool(const Look&)>;

/// What is shown of a record, and below it.
struct Shape {
  std::set<std::string> select;  ///< empty: all
  std::map<std::string, Shape> expand;
};

struct Query {
  Shape shape;
  Filter filter;  ///< empty: all
  struct Order {
    const Property* by = nullptr;
    bool descending = false;
  };
  std::vector<Order> order;
  std::size_t top = 0, skip = 0;  ///< top 0: all
  bool count = false;
};

/// `options`: decoded, by name ("$filter").
Done<Query> read_query(const EntityType&, const Map& options);
Done<Filter> read_filter(const EntityType&, const std::string& text);
/// Below zero, zero, above zero; nothing is below everything.
int compare(const Value& a, const Value& b);

}  // namespace syncline::sandbox::sap
