#include "bind/part_values.h"

#include <algorithm>

#include "bind/part_list.h"

namespace syncline {
namespace {

/// How a value stands in the map of a part.
Value held(FieldValue value) { return value.presence == Presence::value ? std::move(value.value) : Value(); }

FieldValue said(const Value& held) { return held.is_null() ? FieldValue::empty() : FieldValue::of(held); }

FieldValue list_of(List parts) { return parts.empty() ? FieldValue::empty() : FieldValue::of(std::move(parts)); }

const List& parts_in(const FieldValue& value) {
  static const List none;
  return value.presence == Presence::value && value.value.is_list() ? value.value.as_list() : none;
}

const Map& map_in(const Value& part) {
  static const Map none;
  return part.is_map() ? part.as_map() : none;
}

}  // namespace

List bound_parts(const FieldBinding& list, const List& children) {
  List out;
  for (const Value& child : children) {
    if (!child.is_map() || !matches(child, list.where)) continue;
    Map part;
    for (const FieldBinding& field : list.parts) {
      const Value* found = field.readable ? find_path(child, field.path) : nullptr;
      if (found) part.set(field.path, *found);
    }
    out.push_back(std::move(part));
  }
  return out;
}

Result<FieldValue, PartRefusal> canonical_parts(const FieldBinding& list, const Value& native,
                                                const ConvertSettings& settings) {
  if (native.is_null()) return FieldValue::empty();
  if (is_forbidden(native)) return FieldValue::forbidden();
  if (!native.is_list()) {
    return fail(PartRefusal{0, nullptr, native, {"bind.parts", "is no list of child records", "correct the binding"}});
  }
  List out;
  for (const Value& child : native.as_list()) {
    Map part;
    for (const FieldBinding& field : list.parts) {
      const Value* found = field.readable ? find_path(child, field.path) : nullptr;
      if (!found) continue;
      auto meant = canonical_of(field, *found, settings);
      if (!meant) return fail(PartRefusal{out.size() + 1, &field, *found, std::move(meant.error())});
      if (meant->speaks()) part.set(field.name, held(std::move(*meant)));
    }
    out.push_back(std::move(part));
  }
  return list_of(std::move(out));
}

Map canonical_part(const FieldBinding& list, const Value& child, const ConvertSettings& settings) {
  Map out;
  for (const FieldBinding& field : list.parts) {
    const Value* found = field.readable ? find_path(child, field.path) : nullptr;
    if (!found) continue;
    auto meant = canonical_of(field, *found, settings);
    if (meant && meant->speaks()) out.set(field.name, held(std::move(*meant)));
  }
  return out;
}

FieldValue normalised_parts(const FieldBinding& list, const FieldValue& v, const ConvertSettings& settings) {
  if (v.presence != Presence::value || !v.value.is_list()) return v;
  List out;
  for (const Value& part : v.value.as_list()) {
    Map kept;
    for (const FieldBinding& field : list.parts) {
      const Value* value = field.readable ? map_in(part).find(field.name) : nullptr;
      if (value) kept.set(field.name, held(normalised_of(field, said(*value), settings)));
    }
    out.push_back(std::move(kept));
  }
  return list_of(std::move(out));
}

bool shows_value(const FieldBinding& field, const Value& shown, const Value& agreed, const ConvertSettings& settings) {
  return shown == agreed || shown == held(normalised_of(field, said(agreed), settings));
}

namespace {

/// A maximum matching by augmenting paths: a part that says little must not take what only another one can have.
class Pairing {
 public:
  Pairing(const FieldBinding& list, const std::vector<const Map*>& shown, const std::vector<const Map*>& agreed,
          const ConvertSettings& settings)
      : list_(list), shown_(shown), agreed_(agreed), settings_(settings), owner_(shown.size()) {}

  std::vector<std::optional<std::size_t>> pair() {
    for (std::size_t i = 0; i < agreed_.size(); ++i) {
      tried_.assign(shown_.size(), false);
      place(i);
    }
    std::vector<std::optional<std::size_t>> out(agreed_.size());
    for (std::size_t at = 0; at < owner_.size(); ++at) {
      if (owner_[at]) out[*owner_[at]] = at;
    }
    return out;
  }

 private:
  bool place(std::size_t agreed) {
    for (std::size_t step = 0; step < shown_.size(); ++step) {
      const std::size_t at = (agreed + step) % shown_.size();  // mostly it stands where it stood
      if (tried_[at] || !shows(at, agreed)) continue;
      tried_[at] = true;
      if (owner_[at] && !place(*owner_[at])) continue;
      owner_[at] = agreed;
      return true;
    }
    return false;
  }

  bool shows(std::size_t at, std::size_t agreed) const {
    return std::ranges::all_of(list_.parts, [&](const FieldBinding& field) {
      const bool compared = field.readable && (field.writable || !list_.writable);
      const Value* wanted = compared ? agreed_[agreed]->find(field.name) : nullptr;
      if (!wanted) return true;
      const Value* found = shown_[at]->find(field.name);
      return shows_value(field, found ? *found : null_value, *wanted, settings_);
    });
  }

  const FieldBinding& list_;
  const std::vector<const Map*>& shown_;
  const std::vector<const Map*>& agreed_;
  const ConvertSettings& settings_;
  std::vector<std::optional<std::size_t>> owner_;  ///< which agreed part each shown one is
  std::vector<bool> tried_;
};

}  // namespace

std::vector<std::optional<std::size_t>> pair_parts(const FieldBinding& list, const std::vector<const Map*>& shown,
                                                   const std::vector<const Map*>& agreed,
                                                   const ConvertSettings& settings) {
  return Pairing(list, shown, agreed, settings).pair();
}

bool shows_parts(const FieldBinding& list, const FieldValue& shown, const FieldValue& agreed,
                 const ConvertSettings& settings) {
  if (!shown.speaks() || !agreed.speaks()) return false;
  std::vector<const Map*> there, wanted;
  for (const Value& part : parts_in(shown)) there.push_back(&map_in(part));
  for (const Value& part : parts_in(agreed)) wanted.push_back(&map_in(part));
  if (there.size() != wanted.size()) return false;
  const auto pairs = pair_parts(list, there, wanted, settings);
  return std::ranges::all_of(pairs, [](const auto& each) { return each.has_value(); });
}

}  // namespace syncline
