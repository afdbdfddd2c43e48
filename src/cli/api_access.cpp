#include "cli/api_access.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

#include "api/problem.h"
#include "base/hash.h"
#include "base/json.h"
#include "cli/data_folder.h"
#include "net/http_client.h"
#include "runtime/files.h"
#include "runtime/process_lock.h"
#include "runtime/thread_runtime.h"
#include "store/open.h"

namespace syncline::cli {
namespace {

constexpr std::size_t most_of_the_file = 4096;

std::string file_in(const std::string& data) { return (std::filesystem::path(data) / "syncline.api").string(); }

Error cannot_write(const std::string& path, int code) {
  return {code == ENOSPC ? ErrorClass::transient : ErrorClass::permission,
          "api.token",
          "cannot write the token of the local API: " + std::string(std::strerror(code)),
          path,
          "make the data folder writable",
          std::nullopt};
}

/// Whom it listens to is reached from this machine.
std::string reachable(const std::string& address) {
  if (address == "0.0.0.0") return "127.0.0.1";
  if (address == "::") return "[::1]";
  return address.find(':') != std::string::npos ? "[" + address + "]" : address;
}

Result<Value, Error> over_http(Runtime& rt, const std::string& data, const std::string& path, const Map& words) {
  const auto content = real_files().read(file_in(data), most_of_the_file);
  const auto access = content ? parse_json(*content) : Result<Value, Error>(fail(content.error()));
  if (!access || !(*access)["url"].is_string()) {
    return fail(Error{ErrorClass::transient, "api.access", "the running process cannot be reached", file_in(data),
                      "it may be starting: try again; or end it, and the command works by itself", std::nullopt});
  }
  HttpClientOptions options;
  options.allowed_networks = {"0.0.0.0/0", "::/0"};  // it is our own address, from our own file
  auto client = make_http_client(rt, options);
  if (!client) return fail(client.error());
  HttpRequest request;
  request.method = "POST";
  request.url = (*access)["url"].string_or("") + "/v1/" + path;
  request.headers = {{"Authorization", "Bearer " + (*access)["token"].string_or("")},
                     {"Content-Type", "application/json"}};
  request.body = write_json(words);
  const auto answer = (*client)->send(request, rt.now() + minutes(10));
  if (!answer) {
    return fail(Error{answer.error().cls, "api.unreachable",
                      "the running process does not answer: " + answer.error().detail, request.url, "look at its log",
                      std::nullopt});
  }
  return read_answer(*answer, request.url);
}

Result<Value, Error> by_itself(Runtime& rt, const std::string& data, const std::string& path, const Map& words) {
  StoreOptions where;
  where.path = database_in(data);
  const auto store = open_store(rt, where);
  if (!store) return fail(store.error());
  OperatorApi api(rt, **store, nullptr, [] {});
  HttpRequest request;
  request.method = "POST";
  request.url = "/v1/" + path;
  request.body = write_json(words);
  return read_answer(api.handle(request), where.path);
}

}  // namespace

std::string new_api_token(Runtime& rt) {
  std::string chance;
  for (int i = 0; i < 4; ++i) chance += std::to_string(rt.random()) + " ";
  return to_hex(sha256(chance));
}

Result<ApiAccess, Error> ApiAccess::publish(const std::string& data, const std::string& address, std::uint16_t port,
                                            const std::string& token) {
  const std::string path = file_in(data);
  const std::string content =
      write_json(Map{{"url", "http://" + reachable(address) + ":" + std::to_string(port)}, {"token", token}}) + "\n";
  ::unlink(path.c_str());  // of a process that was killed; it may have been readable by others
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR);
  if (fd < 0) return fail(cannot_write(path, errno));
  const auto written = ::write(fd, content.data(), content.size());
  const int code = written < 0 ? errno : ENOSPC;  // a write that ends early is a disk that is full
  ::close(fd);
  if (written != static_cast<ssize_t>(content.size())) return fail(cannot_write(path, code));
  return ApiAccess(path);
}

ApiAccess::~ApiAccess() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

Result<Value, Error> tell_project(const std::string& data, const std::string& path, const Map& words) {
  if (auto there = require_data(data); !there) return fail(there.error());
  ThreadRuntime rt;
  Result<Value, Error> answer = Value();
  Task main = rt.spawn("main", [&] {
    const auto lock = ProcessLock::acquire(data);
    if (lock) {
      answer = by_itself(rt, data, path, words);
    } else {
      answer = lock.error().code == "lock.held" ? over_http(rt, data, path, words)
                                                : Result<Value, Error>(fail(lock.error()));
    }
  });
  main.join();
  return answer;
}

}  // namespace syncline::cli
