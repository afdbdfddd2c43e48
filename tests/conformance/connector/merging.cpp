// Two records become one at the vendor.
#include "sandbox/odoo/odoo_model.h"
#include "sandbox/tryton/tryton_model.h"
#include "tests/conformance/connector/bench.h"
#include "tests/conformance/connector/plain/plain_model.h"

namespace syncline::conformance {

CONNECTOR_CASE_OF("a merged record that answers with another id is merged into that [plain]", PlainContacts,
                  PlainDeals) {
  const std::string loser = bench.person_creates("Loser");
  const std::string winner = bench.person_creates("Winner");
  bench.wait();
  const NativeRecord before = bench.read(loser);
  bench.server.with_model([&](sandbox::VendorModel& model, Instant now) {
    dynamic_cast<PlainModel&>(model).person_merges(bench.vendor.model, loser, winner, now);
  });
  bench.wait();
  const NativeRecord record = bench.read(loser);
  CHECK(record.state == RecordState::merged);
  CHECK(record.merged_into == winner);
  CHECK(record.key.native == loser);
  CHECK(bench.read(winner).state == RecordState::live);
  CHECK(bench.rename(before, "written to the loser").kind == WriteOutcome::Kind::rejected);
  CHECK(bench.stored_name(winner) == "Winner");
}

CONNECTOR_CASE_OF("the vendor deletes the loser of a merge: it is gone, the winner stays [odoo]", Odoo) {
  const std::string loser = bench.person_creates("Loser");
  const std::string winner = bench.person_creates("Winner");
  bench.server.with_model([&](sandbox::VendorModel& model, Instant now) {
    dynamic_cast<sandbox::OdooModel&>(model).person_merges(loser, winner, now);
  });
  CHECK(bench.read(loser).state == RecordState::gone);
  CHECK(name_of(bench.read(winner)) == "Winner");
}

CONNECTOR_CASE_OF("the vendor deactivates the loser of a merge: it is live and inactive, and told [tryton]", Tryton) {
  const std::string loser = bench.person_creates("Loser");
  const std::string winner = bench.person_creates("Winner");
  std::string cursor;
  bench.pass(ListMode::changes, cursor);
  bench.rt.sleep_for(minutes(20));
  bench.server.with_model([&](sandbox::VendorModel& model, Instant now) {
    dynamic_cast<sandbox::TrytonModel&>(model).person_merges(loser, winner, now);
  });
  const Bench::Seen seen = bench.pass(ListMode::changes, cursor);
  REQUIRE(seen.latest.contains(loser));
  CHECK(seen.latest.at(loser).content["active"] == Value(false));
  CHECK(bench.read(winner).content["active"] == Value(true));
}

}  // namespace syncline::conformance
