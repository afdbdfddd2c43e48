#include "cli/verdict.h"

#include <algorithm>

#include "base/json.h"

namespace syncline::cli {
namespace {

constexpr const char* nothing = "(nothing)";

std::string words(const Value& value) { return value.is_null() ? nothing : write_json(value); }

bool same(const Value& expected, const Value& found) {
  if (expected == found) return true;
  const auto is_scalar = [](const Value& v) { return v.is_string() || v.is_number() || v.is_bool(); };
  if (is_scalar(expected) && is_scalar(found)) {
    const auto text = [](const Value& v) { return v.is_string() ? v.as_string() : write_json(v); };
    return text(expected) == text(found);
  }
  if (expected.is_list() && found.is_list()) return std::ranges::equal(expected.as_list(), found.as_list(), same);
  if (!expected.is_map() || !found.is_map() || expected.as_map().size() != found.as_map().size()) return false;
  return std::ranges::all_of(expected.as_map(), [&](const auto& entry) {
    const Value* other = found.as_map().find(entry.first);
    return other && same(entry.second, *other);
  });
}

Value value_of(const std::map<std::string, FieldValue>& fields) {
  Map map;
  for (const auto& [name, field] : fields) {
    if (field.speaks()) map.set(name, field.value);
  }
  return map;
}

Value value_of(const RehearsedEffect& effect) {
  Map map{{"slot", effect.slot}, {"op", name_of(effect.op)}};
  if (effect.content) map.set("set", *effect.content);
  if (!effect.waits.empty()) map.set("waits", effect.waits);
  return map;
}

class Comparison {
 public:
  explicit Comparison(const Value& found) : found_(found) {}

  std::vector<Difference> compare(const Value& expect) {
    for (const auto& [key, wanted] : expect.as_map()) {
      const Value& there = found_[key];
      if (key == "canonical") {
        for (const auto& [slot, fields] : wanted.as_map()) compare_fields(key + "." + slot, fields, there[slot]);
      } else if (key == "agreed") {
        compare_fields(key, wanted, there);
      } else if (key == "effects") {
        compare_lists(key, wanted.as_list(), there.as_list(), is_effect);
      } else if (key == "conflicts") {
        compare_lists(key, wanted.as_list(), there.as_list(), is_conflict);
      } else if (key == "reason") {
        if (there.string_or("").find(wanted.string_or("")) == std::string::npos) add(key, words(wanted), words(there));
      } else if (!same(wanted, there)) {
        add(key, words(wanted), words(there));
      }
    }
    return std::move(all_);
  }

 private:
  static bool is_effect(const Value& wanted, const Value& there) {
    if (wanted["slot"] != there["slot"] || wanted["op"] != there["op"]) return false;
    if (there["waits"].string_or("").find(wanted["waits"].string_or("")) == std::string::npos) return false;
    return wanted["set"].is_null() || same(wanted["set"], there["set"]);
  }
  static bool is_conflict(const Value& wanted, const Value& there) {
    return wanted["kind"] == there["kind"] && (wanted["field"].is_null() || wanted["field"] == there["field"]);
  }

  void add(std::string at, std::string expected, std::string found) {
    all_.push_back({std::move(at), std::move(expected), std::move(found)});
  }

  void compare_fields(const std::string& at, const Value& wanted, const Value& there) {
    if (!wanted.is_map()) return;
    for (const auto& [name, value] : wanted.as_map()) {
      if (!same(value, there[name])) add(at + "." + name, words(value), words(there[name]));
    }
  }

  template <class Fits>
  void compare_lists(const std::string& at, const List& wanted, const List& found, Fits fits) {
    std::vector<Value> missing, surplus(found.begin(), found.end());
    for (const Value& each : wanted) {
      const auto hit = std::ranges::find_if(surplus, [&](const Value& other) { return fits(each, other); });
      if (hit == surplus.end()) {
        missing.push_back(each);
      } else {
        surplus.erase(hit);
      }
    }
    for (const Value& each : missing) compare_with_the_like(at, each, surplus);
    for (const Value& each : surplus) add(at, nothing, words(each));
  }

  /// The same write with another content is shown value by value.
  void compare_with_the_like(const std::string& at, const Value& wanted, std::vector<Value>& surplus) {
    const auto like = std::ranges::find_if(surplus, [&](const Value& other) {
      return wanted["slot"] == other["slot"] && wanted["op"] == other["op"] && wanted["set"].is_map() &&
             other["set"].is_map();
    });
    if (like == surplus.end()) return add(at, words(wanted), nothing);
    const std::string here = at + ": " + wanted["slot"].string_or("") + " " + wanted["op"].string_or("") + " ";
    const Value there = *like;
    surplus.erase(like);
    compare_fields(here + "set", wanted["set"], there["set"]);
    for (const auto& [name, value] : there["set"].as_map()) {
      if (!wanted["set"].as_map().contains(name)) add(here + "set." + name, nothing, words(value));
    }
    if (there["waits"].string_or("").find(wanted["waits"].string_or("")) == std::string::npos)
      add(here + "waits", words(wanted["waits"]), words(there["waits"]));
  }

  const Value& found_;
  std::vector<Difference> all_;
};

}  // namespace

Value expectation_of(const Rehearsed& played) {
  Map shown;
  for (const auto& [slot, fields] : played.shown) shown.set(slot, value_of(fields));
  List effects, conflicts;
  for (const RehearsedEffect& each : played.effects) effects.push_back(value_of(each));
  for (const Conflict& each : played.conflicts) {
    Map conflict{{"kind", name_of(each.kind)}};
    if (!each.field.empty()) conflict.set("field", each.field);
    conflicts.emplace_back(std::move(conflict));
  }
  return Map{{"canonical", std::move(shown)},
             {"agreed", value_of(played.agreed)},
             {"match", played.for_review   ? "review"
                       : played.links == 1 ? "linked"
                                           : "apart"},
             {"effects", std::move(effects)},
             {"conflicts", std::move(conflicts)},
             {"end", name_of(played.end)},
             {"reason", played.reason}};
}

std::vector<Difference> differences(const Value& expect, const Rehearsed& played) {
  const Value found = expectation_of(played);
  return Comparison(found).compare(expect);
}

}  // namespace syncline::cli
