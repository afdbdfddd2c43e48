// What people tell a project to do: scopes, misspelt names, what is closed already.
#include <doctest/doctest.h>

#include "api/as_json.h"
#include "api/desk_test.h"

using namespace syncline;
using testing::Desk;
using testing::on_a_desk;

TEST_SUITE("operator api") {
  TEST_CASE("a misspelt name stops nothing and says what is known") {
    on_a_desk([](Desk& desk) {
      desk.customer("1");
      const auto stopped = desk.post("stop-writes", Map{{"system", "cmr"}});
      REQUIRE_FALSE(stopped);
      CHECK(stopped.error().cls == ErrorClass::not_found);
      CHECK(stopped.error().remedy.find("crm") != std::string::npos);
      CHECK_FALSE(desk.post("pause", Map{{"entity", "custmer"}}));
      CHECK_FALSE(desk.post("pause", Map{}));
      CHECK_FALSE(desk.post("pause", Map{{"entity", "customer"}, {"system", "crm"}}));
      CHECK(desk.store().reader()->stops().empty());
      CHECK(desk.changes == 0);
    });
  }

  TEST_CASE("a record is paused by an id of a system, by a key however it is written, by its link") {
    on_a_desk([](Desk& desk) {
      const LinkId link = desk.customer("4711");
      for (const std::string& id : {std::string("4711"), std::string("DE 4711"), "link:" + std::to_string(link.n)}) {
        REQUIRE(desk.post("pause", Map{{"record", id}, {"reason", "in court"}, {"by", "eva"}}));
        REQUIRE(desk.store().reader()->stops().size() == 1);
        CHECK(desk.store().reader()->stops()[0].link == link);
        CHECK(desk.post("resume", Map{{"record", id}}));
        CHECK_FALSE(desk.post("resume", Map{{"record", id}}));
      }
      CHECK_FALSE(desk.post("pause", Map{{"record", "nobody"}}));
    });
  }

  TEST_CASE("a rejected write is not planned again, and its hold says who rejected it and why") {
    on_a_desk([](Desk& desk) {
      const LinkId link = desk.customer("1");
      const EffectId effect = desk.store().reader()->open_effects(link).at(0).id;
      const NewHold many{"erp", "customer", EffectOp::update, "more than 0 updates"};
      const auto hold = desk.store().write([&](Tx& tx) { return tx.hold(many, std::vector{effect}); });
      const std::string path = "holds/" + std::to_string(hold->n);
      const auto listed = desk.get("holds");
      REQUIRE(listed);
      CHECK(listed->as_list().at(0)["held"] == Value(1));
      CHECK(listed->as_list().at(0)["sample"].as_list().at(0)["fields"].as_list().at(0) == Value("name"));
      CHECK_FALSE(desk.post(path + "/approve", Map{{"only", 0}}));
      CHECK_FALSE(desk.post("holds/99/approve"));
      CHECK_FALSE(desk.post(path + "/forget"));
      const auto rejected = desk.post(path + "/reject", Map{{"by", "eva"}, {"reason", "a broken import"}});
      REQUIRE(rejected);
      CHECK((*rejected)["done"] == Value(1));
      CHECK(desk.store().reader()->effect(effect)->state == EffectState::superseded);
      CHECK(desk.store().reader()->hold(*hold)->resolution == "rejected by eva: a broken import");
      CHECK(desk.store().reader()->link(link)->shadow.parked.size() == 1);
      CHECK_FALSE(desk.post(path + "/reject"));
    });
  }

  TEST_CASE("a project that is read again is taken over, or answers with what is wrong in it") {
    on_a_desk([](Desk& desk) {
      CHECK(desk.post("reload").error().code == "project.not_running");
      Reloaded good;
      good.note = "then the new rules hold";
      desk.reload = [&] { return good; };
      CHECK((*desk.post("reload"))["note"] == Value("then the new rules hold"));
      Reloaded bad;
      bad.refused = Error{ErrorClass::validation, "project.invalid", "it has errors", "", "mend them", std::nullopt};
      bad.text = "sync/customer.yaml:3:1";
      bad.findings = Map{{"errors", 1}};
      desk.reload = [&] { return bad; };
      const HttpResponse refused = desk.answer({"POST", "/v1/reload", {}, "", ""});
      CHECK(refused.status == 422);
      CHECK((*parse_json(refused.body))["findings"]["errors"] == Value(1));
      CHECK(desk.post("reload").error().message.find("sync/customer.yaml:3:1") != std::string::npos);
      CHECK_FALSE(desk.get("reload"));
    });
  }

  TEST_CASE("what should have come by now and has not is told, by system and object") {
    on_a_desk([](Desk& desk) {
      REQUIRE(desk.get("late"));
      CHECK(desk.get("late")->as_list().empty());
      REQUIRE(desk.store()
                  .write([](Tx& tx) {
                    tx.set_setting("late", R"({"bank statement": "no file since Monday, and one comes each day"})");
                    return true;
                  })
                  .ok());
      const auto late = desk.get("late");
      REQUIRE(late);
      REQUIRE(late->as_list().size() == 1);
      CHECK(late->as_list()[0]["system"] == Value("bank"));
      CHECK(late->as_list()[0]["object"] == Value("statement"));
      CHECK(late->as_list()[0]["detail"].string_or("").find("Monday") != std::string::npos);
    });
  }

  TEST_CASE("what is no command, or no JSON object, is refused") {
    on_a_desk([](Desk& desk) {
      CHECK_FALSE(desk.post("launch"));
      CHECK_FALSE(desk.post("pause", Value("crm")));
      CHECK_FALSE(desk.post("dead-letters/7/retry"));
      CHECK_FALSE(desk.get("secrets"));
      CHECK(desk.answer({"POST", "/v1/pause", {}, "{\"system\": ", ""}).status == 422);
      CHECK(desk.answer({"POST", "/v1", {}, "", ""}).status == 404);
    });
  }
}

TEST_CASE("a question needs a project that runs, a name that it knows, and a record") {
  Desk desk;
  CHECK(desk.get("query/availability?record=7").error().code == "query.not_running");
  const EngineSetup nothing_asked;
  desk.setup = &nothing_asked;
  CHECK(desk.get("query/availability").error().code == "query.record");
  for (const auto& answer :
       {desk.get("query/availability?record=7"), desk.post("query/availability", Map{{"record", "7"}})}) {
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == "query.unknown");
    CHECK(answer.error().remedy.find("queries/") != std::string::npos);
  }
  CHECK(desk.changes == 0);
}

TEST_CASE("an answer says who said it when; decimals are texts, and why it is an old one") {
  const Error busy{ErrorClass::throttled, "busy", "come later", "erp", "", seconds(30)};
  const LiveAnswer answer{"availability",
                          {12},
                          {"erp", "stock", "17"},
                          {{"quantity", FieldValue::of(Decimal::parse("40.50").value())},
                           {"reserved", FieldValue::empty()},
                           {"hidden", FieldValue::forbidden()}},
                          Instant{} + seconds(100),
                          busy};
  const Value told = value_of(answer, Instant{} + seconds(103));
  CHECK(told["fields"] == Value(Map{{"quantity", "40.50"}, {"reserved", nullptr}}));
  CHECK(told["age_seconds"] == Value(3));
  CHECK(told["record"] == Value("erp stock 17"));
  CHECK(told["not_asked_anew"].as_string().find("come later") != std::string::npos);
  CHECK(*header(problem_response(busy).headers, "Retry-After") == "30");
}
