#include "sandbox/salesforce/query.h"

#include <algorithm>

#include "base/text.h"
#include "sandbox/salesforce/record_id.h"

namespace syncline::sandbox::salesforce {
namespace {

/// "Account.Name" → the object and field at its end, and the references on the way.
struct FieldPath {
  std::vector<const Field*> references;
  const ObjectType* type = nullptr;
  const Field* field = nullptr;
};

Answer<FieldPath> path_of(const View& view, const ObjectType& type, const std::string& text) {
  FieldPath out;
  out.type = &type;
  std::vector<std::string> names = split(text, '.');
  if (names.size() > 1 && same_name(names.front(), type.name)) names.erase(names.begin());
  for (std::size_t i = 0; i + 1 < names.size(); ++i) {
    const auto& fields = out.type->fields;
    const auto found = std::ranges::find_if(
        fields, [&](const Field& each) { return !each.relation().empty() && same_name(each.relation(), names[i]); });
    if (found == fields.end())
      return refuse("INVALID_FIELD", "Didn't understand relationship '" + names[i] +
                                         "' in field path. If you are attempting to use a custom relationship, be sure "
                                         "to append the '__r' after the custom relationship name.");
    out.references.push_back(&*found);
    out.type = &object_named(found->to);
  }
  auto field = readable(*out.type, names.back(), view.faults);
  if (!field) return fail(field.error());
  out.field = *field;
  return out;
}

RowPtr seen(const View& view, const ObjectType& type, const std::string& id) {
  RowPtr row = seen_by_queries(view.tables.find(type, id), view.now);
  return row && (view.deleted || !row->deleted) ? row : nullptr;
}

Value value_at(const View& view, const FieldPath& path, const ObjectType& type, RowPtr row) {
  const ObjectType* at = &type;
  for (const Field* each : path.references) {
    const std::string id = shown_value(view.tables, *at, *row, *each).string_or("");
    at = &object_named(each->to);
    row = seen(view, *at, id);
    if (!row) return {};
  }
  return shown_value(view.tables, *at, *row, *path.field);
}

bool is_text(const Field& field) { return field.type == Type::text || field.type == Type::email; }

Answer<void> check_literal(const Field& field, const Literal& literal) {
  using Kind = Literal::Kind;
  if (literal.kind == Kind::null) return {};
  const auto wrong = [&](const char* type, bool quoted) {
    return refuse("INVALID_FIELD",
                  "value of filter criterion for field '" + std::string(field.name) + "' must be of type " + type +
                      (quoted ? " and should be enclosed in quotes" : " and should not be enclosed in quotes"));
  };
  const Kind kind = literal.kind;
  switch (field.type) {
    case Type::moment: return kind == Kind::moment ? Answer<void>() : wrong("dateTime", false);
    case Type::date: return kind == Kind::date ? Answer<void>() : wrong("date", false);
    case Type::number:
    case Type::integer: return kind == Kind::number ? Answer<void>() : wrong("double", false);
    case Type::boolean: return kind == Kind::boolean ? Answer<void>() : wrong("boolean", false);
    case Type::id:
    case Type::reference:
      if (kind != Kind::text) return wrong("ID", true);
      if (!literal.value.as_string().empty() && !long_id(literal.value.as_string()))
        return refuse("INVALID_QUERY_FILTER_OPERATOR", "invalid ID field: " + literal.value.as_string());
      return {};
    case Type::long_text:
      return refuse("INVALID_FIELD", "field '" + std::string(field.name) + "' can not be filtered in a query call");
    default: return kind == Kind::text ? Answer<void>() : wrong("string", true);
  }
}

/// LIKE: % stands for any characters, _ for one; case does not matter.
bool is_like(std::string_view text, std::string_view pattern) {
  if (pattern.empty()) return text.empty();
  if (pattern.front() == '%') {
    for (std::size_t i = 0; i <= text.size(); ++i) {
      if (is_like(text.substr(i), pattern.substr(1))) return true;
    }
    return false;
  }
  const bool escaped = pattern.front() == '\\' && pattern.size() > 1;
  if (escaped) pattern.remove_prefix(1);
  if (text.empty() || (text.front() != pattern.front() && (escaped || pattern.front() != '_'))) return false;
  return is_like(text.substr(1), pattern.substr(1));
}

/// Below zero, zero, above: of values of one field; what is empty comes first.
int order_of(const Field& field, const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) return static_cast<int>(!a.is_null()) - static_cast<int>(!b.is_null());
  if (a.is_number() && b.is_number()) return a.as_decimal() < b.as_decimal() ? -1 : a.as_decimal() > b.as_decimal();
  if (a.is_bool()) return static_cast<int>(a.as_bool()) - static_cast<int>(b.bool_or(false));
  std::string x = a.string_or(""), y = b.string_or("");
  if (is_text(field)) {
    x = fold_case(x);
    y = fold_case(y);
  }
  return x.compare(y);
}

Value comparable(const Field& field, const Value& value) {
  if (field.type == Type::moment && value.is_string()) {
    const auto at = parse_instant(value.as_string());
    return at ? Value(at->us) : Value();
  }
  if (field.type == Type::id || field.type == Type::reference) {
    const auto id = long_id(value.string_or(""));
    return id ? Value(*id) : Value();
  }
  return value.is_string() && value.as_string().empty() ? Value() : value;
}

bool compares(const Field& field, const std::string& op, const Value& shown, const Literal& literal) {
  const Value a = comparable(field, shown), b = comparable(field, literal.value);
  if (op == "LIKE") return is_like(fold_case(a.string_or("")), fold_case(b.string_or("")));
  const bool known = !a.is_null() && !b.is_null();
  const int order = order_of(field, a, b);
  if (op == "=" || op == "IN") return order == 0;
  if (op == "!=" || op == "NOT IN") return order != 0;
  if (!known) return false;
  if (op == "<") return order < 0;
  if (op == "<=") return order <= 0;
  return op == ">" ? order > 0 : order >= 0;
}

class Matcher {
 public:
  Matcher(const View& view, const ObjectType& type) : view_(view), type_(type) {}

  Answer<void> check(const Condition& condition) const {
    for (const Condition& each : condition.parts) {
      if (auto done = check(each); !done) return done;
    }
    if (condition.kind != Condition::Kind::compare) return {};
    const auto path = path_of(view_, type_, condition.field);
    if (!path) return fail(path.error());
    for (const Literal& each : condition.literals) {
      if (auto done = check_literal(*path->field, each); !done) return done;
    }
    return {};
  }

  bool holds(const Condition& condition, const RowPtr& row) const {
    const auto part = [&](const Condition& each) { return holds(each, row); };
    switch (condition.kind) {
      case Condition::Kind::all: return std::ranges::all_of(condition.parts, part);
      case Condition::Kind::any: return std::ranges::any_of(condition.parts, part);
      case Condition::Kind::none: return !part(condition.parts.front());
      case Condition::Kind::compare: break;
    }
    const auto path = path_of(view_, type_, condition.field);
    const Value shown = value_at(view_, *path, type_, row);
    const auto fits = [&](const Literal& each) { return compares(*path->field, condition.op, shown, each); };
    if (condition.op == "NOT IN") return std::ranges::all_of(condition.literals, fits);
    return std::ranges::any_of(condition.literals, fits);
  }

 private:
  const View& view_;
  const ObjectType& type_;
};

Answer<void> check_fields(const View& view, const ObjectType& type, const Query& query) {
  for (const std::string& each : query.fields) {
    if (auto path = path_of(view, type, each); !path) return fail(path.error());
  }
  for (const Order& each : query.order) {
    if (auto path = path_of(view, type, each.field); !path) return fail(path.error());
  }
  for (const Query& each : query.children) {
    const ChildRelation* relation = find_children(type.name, each.from);
    if (!relation)
      return refuse("INVALID_FIELD",
                    "Didn't understand relationship '" + each.from +
                        "' in FROM part of query call. If you "
                        "are attempting to use a custom relationship, be sure to append the '__r' after the "
                        "custom relationship name. Please reference your WSDL or the describe call for the "
                        "appropriate names.");
    if (auto done = check_fields(view, object_named(relation->child), each); !done) return done;
  }
  return query.where ? Matcher(view, type).check(*query.where) : Answer<void>();
}

/// `field`: of children, where their parent stands.
std::vector<RowPtr> rows_of(const View& view, const ObjectType& type, const Query& query, std::string_view field = {},
                            const std::string& parent = {}) {
  const Matcher matcher(view, type);
  std::vector<RowPtr> out;
  for (const auto& [id, latest] : view.tables.of(type)) {
    if (!field.empty() && (*latest)[field] != Value(parent)) continue;
    const RowPtr row = seen(view, type, id);
    if (row && (!query.where || matcher.holds(*query.where, row))) out.push_back(row);
  }
  for (auto order = query.order.rbegin(); order != query.order.rend(); ++order) {
    const auto path = path_of(view, type, order->field);
    std::ranges::stable_sort(out, [&](const RowPtr& a, const RowPtr& b) {
      const int by = order_of(*path->field, value_at(view, *path, type, a), value_at(view, *path, type, b));
      return order->descending ? by > 0 : by < 0;
    });
  }
  const auto skip = static_cast<std::size_t>(query.offset.value_or(0));
  out.erase(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(std::min(skip, out.size())));
  if (query.limit && out.size() > static_cast<std::size_t>(*query.limit))
    out.resize(static_cast<std::size_t>(*query.limit));
  return out;
}

/// "Account.Owner.Name" goes into maps within maps, each with its attributes.
void show_at(const View& view, Map& into, const ObjectType& type, const RowPtr& row, std::vector<std::string> names) {
  if (names.size() > 1 && same_name(names.front(), type.name)) names.erase(names.begin());
  const auto& fields = type.fields;
  if (names.size() == 1) {
    const Field& field = *type.field(names.front());
    return into.set(field.name, shown_value(view.tables, type, *row, field));
  }
  const auto reference = std::ranges::find_if(
      fields, [&](const Field& each) { return !each.relation().empty() && same_name(each.relation(), names.front()); });
  const ObjectType& other = object_named(reference->to);
  const RowPtr target = seen(view, other, shown_value(view.tables, type, *row, *reference).string_or(""));
  Value& inner = into[reference->relation()];
  if (!target) return;
  if (!inner.is_map()) inner = Map{{"attributes", attributes_of(view, other, target->id)}};
  names.erase(names.begin());
  show_at(view, inner.as_map(), other, target, std::move(names));
}

Map show(const View& view, const ObjectType& type, const RowPtr& row, const Query& query) {
  Map out{{"attributes", attributes_of(view, type, row->id)}};
  for (const std::string& each : query.fields) show_at(view, out, type, row, split(each, '.'));
  for (const Query& each : query.children) {
    const ChildRelation& relation = *find_children(type.name, each.from);
    const ObjectType& child = object_named(relation.child);
    List children;
    for (const RowPtr& one : rows_of(view, child, each, relation.field, row->id))
      children.emplace_back(show(view, child, one, each));
    const auto total = static_cast<std::int64_t>(children.size());
    out.set(relation.name, children.empty()
                               ? Value()
                               : Value(Map{{"totalSize", total}, {"done", true}, {"records", std::move(children)}}));
  }
  return out;
}

}  // namespace

Map attributes_of(const View& view, const ObjectType& type, const std::string& id) {
  return Map{{"type", type.name}, {"url", view.root + "/sobjects/" + std::string(type.name) + "/" + id}};
}

Answer<std::vector<std::string>> matching(const View& view, const Query& query) {
  const ObjectType* type = find_object(query.from);
  if (!type)
    return refuse("INVALID_TYPE",
                  "sObject type '" + query.from +
                      "' is not supported. If you are attempting to use a custom object, be sure to append the "
                      "'__c' after the entity name. Please reference your WSDL or the describe call for the "
                      "appropriate names.");
  if (auto done = check_fields(view, *type, query); !done) return fail(done.error());
  std::vector<std::string> out;
  for (const RowPtr& each : rows_of(view, *type, query)) out.push_back(each->id);
  return out;
}

Value shown_record(const View& view, const Query& query, const std::string& id) {
  const ObjectType& type = object_named(query.from);
  const RowPtr row = seen(view, type, id);
  return row ? Value(show(view, type, row, query)) : Value();
}

}  // namespace syncline::sandbox::salesforce
