// The process dies in the middle of one and the same write, again and again.
#include "engine/town_test.h"
#include "project/folder.h"

using namespace syncline;
using namespace syncline::shop;

namespace {

/// An article that both sides know, and whose name the ERP masters.
Town town() {
  auto files = read_folder(real_files(), std::string(SYNCLINE_SOURCE_DIR) + "/src/project/testdata/sales");
  REQUIRE(files.ok());
  Town town(*files);
  town["crm"].add("article", {{"code", "A1"}, {"title", "Lamp"}});
  town["erp"].add("item", {{"sku", "A1"}, {"name", "Lamp"}});
  return town;
}

struct End {
  std::string title;  ///< in the CRM
  int deaths = 0;
  std::size_t letters = 0;
  std::vector<Conflict> conflicts;
};

/// A day with an edit in the ERP, in which the process dies so often at the point.
End after_a_day(const std::string& point, int deaths) {
  Town t = town();
  End end;
  t.outlive(
      point,
      [&] {
        t["erp"].records["item"][0].set("name", "Lantern");
        t.wait(days(1));
        end.title = t["crm"].at("article", 0).find("title")->as_string();
        end.deaths = t.deaths;
      },
      deaths);
  t.look_back([&](Reader& reader) {
    end.letters = reader.dead_letters(true, 10).size();
    end.conflicts = reader.conflicts(true, {}, 10);
  });
  return end;
}

}  // namespace

TEST_SUITE("deaths") {
  TEST_CASE("deaths in the middle of a write are no refusals: it is made, however many there were") {
    for (const char* point : {"deliver.sending", "deliver.before_write", "deliver.answered", "deliver.written"}) {
      CAPTURE(point);
      const End end = after_a_day(point, 12);
      CHECK(end.title == "Lantern");
      CHECK(end.letters == 0);
      CHECK(end.conflicts.empty());
    }
  }

  TEST_CASE("a write that every process dies of comes to a person in the end") {
    const End end = after_a_day("deliver.before_write", 1000);
    CHECK(end.deaths == 50);
    CHECK(end.title == "Lamp");
    REQUIRE(end.conflicts.size() == 1);
    CHECK(end.conflicts[0].kind == ConflictKind::unsettled);
    CHECK(end.conflicts[0].message.find("50 processes") != std::string::npos);
  }
}
