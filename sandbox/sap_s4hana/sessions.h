#pragma once
// Sessions: a token against forged requests belongs to the cookies that came with it, and ends with its session.

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/time.h"
#include "net/http_message.h"

namespace syncline::sandbox::sap {

class Sessions {
 public:
  explicit Sessions(Duration lifetime) : lifetime_(lifetime) {}
  /// Whether the request brings a token and the cookies that it was given with.
  bool admits(const HttpRequest&, Instant now) const;
  /// Gives a new session where the request asks for a token.
  void give(const HttpRequest&, HttpResponse&, const std::string& client, Instant now);
  void end_all() { open_->clear(); }

 private:
  struct Session {
    std::string token;
    Instant until;
  };
  Duration lifetime_;
  // Shared by copies: a sign-in is no data.
  std::shared_ptr<std::map<std::string, Session>> open_ = std::make_shared<std::map<std::string, Session>>();
  std::shared_ptr<int> given_ = std::make_shared<int>(0);
};

}  // namespace syncline::sandbox::sap
