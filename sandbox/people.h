#pragma once
// People: invented persons whom one talks to at a company.

#include <string>
#include <vector>

#include "runtime/random.h"
#include "sandbox/companies.h"

namespace syncline::sandbox {

struct Person {
  std::string name, email, phone, function;
};

/// `n` people of one company, with different names and addresses of mail at its domain.
std::vector<Person> invent_people(Prng& chance, const Company&, std::size_t n);

}  // namespace syncline::sandbox
