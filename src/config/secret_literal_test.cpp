#include "config/secret_literal.h"

#include <doctest/doctest.h>

using namespace syncline;

TEST_CASE("keys that name a secret, and keys that name something about one") {
  for (const char* key : {"password", "Password", "db_password", "clientSecret", "client-secret", "api_key", "apiKey",
                          "apikey", "access_token", "token", "private_key", "passphrase", "signing_key"}) {
    INFO(std::string(key));
    CHECK(is_secret_key(key));
  }
  for (const char* key : {"token_url", "secret_name", "password_file", "key", "primary_key", "tokens_per_second",
                          "keyset", "match_key", ""}) {
    INFO(std::string(key));
    CHECK_FALSE(is_secret_key(key));
  }
}

TEST_CASE("texts that can be little else than a secret") {
  CHECK(known_secret_shape("\n-----BEGIN RSA PRIVATE KEY-----\nMIIE…") == "a private key");
  CHECK(known_secret_shape("AKIAIOSFODNN7EXAMPLE") == "a secret key");
  CHECK(known_secret_shape("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln") == "a signed token (JWT)");
  CHECK_FALSE(known_secret_shape("AKIA is a prefix of keys at AWS"));
  CHECK_FALSE(known_secret_shape("ghp_short"));
  CHECK_FALSE(known_secret_shape("-----BEGIN PUBLIC KEY-----"));
  CHECK_FALSE(known_secret_shape("customer"));
}
