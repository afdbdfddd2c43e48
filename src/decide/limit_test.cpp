#include "decide/limit.h"

#include <doctest/doctest.h>

using namespace syncline;

namespace {

Instant at(int minute) { return Instant{} + minutes(minute); }

}  // namespace

TEST_SUITE("limit") {
  TEST_CASE("in any span so many records are changed, and no more") {
    ChangeMeter meter;
    CHECK(meter.admits("a", at(0), 2, minutes(10)));
    CHECK(meter.admits("b", at(5), 2, minutes(10)));
    CHECK_FALSE(meter.admits("c", at(9), 2, minutes(10)));
    CHECK(meter.admits("c", at(10), 2, minutes(10)));        // the first one is ten minutes ago
    CHECK_FALSE(meter.admits("d", at(14), 2, minutes(10)));  // what was refused did not count, c does
    CHECK(meter.admits("d", at(15), 2, minutes(10)));
  }

  TEST_CASE("one record that is changed again and again is one record") {
    ChangeMeter meter;
    for (int n = 0; n < 100; ++n) CHECK(meter.admits("a", at(n), 1, minutes(10)));
    CHECK_FALSE(meter.admits("b", at(100), 1, minutes(10)));
    CHECK(meter.admits("b", at(110), 1, minutes(10)));
  }

  TEST_CASE("what passed in the span passes again, whatever the limit is by now; nothing else does") {
    ChangeMeter meter;
    CHECK_FALSE(meter.admits_again("a", at(0), minutes(10)));
    CHECK(meter.admits("a", at(0), 1, minutes(10)));
    CHECK(meter.admits_again("a", at(9), minutes(10)));
    CHECK(meter.admits_again("a", at(18), minutes(10)));
    CHECK_FALSE(meter.admits_again("b", at(18), minutes(10)));
    CHECK_FALSE(meter.admits_again("a", at(28), minutes(10)));
  }

  TEST_CASE("nought admits nothing") {
    ChangeMeter meter;
    CHECK_FALSE(meter.admits("a", at(0), 0, minutes(10)));
  }

  TEST_CASE("an update that sets a record inactive counts as what it is") {
    Changes changes;
    changes["active"] = {Value(true), FieldValue::of(false), 1, "gone"};
    CHECK(seen_as(EffectOp::update, changes) == EffectOp::deactivate);
    changes["active"].after = FieldValue::of(true);
    CHECK(seen_as(EffectOp::update, changes) == EffectOp::update);
    const WriteLimits limits;
    CHECK(limit_for(limits, EffectOp::remove) == limits.deactivations);
    CHECK(limit_for(limits, EffectOp::create) == limits.creates);
    CHECK(limit_for(limits, EffectOp::transition) == limits.updates);
  }
}
