// From won deal to paid invoice between two made-up systems.
#include "engine/sales_town_test.h"

using namespace syncline;
using namespace syncline::shop;

TEST_SUITE("sales") {
  TEST_CASE(
      "a won deal makes its customer and one order with its lines, which is confirmed and whose number comes back") {
    Town t = town();
    start_as_new(t);
    t.live([&] {
      CHECK(t["erp"].records["party"].empty());
      win(t);
      INFO(t.story());
      REQUIRE(t["erp"].records["party"].size() == 1);
      REQUIRE(t["erp"].records["sale"].size() == 1);
      const Map& sale = t["erp"].at("sale", 0);
      CHECK(sale.find("text")->as_string() == "Lamps for the hall");
      CHECK(sale.find("party")->string_or("") == "0");
      REQUIRE(sale.find("lines")->is_list());
      CHECK(sale.find("lines")->as_list().size() == 2);
      CHECK(sale.find("state")->as_string() == "open");
      CHECK(shown(t, 0, "order_no") == "SO0");
      CHECK(shown(t, 0, "stage") == "ordered");
      CHECK(t.problems() == "");
    });
  }

  TEST_CASE("a deal that is won twice makes no second order; quiet follows") {
    Town t = town();
    start_as_new(t);
    t.live([&] {
      win(t);
      t["crm"].records["opportunity"][0].set("stage", "lost");
      t.wait(minutes(5));
      win(t);
      CHECK(t["erp"].records["sale"].size() == 1);
      CHECK(shown(t, 0, "stage") == "ordered");
      const auto calls = t["crm"].log.size() + t["erp"].log.size();
      t.wait(hours(6));
      CHECK(t["crm"].log.size() + t["erp"].log.size() == calls);
    });
  }

  TEST_CASE("a card that is moved by hand changes nothing in the ERP, and is moved back") {
    Town t = town();
    start_as_new(t);
    t.live([&] {
      win(t);
      const auto writes = t["erp"].log.size();
      t["crm"].records["opportunity"][0].set("stage", "delivered");
      t.wait(minutes(10));
      CHECK(t["erp"].log.size() == writes);
      CHECK(shown(t, 0, "stage") == "ordered");
      t["erp"].records["sale"][0].set("state", "closed");
      t.wait(minutes(10));
      CHECK(shown(t, 0, "stage") == "delivered");
    });
  }

  TEST_CASE(
      "an article that the ERP does not know flags the deal and tells its owner; once it is known, the order is made") {
    Town t = town();
    start_as_new(t);
    t["crm"].add("article", {{"code", "C3"}, {"title", "Cable"}});
    t["crm"].records["opportunity"][0].set("items", List{line("0", "1", "10"), line("2", "1", "3")});
    t.live([&] {
      win(t);
      CHECK(t["erp"].records["sale"].empty());
      CHECK(shown(t, 0, "problem") != "");
      CHECK(t["crm"].count("opportunity", EffectOp::append) == 1);
      t["erp"].add("item", {{"sku", "C3"}, {"name", "Cable"}});
      t.wait(minutes(20));
      INFO(t.story());
      CHECK(t["erp"].records["sale"].size() == 1);
      CHECK(shown(t, 0, "problem") == "");
    });
  }

  TEST_CASE("an order is not made with the lines that its deal had before they named an article that the ERP lacks") {
    Town t = town();
    start_as_new(t);
    t.live([&] {
      t.wait(minutes(5));
      t["crm"].add("article", {{"code", "C3"}, {"title", "Cable"}});
      t["crm"].records["opportunity"][0].set("items", List{line("2", "1", "3")});
      win(t);
      INFO(t.story());
      CHECK(t["erp"].records["sale"].empty());
      CHECK(shown(t, 0, "problem") != "");
      t["erp"].add("item", {{"sku", "C3"}, {"name", "Cable"}});
      t.wait(minutes(20));
      REQUIRE(t["erp"].records["sale"].size() == 1);
      CHECK(t["erp"].at("sale", 0).find("lines")->as_list().size() == 1);
      CHECK(shown(t, 0, "problem") == "");
    });
  }

  TEST_CASE("an order that waits for an article for more than a day becomes a dead letter that names it") {
    Town t = town();
    start_as_new(t);
    t["crm"].add("article", {{"code", "C3"}, {"title", "Cable"}});
    t["crm"].records["opportunity"][0].set("items", List{line("2", "1", "3")});
    t.live([&] {
      win(t);
      CHECK(t.problems() == "");
      t.wait(hours(25));
      CHECK(t.problems().find("crm article 2") != std::string::npos);
    });
  }

  TEST_CASE("a deal that is lost before its order could be made gets none; won again, it gets one") {
    Town t = town();
    start_as_new(t);
    t["crm"].add("article", {{"code", "C3"}, {"title", "Cable"}});
    t["crm"].records["opportunity"][0].set("items", List{line("2", "1", "3")});
    t.live([&] {
      win(t);
      REQUIRE(shown(t, 0, "problem") != "");
      t["crm"].records["opportunity"][0].set("stage", "lost");
      t.wait(minutes(10));
      INFO(t.story());
      CHECK(shown(t, 0, "problem") == "");
      t.wait(hours(25));
      CHECK(t.problems() == "");
      t["erp"].add("item", {{"sku", "C3"}, {"name", "Cable"}});
      t.wait(minutes(20));
      CHECK(t["erp"].records["sale"].empty());
      win(t);
      CHECK(t["erp"].records["sale"].size() == 1);
      CHECK(shown(t, 0, "stage") == "ordered");
    });
  }

  TEST_CASE("a deal that is lost while its order is being made keeps it, and is followed") {
    Sources files = sales();
    std::string& order = files.at("sync/order.yaml");
    order.replace(order.find("advance: confirmed\n"), 19, "");
    std::string& deal = files.at("sync/deal.yaml");
    deal.replace(deal.find("    stage: {from"),
                 deal.find('\n', deal.find("    stage: {from")) + 1 - deal.find("    stage: {from"), "");
    Town t = town(files);
    start_as_new(t);
    t["erp"].before_answer = [&](const WriteRequest& request) {
      if (request.key.object != "sale" || request.op != EffectOp::create) return;
      t["crm"].records["opportunity"][0].set("stage", "lost");
      t["crm"].records["opportunity"][0].set("title", "Lamps for both halls");
      t.wait(minutes(12));
    };
    t.live([&] {
      win(t);
      t.wait(minutes(30));
      INFO(t.story());
      CHECK(t["erp"].records["sale"].size() == 1);
      CHECK(t["erp"].at("sale", 0).find("text")->as_string() == "Lamps for both halls");
      CHECK(t.problems() == "");
    });
  }

  TEST_CASE("an order that waited long for its call, and that a lagging replica does not show yet, stays its deal's") {
    Town t = town();
    start_as_new(t);
    t["erp"].traits_of("sale").read_lag = seconds(20);
    t["erp"].traits_of("sale").max_execution = seconds(10);
    bool lags = false;
    t["erp"].before_answer = [&](const WriteRequest& request) {
      if (request.key.object != "sale" || request.op != EffectOp::create) return;
      t.wait(minutes(2));
      lags = true;
    };
    t["erp"].stamps = [&](NativeRecord& record) {
      if (record.key.object == "sale" && std::exchange(lags, false)) record.state = RecordState::gone;
    };
    t.live([&] {
      win(t);
      t.wait(minutes(20));
      INFO(t.story());
      CHECK(t["erp"].records["sale"].size() == 1);
      CHECK(shown(t, 0, "order_no") == "SO0");
      CHECK(t.problems() == "");
    });
  }

  TEST_CASE("a customer that the ERP refuses flags the deal that waits for it, by its name; once mended, all is made") {
    Town t = town();
    t["erp"].refuses = [&](const WriteRequest& request) {
      if (request.op == EffectOp::create && request.key.object == "sale")
        const_cast<Map&>(request.content.as_map()).set("state", "new");
      const bool is_wrong = request.content["vat"].string_or("") == "DE136695976";
      return request.key.object == "party" && is_wrong ? std::string("invalid VAT id") : std::string();
    };
    t.live([&] {
      win(t);
      INFO(t.story());
      CHECK(shown(t, 0, "problem").find("Nordlicht") != std::string::npos);
      CHECK(shown(t, 0, "problem").find("invalid VAT id") != std::string::npos);
      CHECK(t["crm"].count("opportunity", EffectOp::append) == 1);
      SUBCASE("mended in time") {
        t["crm"].records["account"][0].set("vat", "DE811569869");
        t.wait(minutes(20));
        CHECK(t["erp"].records["sale"].size() == 1);
        CHECK(shown(t, 0, "problem") == "");
        CHECK(t.problems() == "");
      }
      SUBCASE("not mended within a day") {
        t.wait(hours(25));
        CHECK(t.problems().find("make Nordlicht (crm account 0) exist in erp") != std::string::npos);
      }
    });
  }

  TEST_CASE("an order that the ERP refuses flags the deal with the ERP's own words") {
    Town t = town();
    t["erp"].refuses = [](const WriteRequest& request) {
      return request.key.object == "sale" ? std::string("the customer is blocked") : std::string();
    };
    t.live([&] {
      win(t);
      const std::string problem = shown(t, 0, "problem");
      CHECK(problem.find("the customer is blocked") != std::string::npos);
      CHECK(t["crm"].count("opportunity", EffectOp::append) == 1);
    });
  }

  TEST_CASE("a draft follows its deal; once it is confirmed, it does not") {
    Sources files = sales();
    std::string& order = files.at("sync/order.yaml");
    order.replace(order.find("advance: confirmed\n"), 19, "");
    Town t = town(files);
    start_as_new(t);
    t.live([&] {
      win(t);
      REQUIRE(t["erp"].records["sale"].size() == 1);
      CHECK(t["erp"].at("sale", 0).find("state")->as_string() == "new");
      t["crm"].records["opportunity"][0].set("items", List{line("0", "11", "12.50"), line("1", "9", "5")});
      t.wait(minutes(10));
      INFO(t.story());
      CHECK(t["erp"].at("sale", 0).find("lines")->at(0)["qty"].as_decimal() == dec("11").as_decimal());
      t["erp"].records["sale"][0].set("state", "open");
      t.wait(minutes(10));
      t["crm"].records["opportunity"][0].set("items", List{line("0", "12", "12.50")});
      t.wait(minutes(10));
      CHECK(t["erp"].at("sale", 0).find("lines")->as_list().size() == 2);
    });
  }

  TEST_CASE("an order that is born in the ERP makes one deal, which makes no second order") {
    Sources files = sales();
    files.at("sync/deal.yaml") +=
        "derive:\n  from: order\n  when: \"order.deal == null && order.status == 'confirmed'\"\n"
        "  fields: {name: \"order.number\", customer: order.customer}\n";
    Town t = town(files);
    start_as_new(t);
    t.live([&] {
      win(t);
      REQUIRE(t["erp"].records["sale"].size() == 1);
      t["erp"].add("sale",
                   {{"no", "SO77"}, {"party", "0"}, {"text", "By phone"}, {"state", "open"}, {"lines", List{}}});
      t.wait(minutes(20));
      INFO(t.story());
      REQUIRE(t["crm"].records["opportunity"].size() == 2);
      CHECK(shown(t, 1, "title") == "SO77");
      CHECK(shown(t, 1, "order_no") == "SO77");
      CHECK(shown(t, 1, "stage") == "ordered");
      CHECK(shown(t, 0, "title") == "Lamps for the hall");
      t["crm"].records["opportunity"][0].set("title", "Lamps for both halls");
      t["erp"].records["sale"][1].set("state", "closed");
      t.wait(hours(3));
      CHECK(shown(t, 0, "title") == "Lamps for both halls");
      CHECK(shown(t, 1, "stage") == "delivered");
      CHECK(t["erp"].records["sale"].size() == 2);
      CHECK(t["crm"].records["opportunity"].size() == 2);
    });
  }

  TEST_CASE("an order whose lines are not worth what the deal says is not made; once they are, it is") {
    Sources files = sales();
    std::string& deal = files.at("sync/deal.yaml");
    deal.replace(deal.find("lines: crm}"), 11, "lines: crm, amount: crm}");
    std::string& order = files.at("sync/order.yaml");
    order.replace(order.find("description: deal.name,"), 23, "description: deal.name, net_total: deal.amount,");
    Town t = town(files);
    start_as_new(t);
    t["crm"].records["opportunity"][0].set("total", dec("171"));
    t.live([&] {
      win(t);
      CHECK(t["erp"].records["sale"].empty());
      CHECK(shown(t, 0, "problem").find("the total is not the sum of the lines") != std::string::npos);
      t["crm"].records["opportunity"][0].set("total", dec("170"));
      t.wait(minutes(10));
      CHECK(t["erp"].records["sale"].size() == 1);
      CHECK(shown(t, 0, "problem") == "");
    });
  }

  TEST_CASE("the deal keeps its stage until its order has a status") {
    Town t = town();
    start_as_new(t);
    t.live([&] {
      win(t);
      for (const WriteRequest& request : t["crm"].log) {
        if (request.op == EffectOp::update && request.content.as_map().contains("stage"))
          CHECK(request.content["stage"].string_or("") == "ordered");
      }
    });
  }

  TEST_CASE("an order that is seen before the answer to its creation is not taken for one that was born in the ERP") {
    Town t = town();
    start_as_new(t);
    t["erp"].before_answer = [&](const WriteRequest& request) {
      if (request.key.object == "sale") t.wait(minutes(12));
    };
    t.live([&] {
      win(t);
      t.wait(minutes(20));
      INFO(t.story());
      CHECK(t["erp"].records["sale"].size() == 1);
      CHECK(t["crm"].at("opportunity", 0).find("order_no")->string_or("") == "SO0");
      CHECK(t.problems() == "");
    });
  }

  TEST_CASE("what the deal says while its order is being confirmed by hand comes too late: the order stays as it is") {
    Town t = town();
    start_as_new(t);
    t["erp"].before_answer = [&](const WriteRequest& request) {
      if (request.key.object != "sale") return;
      t["erp"].records["sale"][0].set("state", "open");
      t["crm"].records["opportunity"][0].set("items", List{line("0", "12", "12.50")});
      t.wait(minutes(12));
    };
    t.live([&] {
      win(t);
      t.wait(minutes(30));
      INFO(t.story());
      CHECK(t["erp"].at("sale", 0).find("lines")->as_list().size() == 2);
      CHECK(t["erp"].count("sale", EffectOp::update) == 0);
      CHECK(t.problems() == "");
    });
  }

  TEST_CASE("what invoices were paid is added up at the deal") {
    Town t = town();
    start_as_new(t);
    t.live([&] {
      win(t);
      t["erp"].add(
          "bill",
          {{"no", "R1"}, {"party", "0"}, {"sale", "0"}, {"state", "open"}, {"total", dec("100")}, {"paid", dec("40")}});
      t["erp"].add("bill", {{"no", "R2"},
                            {"party", "0"},
                            {"sale", "0"},
                            {"state", "open"},
                            {"total", dec("70")},
                            {"paid", dec("2.50")}});
      t.wait(minutes(10));
      CHECK(t["crm"].at("opportunity", 0).find("paid")->as_decimal() == dec("42.50").as_decimal());
      t["erp"].records["bill"][1].set("paid", dec("70"));
      t.wait(minutes(10));
      CHECK(t["crm"].at("opportunity", 0).find("paid")->as_decimal() == dec("110").as_decimal());
    });
  }
}
