// crash_offices HOOK_URL SECRET SEED CLIENTS: a desk and books over HTTP on loopback, and the people in them, for
// kill_test.py. Three lines come on stdout: the addresses of the desk, of the books, and of what the test asks:
//   POST /pace/<n>   people do n things a second from now on; 0: they rest
//   GET  /state      {"people": …, "unheard": n}
//   GET  /told       all there is: {"desk": …, "books": …, "notices": …, "people": …}
// It ends with its stdin.
#include <cstdlib>
#include <iostream>

#include "base/json.h"
#include "net/http_server.h"
#include "runtime/thread_runtime.h"
#include "tests/crash/people.h"

using namespace syncline;
using namespace syncline::crash;

namespace {

HttpResponse json(const Value& body) { return {200, {{"Content-Type", "application/json"}}, write_json(body)}; }

std::unique_ptr<HttpServer> serve(Runtime& rt, HttpHandler handler) {
  HttpServerOptions options;
  options.workers = 16;
  auto server = start_http_server(rt, options, std::move(handler));
  if (!server) {
    std::cerr << describe(server.error()) << "\n";
    std::exit(1);
  }
  std::cout << "http://127.0.0.1:" << (*server)->port() << std::endl;
  return std::move(*server);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    std::cerr << "usage: crash_offices HOOK_URL SECRET SEED CLIENTS\n";
    return 2;
  }
  ThreadRuntime rt;
  Office desk(rt, "desk", {}), books(rt, "books", {"clients", "orders"});
  Notices notices(rt, argv[1], argv[2]);
  People people(rt, desk, books, notices, std::strtoull(argv[3], nullptr, 10));
  people.move_in(std::atoi(argv[4]));
  const auto desk_server = serve(rt, [&](const HttpRequest& request) { return desk.answer(request); });
  const auto books_server = serve(rt, [&](const HttpRequest& request) { return books.answer(request); });
  const auto asked = serve(rt, [&](const HttpRequest& request) {
    const std::string path(path_of(request.url));
    if (path.starts_with("/pace/")) people.set_pace(std::atoi(path.c_str() + 6));
    if (path == "/told")
      return json(
          Map{{"desk", desk.told()}, {"books", books.told()}, {"notices", notices.told()}, {"people", people.told()}});
    return json(Map{{"people", people.told()}, {"unheard", static_cast<std::int64_t>(notices.unheard())}});
  });
  while (std::cin.get() != EOF) {
  }
  return 0;
}
