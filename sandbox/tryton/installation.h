#pragma once
// What a Tryton server holds when its administrator has set it up, before anybody works with it.

#include <string>

#include "base/time.h"
#include "sandbox/tryton/tables.h"

namespace syncline::sandbox::tryton {

/// Users, countries, categories, payment terms, the relation types "contact person of" (1) and "has contact person"
/// (2), each the reverse of the other, and the own company as party 1.
void install(Tables&, const std::string& own_company, Instant at);

}  // namespace syncline::sandbox::tryton
