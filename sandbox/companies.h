#pragma once
// Companies: invented names, addresses and numbers that look as they do in practice.

#include <string>
#include <vector>

#include "runtime/random.h"

namespace syncline::sandbox {

struct Company {
  std::string name, domain, tax_id, email, phone, street, postal_code, city, country, credit_limit, payment_terms;
  bool prospect = false;  ///< nobody knows yet whether it will buy
};

/// `n` companies; no two have the same name, tax id or address of mail, and no two names are alike.
std::vector<Company> invent_companies(Prng& chance, std::size_t n);

}  // namespace syncline::sandbox
