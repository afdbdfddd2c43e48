#include <algorithm>

#include "base/text.h"
#include "sandbox/tryton/domain.h"
#include "sandbox/tryton/query.h"
#include "sandbox/tryton/record.h"
#include "sandbox/tryton/wire_value.h"

namespace syncline::sandbox::tryton {
namespace {

struct Key {
  std::string path;
  bool descending = false, nulls_first = false;
};

Answer<Key> key_of(const Value& given) {
  Key key{given.at(0).string_or(""), false, false};
  const std::vector<std::string> words = split(to_upper(given.at(1).string_or("ASC")), ' ');
  if (words[0] != "ASC" && words[0] != "DESC") return missing_key(words[0]);
  key.descending = words[0] == "DESC";
  key.nulls_first = words.size() == 3 ? words[2] == "FIRST" : key.descending;
  return key;
}

Answer<std::vector<Key>> keys_of(const Model& model, const Value& order) {
  std::vector<Key> keys;
  if (order.is_null()) {
    for (const SortKey& own : model.order) {
      keys.push_back({std::string(own.field), own.descending, own.nulls_first.value_or(own.descending)});
    }
    return keys;
  }
  if (!order.is_list()) return exception("'" + std::string(name_of(order.kind())) + "' object is not iterable");
  for (const Value& each : order.as_list()) {
    Answer<Key> key = key_of(each);
    if (!key) return fail(key.error());
    keys.push_back(std::move(*key));
  }
  return keys;
}

/// Refuses what the server cannot sort by.
Answer<void> check_path(const Transaction& transaction, const Model& model, std::string_view path) {
  const std::size_t dot = path.find('.');
  const std::string_view name = path.substr(0, dot);
  const std::optional<std::size_t> column = model.column(name);
  if (!column) return missing_key(name);
  if (transaction.forbids(model, name)) return access_denied(model, model.fields[*column]);
  if (dot == std::string_view::npos || model.fields[*column].kind != FieldKind::many2one) return {};
  return check_path(transaction, model_of(model.fields[*column].target), path.substr(dot + 1));
}

/// What to sort by: a record's name for a many2one, the target's field for a dotted path.
Value sort_value(const Transaction& transaction, const Model& model, const Row& row, std::string_view path) {
  const std::size_t dot = path.find('.');
  const Field& field = model.fields[*model.column(path.substr(0, dot))];
  const Value cell = cell_of(transaction, model, row, field);
  if (field.kind == FieldKind::many2one && cell.is_int()) {
    const Model& target = model_of(field.target);
    const RowPtr found = transaction.tables.find(target, cell.as_int());
    if (!found) return {};
    return sort_value(transaction, target, *found,
                      dot == std::string_view::npos ? target.record_name : path.substr(dot + 1));
  }
  if (field.kind == FieldKind::one2many || cell.is_list()) return {};
  return cell;
}

/// -1, 0, 1 with the nulls where the key wants them.
int order_of(const Value& a, const Value& b, const Key& key) {
  if (a.is_null() || b.is_null()) {
    if (a.is_null() && b.is_null()) return 0;
    return a.is_null() == key.nulls_first ? -1 : 1;
  }
  int order = 0;
  if (key.path == "code" && a.is_string()) {  // "9" before "10"
    const std::size_t left = code_points(a.as_string()), right = code_points(b.as_string());
    order = left < right ? -1 : left > right ? 1 : 0;
  }
  if (order == 0) order = compare(a, b);
  return key.descending ? -order : order;
}

void sort_rows(const Transaction& transaction, const Model& model, const std::vector<Key>& keys, Rows& rows) {
  struct Sorted {
    std::vector<Value> values;
    RowPtr row;
  };
  std::vector<Sorted> sorted;
  for (RowPtr& row : rows) {
    Sorted each;
    for (const Key& key : keys) each.values.push_back(sort_value(transaction, model, *row, key.path));
    each.row = std::move(row);
    sorted.push_back(std::move(each));
  }
  std::ranges::stable_sort(sorted, [&](const Sorted& a, const Sorted& b) {
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (const int order = order_of(a.values[i], b.values[i], keys[i]); order != 0) return order < 0;
    }
    return false;
  });
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = std::move(sorted[i].row);
}

}  // namespace

Answer<Rows> search(const Transaction& transaction, const Model& model, const Value& domain, const Value& order) {
  const Answer<std::vector<Key>> keys = keys_of(model, order);
  if (!keys) return fail(keys.error());
  for (const Key& key : *keys) {
    if (const Answer<void> allowed = check_path(transaction, model, key.path); !allowed) return fail(allowed.error());
  }
  Answer<Rows> found = matching(transaction, model, domain);
  if (!found) return found;
  sort_rows(transaction, model, *keys, *found);
  return found;
}

}  // namespace syncline::sandbox::tryton
