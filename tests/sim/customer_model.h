#pragma once
// A model of the customers' world, small and slow: what all sides must show at rest, where the rules leave no choice.

#include <optional>
#include <string>

#include "tests/sim/customer_facts.h"

namespace syncline::sim {

/// The text that has to stand, as a value of the customer: what was typed last by somebody who had a say. None: the
/// outcome is not determined by what people did and by the rules alone.
std::optional<std::string> determined(const CustomerWorld&, const Sides&, const std::string& field);

/// I7: where it is determined, that is what is there, or the field waits for a person.
void compare_with_model(const CustomerWorld&, Reader&, Judgement&);

}  // namespace syncline::sim
