#include "sandbox/tryton/sessions.h"

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"

namespace syncline::sandbox::tryton {
namespace {

constexpr Duration max_age = days(30);
constexpr Duration attempt_age = minutes(5);
constexpr std::ptrdiff_t max_attempts = 5;

struct Credentials {
  std::string scheme;
  std::vector<std::string> parts;
};

Credentials credentials_of(const HttpRequest& request) {
  const std::string* given = header(request.headers, "Authorization");
  if (!given) return {};
  const std::size_t space = given->find(' ');
  std::string decoded;
  if (space == std::string::npos || !from_base64(given->substr(space + 1), decoded)) return {};
  return {to_lower(given->substr(0, space)), split(decoded, ':')};
}

}  // namespace

void Sessions::add_user(std::string login, std::string password, std::int64_t id) {
  users_[std::move(login)] = {std::move(password), id};
}

bool Sessions::is_throttled(const std::string& login, Instant now) const {
  const auto failed = failed_.find(login);
  if (failed == failed_.end()) return false;
  return std::ranges::count_if(failed->second, [&](Instant at) { return at > now - attempt_age; }) > max_attempts;
}

Answer<Value> Sessions::log_in(const std::string& login, const Value& parameters, Instant now) {
  if (is_throttled(login, now)) return http_error(429);
  if (!parameters.is_map() || !parameters.as_map().contains("password")) return password_wanted(login);
  const auto user = users_.find(login);
  if (user == users_.end() || parameters["password"].string_or("") != user->second.password) {
    failed_[login].push_back(now);
    return http_error(401);
  }
  failed_.erase(login);
  const std::string key = to_hex(sha256(login + "/" + std::to_string(++count_)));
  open_[key] = {user->second.id, now};
  return Value(List{user->second.id, key});
}

void Sessions::log_out(const HttpRequest& request) {
  const Credentials given = credentials_of(request);
  if (given.parts.size() == 3) open_.erase(given.parts[2]);
}

std::optional<std::int64_t> Sessions::user_of(const HttpRequest& request, Instant now) {
  const Credentials given = credentials_of(request);
  if (given.scheme == "basic" && given.parts.size() == 2) {
    const auto user = users_.find(given.parts[0]);
    if (user == users_.end() || user->second.password != given.parts[1]) return std::nullopt;
    return user->second.id;
  }
  if (given.scheme != "session" || given.parts.size() != 3) return std::nullopt;
  const auto session = open_.find(given.parts[2]);
  if (session == open_.end() || std::to_string(session->second.user) != given.parts[1]) return std::nullopt;
  if (now - session->second.used > max_age) return std::nullopt;
  session->second.used = now;
  return session->second.user;
}

}  // namespace syncline::sandbox::tryton
