// Questions that a system is asked at the moment when somebody needs the answer: a system that is slow, silent or wants
// to be left alone does not leave people without one, and questions do not keep others from being served.
#include <algorithm>

#include "engine/live_queries.h"
#include "tests/outcomes/office.h"

namespace syncline::outcomes {
namespace {

constexpr int products = 20;

void add_question(Sources& files) {
  files["entities/offer.yaml"] = "entity: offer\nkind: query\nfields: {name: {type: string}}\n";
  files["connectors/vendor/bindings/offer.yaml"] = "entity: offer\nobject: item\nfields: {name: name}\n";
  files["queries/offer.yaml"] = "entity: offer\nof: product\nsystems: {erp: item}\nwithin: 5s\nfresh: 30s\nkeep: 1h\n";
}

std::string name_in(const Result<LiveAnswer, Error>& answer) {
  return answer ? answer->fields.at("name").value.string_or("") : describe(answer.error());
}

/// Somebody asks, at a project that is at work.
struct Counter {
  explicit Counter(Office& at) : office(at), queries(at.runtime(), *at.town.store, at.town.engine->setup()) {}

  Result<LiveAnswer, Error> ask(const std::string& record) { return queries.ask("offer", record); }
  void rename(const std::string& sku, const std::string& name) {
    office.erp.edit("items", office.erp.with("items", "sku", Value(sku)).front(), {{"name", name}});
    office.town.wait(minutes(1));  // until reads show it
  }

  Office& office;
  LiveQueries queries;
};

void at_work(const std::function<void(Office&, Counter&)>& story) {
  Office office({"key", 1, add_question});
  office.fill = [&] { add_companies_and_items(office, products); };
  office.town.live([&] {
    Counter counter(office);
    story(office, counter);
  });
}

bool is_item(const HttpRequest& request) { return request.url.find("/items/") != std::string::npos; }

}  // namespace

TEST_SUITE("questions") {
  TEST_CASE("an answer is what the system says now, and is given again for a while without asking") {
    at_work([](Office& office, Counter& counter) {
      int calls = 0;
      office.alter["erp"] = [&](const HttpRequest& request, HttpResponse&) { calls += is_item(request) ? 1 : 0; };
      counter.rename("S3", "Renamed");
      calls = 0;
      CHECK(name_in(counter.ask("S3")) == "Renamed");
      office.town.wait(seconds(20));
      const auto again = counter.ask("s3");
      REQUIRE(again);
      CHECK(again->asked_at + seconds(20) <= office.now());
      CHECK_FALSE(again->since);
      CHECK(calls == 1);
      office.town.wait(seconds(20));
      CHECK(counter.ask("S3")->asked_at > again->asked_at);
      CHECK(calls == 2);
      CHECK(counter.ask("nothing like it").error().cls == ErrorClass::not_found);
      CHECK(counter.queries.ask("weather", "S3").error().remedy.find("offer") != std::string::npos);
    });
  }

  TEST_CASE("after a 429 nothing is asked for as long as the vendor says; what is remembered is given, with its age") {
    at_work([](Office& office, Counter& counter) {
      const auto first = counter.ask("S3");
      REQUIRE(first);
      office.town.wait(seconds(31));
      Instant refused_at{};
      int calls = 0;
      office.alter["erp"] = [&](const HttpRequest&, HttpResponse& response) {
        ++calls;
        if (refused_at != Instant{}) return;
        refused_at = office.now();
        response = {429, {{"Retry-After", "30"}}, ""};
      };
      for (int n = 0; n < 12; ++n) {  // a question at the end of the 30 s waits for the end, and is asked then
        const Instant began = office.now();
        const auto kept = counter.ask("S3");
        REQUIRE(kept);
        CHECK(kept->asked_at == first->asked_at);
        REQUIRE(kept->since);
        CHECK(kept->since->message.find("erp") != std::string::npos);
        const auto unknown = counter.ask("S4");
        REQUIRE_FALSE(unknown);
        CHECK(unknown.error().cls == ErrorClass::transient);
        CHECK(calls == 1);
        CHECK(office.now() - began < seconds(1));
        office.town.wait(seconds(2));
      }
      office.town.wait(refused_at + seconds(60) - office.now());
      CHECK(counter.ask("S3")->asked_at > refused_at);
      CHECK_FALSE(counter.ask("S3")->since);
      CHECK(counter.ask("S4").ok());
    });
  }

  TEST_CASE("a system that is silent: an answer comes in time, and only some questions wait for it") {
    at_work([](Office& office, Counter& counter) {
      REQUIRE(counter.ask("S0"));
      office.town.wait(minutes(2));
      int calls = 0;
      office.meet["erp"] = [&](const HttpRequest& request, Instant deadline) -> Office::Meeting {
        calls += is_item(request) ? 1 : 0;
        office.town.wait(deadline - office.now());
        return fail(TransportError{TransportError::Sent::maybe, ErrorClass::transient, "no answer"});
      };
      const Instant began = office.now();
      int answered = 0, busy = 0;
      std::vector<Task> people;
      for (int n = 0; n < products; ++n) {
        people.push_back(office.runtime().spawn("person", [&, n] {
          const auto answer = counter.ask("S" + std::to_string(n));
          answered += answer ? 1 : 0;
          busy += !answer && answer.error().code == "query.busy" ? 1 : 0;
        }));
      }
      for (Task& each : people) each.join();
      CHECK(office.now() - began <= seconds(6));
      CHECK(answered == 1);
      const int waited = products - answered - busy;  // and the one about S0, unless it came when eight waited already
      CHECK(waited <= 8);
      CHECK(waited >= 7);
      CHECK(calls <= 8);
      CHECK(counter.ask("S0")->since);
      office.town.wait(hours(1));
      CHECK(counter.ask("S0").error().cls == ErrorClass::transient);
    });
  }

  TEST_CASE("of many who ask the same one asks the system") {
    at_work([](Office& office, Counter& counter) {
      int calls = 0;
      office.meet["erp"] = [&](const HttpRequest& request, Instant) -> Office::Meeting {
        calls += is_item(request) ? 1 : 0;
        office.town.wait(seconds(2));
        return std::nullopt;
      };
      std::vector<Task> people;
      int answered = 0;
      for (int n = 0; n < 6; ++n)
        people.push_back(office.runtime().spawn("person", [&] { answered += counter.ask("S5").ok() ? 1 : 0; }));
      for (Task& each : people) each.join();
      CHECK(answered == 6);
      CHECK(calls == 1);
    });
  }
}

}  // namespace syncline::outcomes
