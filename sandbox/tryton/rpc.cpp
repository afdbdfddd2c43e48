#include "sandbox/tryton/rpc.h"

#include <algorithm>
#include <array>
#include <set>

#include "sandbox/tryton/domain.h"
#include "sandbox/tryton/edit.h"
#include "sandbox/tryton/query.h"
#include "sandbox/tryton/trade_calls.h"

namespace syncline::sandbox::tryton {
namespace {

constexpr std::array<std::string_view, 7> model_methods{"search", "search_read", "search_count", "read",
                                                        "create", "write",       "delete"};

Failure<Refusal> not_iterable(const Value& given) {
  constexpr std::array<std::string_view, 7> types{"NoneType", "bool", "int", "float", "str", "list", "dict"};
  return exception("'" + std::string(types[static_cast<std::size_t>(given.kind())]) + "' object is not iterable");
}

/// As Python says it; `method` with its class, `names` of the parameters without the context.
Failure<Refusal> wrong_count(const std::string& method, const std::vector<std::string_view>& names, std::size_t needed,
                             std::size_t given) {
  if (given < needed) {
    const std::size_t missing = needed - given;
    std::string named;
    for (std::size_t i = given; i < needed; ++i) named += (i == given ? "'" : " and '") + std::string(names[i]) + "'";
    return exception(method + "() missing " + std::to_string(missing) + " required positional argument" +
                     (missing > 1 ? "s: " : ": ") + named);
  }
  const std::string range = needed == names.size()
                                ? std::to_string(needed + 1)
                                : "from " + std::to_string(needed + 1) + " to " + std::to_string(names.size() + 1);
  return exception(method + "() takes " + range + " positional arguments but " + std::to_string(given + 1) +
                   " were given");
}

Answer<std::vector<Id>> ids_of(const Value& given, bool unique) {
  if (given.is_int()) return std::vector<Id>{given.as_int()};
  if (!given.is_list()) return not_iterable(given);
  std::vector<Id> ids;
  for (const Value& each : given.as_list()) {
    if (!each.is_int()) return exception("invalid literal for int() with base 10: '" + each.string_or("None") + "'");
    ids.push_back(each.as_int());
  }
  if (unique && std::set<Id>(ids.begin(), ids.end()).size() != ids.size()) return exception("Duplicate ids");
  return ids;
}

Answer<std::vector<std::string>> names_of(const Value& given) {
  if (!given.is_list()) return not_iterable(given);
  std::vector<std::string> names;
  for (const Value& each : given.as_list()) {
    if (!each.is_string()) return exception("argument of type 'int' is not iterable");
    names.push_back(each.as_string());
  }
  return names;
}

Answer<Rows> find_rows(const Transaction& transaction, const Model& model, const List& given, const char* method,
                       const std::vector<std::string_view>& names) {
  if (given.empty() || given.size() > names.size()) return wrong_count(method, names, 1, given.size());
  const auto parameter = [&](std::size_t i) -> const Value& { return i < given.size() ? given[i] : null_value; };
  Answer<Rows> rows = search(transaction, model, parameter(0), parameter(3));
  if (!rows) return rows;
  for (const std::size_t i : {1u, 2u}) {
    if (!parameter(i).is_null() && (!parameter(i).is_int() || parameter(i).as_int() < 0)) {
      return exception(i == 1 ? "OFFSET must not be negative\n" : "LIMIT must not be negative\n");
    }
  }
  const auto offset = std::min(rows->size(), static_cast<std::size_t>(parameter(1).int_or(0)));
  rows->erase(rows->begin(), rows->begin() + static_cast<std::ptrdiff_t>(offset));
  if (parameter(2).is_int()) rows->resize(std::min(rows->size(), static_cast<std::size_t>(parameter(2).as_int())));
  return rows;
}

std::vector<Id> ids_of_rows(const Rows& rows) {
  std::vector<Id> ids;
  std::ranges::transform(rows, std::back_inserter(ids), [](const RowPtr& row) { return id_of(*row); });
  return ids;
}

Value list_of(const std::vector<Id>& ids) { return List(ids.begin(), ids.end()); }

Answer<Value> call_search(const Transaction& transaction, const Model& model, const List& given) {
  const Answer<Rows> rows =
      find_rows(transaction, model, given, "ModelSQL.search", {"domain", "offset", "limit", "order", "count", "query"});
  if (!rows) return fail(rows.error());
  if (given.size() > 4 && given[4] == Value(true)) return not_iterable(1);
  return list_of(ids_of_rows(*rows));
}

Answer<Value> call_search_count(const Transaction& transaction, const Model& model, const List& given) {
  if (given.size() != 1) return wrong_count("ModelStorage.search_count", {"domain"}, 1, given.size());
  const Answer<Rows> rows = matching(transaction, model, given[0]);
  if (!rows) return fail(rows.error());
  return Value(static_cast<std::int64_t>(rows->size()));
}

Answer<Value> call_search_read(const Transaction& transaction, const Model& model, const List& given) {
  const Answer<Rows> rows = find_rows(transaction, model, given, "ModelStorage.search_read",
                                      {"domain", "offset", "limit", "order", "fields_names"});
  if (!rows) return fail(rows.error());
  std::vector<std::string> fields;
  if (given.size() == 5 && !given[4].is_null()) {
    Answer<std::vector<std::string>> named = names_of(given[4]);
    if (!named) return fail(named.error());
    fields = std::move(*named);
  }
  Answer<List> answer = read(transaction, model, ids_of_rows(*rows), fields);
  if (!answer) return fail(answer.error());
  return Value(std::move(*answer));
}

Answer<Value> call_read(const Transaction& transaction, const Model& model, const List& given) {
  if (given.size() != 2) return wrong_count("ModelSQL.read", {"ids", "fields_names"}, 2, given.size());
  const Answer<std::vector<Id>> ids =
      given[0].is_list() ? ids_of(given[0], false) : exception("object of type 'int' has no len()");
  if (!ids) return fail(ids.error());
  const Answer<std::vector<std::string>> fields = names_of(given[1]);
  if (!fields) return fail(fields.error());
  Answer<List> answer = read(transaction, model, *ids, *fields);
  if (!answer) return fail(answer.error());
  return Value(std::move(*answer));
}

Answer<Value> call_create(Transaction& transaction, const Model& model, const List& given) {
  if (given.size() != 1) return wrong_count("ModelSQL.create", {"vlist"}, 1, given.size());
  if (given[0].is_map()) return exception("'str' object has no attribute 'copy'");
  if (!given[0].is_list()) return not_iterable(given[0]);
  const Answer<std::vector<Id>> ids = create(transaction, model, given[0].as_list());
  if (!ids) return fail(ids.error());
  return list_of(*ids);
}

Answer<Value> call_write(Transaction& transaction, const Model& model, const List& given) {
  if (given.size() < 2) return wrong_count("ModelSQL.write", {"records", "values"}, 2, given.size());
  if (given.size() % 2 != 0) return exception("");
  std::vector<WriteStep> steps;
  for (std::size_t i = 0; i < given.size(); i += 2) {
    Answer<std::vector<Id>> ids = ids_of(given[i], true);
    if (!ids) return fail(ids.error());
    if (!given[i + 1].is_map()) return exception("'list' object has no attribute 'keys'");
    steps.push_back({std::move(*ids), given[i + 1].as_map()});
  }
  if (const Answer<void> done = write(transaction, model, steps); !done) return fail(done.error());
  return Value();
}

Answer<Value> call_delete(Transaction& transaction, const Model& model, const List& given) {
  if (given.size() != 1) return wrong_count("ModelSQL.delete", {"records"}, 1, given.size());
  const Answer<std::vector<Id>> ids = ids_of(given[0], true);
  if (!ids) return fail(ids.error());
  if (const Answer<void> done = remove(transaction, model, *ids); !done) return fail(done.error());
  return Value();
}

Answer<Value> preferences(const Transaction& transaction) {
  const Model& companies = model_of("company.company");
  Map answer{{"company_filter", "one"}};
  for (const auto& [id, row] : transaction.tables.of(companies)) {
    const Model& parties = model_of("party.party");
    const RowPtr party = transaction.tables.find(parties, (*row)[*companies.column("party")].as_int());
    answer.set("company", id);
    answer.set("company.rec_name", (*party)[*parties.column("name")]);
  }
  answer.set("language", "en");
  answer.set("language_direction", "ltr");
  answer.set("groups", List{9, 3});
  return Value(std::move(answer));
}

Answer<Value> call_model(Transaction& transaction, const Model& model, const std::string& method, const List& given) {
  if (is_trade_call(model, method)) return trade_call(transaction, model, method, given);
  if (method == "search") return call_search(transaction, model, given);
  if (method == "search_read") return call_search_read(transaction, model, given);
  if (method == "search_count") return call_search_count(transaction, model, given);
  if (method == "read") return call_read(transaction, model, given);
  if (method == "create") return call_create(transaction, model, given);
  return method == "write" ? call_write(transaction, model, given) : call_delete(transaction, model, given);
}

bool is_known(const Model& model, const std::string& method) {
  if (model.access == Access::internal) return false;
  return std::ranges::find(model_methods, method) != model_methods.end() || is_trade_call(model, method) ||
         (model.name == "res.user" && method == "get_preferences");
}

}  // namespace

MethodName method_name(const std::string& text) {
  const std::size_t first = text.find('.'), last = text.rfind('.');
  if (first == std::string::npos) return {text, {}, {}};
  return {text.substr(0, first), first == last ? "" : text.substr(first + 1, last - first - 1), text.substr(last + 1)};
}

bool changes_data(const MethodName& name) {
  return name.type == "model" &&
         (is_button(name.method) || name.method == "create" || name.method == "write" || name.method == "delete");
}

Answer<Value> call(Transaction transaction, const MethodName& name, List parameters) {
  if (name.object.empty()) return exception("not enough values to unpack (expected 2, got 1)");
  const Model* model = name.type == "model" ? find_model(name.object) : nullptr;
  if (!model) return missing_key(name.object);
  if (!is_known(*model, name.method)) return http_error(403);
  if (parameters.empty() || !parameters.back().is_map()) return exception("Missing context argument");
  const Value context = std::move(parameters.back());
  parameters.pop_back();
  transaction.active_test = context["active_test"].bool_or(true);
  if (context["locations"].is_list()) {
    for (const Value& each : context["locations"].as_list()) transaction.locations.insert(each.int_or(0));
  }
  if (context["_timestamp"].is_map()) transaction.timestamps = context["_timestamp"].as_map();
  if (name.method == "get_preferences") return preferences(transaction);

  const std::size_t lines = transaction.ledger.size();
  transaction.tables.begin();
  Answer<Value> result = call_model(transaction, *model, name.method, parameters);
  if (!result) {
    transaction.tables.roll_back();
    transaction.ledger.resize(lines);
  }
  return result;
}

}  // namespace syncline::sandbox::tryton
