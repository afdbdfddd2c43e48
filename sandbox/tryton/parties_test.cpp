#include "sandbox/tryton/calls_test.h"

namespace syncline::sandbox {
namespace {

TEST_CASE("a party is created with its children and read back under dotted names") {
  SignedIn tryton;
  const Value id = tryton.create(
      json("{'name':'Musterkunde AG','addresses':[['create',[{'street':'Hauptstr. 1','city':'Berlin','country':5}]]],"
           "'contact_mechanisms':[['create',[{'type':'email','value':'einkauf@muster.example'}]]]}")
          .as_map());
  const Value row =
      tryton.read(id, {"name", "code", "active", "addresses.city", "addresses.country.code", "contact_mechanisms"});
  CHECK(row["name"] == Value("Musterkunde AG"));
  CHECK(row["code"] == Value("2"));
  CHECK(row["active"] == Value(true));
  CHECK(row.path("addresses.").at(0).is_null());
  CHECK(row["addresses."].at(0)["city"] == Value("Berlin"));
  CHECK(row["addresses."].at(0)["country."]["code"] == Value("DE"));
  CHECK(row["contact_mechanisms"].as_list().size() == 1);
}

}  // namespace
}  // namespace syncline::sandbox
