#include "base/rs256.h"

#include <doctest/doctest.h>

#include "base/hash.h"
#include "base/rsa_keys_test.h"

using namespace syncline;
using namespace syncline::testing;

TEST_CASE("a signature is that of openssl dgst -sha256 -sign, and is good for these bytes only") {
  const auto signature = sign_rs256("header.claims", rsa_private_key);
  REQUIRE(signature.ok());
  CHECK(base64(*signature).starts_with("GQHr3hzINWdiJQQXtsydoZot/m9Q8rXveQlM/XVBpOn6eqaN5SrK7NHIca8J"));
  CHECK(verify_rs256("header.claims", *signature, rsa_public_key));
  CHECK_FALSE(verify_rs256("header.claimz", *signature, rsa_public_key));
  CHECK_FALSE(verify_rs256("header.claims", signature->substr(1), rsa_public_key));
  CHECK_FALSE(verify_rs256("header.claims", *signature, "no key"));
}

TEST_CASE("what is no private key is an error of configuration that shows nothing of it") {
  const std::string broken = std::string(rsa_private_key).substr(0, 200);
  for (const std::string& key : {std::string(), std::string("s3cret"), broken, std::string(rsa_public_key)}) {
    const auto signature = sign_rs256("x", key);
    REQUIRE_FALSE(signature.ok());
    CHECK(signature.error().cls == ErrorClass::config);
    CHECK_FALSE(signature.error().remedy.empty());
    CHECK(describe(signature.error()).find("MII") == std::string::npos);
    CHECK(describe(signature.error()).find("s3cret") == std::string::npos);
  }
}
