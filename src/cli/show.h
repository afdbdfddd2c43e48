#pragma once
// Show: the model's things as lines for people.

#include <string>

#include "model/conflict.h"
#include "model/effect.h"
#include "model/event.h"
#include "model/hold.h"
#include "model/shadow.h"

namespace syncline::cli {

/// The text itself, or "(empty)" … ; no quotes around strings.
std::string plain(const FieldValue&);
std::string plain(const Value&);

/// To the millisecond.
std::string when(Instant);

std::string line_of(const Event&);
std::string line_of(const Effect&);
std::string line_of(const Conflict&);
std::string line_of(const DeadLetter&);
std::string line_of(const Hold&, const std::vector<Effect>& sample);

}  // namespace syncline::cli
