#include "base/hash.h"

#include <doctest/doctest.h>

namespace syncline {
namespace {

std::string decoded64(std::string_view text) {
  std::string out = "untouched";
  return from_base64(text, out) ? out : "refused, " + out;
}

std::string decoded_hex(std::string_view text) {
  std::string out = "untouched";
  return from_hex(text, out) ? out : "refused, " + out;
}

TEST_CASE("SHA-256: FIPS 180 examples") {
  CHECK(to_hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(to_hex(sha256("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("HMAC: RFC 4231 and RFC 2202 examples") {
  CHECK(to_hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(to_hex(hmac_sha256(std::string(131, '\xAA'), "Test Using Larger Than Block-Size Key - Hash Key First")) ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
  CHECK(to_hex(hmac_sha1("Jefe", "what do ya want for nothing?")) == "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
}

TEST_CASE("an empty key makes a real MAC: an unset secret must not equal a missing signature") {
  const char* expected = "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad";
  CHECK(to_hex(hmac_sha256("", "")) == expected);
  CHECK(to_hex(hmac_sha256(std::string_view(), std::string_view())) == expected);
  CHECK(to_hex(hmac_sha1(std::string_view(), "x")) == "6244e66451a1c8695db9731ce2c4fd5de25ccf87");
}

TEST_CASE("secrets compare by all their bytes") {
  CHECK(equal_in_constant_time("", ""));
  CHECK(equal_in_constant_time("abc", "abc"));
  CHECK(!equal_in_constant_time("abc", "abd"));
  CHECK(!equal_in_constant_time("abc", "ab"));
  CHECK(!equal_in_constant_time("abc", ""));
}

TEST_CASE("xxh3: published values, stable for stored hashes") {
  CHECK(to_hex(xxh3("")) == "99aa06d3014798d86001c324468d497f");
  CHECK(xxh3_64("") == 0x2d06800538d394c2u);
  CHECK(xxh3("a") != xxh3("b"));
}

TEST_CASE("equal values have equal hashes, different ones do not") {
  const Value one = Map{{"a", 1}, {"b", List{Decimal::parse("2.50").value(), nullptr}}};
  const Value same = Map{{"b", List{Decimal::parse("2.5").value(), nullptr}}, {"a", Decimal::parse("1.0").value()}};
  CHECK(hash_of(one) == hash_of(same));
  CHECK(hash_of(one) != hash_of(Map{{"a", "1"}, {"b", List{Decimal::parse("2.5").value(), nullptr}}}));
  CHECK(hash_of(Value()) != hash_of(Value("null")));
}

TEST_CASE("base64: RFC 4648 examples") {
  const char* plain[] = {"", "f", "fo", "foo", "foob", "fooba", "foobar"};
  const char* padded[] = {"", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy"};
  for (std::size_t i = 0; i < std::size(plain); ++i) {
    CHECK(base64(plain[i]) == padded[i]);
    CHECK(decoded64(padded[i]) == plain[i]);
    const std::string bare(padded[i], std::string_view(padded[i]).find_last_not_of('=') + 1);
    CHECK(base64url(plain[i]) == bare);
    CHECK(decoded64(bare) == plain[i]);
  }
  CHECK(base64("\xFB\xFF") == "+/8=");
  CHECK(base64url("\xFB\xFF") == "-_8");
  CHECK(decoded64("-_8") == "\xFB\xFF");
}

TEST_CASE("all bytes come back from base64 and hexadecimal") {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  for (std::size_t size = 0; size <= all.size(); ++size) {
    const std::string bytes = all.substr(0, size);
    REQUIRE(decoded64(base64(bytes)) == bytes);
    REQUIRE(decoded64(base64url(bytes)) == bytes);
    REQUIRE(decoded_hex(to_hex(bytes)) == bytes);
  }
  CHECK(decoded_hex("00fFAb") == std::string("\0\xFF\xAB", 3));
}

TEST_CASE("malformed base64 and hexadecimal is refused and leaves its target alone") {
  for (const char* text : {"Z", "Zg=", "Zg===", "Zm8==", "=", "====", "Zg=g", "Zm9v=", "Zm 9v", "Zm9v\n", "Zm9*"}) {
    CHECK_MESSAGE(decoded64(text) == "refused, untouched", text);
  }
  for (const char* text : {"0", "0g", "0x", "00 "}) CHECK_MESSAGE(decoded_hex(text) == "refused, untouched", text);
}

}  // namespace
}  // namespace syncline
