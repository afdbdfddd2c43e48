#include "bind/part_commands.h"

#include <algorithm>
#include <functional>

#include "base/mutant.h"
#include "bind/part_list.h"

namespace syncline {
namespace {

struct Child {
  const Value* record = nullptr;
  Map says;
  bool taken = false;
};

struct Wanted {
  const Map* part = nullptr;
  Child* child = nullptr;  ///< that becomes it; null: a new one
};

class Writer {
 public:
  Writer(const FieldBinding& list, const ConvertSettings& settings) : list_(list), settings_(settings) {}

  Result<List, PartRefusal> commands(const List& children, const List& wanted) {
    for (const Value& child : children) {
      if (child.is_map() && matches(child, list_.where))
        children_.push_back({&child, canonical_part(list_, child, settings_)});
    }
    for (const Value& part : wanted) {
      if (!part.is_map())
        return fail(PartRefusal{wanted_.size() + 1, nullptr, part, {"bind.parts", "is no part", "correct the source"}});
      wanted_.push_back({&part.as_map()});
    }
    if (!mutant("parts-by-position")) {
      match_equal();
      match([&](const Map& part, const Child& child) { return same_key(part, child.says); });
    }
    match([](const Map&, const Child&) { return true; });
    return write();
  }

 private:
  void match_equal() {
    std::vector<const Map*> says, parts;
    for (const Child& child : children_) says.push_back(&child.says);
    for (const Wanted& wanted : wanted_) parts.push_back(wanted.part);
    const auto pairs = pair_parts(list_, says, parts, settings_);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      if (!pairs[i]) continue;
      children_[*pairs[i]].taken = true;
      wanted_[i].child = &children_[*pairs[i]];
    }
  }

  using Same = std::function<bool(const Map& part, const Child&)>;

  void match(const Same& same) {
    for (Wanted& wanted : wanted_) {
      if (wanted.child) continue;
      const auto found = std::ranges::find_if(
          children_, [&](const Child& child) { return !child.taken && same(*wanted.part, child); });
      if (found == children_.end()) continue;
      found->taken = true;
      wanted.child = &*found;
    }
  }

  /// By those fields of the key that are bound here; a part without a key has none that is equal.
  bool same_key(const Map& part, const Map& says) const {
    bool any = false;
    for (const FieldBinding& field : list_.parts) {
      if (!field.readable || std::ranges::find(list_.part_key, field.name) == list_.part_key.end()) continue;
      const Value* there = says.find(field.name);
      const Value* wanted = part.find(field.name);
      if (!shows_value(field, there ? *there : null_value, wanted ? *wanted : null_value, settings_)) return false;
      any = any || (there && !there->is_null());
    }
    return any;
  }

  Result<List, PartRefusal> write() {
    List out;
    for (const Child& child : children_) {
      if (!child.taken) out.push_back(Map{{"op", "delete"}, {"id", (*child.record)["id"].string_or("")}});
    }
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      auto command = wanted_[i].child ? update(wanted_[i], i + 1) : create(wanted_[i], i + 1);
      if (!command) return fail(std::move(command.error()));
      if (!command->is_null()) out.push_back(std::move(*command));
    }
    return out;
  }

  Result<Value, PartRefusal> update(const Wanted& wanted, std::size_t number) const {
    Map set, unseen;
    for (const FieldBinding& field : list_.parts) {
      const Value* value = field.writable ? wanted.part->find(field.name) : nullptr;
      if (!value) continue;
      const Value* there = wanted.child->says.find(field.name);
      if (field.readable && shows_value(field, there ? *there : null_value, *value, settings_)) continue;
      auto native = converted(field, *value, number);
      if (!native) return native;
      if (native->is_null()) native = cleared(field, settings_);
      set_path(field.readable ? set : unseen, field.path, std::move(*native));
    }
    if (set.empty()) return Value();
    for (const auto& [path, value] : unseen) set.set(path, value);
    return Value(Map{{"op", "update"}, {"id", (*wanted.child->record)["id"].string_or("")}, {"set", std::move(set)}});
  }

  Result<Value, PartRefusal> create(const Wanted& wanted, std::size_t number) const {
    Map set = list_.where;
    for (const FieldBinding& field : list_.parts) {
      if (!field.writable) continue;
      const Value* value = wanted.part->find(field.name);
      if (!value && field.fallback) value = &*field.fallback;
      auto native = converted(field, value ? *value : null_value, number);
      if (!native) return native;
      if (!native->is_null()) set_path(set, field.path, std::move(*native));
    }
    return Value(Map{{"op", "create"}, {"set", std::move(set)}});
  }

  Result<Value, PartRefusal> converted(const FieldBinding& field, const Value& value, std::size_t number) const {
    auto native = native_of(field, value.is_null() ? FieldValue::empty() : FieldValue::of(value), settings_);
    if (!native) return fail(PartRefusal{number, &field, value, std::move(native.error())});
    if (!native->is_null() || !field.required) return std::move(*native);
    return fail(PartRefusal{number,
                            &field,
                            value,
                            {"bind.required", "is empty, and the system accepts none without it",
                             "fill it at the source, or give it a default in the binding"}});
  }

  const FieldBinding& list_;
  const ConvertSettings& settings_;
  std::vector<Child> children_;
  std::vector<Wanted> wanted_;
};

}  // namespace

Result<List, PartRefusal> part_commands(const FieldBinding& list, const List& children, const List& wanted,
                                        const ConvertSettings& settings) {
  return Writer(list, settings).commands(children, wanted);
}

}  // namespace syncline
