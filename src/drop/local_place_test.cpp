#include <cstdlib>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>

#include "drop/place.h"
#include "drop/testing.h"

using namespace syncline;
using namespace syncline::testing;

TEST_SUITE("local place") {
  TEST_CASE("files are written, listed, read, moved and removed") {
    const Folder folder;
    const auto place = *make_local_place(folder.path);
    REQUIRE(place->make_folder("out/archive").ok());
    REQUIRE(place->write("out/.a.part", "one").ok());
    CHECK(*place->move("out/.a.part", "out/a.csv") == Moved::done);
    const auto listed = place->list("out");
    REQUIRE(listed.ok());
    REQUIRE(listed->size() == 1);  // folders are no files
    CHECK(listed->front().name == "a.csv");
    CHECK(listed->front().size == 3);
    CHECK(*place->read("out/a.csv", 100) == "one");
    CHECK(*place->move("out/a.csv", "out/archive/a.csv") == Moved::done);
    CHECK(*place->move("out/a.csv", "out/archive/a.csv") == Moved::absent);
    CHECK(place->remove("out/archive/a.csv").ok());
    CHECK(place->remove("out/archive/a.csv").ok());
  }

  TEST_CASE("a file is never moved over another, and both stay as they are") {
    const Folder folder;
    const auto place = *make_local_place(folder.path);
    REQUIRE(place->write("a", "one").ok());
    REQUIRE(place->write("b", "two").ok());
    const auto moved = place->move("a", "b");
    REQUIRE(!moved.ok());
    CHECK(moved.error().code == "drop.exists");
    CHECK(*place->read("a", 10) == "one");
    CHECK(*place->read("b", 10) == "two");
  }

  TEST_CASE("nothing leads out of the root: neither dots nor links") {
    const Folder folder, outside;
    std::ofstream(outside.path + "/secret.csv") << "x";
    std::filesystem::create_symlink(outside.path, folder.path + "/away");
    std::filesystem::create_symlink(outside.path + "/secret.csv", folder.path + "/secret.csv");
    const auto place = *make_local_place(folder.path);
    for (const char* path : {"../x", "a/../../x", "/etc/passwd", "a//b", "./a"}) {
      CAPTURE(path);
      CHECK(place->read(path, 10).error().code == "drop.path");
      CHECK(place->write(path, "x").error().code == "drop.path");
    }
    CHECK(place->read("away/secret.csv", 10).error().code == "drop.link");
    CHECK(place->list("away").error().code == "drop.link");
    CHECK(place->read("secret.csv", 10).error().code == "drop.link");
    CHECK(place->write("secret.csv", "y").error().code == "drop.link");
    CHECK(place->list("")->empty());  // a link is no file
  }

  TEST_CASE("a file that is too large is refused, not cut") {
    const Folder folder;
    const auto place = *make_local_place(folder.path);
    REQUIRE(place->write("a", std::string(11, 'x')).ok());
    CHECK(place->read("a", 10).error().cls == ErrorClass::validation);
    CHECK(place->read("a", 11)->size() == 11);
  }
}
