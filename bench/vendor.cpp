// A server that stores nothing and answers at once: what each write is measured against, ours and the peers'.
//   vendor PORT [FIRST COUNT]   serves until it is ended; its customers are numbered from FIRST on (1; 10,000 of them)
//   POST  /orders          {"id":…,"changed":…, and what was sent}
//   PUT   /accounts/<id>   the same
//   POST  /accounts        [{"id":…,"content":{…}}, …]: many of them, each answered as {"status":…,"body":…}
//   GET   /customers       ?after=ID&limit=N: the next N customers, by id; any other GET: an empty list
//   GET   /counts          how many writes came, how many different ones by Idempotency-Key or address, how many
//   customers
//                          were listed, and the microseconds from the first to the latest request since DELETE /counts
#include <algorithm>
#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <mutex>
#include <string>
#include <unordered_set>

#include "base/json.h"
#include "base/time.h"
#include "net/http_server.h"
#include "runtime/thread_runtime.h"

using namespace syncline;

namespace {

HttpResponse json(int status, std::string body) {
  return {status, {{"Content-Type", "application/json"}}, std::move(body)};
}

int number_in(std::string_view text, int other) {
  int number = other;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string customer(int id) {
  std::string n = std::to_string(id);
  n.insert(0, 9 - std::min<std::size_t>(9, n.size()), '0');
  return R"({"id":")" + n + R"(","name":"Customer )" + n + R"( GmbH","vat":"DE)" + n + R"(","street":"Hauptstraße )" +
         n + R"(","zip":"10115","city":"Berlin","country":"DE","mail":"info@c)" + n + R"(.example","phone":"+4930)" +
         n + R"(","changed":"2026-11-20T08:00:00Z"})";
}

class Vendor {
 public:
  Vendor(Runtime& rt, int first, int count) : rt_(rt), first_id_(first), last_id_(first + count - 1) {}

  HttpResponse answer(const HttpRequest& request) {
    const std::string_view path = path_of(request.url);
    if (path == "/counts") return request.method == "GET" ? counts() : forget();
    note_time();
    if (request.method == "GET") return listed(path, request.url);
    if (path == "/accounts") return written_together(request.body);
    const std::string id =
        path == "/orders" ? std::to_string(++orders_) : std::string(path.substr(path.rfind('/') + 1));
    const std::string* key = header(request.headers, "Idempotency-Key");
    count(key ? *key : std::string(path));
    std::string stored = R"({"id":")" + id + R"(","changed":")" + to_iso(rt_.now()) + "\"";
    const std::size_t begin = request.body.find_first_not_of(" \n{");
    if (begin != std::string::npos && request.body[begin] != '}')
      stored += "," + request.body.substr(begin);
    else
      stored += "}";
    return json(path == "/orders" ? 201 : 200, std::move(stored));
  }

 private:
  HttpResponse written_together(const std::string& body) {
    const auto items = parse_json(body);
    if (!items || !items->is_list()) return json(400, R"({"message":"a list is wanted"})");
    List answers;
    for (const Value& item : items->as_list()) {
      const std::string id = item["id"].string_or("");
      count("/accounts/" + id);
      Map stored{{"id", id}, {"changed", to_iso(rt_.now())}};
      if (item["content"].is_map()) {
        for (const auto& [name, value] : item["content"].as_map()) stored.set(name, value);
      }
      answers.emplace_back(Map{{"status", 200}, {"body", std::move(stored)}});
    }
    return json(200, write_json(Value(std::move(answers))));
  }

  void count(std::string what) {
    const std::lock_guard lock(mutex_);
    ++writes_;
    different_.insert(std::move(what));
  }

  void note_time() {
    const Instant now = rt_.now();
    const std::lock_guard lock(mutex_);
    if (first_ == Instant{}) first_ = now;
    latest_ = now;
  }

  HttpResponse counts() {
    const std::lock_guard lock(mutex_);
    return json(200, R"({"writes":)" + std::to_string(writes_) + R"(,"different":)" +
                         std::to_string(different_.size()) + R"(,"listed":)" + std::to_string(listed_) + R"(,"us":)" +
                         std::to_string((latest_ - first_).us) + "}");
  }

  HttpResponse forget() {
    const std::lock_guard lock(mutex_);
    writes_ = listed_ = 0;
    different_.clear();
    first_ = latest_ = {};
    return json(200, "{}");
  }

  HttpResponse listed(std::string_view path, const std::string& url) {
    if (path != "/customers") return json(200, "[]");
    int after = 0, limit = 200;  // from_chars reads 000000017 as 17
    for (const auto& [name, value] : parse_form(query_of(url))) {
      if (name == "after") after = number_in(value, 0);
      if (name == "limit") limit = number_in(value, 200);
    }
    std::string page = "[";
    after = std::max(after, first_id_ - 1);
    const int last = std::min(last_id_, after + limit);
    for (int id = after + 1; id <= last; ++id) page += (page.size() > 1 ? "," : "") + customer(id);
    const std::lock_guard lock(mutex_);
    listed_ += static_cast<std::uint64_t>(std::max(0, last - after));
    return json(200, page + "]");
  }

  Runtime& rt_;
  const int first_id_, last_id_;
  std::atomic<std::uint64_t> orders_ = 0;
  std::mutex mutex_;
  std::uint64_t writes_ = 0, listed_ = 0;
  Instant first_, latest_;
  std::unordered_set<std::string> different_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 && argc != 4) return std::fputs("usage: vendor PORT [FIRST COUNT]\n", stderr), 2;
  sigset_t ends;
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  ThreadRuntime rt;
  Vendor vendor(rt, argc == 4 ? number_in(argv[2], 1) : 1, argc == 4 ? number_in(argv[3], 1) : 10'000);
  HttpServerOptions options;
  options.port = static_cast<std::uint16_t>(number_in(argv[1], 0));
  options.workers = 2;
  const auto server =
      start_http_server(rt, options, [&](const HttpRequest& request) { return vendor.answer(request); });
  if (!server) return std::fprintf(stderr, "%s\n", describe(server.error()).c_str()), 1;
  std::printf("%u\n", (*server)->port());
  std::fflush(stdout);
  int signal = 0;
  sigwait(&ends, &signal);
  (*server)->stop();
  return 0;
}
