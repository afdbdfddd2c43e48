#include "engine/spool.h"

#include <doctest/doctest.h>

#include "base/hash.h"
#include "runtime/simulated_files.h"

using namespace syncline;

namespace {

/// A spool in the simulated world, and what its disk holds.
struct Place {
  SimulatedDisk disk;

  void with(const std::function<void(Spool&)>& story) {
    const auto scheduler = make_scheduler();
    scheduler->run([&] {
      SimulatedFiles files(disk, scheduler->world());
      Spool spool(files, "data/spool");
      REQUIRE(spool.open().ok());
      story(spool);
    });
  }
};

std::string all_of(BodySource& source) {
  std::string all;
  for (;;) {
    const auto part = source.next(100);
    REQUIRE(part.ok());
    if (part->empty()) return all;
    all += *part;
  }
}

SpooledFile put(Spool& spool, std::string_view content) {
  Spool::Incoming incoming(spool, "a.pdf", 1000);
  REQUIRE(incoming.take(content.substr(0, content.size() / 2)).ok());
  REQUIRE(incoming.take(content.substr(content.size() / 2)).ok());
  const auto kept = incoming.keep(content.size());
  REQUIRE(kept.ok());
  return *kept;
}

}  // namespace

TEST_CASE("a file lies in the spool by its hash, gives the same bytes, twice if asked, and goes with its delivery") {
  Place place;
  place.with([&](Spool& spool) {
    const std::string content(700, 'x');
    const SpooledFile file = put(spool, content);
    CHECK(file.sha256 == to_hex(sha256(content)));
    CHECK(file.size == 700);
    CHECK(place.disk.files.contains("data/spool/" + file.sha256));
    auto source = spool.content_of(file);
    REQUIRE(source.ok());
    CHECK((*source)->size() == 700);
    CHECK(all_of(**source) == content);
    (*source)->rewind();
    CHECK(all_of(**source) == content);
    spool.release(file);
    CHECK(place.disk.files.empty());
  });
}

TEST_CASE("an empty file is a file") {
  Place place;
  place.with([&](Spool& spool) {
    const SpooledFile file = put(spool, "");
    auto source = spool.content_of(file);
    REQUIRE(source.ok());
    CHECK(all_of(**source).empty());
  });
}

TEST_CASE("the same content on two ways lies there once, until both have come to their end") {
  Place place;
  place.with([&](Spool& spool) {
    const SpooledFile one = put(spool, "same"), two = put(spool, "same");
    CHECK(place.disk.files.size() == 1);
    spool.release(one);
    CHECK(spool.content_of(two).ok());
    spool.release(two);
    CHECK(place.disk.files.empty());
  });
}

TEST_CASE("a file above the limit is refused by a text that names the limit, and leaves nothing") {
  Place place;
  place.with([&](Spool& spool) {
    Spool::Incoming incoming(spool, "erp sale 1: big.pdf", 20'000'000);
    const std::string megabyte(1'000'000, 'x');
    for (int n = 0; n < 20; ++n) REQUIRE(incoming.take(megabyte).ok());
    const auto more = incoming.take("x");
    REQUIRE_FALSE(more.ok());
    CHECK(more.error().cls == ErrorClass::validation);
    CHECK(more.error().message.find("20 MB") != std::string::npos);
    CHECK(more.error().place.find("big.pdf") != std::string::npos);
    incoming.drop();
    CHECK(place.disk.files.empty());
  });
}

TEST_CASE("a file that is shorter than announced is refused, to be fetched again") {
  Place place;
  place.with([&](Spool& spool) {
    Spool::Incoming incoming(spool, "a.pdf", 1000);
    REQUIRE(incoming.take("half of").ok());
    const auto kept = incoming.keep(14);
    REQUIRE_FALSE(kept.ok());
    CHECK(kept.error().code == "spool.truncated");
    CHECK(kept.error().cls == ErrorClass::transient);
  });
}

TEST_CASE("a file that the disk changed is not delivered") {
  Place place;
  place.with([&](Spool& spool) {
    const SpooledFile file = put(spool, "signed by both");
    place.disk.files["data/spool/" + file.sha256] = "signed by none";
    const auto source = spool.content_of(file);
    REQUIRE_FALSE(source.ok());
    CHECK(source.error().code == "spool.damaged");
  });
}

TEST_CASE("what a dead process left is removed when the spool is opened") {
  Place place;
  place.with([&](Spool& spool) {
    (void)put(spool, "never delivered");
    Spool::Incoming incoming(spool, "a.pdf", 1'000'000);
    REQUIRE(incoming.take(std::string(300'000, 'x')).ok());
    CHECK(place.disk.files.size() == 2);
  });
  place.with([&](Spool&) { CHECK(place.disk.files.empty()); });
}

TEST_CASE("sizes are told in the largest unit that shows them exactly") {
  CHECK(size_text(20'000'000) == "20 MB");
  CHECK(size_text(1'500'000) == "1500 kB");
  CHECK(size_text(1'001) == "1001 bytes");
  CHECK(size_text(0) == "0 bytes");
}
