#include "sandbox/odoo/condition.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "sandbox/odoo/shown_value.h"

namespace syncline::sandbox::odoo {
namespace {

constexpr std::array operators{"=",  "!=",   "<>",    "in",       "not in", "<",      "<=",        ">",
                               ">=", "like", "ilike", "not like", "=like",  "=ilike", "not ilike", "child_of"};

bool is_empty(const Value& value) {
  return value.is_null() || (value.is_bool() && !value.as_bool()) || (value.is_string() && value.as_string().empty());
}

std::int64_t whole_second(std::int64_t us) { return us - ((us % 1'000'000) + 1'000'000) % 1'000'000; }

/// SQL's LIKE: % is any text, _ any character.
bool is_like(std::string_view text, std::string_view pattern) {
  if (pattern.empty()) return text.empty();
  if (pattern.front() == '%') {
    for (std::size_t skipped = 0; skipped <= text.size(); ++skipped) {
      if (is_like(text.substr(skipped), pattern.substr(1))) return true;
    }
    return false;
  }
  if (text.empty() || (pattern.front() != '_' && pattern.front() != text.front())) return false;
  return is_like(text.substr(1), pattern.substr(1));
}

bool matches(const std::string& op, const Value& stored, const Value& wanted) {
  const std::string pattern = wanted.string_or("");
  const bool folded = op.ends_with("ilike");
  std::string text = stored.is_string() ? stored.as_string() : "";
  const auto fold = [&](const std::string& s) { return folded ? to_lower(s) : s; };
  if (op.starts_with('=')) return is_like(fold(text), fold(pattern));
  return is_like(fold(text), "%" + fold(pattern) + "%");
}

bool equal(const Field& field, const Value& stored, const Value& wanted) {
  if (field.kind == FieldKind::boolean) return stored.bool_or(false) == wanted.bool_or(false);
  if (is_empty(wanted)) return is_empty(stored);
  return stored == wanted;
}

/// Empty stored values are smaller and greater than nothing.
bool compares(const std::string& op, const Value& stored, const Value& wanted) {
  std::strong_ordering order = std::strong_ordering::equal;
  if (stored.is_number() && wanted.is_number()) {
    order = stored.as_decimal() <=> wanted.as_decimal();
  } else if (stored.is_string() && wanted.is_string()) {
    order = stored.as_string() <=> wanted.as_string();
  } else {
    return false;
  }
  if (op == "<") return order < 0;
  if (op == "<=") return order <= 0;
  return op == ">" ? order > 0 : order >= 0;
}

bool is_below(const Tables& tables, const Value& ancestor, std::int64_t id) {
  std::set<std::int64_t> seen;
  for (std::int64_t at = id; at != 0 && seen.insert(at).second;) {
    if (ancestor == Value(at)) return true;
    const Map* row = tables.find("res.partner", at);
    const Value* parent = row ? row->find("parent_id") : nullptr;
    at = parent ? parent->int_or(0) : 0;
  }
  return false;
}

bool compare_one(const Environment& env, const Field& field, const std::string& op, const Value& stored,
                 const Value& wanted) {
  const bool by_name = field.kind == FieldKind::many2one && (wanted.is_string() || op.ends_with("like"));
  const Value value = by_name && stored.is_int() ? Value(display_name(env.tables, field.related, stored.as_int()))
                      : field.kind == FieldKind::datetime && stored.is_int() ? Value(whole_second(stored.as_int()))
                                                                             : stored;
  if (op == "=") return equal(field, value, wanted);
  if (op.starts_with("not ")) return !matches(op.substr(4), value, wanted);
  if (op.ends_with("like")) return !is_empty(value) && matches(op, value, wanted);
  return compares(op, value, wanted);
}

bool compare(const Environment& env, const Field& field, const std::string& op, const Value& stored,
             const Value& wanted) {
  if (op == "!=") return !compare(env, field, "=", stored, wanted);
  if (op == "not in") return !compare(env, field, "in", stored, wanted);
  const auto any = [&](const List& choices, const auto& test) { return std::ranges::any_of(choices, test); };
  if (field.kind == FieldKind::one2many) {  // of its records one that fits; "= false": none
    if (is_empty(wanted)) return stored.is_list() && stored.as_list().empty();
    const List wanted_ids = wanted.is_list() ? wanted.as_list() : List{wanted};
    return any(stored.is_list() ? stored.as_list() : List{},
               [&](const Value& each) { return std::ranges::count(wanted_ids, each) > 0; });
  }
  if (op == "in")
    return any(wanted.as_list(), [&](const Value& each) { return compare_one(env, field, "=", stored, each); });
  if (op == "child_of") {
    const List ancestors = wanted.is_list() ? wanted.as_list() : List{wanted};
    return any(ancestors, [&](const Value& each) { return is_below(env.tables, each, stored.int_or(0)); });
  }
  return compare_one(env, field, op, stored, wanted);
}

Outcome<Value> time_value(const Value& given) {
  if (given.is_list()) {
    List times;
    for (const Value& each : given.as_list()) {
      auto time = time_value(each);
      if (!time) return time;
      times.push_back(std::move(*time));
    }
    return Value(std::move(times));
  }
  if (!given.is_string()) return given;
  const auto time = time_from(given.as_string());
  if (!time) return fail(value_error("time data " + repr(given) + " does not match format '%Y-%m-%d'"));
  return Value(time->us);
}

}  // namespace

Outcome<Condition> Condition::of(const Environment& env, const Model& model, const Value& term) {
  const std::string path = term.at(0).string_or("");
  const auto invalid = [&](std::string_view why) {
    return fail(value_error(std::string(why) + " in condition (" + repr(term.at(0)) + ", " + repr(term.at(1)) + ", " +
                            repr(term.at(2)) + ")"));
  };
  const std::size_t dot = path.find('.');
  Condition condition;
  condition.model_ = &model;
  condition.operator_ = to_lower(term.at(1).string_or(""));
  if (condition.operator_ == "<>") condition.operator_ = "!=";
  if (std::ranges::find(operators, condition.operator_) == operators.end()) return invalid("Invalid operator");
  if (!model.field(path.substr(0, dot)))
    return invalid("Invalid field " + std::string(model.name) + "." + path.substr(0, dot));
  auto field = readable_field(env, model, path.substr(0, dot));
  if (!field) return fail(field.error());
  condition.field_ = *field;
  if (dot != std::string::npos) {
    const Model* related = model_named(condition.field_->related);
    if (!related || !related->field(path.substr(dot + 1))) return invalid("Invalid field " + path);
    auto behind = readable_field(env, *related, path.substr(dot + 1));
    if (!behind) return fail(behind.error());
    condition.behind_ = *behind;
  }
  const Field& last = condition.behind_ ? *condition.behind_ : *condition.field_;
  condition.value_ = term.at(2);
  if (condition.operator_.ends_with("in") && !condition.value_.is_list()) condition.value_ = List{condition.value_};
  if (condition.value_.is_list() && (condition.operator_ == "=" || condition.operator_ == "!="))
    condition.operator_ = condition.operator_ == "=" ? "in" : "not in";
  if (last.kind == FieldKind::datetime) {
    auto time = time_value(condition.value_);
    if (!time) return fail(time.error());
    condition.value_ = std::move(*time);
  }
  return condition;
}

bool Condition::holds(const Environment& env, std::int64_t id, const Map& row) const {
  const Value stored = stored_value(env.tables, *model_, id, row, field_->name);
  if (!behind_) return compare(env, *field_, operator_, stored, value_);
  const Model& related = *model_named(field_->related);
  const auto related_holds = [&](const Value& each) {
    const Map* other = env.tables.find(related.name, each.int_or(0));
    return other && compare(env, *behind_, operator_,
                            stored_value(env.tables, related, each.as_int(), *other, behind_->name), value_);
  };
  if (stored.is_list()) return std::ranges::any_of(stored.as_list(), related_holds);
  return related_holds(stored);
}

}  // namespace syncline::sandbox::odoo
