// Changes of status: refused, acknowledged and not made, or not to be seen yet.
#include <algorithm>

#include "engine/calls.h"
#include "engine/sales_town_test.h"

using namespace syncline;
using namespace syncline::shop;

TEST_SUITE("hops") {
  TEST_CASE(
      "a change of status that was refused is made once somebody mends what is not read; no spinning until then") {
    for (const bool touches_what_it_refuses : {false, true}) {
      CAPTURE(touches_what_it_refuses);
      Town t = town();
      std::int64_t version = 1;
      bool has_address = false;
      t["erp"].stamps = [&](NativeRecord& record) {
        if (record.key.object == "sale") record.version = std::to_string(version);
      };
      t["erp"].refuses = [&](const WriteRequest& request) {
        if (request.op == EffectOp::create && request.key.object == "sale")
          const_cast<Map&>(request.content.as_map()).set("state", "new");
        if (request.op != EffectOp::transition || has_address) return std::string();
        version += touches_what_it_refuses ? 1 : 0;
        return std::string("cannot confirm: invoice address missing");
      };
      NewEvent look_at_sale;
      look_at_sale.key = {"erp", "sale", "0"};
      look_at_sale.source = EventSource::webhook;
      t.live([&] {
        win(t);
        t.wait(days(1));
        CHECK(t["erp"].count("sale", EffectOp::transition) <= (touches_what_it_refuses ? 12 : 1));
        CHECK(shown(t, 0, "problem").find("invoice address missing") != std::string::npos);
        REQUIRE(t.engine->accept({look_at_sale}).ok());  // looked at meanwhile: nothing moved, nothing is forgotten
        t.wait(minutes(5));
        has_address = true;
        ++version;
        t.wait(touches_what_it_refuses ? hours(25) : minutes(10));
        INFO(t.story());
        CHECK(t["erp"].at("sale", 0).find("state")->as_string() == "open");
        CHECK(shown(t, 0, "problem") == "");
        CHECK(t.problems() == "");
      });
    }
  }

  TEST_CASE("a change of status that the ERP acknowledges and does not make is shown, and not repeated") {
    Town t = town();
    start_as_new(t);
    t["erp"].ignores_hops = true;
    t.live([&] {
      win(t);
      t.wait(hours(2));
      CHECK(t["erp"].count("sale", EffectOp::transition) == 1);
      CHECK(t.problems().find("did not make it") != std::string::npos);
    });
  }

  TEST_CASE(
      "a change of status that a lagging read does not show yet is waited for, neither called ignored nor repeated") {
    Town t = town(lagging_sales());
    start_as_new(t);
    int stale_reads = 0;
    t["erp"].on_hop = [&](Shop&, const RecordKey&, const Hop&) { stale_reads = 1; };
    t["erp"].shows = [&](const RecordKey& key, Map& content) {
      if (key.object == "sale" && stale_reads-- > 0) content.set("state", "new");
    };
    t.live([&] {
      win(t);
      t.wait(minutes(10));
      INFO(t.story());
      CHECK(t["erp"].count("sale", EffectOp::transition) == 1);
      CHECK(t["crm"].at("opportunity", 0).find("stage")->as_string() == "ordered");
      CHECK(t.problems() == "");
    });
  }

  TEST_CASE(
      "a change of status that was not made is shown, also when the order was looked at while its reads may lag") {
    Town t = town(lagging_sales());
    start_as_new(t);
    t["erp"].ignores_hops = true;
    t["erp"].refuses = [&, fill_in = t["erp"].refuses](const WriteRequest& request) {
      t.wait(seconds(1));
      return fill_in(request);
    };
    t.live([&] {
      t["crm"].records["opportunity"][0].set("stage", "won");
      while (t["erp"].count("sale", EffectOp::transition) == 0) t.wait(seconds(1));
      t.wait(seconds(5));
      REQUIRE(t.engine->accept({hint({"erp", "sale", "0"}, EventSource::webhook, Instant{})}).ok());
      t.wait(minutes(10));
      INFO(t.story());
      CHECK(t.problems().find("did not make it") != std::string::npos);
    });
  }

  TEST_CASE("no change of status is asked for in a state that somebody else looked at while it was on its way") {
    Town t = town();
    start_as_new(t);
    const RecordKey sale{"erp", "sale", "0"};
    bool moved = false;
    t["erp"].shows = [&](const RecordKey& key, Map& content) {
      const auto effects = t.store->reader()->effects({}, {}, 100);
      const bool on_its_way = std::ranges::any_of(effects, [](const Effect& effect) {
        return effect.op == EffectOp::transition && effect.state == EffectState::sending;
      });
      if (moved || key != sale || !on_its_way) return;
      moved = true;
      content.set("state", "closed");
      t["erp"].records["sale"][0].set("state", "closed");
      REQUIRE(t.engine->accept({hint(sale, EventSource::webhook, Instant{})}).ok());
      t.wait(seconds(5));
    };
    t.live([&] {
      win(t);
      INFO(t.story());
      CHECK(moved);
      CHECK(t["erp"].count("sale", EffectOp::transition) == 0);
      CHECK(t.problems() == "");
    });
  }

  TEST_CASE("lines that came while a change of status had no answer are written once that was refused") {
    Town t = town();
    bool asked = false;
    t["erp"].refuses = [&](const WriteRequest& request) {
      if (request.op == EffectOp::create && request.key.object == "sale")
        const_cast<Map&>(request.content.as_map()).set("state", "new");
      if (request.op != EffectOp::transition) return std::string();
      if (!std::exchange(asked, true)) {
        t["crm"].records["opportunity"][0].set("items", List{line("0", "11", "12.50"), line("1", "9", "5")});
        t.wait(minutes(10));
      }
      return std::string("cannot confirm: invoice address missing");
    };
    t.live([&] {
      win(t);
      t.wait(minutes(20));
      INFO(t.story());
      REQUIRE(asked);
      CHECK(t["erp"].at("sale", 0).find("lines")->at(0)["qty"].as_decimal() == dec("11").as_decimal());
    });
  }
}
