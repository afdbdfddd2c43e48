#pragma once
// Rules: what the system makes of a record beside what it is given: numbers, defaults, refusals, totals and states.

#include "sandbox/sap_s4hana/refusal.h"
#include "sandbox/sap_s4hana/tables.h"

namespace syncline::sandbox::sap {

/// A_SalesOrderItem(SalesOrder='1',SalesOrderItem='10')
std::string address_of(const EntityType&, const Row&);
/// What a record below this one gets of it.
Map link_of(const EntityType&, const Row&, const Navigation&);
/// The set of the document or partner that a record is a part of; its own when it is none.
std::string parent_set(const EntityType&);
/// The record that one with these fields would be a part of; nullptr: it is none.
const Row* parent_of(const Tables&, const EntityType&, const Map& fields);
/// The record that people lock when they edit this one.
const Row& root_of(const Tables&, const EntityType&, const Row&);

/// With numbers and defaults; `given` also has what is made below it.
Done<Map> complete(Tables&, const EntityType&, Map fields, const Map& given, Instant now);
Done<void> check_change(const Tables&, const EntityType&, const Row&, const Map& fields);
/// After it, or what is below it, was made or changed: totals and states of its document, whose stamp moves.
void settle(Tables&, const EntityType&, const std::string& key, Instant now);
void settle_parent(Tables&, const EntityType&, const Row& gone, Instant now);

}  // namespace syncline::sandbox::sap
