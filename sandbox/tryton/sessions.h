#pragma once
// Sessions: who may sign in, and who has.

#include <map>
#include <optional>
#include <string>

#include "base/time.h"
#include "base/value.h"
#include "net/http_message.h"
#include "sandbox/tryton/refusal.h"

namespace syncline::sandbox::tryton {

class Sessions {
 public:
  void add_user(std::string login, std::string password, std::int64_t id);

  /// [user, key]. After five wrong passwords within five minutes even the right one is answered 429.
  Answer<Value> log_in(const std::string& login, const Value& parameters, Instant now);
  void log_out(const HttpRequest&);
  void expire_all() { open_.clear(); }

  /// By "Authorization: Session base64(login:user:key)" or "Basic base64(login:password)"; unset: 401.
  std::optional<std::int64_t> user_of(const HttpRequest&, Instant now);

 private:
  struct User {
    std::string password;
    std::int64_t id = 0;
  };
  struct Session {
    std::int64_t user = 0;
    Instant used;
  };
  bool is_throttled(const std::string& login, Instant now) const;

  std::map<std::string, User> users_;
  std::map<std::string, Session> open_;  ///< by key
  std::map<std::string, std::vector<Instant>> failed_;
  std::uint64_t count_ = 0;
};

}  // namespace syncline::sandbox::tryton
