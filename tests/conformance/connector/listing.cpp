// Listings: whatever people do between the pages, and however coarse the stamps are, nothing is missed.
#include "tests/conformance/connector/bench.h"

namespace syncline::conformance {
namespace {

/// Every record of the object that is there now, as `seen` has it.
void check_complete(Bench& bench, const Bench::Seen& seen) {
  for (const std::string& native : bench.natives()) CHECK(seen.name(native) == bench.stored_name(native));
}

void merge_into(Bench::Seen& all, Bench::Seen more) {
  for (auto& [native, record] : more.latest) all.latest[native] = std::move(record);
}

/// People at work, by the scheduler's chance.
struct Work {
  Bench& bench;
  std::vector<std::string> ours;
  int deeds = 0;

  void some() {
    for (std::uint64_t left = bench.rt.random() % 4; left > 0; --left) one();
    bench.rt.sleep_for(milliseconds(static_cast<std::int64_t>(bench.rt.random() % 1500)));
  }

  void one() {
    const std::string name = "deed " + std::to_string(++deeds);
    const std::uint64_t what = bench.rt.random() % 5;
    const std::size_t which = ours.empty() ? 0 : bench.rt.random() % ours.size();
    if (what == 0 || ours.empty()) {
      ours.push_back(bench.person_creates(name));
    } else if (what == 1 && ours.size() > 12) {
      bench.person_deletes(ours[which]);
      ours.erase(ours.begin() + static_cast<std::ptrdiff_t>(which));
    } else {
      bench.person_renames(ours[which], name);
    }
  }
};

}  // namespace

CONNECTOR_CASE("paging: nothing is missed while people insert, edit and delete between the pages") {
  Work work{bench, {}};
  for (int i = 0; i < 23; ++i) {
    work.ours.push_back(bench.person_creates("old " + std::to_string(i)));
    bench.rt.sleep_for(milliseconds(i % 3 == 0 ? 0 : 400));
  }
  bench.wait();
  std::string cursor;
  Bench::Seen seen;
  for (int round = 0; round < 12; ++round) {
    int left = 8;
    merge_into(seen, bench.pass(ListMode::changes, cursor, [&] {
      if (left-- > 0) work.some();
    }));
    work.some();
    if (round % 3 != 2) continue;
    bench.wait();
    merge_into(seen, bench.pass(ListMode::changes, cursor));
    check_complete(bench, seen);
  }
  CHECK(work.deeds > 20);
}

CONNECTOR_CASE("sweep: everything that was there all the time is met, whatever happens between the pages") {
  Work work{bench, {}};
  for (int i = 0; i < 23; ++i) work.ours.push_back(bench.person_creates("old " + std::to_string(i)));
  bench.wait();
  for (int round = 0; round < 5; ++round) {
    const std::vector<std::string> before = bench.natives();
    bench.rt.sleep_for(bench.traits.read_lag);  // until then a listing may miss them
    std::string cursor;
    const Bench::Seen seen = bench.pass(ListMode::sweep, cursor, [&] { work.some(); });
    CHECK(cursor.empty());
    const std::vector<std::string> after = bench.natives();
    for (const std::string& native : before) {
      if (std::ranges::find(after, native) != after.end()) CHECK(seen.latest.contains(native));
    }
  }
}

CONNECTOR_CASE("an empty page is no error, and the next record is found from there") {
  std::string cursor;
  for (int i = 0; i < 2; ++i) {
    const auto page = bench.port->list(bench.vendor.empty_object, ListMode::changes, cursor, bench.context());
    REQUIRE_MESSAGE(page, describe(page.error()));
    CHECK(page->records.empty());
    cursor = page->next;
    while (bench.port->list(bench.vendor.empty_object, ListMode::changes, cursor, bench.context())->more)
      cursor = bench.port->list(bench.vendor.empty_object, ListMode::changes, cursor, bench.context())->next;
  }
  cursor.clear();
  bench.pass(ListMode::changes, cursor);
  const std::string native = bench.person_creates("first");
  bench.wait();
  CHECK(bench.pass(ListMode::changes, cursor).name(native) == "first");
}

CONNECTOR_CASE("equal stamps over the border of a page") {
  std::vector<std::string> natives;
  for (int i = 0; i < 18; ++i) natives.push_back(bench.person_creates("twin " + std::to_string(i)));
  bench.wait();
  std::string cursor;
  const Bench::Seen seen = bench.pass(ListMode::changes, cursor);
  for (std::size_t i = 0; i < natives.size(); ++i) CHECK(seen.name(natives[i]) == "twin " + std::to_string(i));
}

CONNECTOR_CASE("stamps within one second, wherever a page ends") {
  std::vector<std::string> natives;
  for (int i = 0; i < 18; ++i) {
    natives.push_back(bench.person_creates("close " + std::to_string(i)));
    bench.rt.sleep_for(milliseconds(90));
  }
  bench.wait();
  std::string cursor;
  const Bench::Seen seen = bench.pass(ListMode::changes, cursor);
  for (std::size_t i = 0; i < natives.size(); ++i) CHECK(seen.name(natives[i]) == "close " + std::to_string(i));
}

CONNECTOR_CASE("two edits in one second: the second is seen, also when the first was read between them") {
  const std::string native = bench.person_creates("A");
  bench.wait();
  std::string cursor;
  bench.pass(ListMode::changes, cursor);
  bench.person_renames(native, "B");
  bench.pass(ListMode::changes, cursor);
  bench.rt.sleep_for(milliseconds(100));
  bench.person_renames(native, "C");
  bench.wait();
  CHECK(bench.pass(ListMode::changes, cursor).name(native) == "C");
}

CONNECTOR_CASE("A to B and back to A between two looks is told, with a later stamp") {
  const std::string native = bench.person_creates("A");
  bench.wait();
  std::string cursor;
  const NativeRecord before = bench.pass(ListMode::changes, cursor).latest.at(native);
  bench.rt.sleep_for(seconds(2));
  bench.person_renames(native, "B");
  bench.rt.sleep_for(seconds(2));
  bench.person_renames(native, "A");
  bench.wait();
  const Bench::Seen seen = bench.pass(ListMode::changes, cursor);
  REQUIRE(seen.name(native) == "A");
  REQUIRE(seen.latest.at(native).stamp);
  CHECK(*seen.latest.at(native).stamp > *before.stamp);
}

CONNECTOR_CASE("what was not touched is not told again for ever") {
  for (int i = 0; i < 12; ++i) {
    bench.person_creates("old " + std::to_string(i));
    bench.rt.sleep_for(bench.vendor.overlap * 2);
  }
  std::string cursor;
  bench.pass(ListMode::changes, cursor);
  CHECK(bench.pass(ListMode::changes, cursor).records <= 1);
}

namespace {

/// The records that a stream of children names, as it goes on from pass to pass.
struct Stream {
  Bench& bench;
  std::string object, name;
  std::string cursor = {};

  bool names(const std::string& native) {
    bool found = false;
    for (bool more = true; more;) {
      const auto page = bench.port->list(object + "/" + name, ListMode::changes, cursor, bench.context());
      REQUIRE_MESSAGE(page, describe(page.error()));
      CHECK(page->hints);
      for (const NativeRecord& each : page->records) {
        CHECK(each.key.object == object);
        found = found || each.key.native == native;
      }
      cursor = page->next;
      more = page->more;
    }
    return found;
  }
};

std::string makes(Bench& bench, const std::string& model, const Map& fields) {
  std::string made;
  bench.server.with_model(
      [&](sandbox::VendorModel& vendor, Instant now) { made = vendor.person_creates(model, fields, now); });
  REQUIRE_FALSE(made.empty());
  return made;
}

}  // namespace

CONNECTOR_CASE_OF("a child is changed and its parent not stamped: the stream of children tells the parent [tryton]",
                  Tryton) {
  const std::string native = bench.person_creates("Parent");
  bench.wait();
  Stream stream{bench, "party", "contact_mechanisms"};
  stream.names(native);
  bench.rt.sleep_for(minutes(20));
  CHECK_FALSE(stream.names(native));
  const NativeRecord before = bench.read(native);
  const std::string child = makes(bench, "party.contact_mechanism",
                                  {{"party", std::stoi(native)}, {"type", "phone"}, {"value", "+49 30 123"}});
  CHECK(bench.read(native).stamp == before.stamp);
  CHECK(stream.names(native));
  bench.rt.sleep_for(minutes(20));
  stream.names(native);
  bench.server.with_model([&](sandbox::VendorModel& model, Instant now) {
    model.person_edits("party.contact_mechanism", child, {{"value", "+49 30 456"}}, now);
  });
  CHECK(stream.names(native));
}

CONNECTOR_CASE_OF("a person begins to belong to a company: told by the stream of relations [tryton]", Tryton) {
  const std::string company = bench.person_creates("Company");
  const std::string person = bench.person_creates("Person");
  Stream stream{bench, "person", "relations"};
  CHECK_FALSE(stream.names(person));
  bench.rt.sleep_for(minutes(20));
  const NativeRecord before = bench.read(person);
  std::string type;
  bench.server.with_model([&](sandbox::VendorModel& model, Instant) {
    for (const std::string& id : model.ids("party.relation.type")) {
      if (model.record("party.relation.type", id)["name"] == Value("contact person of")) type = id;
    }
  });
  REQUIRE_FALSE(type.empty());
  makes(bench, "party.relation", {{"from_", std::stoi(person)}, {"to", std::stoi(company)}, {"type", std::stoi(type)}});
  CHECK(bench.read(person).stamp == before.stamp);
  CHECK(stream.names(person));
  CHECK_FALSE(Stream{bench, "person", "relations"}.names(company));
}

}  // namespace syncline::conformance
