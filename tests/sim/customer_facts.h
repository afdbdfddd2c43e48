#pragma once
// CustomerFacts: what the systems' ledgers and the people say of the customers, for whoever judges. The engine is not
// asked.

#include <map>
#include <string>
#include <vector>

#include "tests/sim/customer_world.h"

namespace syncline::sim {

struct Side {
  const ModelSystem* system;
  std::string id;
  Map content;
};
/// A customer's records, one in each system.
using Sides = std::vector<Side>;

/// By what identifies a customer.
std::map<std::string, Sides> customers(const CustomerWorld&);

bool is_of(const Sides&, const Typed&);

/// Who made the record, and when.
const Entry& birth_of(const Side&);

/// Whose word counts for the field at that moment, by the rules of then: the first master that is there. None: anyone's
/// who can show a whole text.
const ModelSystem* master_at(const CustomerWorld&, const Sides&, const std::string& field, Instant at);
/// Did the person who typed that have a say?
bool had_a_say(const CustomerWorld&, const Sides&, const Typed&);

/// A vendor that compares nothing has a moment between our last read and our write that nobody can close.
bool in_the_unclosable_moment(const Typed&);

/// Typed before we could look at what our write had become: nobody can tell that from a vendor that alters.
bool is_before_our_look(const Typed&);

/// As a system shows a text that it may truncate. Case and dashes do not count: a map may turn it, a vendor fold it.
std::string shown_as(const ModelSystem&, std::string text);

}  // namespace syncline::sim
