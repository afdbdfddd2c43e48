#include "net/postgres_client.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <mutex>
#include <vector>

#include "base/hash.h"
#include "base/text.h"
#include "net/host_addresses.h"
#include "net/postgres_connection.h"
#include "net/sql_message.h"
#include "net/url.h"
#include "runtime/leaf_mutex.h"

namespace syncline {
namespace {

constexpr std::string_view scheme = "postgresql://";
constexpr Duration most_idle = minutes(4);  // routers forget connections that say nothing for five
constexpr std::size_t most_kept = 64;
/// Where distributions keep what they trust; libpq knows no store of the system.
constexpr const char* trust_stores[] = {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
                                        "/etc/ssl/cert.pem"};

using Sent = TransportError::Sent;

Failure<TransportError> not_sent(ErrorClass cls, std::string why) {
  return fail(TransportError{Sent::no, cls, std::move(why)});
}

/// Idle connections by all that opened them. Thread-safe.
class Pool {
 public:
  explicit Pool(Runtime& rt) : rt_(rt) {}

  std::unique_ptr<PostgresConnection> take(const std::string& opened_with) {
    for (;;) {
      std::unique_ptr<PostgresConnection> found;
      {
        const std::lock_guard lock(mutex_);
        auto& idle = idle_[opened_with];
        if (idle.empty()) return nullptr;
        found = std::move(idle.back());
        idle.pop_back();
        --count_;
      }
      if (rt_.now() - found->used_at() < most_idle && found->is_idle()) return found;
    }
  }

  void give_back(const std::string& opened_with, std::unique_ptr<PostgresConnection> connection) {
    std::unique_ptr<PostgresConnection> surplus;  // closed after the lock
    const std::lock_guard lock(mutex_);
    if (count_ >= most_kept) {
      surplus = std::move(connection);
      return;
    }
    idle_[opened_with].push_back(std::move(connection));
    ++count_;
  }

 private:
  Runtime& rt_;
  LeafMutex mutex_;
  std::map<std::string, std::vector<std::unique_ptr<PostgresConnection>>> idle_;
  std::size_t count_ = 0;
};

class PostgresClient final : public HttpClient {
 public:
  PostgresClient(Runtime& rt, HttpClientOptions options, AddressGuard guard)
      : rt_(rt), options_(std::move(options)), guard_(std::move(guard)), pool_(rt) {}

  Result<HttpResponse, TransportError> send(const HttpRequest& request, Instant deadline) override {
    require_no_leaf_lock("HttpClient::send");
    const auto statement = sql_statement(request.body);
    if (!statement) return not_sent(ErrorClass::config, statement.error().message + "; " + statement.error().remedy);
    auto target = target_of(request, statement->session);
    if (!target) return fail(std::move(target.error()));
    const std::string opened_with = key_of(*target);
    if (auto known = pool_.take(opened_with)) {
      auto answer = known->run(*statement, options_.max_response_bytes, deadline);
      if (!known->is_outdated()) return kept(opened_with, std::move(known), std::move(answer));
    }
    auto fresh = opened_to(*target, deadline);
    if (!fresh) return std::move(fresh.error());
    auto answer = (*fresh)->run(*statement, options_.max_response_bytes, deadline);
    return kept(opened_with, std::move(*fresh), std::move(answer));
  }

 private:
  using Answer = Result<HttpResponse, TransportError>;

  Answer kept(const std::string& opened_with, std::unique_ptr<PostgresConnection> connection, Answer answer) {
    if (answer) pool_.give_back(opened_with, std::move(connection));
    return answer;
  }

  /// Where libpq is to go, with TLS as it must be. Nothing is sent yet.
  Result<PostgresTarget, TransportError> target_of(const HttpRequest& request, const SqlSession& session) const;

  Result<std::unique_ptr<PostgresConnection>, Answer> opened_to(PostgresTarget target, Instant deadline) const {
    const HostAddresses found = addresses_of(target.host, guard_);
    if (found.permitted.empty() && !found.refused.empty())
      return fail(Answer(not_sent(ErrorClass::config, found.refused + ", which is not called; if it is meant, add its "
                                                                      "network to networks of the system")));
    if (found.permitted.empty())
      return fail(Answer(not_sent(ErrorClass::transient, "the name " + target.host + " is not known")));
    for (const IpAddress& each : found.permitted) target.addresses.push_back(to_text(each));
    if (target.tls.empty()) target.tls = std::ranges::all_of(found.permitted, is_loopback) ? "prefer" : "verify-full";
    if (target.ca_file.empty() && target.tls.starts_with("verify")) target.ca_file = trust_store();
    auto opened = PostgresConnection::open(rt_, target, std::min(deadline, rt_.now() + options_.connect_timeout));
    if (opened) return std::move(*opened);
    if (opened.error().fault) return fail(Answer(sql_fault(*opened.error().fault)));
    return fail(Answer(not_sent(ErrorClass::transient, opened.error().detail)));
  }

  static std::string trust_store() {
    for (const char* each : trust_stores) {
      std::error_code none;
      if (std::filesystem::exists(each, none)) return each;
    }
    return trust_stores[0];
  }

  static std::string key_of(const PostgresTarget& to) {
    std::string out;
    for (const std::string& each :
         {to.host, to.port, to.database, to.user, to.password, to.tls, to.ca_file, std::to_string(to.patience.us)})
      out += each + '\0';
    return out;
  }

  Runtime& rt_;
  const HttpClientOptions options_;
  const AddressGuard guard_;
  Pool pool_;
};

Result<PostgresTarget, TransportError> PostgresClient::target_of(const HttpRequest& request,
                                                                 const SqlSession& session) const {
  if (!request.url.starts_with(scheme))
    return not_sent(ErrorClass::config, "\"" + request.url + "\" is no address of a database");
  const auto url = parse_url("http://" + request.url.substr(scheme.size()));
  if (!url) return not_sent(ErrorClass::config, url.error().message + " (" + url.error().place + ")");
  const bool says_port = url->port != 80 || request.url.find(":80/") != std::string::npos;
  PostgresTarget out{
      url->host,       {}, says_port ? std::to_string(url->port) : "5432", "", "", "", session.tls, session.ca_file,
      session.patience};
  out.database = percent_decode(url->path.substr(1, url->path.find('/', 1) - 1));
  const std::string* who = header(request.headers, "Authorization");
  std::string plain;
  if (!who || !who->starts_with("Basic ") || !from_base64(who->substr(6), plain))
    return not_sent(ErrorClass::config, "it is not said as whom: write auth: {kind: basic, user: …, password: …}");
  out.user = plain.substr(0, plain.find(':'));
  out.password = plain.substr(plain.find(':') + 1);
  for (const std::string& each : {out.database, out.user}) {
    if (each.empty() || each.find('\0') != std::string::npos)
      return not_sent(ErrorClass::config, "a database and a user have names: postgresql://host/database");
  }
  return out;
}

class SystemClient final : public HttpClient {
 public:
  SystemClient(std::unique_ptr<HttpClient> http, std::unique_ptr<HttpClient> database)
      : http_(std::move(http)), database_(std::move(database)) {}

  Result<HttpResponse, TransportError> send(const HttpRequest& request, Instant deadline) override {
    return of(request).send(request, deadline);
  }
  Result<HttpResponse, TransportError> stream(const HttpRequest& request, const BodyStreams& bodies,
                                              Instant deadline) override {
    return of(request).stream(request, bodies, deadline);
  }

 private:
  HttpClient& of(const HttpRequest& request) { return request.url.starts_with(scheme) ? *database_ : *http_; }

  std::unique_ptr<HttpClient> http_, database_;
};

}  // namespace

Result<std::unique_ptr<HttpClient>, Error> make_postgres_client(Runtime& rt, const HttpClientOptions& options) {
  auto guard = AddressGuard::make(options.allowed_networks);
  if (!guard) return fail(std::move(guard).error());
  return std::unique_ptr<HttpClient>(std::make_unique<PostgresClient>(rt, options, std::move(*guard)));
}

Result<std::unique_ptr<HttpClient>, Error> make_system_client(Runtime& rt, const HttpClientOptions& options) {
  auto http = make_http_client(rt, options);
  if (!http) return http;
  auto database = make_postgres_client(rt, options);
  if (!database) return database;
  return std::unique_ptr<HttpClient>(std::make_unique<SystemClient>(std::move(*http), std::move(*database)));
}

}  // namespace syncline
