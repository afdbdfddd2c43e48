#include "base/error.h"

#include <doctest/doctest.h>

namespace syncline {
namespace {

TEST_CASE("each class has a name of its own, and the name leads back") {
  for (int n = 0; n <= static_cast<int>(ErrorClass::unknown); ++n) {
    const auto cls = static_cast<ErrorClass>(n);
    CHECK(error_class_from(name_of(cls)) == cls);
  }
  CHECK(name_of(ErrorClass::closed_period) == "closed-period");
  CHECK(name_of(ErrorClass::unknown) == "unknown");
  CHECK(error_class_from("Transient") == std::nullopt);
  CHECK(error_class_from("") == std::nullopt);
}

TEST_CASE("a description names class, code, place and remedy, and leaves out what is empty") {
  Error error{ErrorClass::validation, "json.syntax", "a key is expected", "3:7", "send JSON", std::nullopt};
  CHECK(describe(error) == "validation json.syntax: a key is expected (at 3:7). send JSON");
  error.code = error.place = error.remedy = "";
  CHECK(describe(error) == "validation: a key is expected");
}

Result<int, Error> halved(int n) {
  if (n % 2 != 0) return fail(Error{ErrorClass::validation, "odd", "", "", "", std::nullopt});
  return n / 2;
}

Result<void, Error> checked(bool good) {
  if (!good) return fail(Error{ErrorClass::config, "bad", "", "", "", std::nullopt});
  return {};
}

TEST_CASE("a result is a value or an error") {
  CHECK(*halved(4) == 2);
  CHECK(halved(3).error().code == "odd");
  CHECK(halved(3).value_or(7) == 7);
  CHECK(halved(4).value_or(7) == 2);
  CHECK(checked(true).ok());
  CHECK(checked(false).error().code == "bad");
  std::string moved = Result<std::string, Error>(std::string(40, 'x')).value();
  CHECK(moved.size() == 40);
}

}  // namespace
}  // namespace syncline
