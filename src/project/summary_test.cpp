#include "project/summary.h"

#include "base/text.h"
#include "project/testing.h"

using namespace syncline;
using namespace syncline::testing;

TEST_CASE("what is made of another record, or told back, is said in words, and nothing of matching") {
  const std::string told = join(describe_project(*load_good(sales())), "\n");
  CAPTURE(told);
  CHECK(told.find("made from deal") != std::string::npos);
  CHECK(told.find("the deal decides") != std::string::npos);
  CHECK(told.find(" told to crm.") != std::string::npos);
  CHECK(told.find("no records are matched") == std::string::npos);
  for (const char* internal : {"related", "syncline"}) CHECK(told.find(internal) == std::string::npos);
}

TEST_CASE("questions are said with whom they are for") {
  Sources files = sales();
  files["entities/offer.yaml"] = "entity: offer\nkind: query\nfields: {quantity: {type: decimal}}\n";
  files["connectors/works/bindings/offer.yaml"] =
      "entity: offer\nobject: shelf\nfields: {quantity: {path: count, write: never}}\n";
  files["queries/offer.yaml"] = "entity: offer\nof: product\nsystems: {erp: shelf}\n";
  const auto project = load_good(files);
  CHECK(describe_project(*project).back() == "offer: erp.shelf is asked of a product when somebody wants to know");
  CHECK(to_json(*project)["queries"].at(0)["of"] == Value("product"));
}

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
