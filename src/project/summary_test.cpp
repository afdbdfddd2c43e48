#include "project/summary.h"

#include "base/text.h"
#include "project/testing.h"

using namespace syncline;
using namespace syncline::testing;

TEST_CASE("people read in plain sentences what a project will do") {
  const std::string told = join(describe_project(*load_good(example())), "\n");
  CAPTURE(told);
  for (const char* sentence : {
           "customer: crm.company ↔ erp.party, 9 fields",
           "crm decides name and website; every system may write tax_id, email and phone; erp decides street, "
           "postal_code, city and country.",
           "records with the same tax_id or email are linked; similar name goes to a person.",
           "missing records are created in erp.",
           "contact: crm.person ↔ erp.person, 4 fields",
       }) {
    CAPTURE(sentence);
    CHECK(told.find(sentence) != std::string::npos);
  }
}
