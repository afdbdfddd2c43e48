#include "model/shadow.h"

#include <algorithm>
#include <set>
#include <utility>

namespace syncline {
namespace {

template <class Members, class Holds>
auto* find_member(Members& members, Holds holds) {
  // A slot has one member that counts; the last one that is not a duplicate, when an earlier one is gone.
  decltype(&members.front()) found = nullptr;
  for (auto& member : members) {
    if (!member.duplicate && holds(member) && (!found || found->state != RecordState::live)) found = &member;
  }
  return found;
}

std::set<std::pair<RecordKey, std::string>> to_be_settled(const Shadow& shadow) {
  std::set<std::pair<RecordKey, std::string>> found;
  for (const Member& member : shadow.members) {
    for (const auto& [name, field] : member.fields) {
      if (is_to_be_settled(field)) found.emplace(member.key, name);
    }
  }
  return found;
}

}  // namespace

bool has_more_to_settle(const Shadow& before, const Shadow& after) {
  return !std::ranges::includes(to_be_settled(before), to_be_settled(after));
}

Member unread(const Member& member) {
  Member fresh;
  fresh.slot = member.slot;
  fresh.key = member.key;
  fresh.state = member.state;
  fresh.duplicate = member.duplicate;
  fresh.incarnation = member.incarnation;
  return fresh;
}

const RecordKey* Shadow::unlinked_in(const Slot& slot, const std::string& field) const {
  const auto found = unlinked.find(slot + " " + field);
  return found == unlinked.end() ? nullptr : &found->second;
}

const RecordKey* Shadow::any_key() const {
  const auto found =
      std::ranges::find_if(members, [](const Member& m) { return !m.key.native.empty() && !m.duplicate; });
  return found == members.end() ? nullptr : &found->key;
}

bool Shadow::has_refused(const Slot& slot) const {
  return std::ranges::any_of(parked, [&](const Parked& each) { return each.refused && each.slot == slot; });
}

const Parked* Shadow::parked_in(std::string_view slot, std::string_view field) const {
  const auto found = std::ranges::find_if(parked, [&](const Parked& p) { return p.slot == slot && p.field == field; });
  return found == parked.end() ? nullptr : &*found;
}

const Member* Shadow::member(const Slot& slot) const {
  return find_member(members, [&](const Member& m) { return m.slot == slot; });
}
Member* Shadow::member(const Slot& slot) {
  return find_member(members, [&](const Member& m) { return m.slot == slot; });
}
const Member* Shadow::member(const RecordKey& key) const {
  const auto found = std::ranges::find(members, key, &Member::key);
  return found == members.end() ? nullptr : &*found;
}
FilePart* Shadow::file(const Slot& from, const Slot& to, const std::string& id) {
  const auto found = std::ranges::find_if(
      files, [&](const FilePart& each) { return each.from == from && each.to == to && each.id == id; });
  return found == files.end() ? nullptr : &*found;
}
Member* Shadow::member(const RecordKey& key) {
  const auto found = std::ranges::find(members, key, &Member::key);
  return found == members.end() ? nullptr : &*found;
}

}  // namespace syncline
