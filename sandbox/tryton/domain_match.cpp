#include <algorithm>
#include <optional>
#include <set>
#include <unordered_set>

#include "base/text.h"
#include "sandbox/tryton/domain.h"
#include "sandbox/tryton/record.h"
#include "sandbox/tryton/wire_value.h"

namespace syncline::sandbox::tryton {
namespace {

using Ids = std::set<Id>;

Answer<Rows> filter(const Transaction&, const Model&, const Domain&, const Rows&);

bool negative(const std::string& comparison) { return comparison.starts_with('!') || comparison.starts_with("not "); }
bool by_condition(const std::string& comparison) { return comparison == "where" || comparison == "not where"; }

Domain all_of(std::vector<Domain> parts) { return {{}, {}, {}, false, std::move(parts)}; }

Rows all_rows(const Tables& tables, const Model& model) {
  Rows rows;
  for (const auto& [id, row] : tables.of(model)) rows.push_back(row);
  return rows;
}

/// Text without case; '%' is any text, '_' any character, '\' takes the next one literally.
bool like(std::string_view text, std::string_view pattern) {
  if (pattern.empty()) return text.empty();
  if (pattern[0] == '%') {
    for (std::size_t i = 0; i <= text.size(); ++i) {
      if (like(text.substr(i), pattern.substr(1))) return true;
    }
    return false;
  }
  if (text.empty()) return false;
  if (pattern[0] == '_') {
    std::size_t bytes = 1;
    while (bytes < text.size() && (static_cast<unsigned char>(text[bytes]) & 0xC0u) == 0x80u) ++bytes;
    return like(text.substr(bytes), pattern.substr(1));
  }
  if (pattern[0] == '\\' && pattern.size() > 1) pattern.remove_prefix(1);
  return text[0] == pattern[0] && like(text.substr(1), pattern.substr(1));
}

/// As SQL: null fulfils nothing but a comparison with null.
bool holds(const Value& cell, const std::string& comparison, const Value& wanted) {
  if (wanted.is_null()) return comparison == "=" ? cell.is_null() : comparison == "!=" && !cell.is_null();
  if (cell.is_null()) return false;
  if (comparison.ends_with("like")) {
    const bool folded = comparison.ends_with("ilike");
    const std::string text = cell.string_or(""), pattern = wanted.string_or("");
    const bool found = folded ? like(to_lower(text), to_lower(pattern)) : like(text, pattern);
    return found != negative(comparison);
  }
  const int order = compare(cell, wanted);
  if (comparison == "=") return order == 0;
  if (comparison == "!=") return order != 0;
  if (comparison == "<") return order < 0;
  if (comparison == ">") return order > 0;
  return comparison == "<=" ? order <= 0 : order >= 0;
}

bool is_listed(const Value& cell, bool not_in, const List& wanted) {
  const bool null_listed = std::ranges::any_of(wanted, &Value::is_null);
  const bool listed = std::ranges::any_of(wanted, [&](const Value& each) { return each == cell; });
  if (!not_in) return listed;
  const bool empty = std::ranges::all_of(wanted, &Value::is_null);
  return cell.is_null() ? empty && !null_listed : !listed;
}

Answer<Value> wanted_value(const Field& field, const Domain& clause) {
  if (clause.comparison != "in" && clause.comparison != "not in") return from_wire(field, clause.value);
  if (!clause.value.is_list())
    return exception("'" + std::string(name_of(clause.value.kind())) + "' object is not iterable");
  List wanted;
  for (const Value& each : clause.value.as_list()) {
    Answer<Value> value = from_wire(field, each);
    if (!value) return value;
    wanted.push_back(std::move(*value));
  }
  return Value(std::move(wanted));
}

/// The ids of a list that has nothing else: looked up, not searched.
std::optional<Ids> ids_in(const Value& wanted) {
  if (!wanted.is_list() || wanted.as_list().empty()) return std::nullopt;
  Ids ids;
  for (const Value& each : wanted.as_list()) {
    if (!each.is_int()) return std::nullopt;
    ids.insert(each.as_int());
  }
  return ids;
}

Answer<Rows> by_value(const Transaction& transaction, const Model& model, const Field& field, const Domain& clause,
                      const Rows& rows) {
  if (by_condition(clause.comparison)) return missing_key(clause.comparison);
  const Answer<Value> wanted = wanted_value(field, clause);
  if (!wanted) return fail(wanted.error());
  Rows kept;
  if (const std::optional<Ids> ids = ids_in(*wanted)) {
    for (const RowPtr& row : rows) {
      const Value cell = cell_of(transaction, model, *row, field);
      if (cell.is_int() && ids->contains(cell.as_int()) == (clause.comparison == "in")) kept.push_back(row);
    }
    return kept;
  }
  for (const RowPtr& row : rows) {
    const Value cell = cell_of(transaction, model, *row, field);
    const bool fits = wanted->is_list() ? is_listed(cell, clause.comparison == "not in", wanted->as_list())
                                        : holds(cell, clause.comparison, *wanted);
    if (fits) kept.push_back(row);
  }
  return kept;
}

Answer<Ids> target_ids(const Transaction& transaction, const Model& target, const Domain& domain, bool hide_inactive) {
  const bool tested = hide_inactive && transaction.active_test && target.has_active();
  const Answer<Rows> found =
      filter(transaction, target, tested ? with_active_test(domain) : domain, all_rows(transaction.tables, target));
  if (!found) return fail(found.error());
  Ids ids;
  for (const RowPtr& row : *found) ids.insert(id_of(*row));
  return ids;
}

/// The clause as the target sees it: under the rest of the path, by name for a text, by id else.
Answer<Domain> target_domain(const Domain& clause, std::string_view rest) {
  if (rest.empty() && by_condition(clause.comparison)) return read_domain(clause.value);
  std::string field(rest);
  if (field.empty()) field = clause.value.is_string() ? "rec_name" : "id";
  return all_of({{std::move(field), clause.comparison, clause.value, false, {}}});
}

Answer<Rows> by_one(const Transaction& transaction, const Model& model, const Field& field, const Domain& clause,
                    std::string_view rest, const Rows& rows) {
  if (rest.empty() && !clause.value.is_string() && !by_condition(clause.comparison)) {
    return by_value(transaction, model, field, clause, rows);
  }
  const Answer<Domain> domain = target_domain(clause, rest);
  if (!domain) return fail(domain.error());
  Transaction unhidden = transaction;
  unhidden.active_test = false;  // for all that the rest of the path leads to
  const Answer<Ids> ids = target_ids(unhidden, model_of(field.target), *domain, false);
  if (!ids) return fail(ids.error());
  const bool inverted = rest.empty() && clause.comparison == "not where";
  Rows kept;
  for (const RowPtr& row : rows) {
    const Value cell = cell_of(transaction, model, *row, field);
    if (cell.is_int() && ids->contains(cell.as_int()) != inverted) kept.push_back(row);
  }
  return kept;
}

/// The records that any of the targets belongs to.
Ids owners_of(const Transaction& transaction, const Model& model, const Field& field, const Ids* targets) {
  Ids owners;
  if (field.kind == FieldKind::one2many) {
    const Model& target = model_of(field.target);
    const std::size_t inverse = *target.column(field.inverse);
    for (const auto& [id, row] : transaction.tables.of(target)) {
      if ((!targets || targets->contains(id)) && (*row)[inverse].is_int()) owners.insert((*row)[inverse].as_int());
    }
    return owners;
  }
  for (const auto& [id, row] : transaction.tables.of(model)) {
    const Value cell = cell_of(transaction, model, *row, field);
    if (!cell.is_list()) continue;
    for (const Value& each : cell.as_list()) {
      if (!targets || targets->contains(each.as_int())) owners.insert(id);
    }
  }
  return owners;
}

Answer<Rows> by_many(const Transaction& transaction, const Model& model, const Field& field, const Domain& clause,
                     std::string_view rest, const Rows& rows) {
  const Ids with_targets = owners_of(transaction, model, field, nullptr);
  Rows kept;
  if (rest.empty() && clause.value.is_null()) {
    for (const RowPtr& row : rows) {
      if (with_targets.contains(id_of(*row)) == (clause.comparison == "!=")) kept.push_back(row);
    }
    return kept;
  }
  const Answer<Domain> domain = target_domain(clause, rest);
  if (!domain) return fail(domain.error());
  Answer<Ids> ids = target_ids(transaction, model_of(field.target), *domain, field.kind == FieldKind::one2many);
  if (!ids) return fail(ids.error());
  const Ids owners = owners_of(transaction, model, field, &*ids);
  for (const RowPtr& row : rows) {
    const Id id = id_of(*row);
    const bool owns = owners.contains(id);
    const bool fits = rest.empty() && clause.comparison == "not where"
                          ? !owns
                          : owns || (negative(clause.comparison) && !with_targets.contains(id));
    if (fits) kept.push_back(row);
  }
  return kept;
}

/// Most records are found by more than their name.
Domain by_record_name(const Model& model, const Domain& clause) {
  std::vector<std::string_view> fields{model.record_name};
  if (model.name == "party.party") fields = {"name", "code", "identifiers.code", "contact_mechanisms.value"};
  if (model.name == "party.address") fields = {"party", "name", "street", "postal_code", "city", "country"};
  if (model.name == "country.country") fields = {"name", "code", "code3", "code_numeric"};
  Domain domain{{}, {}, {}, !negative(clause.comparison), {}};
  for (const std::string_view field : fields) {
    domain.parts.push_back({std::string(field), clause.comparison, clause.value, false, {}});
  }
  return domain;
}

Answer<Rows> by_clause(const Transaction& transaction, const Model& model, const Domain& clause, const Rows& rows) {
  const std::size_t dot = clause.field.find('.');
  const std::string name = clause.field.substr(0, dot);
  const std::string_view rest =
      dot == std::string::npos ? std::string_view() : std::string_view(clause.field).substr(dot + 1);
  const std::optional<std::size_t> column = model.column(name);
  if (!column) return missing_key(name);
  const Field& field = model.fields[*column];
  if (transaction.forbids(model, name)) return access_denied(model, field);
  switch (field.kind) {
    case FieldKind::many2one: return by_one(transaction, model, field, clause, rest, rows);
    case FieldKind::one2many:
    case FieldKind::many2many: return by_many(transaction, model, field, clause, rest, rows);
    case FieldKind::computed:
      if (name == "rec_name") return filter(transaction, model, by_record_name(model, clause), rows);
      if (name == "full_name") {
        return exception("Missing search function for field \"Full Name\" in \"Party\".");
      }
      return by_value(transaction, model, field, clause, rows);
    default: return by_value(transaction, model, field, clause, rows);
  }
}

Answer<Rows> filter(const Transaction& transaction, const Model& model, const Domain& domain, const Rows& rows) {
  if (!domain.field.empty()) return by_clause(transaction, model, domain, rows);
  if (!domain.any || domain.parts.empty()) {
    Rows kept = rows;
    for (const Domain& part : domain.parts) {
      Answer<Rows> narrowed = filter(transaction, model, part, kept);
      if (!narrowed) return narrowed;
      kept = std::move(*narrowed);
    }
    return kept;
  }
  std::unordered_set<const Row*> found;
  for (const Domain& part : domain.parts) {
    const Answer<Rows> some = filter(transaction, model, part, rows);
    if (!some) return some;
    for (const RowPtr& row : *some) found.insert(row.get());
  }
  Rows kept;
  std::ranges::copy_if(rows, std::back_inserter(kept), [&](const RowPtr& row) { return found.contains(row.get()); });
  return kept;
}

}  // namespace

Answer<Rows> matching(const Transaction& transaction, const Model& model, const Value& domain) {
  Answer<Domain> read = read_domain(domain);
  if (!read) return fail(read.error());
  const bool tested = transaction.active_test && model.has_active();
  return filter(transaction, model, tested ? with_active_test(std::move(*read)) : *read,
                all_rows(transaction.tables, model));
}

}  // namespace syncline::sandbox::tryton
