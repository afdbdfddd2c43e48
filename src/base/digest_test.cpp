#include "base/digest.h"

#include <doctest/doctest.h>

#include "base/hash.h"

using namespace syncline;

TEST_CASE("a digest of pieces is the hash of the whole, wherever it was cut") {
  const std::string whole(10'007, 'x');
  for (const std::size_t cut : {std::size_t{0}, std::size_t{1}, std::size_t{63}, std::size_t{64}, whole.size()}) {
    Digest digest;
    digest.add(std::string_view(whole).substr(0, cut));
    digest.add(std::string_view(whole).substr(cut));
    CHECK(digest.finish() == sha256(whole));
    CHECK(digest.finish() == sha256(""));
  }
}
