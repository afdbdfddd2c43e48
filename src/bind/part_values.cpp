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

bool shows_part(const FieldBinding& list, const Map& shown, const Map& agreed, const ConvertSettings& settings,
                bool exactly) {
  return std::ranges::all_of(list.parts, [&](const FieldBinding& field) {
    const bool compared = field.readable && (field.writable || !list.writable);
    const Value* wanted = compared ? agreed.find(field.name) : nullptr;
    if (!wanted) return true;
    const Value* there = shown.find(field.name);
    const Value& found = there ? *there : null_value;
    return found == *wanted || (!exactly && found == held(normalised_of(field, said(*wanted), settings)));
  });
}

bool shows_parts(const FieldBinding& list, const FieldValue& shown, const FieldValue& agreed,
                 const ConvertSettings& settings) {
  if (!shown.speaks() || !agreed.speaks()) return false;
  std::vector<const Value*> there, wanted;
  for (const Value& part : parts_in(shown)) there.push_back(&part);
  for (const Value& part : parts_in(agreed)) wanted.push_back(&part);
  if (there.size() != wanted.size()) return false;
  for (const bool exactly : {true, false}) {  // exact ones first, so that no part takes what another one is
    std::erase_if(wanted, [&](const Value* part) {
      const auto found = std::ranges::find_if(
          there, [&](const Value* each) { return shows_part(list, map_in(*each), map_in(*part), settings, exactly); });
      if (found == there.end()) return false;
      there.erase(found);
      return true;
    });
  }
  return wanted.empty();
}

}  // namespace syncline
