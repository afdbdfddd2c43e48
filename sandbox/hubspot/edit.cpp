#include "sandbox/hubspot/edit.h"

#include "base/text.h"
#include "sandbox/hubspot/given_values.h"

namespace syncline::sandbox::hubspot {
namespace {

Answer<void> check_unique(const Work& work, const ObjectType& type, const Row& row) {
  for (const Property& each : type.properties) {
    const std::string value = row[each.name];
    if (!each.unique || value.empty()) continue;
    const RowPtr other = work.tables.by_value(type, each.name, value);
    if (!other || other->id == row.id) continue;
    const std::string id = std::to_string(other->id);
    if (each.name == "email") return refuse(409, "CONFLICT", "Contact already exists. Existing ID: " + id);
    return fail(refusal_of({{std::string(each.name), "CONFLICTING_UNIQUE_VALUE",
                             "Cannot set " + std::string(each.name) + " to " + value + ". " +
                                 std::string(type.singular) + " " + id + " already has that value."}}));
  }
  return {};
}

/// A line's amount is worked out; a deal's is typed.
void complete(const ObjectType& type, Row& row) {
  if (type.name != "line_items") return;
  const auto number = [&](const char* name) { return Decimal::parse(row[name]).value_or(Decimal()); };
  const auto times = [](const Decimal& a, const Decimal& b) { return multiply(a, b).value_or(Decimal()); };
  const auto less = [](const Decimal& a, const Decimal& b) { return subtract(a, b).value_or(Decimal()); };
  const Decimal gross = times(less(number("price"), number("discount")), number("quantity"));
  const Decimal amount = less(gross, times(times(gross, number("hs_discount_percentage")), Decimal::of(1, 2)));
  row.properties.set("amount", amount.rounded(2, Rounding::half_up).value_or(amount).text());
}

Row stamped(const Work& work, Row row, RowPtr before) {
  row.modified = work.now;
  row.before = nullptr;
  row.indexed_from = work.now;
  if (work.index_lag.us > 0) {
    row.indexed_from = work.now + Duration{work.index_lag.us * (1 + row.id % 4) / 4};
    row.before = indexed(std::move(before), work.now);
  }
  return row;
}

void set_all(Row& row, const Map& values) {
  for (const auto& [name, value] : values) {
    if (value.is_null())
      row.properties.erase(name);
    else
      row.properties.set(name, value);
  }
}

void note(Work& work, MutationVerb verb, const ObjectType& type, Id id, Map before, Map after) {
  work.ledger.push_back({verb, work.by_person, work.now, std::string(type.name), std::to_string(id), std::move(before),
                         std::move(after)});
}

void touch(Work& work, const ObjectType& type, Id id) {
  if (const RowPtr row = work.tables.live(type, id)) work.tables.put(type, stamped(work, *row, row));
}

}  // namespace

Answer<Id> create(Work& work, const ObjectType& type, const Map& given) {
  auto values = accepted_values(work, type, given);
  if (!values) return fail(values.error());
  Row row;
  set_all(row, *values);
  complete(type, row);
  if (auto done = check_unique(work, type, row); !done) return fail(done.error());
  row.id = work.tables.next_id();
  row.created = work.now;
  const Id id = row.id;
  work.tables.put(type, stamped(work, std::move(row), nullptr));
  note(work, MutationVerb::create, type, id, {}, *values);
  return id;
}

Answer<void> update(Work& work, const ObjectType& type, const RowPtr& old, const Map& given) {
  auto values = accepted_values(work, type, given);
  if (!values) return fail(values.error());
  Row row = *old;
  set_all(row, *values);
  complete(type, row);
  if (auto done = check_unique(work, type, row); !done) return done;
  Map before;
  for (const auto& [name, _] : *values) before.set(name, (*old)[name]);
  work.tables.put(type, stamped(work, std::move(row), old));
  note(work, MutationVerb::update, type, old->id, std::move(before), *values);
  return {};
}

void archive(Work& work, const ObjectType& type, const RowPtr& old) {
  if (old->archived) return;
  Row row = *old;
  row.archived = true;
  row.archived_at = work.now;
  work.tables.put(type, stamped(work, std::move(row), old));
  note(work, MutationVerb::remove, type, old->id, {}, {});
}

void restore(Work& work, const ObjectType& type, const RowPtr& old) {
  Row row = *old;
  row.archived = false;
  work.tables.put(type, stamped(work, std::move(row), old));
  note(work, MutationVerb::update, type, old->id, {{"archived", true}}, {{"archived", false}});
}

void merge(Work& work, const ObjectType& type, const RowPtr& loser, const RowPtr& winner, bool redirect) {
  for (const LinkType& each : link_types()) {
    if (each.from != type.name) continue;
    const Links known = work.tables.links(each, loser->id);
    for (const auto& [to, types] : known) {
      work.tables.unlink(each, loser->id, to);
      work.tables.link(each, winner->id, to, false);
    }
  }
  archive(work, type, loser);
  Row row = *winner;
  const std::string merged = row["hs_merged_object_ids"];
  row.properties.set("hs_merged_object_ids", merged + (merged.empty() ? "" : ";") + std::to_string(loser->id));
  work.tables.put(type, stamped(work, std::move(row), winner));
  if (redirect) work.tables.set_winner(type, loser->id, winner->id);
  note(work, MutationVerb::update, type, winner->id, {}, {{"hs_merged_object_ids", std::to_string(loser->id)}});
}

/// Of a contact, the primary company is a property, too; nothing else is stamped by a link.
void link(Work& work, const LinkType& type, Id from, Id to, bool primary) {
  work.tables.link(type, from, to, primary);
  note(work, MutationVerb::update, object_named(type.from), from, {}, {{std::string(type.to), std::to_string(to)}});
  if (type.from == "contacts" && type.to == "companies") touch(work, object_named(type.from), from);
}

void unlink(Work& work, const LinkType& type, Id from, Id to) {
  work.tables.unlink(type, from, to);
  note(work, MutationVerb::update, object_named(type.from), from, {{std::string(type.to), std::to_string(to)}}, {});
  if (type.from == "contacts" && type.to == "companies") touch(work, object_named(type.from), from);
}

}  // namespace syncline::sandbox::hubspot
