#pragma once
// Query: the system query options of an OData request, checked against the entity type that is asked for.

#include <functional>
#include <string>
#include <vector>

#include "sandbox/business_central/refusal.h"
#include "sandbox/business_central/schema.h"

namespace syncline::sandbox::business_central {

/// A property of the record in question, as stored.
using Look = std::function<Value(const std::string& property)>;
using Filter = std::function<bool(const Look&)>;

struct Query;
struct Expand;

struct Query {
  std::vector<std::string> select;  ///< empty: all
  std::vector<Expand> expand;
  Filter filter;  ///< empty: all
  struct Order {
    const Property* by = nullptr;
    bool descending = false;
  };
  std::vector<Order> order;
  std::string skip_token;
  std::size_t top = 0;  ///< 0: all
  bool count = false;
};

struct Expand {
  Navigation navigation;
  Query query;
};

/// `options`: decoded, by name ("$filter").
Done<Query> read_query(const EntityType&, const Map& options);

/// Below zero, zero, above zero, as the property's type compares.
int compare(const Property&, const Value& a, const Value& b);

}  // namespace syncline::sandbox::business_central
