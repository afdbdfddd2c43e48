// Calls within what a vendor allows: so many at once, so many per time, none while it says wait.
#include "connect/caller.h"

#include "connect/rate_notice.h"
#include "connect/testing.h"
#include "runtime/simulated.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

/// Each answer takes a second. Counts how many are under way.
struct SlowClient final : HttpClient {
  explicit SlowClient(Runtime& runtime) : rt(runtime) {}
  Result<HttpResponse, TransportError> send(const HttpRequest& request, Instant) override {
    began.push_back(rt.now());
    order += request.url.back();
    most = std::max(most, ++running);
    rt.sleep_for(seconds(1));
    --running;
    HttpResponse response = next;
    next = HttpResponse{200, {}, "{}"};
    return response;
  }
  Runtime& rt;
  int running = 0;
  int most = 0;
  std::string order;
  std::vector<Instant> began;
  HttpResponse next{200, {}, "{}"};
};

struct Stage {
  explicit Stage(const std::string& limits, std::optional<CallRate> own = {})
      : manifest(manifest_of(
            "connector: shop\ntitle: Shop\nprotocol: json-http\nbase_url: https://s.example\nlimits: " + limits +
            "\nobjects: {a: {fields: {b: {}}}}\n")),
        caller(rt, client, *Connector::make(manifest, "crm", {}), manifest->concurrency, own) {}

  CallSpec to(const std::string& path) {
    CallSpec call;
    call.method = "GET";
    Diagnostics none;
    const auto document = parse_yaml(path, "p");
    call.path = TemplateTree::compile(document->value(), document->root(), *document, {}, none);
    return call;
  }
  Result<Answer, CallFailure> call(const std::string& name, Priority priority = Priority::event,
                                   Duration patience = minutes(10)) {
    return caller.call({to("/" + name), {}}, caller.connector().variables({}), {rt.now() + patience, priority, ""});
  }
  void run(std::function<void()> body) {
    const SimEnd end = scheduler->run(std::move(body));
    CHECK_MESSAGE(end.how == SimEnd::How::finished, end.detail);
  }

  std::unique_ptr<SimScheduler> scheduler = make_scheduler();
  Runtime& rt = scheduler->world();
  SlowClient client{rt};
  std::shared_ptr<const Manifest> manifest;
  Caller caller;
};

}  // namespace

TEST_CASE("no more calls at once than the vendor takes") {
  Stage stage("{concurrency: 3, rate: 1000/s}");
  stage.run([&] {
    std::vector<Task> tasks;
    for (int i = 0; i < 20; ++i) tasks.push_back(stage.rt.spawn("call", [&] { CHECK(stage.call("a")); }));
  });
  CHECK(stage.client.order.size() == 20);
  CHECK(stage.client.most == 3);
  CHECK(stage.rt.now() == stage.client.began.front() + seconds(7));
}

TEST_CASE("a project's own rate goes before the connector's") {
  const auto took = [](std::optional<CallRate> own) {
    Stage stage("{concurrency: 1, rate: 1/m}", own);
    stage.run([&] {
      for (int i = 0; i < 3; ++i) CHECK(stage.call("a"));
    });
    return stage.rt.now() - stage.client.began.front();
  };
  CHECK(took({}) >= minutes(2));
  CHECK(took(parse_rate("1000/s")) < minutes(1));
}

TEST_CASE("the more urgent call goes before those that wait") {
  Stage stage("{concurrency: 1, rate: 1000/s}");
  stage.run([&] {
    std::vector<Task> tasks;
    const auto spawn = [&](const char* name, Priority priority) {
      tasks.push_back(stage.rt.spawn("call", [&, name, priority] { CHECK(stage.call(name, priority)); }));
      stage.rt.sleep_for(milliseconds(10));
    };
    spawn("1", Priority::poll);
    spawn("4", Priority::batch);
    spawn("3", Priority::poll);
    spawn("2", Priority::interactive);
  });
  CHECK(stage.client.order == "1234");
}

TEST_CASE("a call that gets no slot before its deadline was not sent") {
  Stage stage("{concurrency: 1, rate: 1000/s}");
  stage.run([&] {
    const Task first = stage.rt.spawn("call", [&] { CHECK(stage.call("a")); });
    stage.rt.sleep_for(milliseconds(10));
    const auto late = stage.call("b", Priority::event, milliseconds(300));
    REQUIRE_FALSE(late);
    CHECK(late.error().not_done);
    CHECK(late.error().error.cls == ErrorClass::throttled);
    CHECK(stage.call("c"));  // its place was given back
  });
  CHECK(stage.client.order == "ac");
}

TEST_CASE("a call that must have left before its turn comes is not sent, however long it may take") {
  Stage stage("{concurrency: 2, rate: 2/m}");
  stage.run([&] {
    const auto leaving_by = [&](const std::string& name, Instant by) {
      CallContext context{stage.rt.now() + minutes(10), Priority::event, ""};
      context.leave_by = by;
      return stage.caller.call({stage.to("/" + name), {}}, stage.caller.connector().variables({}), context);
    };
    const Instant begin = stage.rt.now();
    CHECK(leaving_by("a", begin + milliseconds(1)));  // takes a second
    CHECK(leaving_by("b", far_future));
    const auto late = leaving_by("c", begin + seconds(10));
    REQUIRE_FALSE(late);
    CHECK(late.error().not_done);
    REQUIRE(late.error().error.retry_after);
    CHECK(stage.rt.now() + *late.error().error.retry_after > begin + seconds(10));
    CHECK(leaving_by("d", begin + minutes(1)));
  });
  CHECK(stage.client.order == "abd");
}

TEST_CASE("what an answer says about the rate counts") {
  Stage stage(
      R"({concurrency: 8, rate: 100/s, notice: {remaining: "${headers['x-remaining']}", resets_in: "${headers['x-reset']}"}})");
  stage.run([&] {
    stage.client.next = {200, {{"X-Remaining", "0"}, {"X-Reset", "12.5"}}, "{}"};
    CHECK(stage.call("a"));
    CHECK(stage.call("b"));
    CHECK(stage.client.began[1] - stage.client.began[0] == seconds(1 + 13));
    CHECK(stage.call("c"));  // answers without these headers teach nothing
    CHECK(stage.client.began[2] - stage.client.began[1] < seconds(2));
  });
}

TEST_CASE("a reset that never comes is as good as a day") {
  const Stage stage(R"({concurrency: 8, rate: 100/s, notice: {remaining: "0", resets_in: "${headers['x-reset']}"}})");
  for (const char* reset : {"86400", "86399.5", "9223372036854775807", "9223372036854775807.5", "1e30"}) {
    CAPTURE(reset);
    const HttpResponse answer{200, {{"X-Reset", reset}}, "{}"};
    CHECK(rate_notice(*stage.manifest, {}, answer, {}).resets_in == days(1));
  }
}

TEST_CASE("the vendor's own limit per window replaces ours; a reset may be a moment") {
  Stage stage(
      R"({concurrency: 8, rate: 100/s, notice: {limit: "${headers.max}", window: "${string(10)}", remaining: "${headers.left}", resets_at: "${headers.at}"}})");
  stage.run([&] {
    const std::int64_t at = stage.rt.now().us / 1'000'000 + 30;
    stage.client.next = {200, {{"Max", "5"}, {"Left", "0"}, {"At", std::to_string(at)}}, "{}"};
    CHECK(stage.call("a"));
    std::vector<Task> tasks;
    for (int i = 0; i < 7; ++i)
      tasks.push_back(stage.rt.spawn("call", [&] { CHECK(stage.call("b", Priority::interactive)); }));
    tasks.clear();
    CHECK(stage.client.began[1] >= Instant{at * 1'000'000});
    CHECK(stage.client.began[7] - stage.client.began[1] >= seconds(2 + 2));
  });
}

TEST_CASE("after 429 nothing is sent before the time that it names") {
  Stage stage("{concurrency: 8, rate: 100/s}");
  stage.run([&] {
    stage.client.next = {429, {{"Retry-After", "60"}}, ""};
    CHECK_FALSE(stage.call("a"));
    std::vector<Task> tasks;
    for (int i = 0; i < 5; ++i) tasks.push_back(stage.rt.spawn("call", [&] { CHECK(stage.call("b")); }));
  });
  for (std::size_t i = 1; i < stage.client.began.size(); ++i)
    CHECK(stage.client.began[i] >= stage.client.began[0] + seconds(61));
  CHECK(stage.client.began.size() == 6);
}

TEST_CASE("paths with a rate of their own are called evenly; the others do not wait for them") {
  Stage stage("{rate: 100/s, concurrency: 8, paths: {\"*/search\": 2/s}}");
  stage.run([&] {
    std::vector<Task> tasks;
    for (int i = 0; i < 4; ++i) tasks.push_back(stage.rt.spawn("s", [&] { CHECK(stage.call("a/search")); }));
    for (int i = 0; i < 4; ++i) tasks.push_back(stage.rt.spawn("r", [&] { CHECK(stage.call("a/read")); }));
  });
  std::vector<Instant> searches;
  for (std::size_t i = 0; i < stage.client.began.size(); ++i) {
    if (stage.client.order[i] == 'h') searches.push_back(stage.client.began[i]);
  }
  REQUIRE(searches.size() == 4);
  for (std::size_t i = 1; i < 4; ++i) CHECK(searches[i] - searches[i - 1] >= milliseconds(500));
  CHECK(std::ranges::count(stage.client.began, stage.client.began.front()) >= 5);
}

/// The call fails by that answer, the next ones are answered well. When that was.
Instant refused_at(Stage& stage, const HttpResponse& answer, const std::string& path) {
  stage.client.next = answer;
  REQUIRE_FALSE(stage.call(path));
  stage.client.next = {200, {}, R"({"error": "none"})"};
  return stage.rt.now();
}

TEST_CASE("what one path may do is used up: calls of it wait, others go on") {
  Stage stage(
      "{rate: 10/s}\nerrors: {code: \"${body.error}\", classes: [{when: \"code == 'WORKED_TOO_LONG'\", class: "
      "throttled, "
      "retry_after: 1m, pauses: path}]}");
  stage.run([&] {
    stage.client.next = {200, {}, R"({"error": "none"})"};
    REQUIRE(stage.call("a"));
    const Instant refused = refused_at(stage, {403, {}, R"({"error": "WORKED_TOO_LONG"})"}, "a/list");
    REQUIRE(stage.call("a/get"));
    CHECK(stage.rt.now() - refused < seconds(10));
    REQUIRE(stage.call("a/list"));
    CHECK(stage.client.began.back() - refused >= seconds(59));
  });
}

TEST_CASE("a path that shares a rate is refused: the paths of that rate wait together, others go on") {
  Stage stage(
      "{rate: 10/s, paths: {\"*/search\": 4/s}}\nerrors: {code: \"${body.error}\", classes: [{when: \"code == "
      "'SECONDLY'\", "
      "class: throttled, retry_after: 20s, pauses: path}]}");
  stage.run([&] {
    const Instant refused = refused_at(stage, {429, {}, R"({"error": "SECONDLY"})"}, "people/search");
    REQUIRE(stage.call("people/1"));
    CHECK(stage.rt.now() - refused < seconds(10));
    REQUIRE(stage.call("firms/search"));
    CHECK(stage.client.began.back() - refused >= seconds(19));
  });
}

TEST_CASE("a rate that is used up until midnight: nobody is asked before, in the zone that the vendor counts by") {
  Stage stage(
      "{rate: 10/s}\nerrors: {code: \"${body.policy}\", classes: [{when: \"code == 'DAILY'\", class: throttled, "
      "retry_after: 1h, retry_at: \"${start_of_day(add_days(timestamp(now).date('America/New_York'), 1), "
      "'America/New_York')}\"}]}");
  stage.run([&] {
    stage.client.next = {429, {}, R"({"policy": "DAILY"})"};
    const Instant began = stage.rt.now();
    const auto refused = stage.call("a");
    REQUIRE_FALSE(refused);
    CHECK(refused.error().error.cls == ErrorClass::throttled);
    REQUIRE(refused.error().error.retry_after);
    const Instant until = stage.client.began[0] + seconds(1) + *refused.error().error.retry_after;
    const auto local = local_time(until, "America/New_York");
    CHECK(local->hour + local->minute + local->second == 0);
    CHECK(until - began <= days(1));
    CHECK_FALSE(stage.call("a", Priority::event, minutes(1)));
    CHECK(stage.client.began.size() == 1);
    stage.rt.sleep_until(until);
    REQUIRE(stage.call("a"));
    CHECK(stage.client.began[1] >= until);
  });
}
