// What a client meets at a small vendor of notes: the model's answers, its faults, and what is done in the end.
#include "sandbox/http/vendor_server.h"

#include <doctest/doctest.h>

#include "base/json.h"
#include "runtime/simulated.h"

using namespace syncline;
using namespace syncline::sandbox;

namespace {

/// GET /<id> answers the text, PUT /<id> stores it.
class Notes final : public VendorModel {
 public:
  std::unique_ptr<VendorModel> clone() const override { return std::make_unique<Notes>(*this); }
  HttpResponse answer(const HttpRequest& request, Instant now) override {
    const std::string id = request.url.substr(request.url.rfind('/') + 1);
    if (request.method == "PUT") store(id, {{"text", request.body}}, now, false);
    const auto found = notes_.find(id);
    if (found == notes_.end()) return {404, {}, "{}"};
    return {200, {{"Content-Type", "application/json"}}, write_json(found->second)};
  }
  bool is_write(const HttpRequest& request) const override { return request.method == "PUT"; }
  std::string person_creates(const std::string&, const Map& fields, Instant now) override {
    const std::string id = std::to_string(notes_.size() + 1);
    store(id, fields, now, true);
    return id;
  }
  void person_edits(const std::string&, const std::string& id, const Map& fields, Instant now) override {
    store(id, fields, now, true);
  }
  void person_deletes(const std::string&, const std::string& id, Instant) override { notes_.erase(id); }
  Value record(const std::string&, const std::string& id) const override {
    const auto found = notes_.find(id);
    return found == notes_.end() ? Value() : Value(found->second);
  }
  std::vector<std::string> ids(const std::string&) const override { return {}; }

 private:
  void store(const std::string& id, const Map& fields, Instant now, bool by_person) {
    ledger_.push_back({MutationVerb::update, by_person, now, "note", id, {}, fields});
    notes_[id] = fields;
  }
  std::map<std::string, Map> notes_;
};

struct Stage {
  std::unique_ptr<SimScheduler> scheduler = make_scheduler();
  Runtime& rt = scheduler->world();
  VendorServer server{rt, std::make_unique<Notes>()};
  std::unique_ptr<HttpClient> client = server.client();

  void run(std::function<void()> body) {
    const SimEnd end = scheduler->run(std::move(body));
    CHECK_MESSAGE(end.how == SimEnd::How::finished, end.detail);
  }
  Result<HttpResponse, TransportError> put(const std::string& text) {
    return client->send({"PUT", "http://notes.example/1", {}, text, ""}, rt.now() + seconds(10));
  }
  Result<HttpResponse, TransportError> get() {
    return client->send({"GET", "http://notes.example/1", {}, "", ""}, rt.now() + seconds(10));
  }
  std::string stored() {
    std::string text;
    server.with_model([&](VendorModel& model, Instant) { text = model.record("note", "1")["text"].string_or("none"); });
    return text;
  }
};

}  // namespace

TEST_CASE_FIXTURE(Stage, "without faults the model answers") {
  run([&] {
    CHECK(get()->status == 404);
    CHECK(put("a")->status == 200);
    CHECK(get()->body == R"({"text":"a"})");
    CHECK(server.requests() == 3);
    CHECK(server.served()[1].write);
  });
}

TEST_CASE_FIXTURE(Stage, "429 does nothing and says when to come back") {
  run([&] {
    server.set_faults({.throttle = 1, .retry_after = seconds(7)});
    const auto refused = put("a");
    CHECK(refused->status == 429);
    CHECK(*header(refused->headers, "retry-after") == "7");
    CHECK(stored() == "none");
    CHECK(put("a")->status == 200);
  });
}

TEST_CASE_FIXTURE(Stage, "a lost request was not done, a lost answer was") {
  run([&] {
    server.set_faults({.lose_requests = 1, .lose_answers = 1});
    const auto lost = put("a");
    REQUIRE_FALSE(lost);
    CHECK(lost.error().sent == TransportError::Sent::maybe);
    CHECK(stored() == "none");
    CHECK_FALSE(put("a"));
    CHECK(stored() == "a");
    CHECK(get()->status == 200);
  });
}

TEST_CASE_FIXTURE(Stage, "done, but the answer says nothing of it") {
  run([&] {
    server.set_faults({.bad_gateway = 1, .empty_answers = 1});
    CHECK(put("a")->status == 502);
    CHECK(stored() == "a");
    CHECK(put("b")->body.empty());
    CHECK(stored() == "b");
  });
}

TEST_CASE_FIXTURE(Stage, "answers that are cut, replaced by a page, altered, or too long") {
  run([&] {
    CHECK(put("a"));
    server.set_faults({.html_answers = 1, .truncated_answers = 1, .altered_answers = 1, .alter = [](HttpResponse& r) {
                         r.body = "[]";
                       }});
    CHECK(get()->body.find("<html>") == 0);
    CHECK(get()->body == R"({"text)");
    CHECK(get()->body == "[]");
    server.set_faults({.max_answer = 3});
    CHECK_FALSE(get());
  });
}

TEST_CASE_FIXTURE(Stage, "a late commit comes after the caller gave up, in the order of the moments") {
  run([&] {
    server.set_faults({.late_commits = 1, .late_by = seconds(90)});
    const Instant start = rt.now();
    CHECK_FALSE(put("late"));
    CHECK(rt.now() == start + seconds(10));
    CHECK(put("early")->status == 200);
    rt.sleep_until(start + seconds(89));
    CHECK(stored() == "early");
    rt.sleep_until(start + minutes(5));
    CHECK(stored() == "late");
    server.with_model([&](VendorModel& model, Instant) { CHECK(model.ledger().back().at == start + seconds(90)); });
  });
}

TEST_CASE_FIXTURE(Stage, "stale reads see what stood so long ago") {
  run([&] {
    CHECK(put("a"));
    rt.sleep_for(minutes(1));
    server.set_faults({.stale_reads = seconds(5)});
    CHECK(put("b"));
    CHECK(get()->body == R"({"text":"a"})");
    rt.sleep_for(seconds(3));
    server.with_model([](VendorModel& model, Instant now) { model.person_edits("note", "1", {{"text", "c"}}, now); });
    rt.sleep_for(seconds(3));
    CHECK(get()->body == R"({"text":"b"})");
    rt.sleep_for(seconds(3));
    CHECK(get()->body == R"({"text":"c"})");
  });
}

TEST_CASE_FIXTURE(Stage, "over a socket a lost answer is a proxy's 502, a late commit its 504") {
  run([&] {
    server.set_faults({.lose_requests = 1, .late_commits = 1});
    CHECK(server.handle({"PUT", "/1", {}, "a", ""}).status == 502);
    CHECK(server.handle({"PUT", "/1", {}, "a", ""}).status == 504);
    CHECK(server.handle({"GET", "/1", {}, "", ""}).status == 404);
  });
}
