// Lookup tables under several tasks at once, on real threads: what one fetches, no other takes for unknown.
#include <atomic>

#include "connect/http_port.h"
#include "connect/testing.h"
#include "runtime/thread_runtime.h"

using namespace syncline;
using namespace syncline::testing;

namespace {

constexpr const char* countries = R"([{"id":57,"code":"DE"}])";
constexpr const char* company =
    R"([{"id":7,"name":"A","country_id":[57,"Germany"],"write_date":"2026-11-21 09:01:12"}])";

struct OdooClient final : HttpClient {
  Result<HttpResponse, TransportError> send(const HttpRequest& request, Instant) override {
    return answer(request.url.ends_with("res.country/search_read") ? countries : company);
  }
};

}  // namespace

TEST_CASE("tasks that need a lookup at the same moment all get it") {
  const auto manifest = shipped("odoo", "json2");
  std::atomic<int> strangers = 0;
  for (int round = 0; round < 300; ++round) {
    ThreadRuntime rt;
    OdooClient client;
    const auto port = make_http_port(rt, client, manifest, "crm", settings_of("odoo"), {.concurrency = 8});
    REQUIRE(port.ok());
    std::vector<Task> tasks;
    for (int n = 0; n < 8; ++n) {
      tasks.push_back(rt.spawn("reader", [&] {
        const auto record = (*port)->read({"crm", "company", "7"}, CallContext{});
        if (!record) ++strangers;
      }));
    }
    for (Task& task : tasks) task.join();
  }
  CHECK(strangers.load() == 0);
}
