#include "tests/sim/customer_groups.h"

#include <algorithm>

namespace syncline::sim {
namespace {

const std::string object = "account";

/// Tax ids that came to mean one customer.
class Same {
 public:
  std::string of(const std::string& tax) {
    const auto found = into_.find(tax);
    return found == into_.end() ? tax : of(found->second);
  }
  void join(const std::string& one, const std::string& other) {
    if (of(one) != of(other)) into_[of(one)] = of(other);
  }

 private:
  std::map<std::string, std::string> into_;
};

std::vector<CustomerRecord> all_records(const CustomerWorld& world) {
  std::vector<CustomerRecord> all;
  for (const ModelSystem* system : world.all_systems()) {
    std::map<std::string, std::size_t> places;
    for (const Entry& entry : system->ledger()) {
      const auto [place, is_new] = places.try_emplace(entry.id, all.size());
      if (is_new) all.push_back({system, entry.id, text_in(system->past(object, entry.id).front().second, "tax"), {}});
      all[place->second].entries.push_back(&entry);
    }
  }
  return all;
}

}  // namespace

bool CustomerRecord::was_there_at(Instant at) const {
  bool there = false;
  for (const Entry* entry : entries) {
    if (entry->at <= at) there = entry->op != EffectOp::remove;
  }
  return there;
}

bool is_deletion(const CustomerRecord& record, const Entry& entry) {
  return entry.by == Entry::By::person && entry.op == EffectOp::remove &&
         (entry.merged_into.empty() || !record.system->endings().tells_merged);
}

bool is_told_merge(const CustomerRecord& record, const Entry& entry) {
  return !entry.merged_into.empty() && record.system->endings().tells_merged;
}

bool is_ending(const Entry& entry) {
  if (entry.by != Entry::By::engine) return false;
  const Value* active = entry.set.find(active_field);
  return entry.op == EffectOp::remove || entry.op == EffectOp::deactivate ||
         (entry.op == EffectOp::update && active && !active->bool_or(true));
}

bool CustomerGroup::is_touched() const {
  std::map<const ModelSystem*, int> in;
  return std::ranges::any_of(records, [&](const CustomerRecord& record) {
    return ++in[record.system] > 1 || std::ranges::any_of(record.entries, [](const Entry* entry) {
      return entry->op == EffectOp::remove || entry->op == EffectOp::deactivate || entry->revived ||
             (entry->op == EffectOp::update && entry->set.contains(active_field));
    });
  });
}

bool CustomerGroup::has(const RecordKey& key) const {
  return std::ranges::any_of(records, [&](const CustomerRecord& record) { return record.key() == key; });
}

std::vector<RecordKey> CustomerGroup::keys() const {
  std::vector<RecordKey> all;
  for (const CustomerRecord& record : records) all.push_back(record.key());
  return all;
}

bool CustomerGroup::has_word(const CustomerWorld& world, const std::set<std::string>& what, Instant from,
                             Instant until) const {
  return std::ranges::any_of(world.ends()->words(), [&](const Word& word) {
    return what.contains(word.what) && word.at >= from && word.at <= until &&
           std::ranges::any_of(word.records, [&](const RecordKey& key) { return has(key); });
  });
}

std::vector<CustomerGroup> customer_groups(const CustomerWorld& world) {
  std::vector<CustomerRecord> records = all_records(world);
  std::map<RecordKey, std::string> tax_of;
  Same same;
  for (const CustomerRecord& record : records) {
    tax_of[record.key()] = record.tax;
    for (const auto& [at, content] : record.system->past(object, record.id))
      same.join(record.tax, text_in(content, "tax"));
  }
  for (const CustomerRecord& record : records) {
    for (const Entry* entry : record.entries) {
      if (!entry->merged_into.empty())
        same.join(record.tax, tax_of.at({record.system->name(), object, entry->merged_into}));
    }
  }
  for (const Word& word : world.ends()->words()) {
    if (word.what != "same") continue;
    for (const RecordKey& key : word.records) same.join(tax_of.at(key), tax_of.at(word.records.front()));
  }
  std::map<std::string, CustomerGroup> groups;
  for (CustomerRecord& record : records) {
    CustomerGroup& group = groups[same.of(record.tax)];
    group.taxes.insert(record.tax);
    group.taxes.insert(text_in(record.now(), "tax"));
    group.records.push_back(std::move(record));
  }
  std::vector<CustomerGroup> all;
  for (auto& [tax, group] : groups) all.push_back(std::move(group));
  return all;
}

}  // namespace syncline::sim
