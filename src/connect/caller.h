#pragma once
// Caller: one call of a system, within its rate and number of calls at once, signed in; signs in again once when the
// sign-in has expired.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "connect/access_gate.h"
#include "connect/call_turns.h"
#include "connect/connector.h"
#include "connect/single_flight.h"
#include "net/http_client.h"

namespace syncline {

/// Bodies of one call that travel in pieces.
struct CallBodies {
  virtual ~CallBodies() = default;
  /// Before the request leaves, each time that it does; it may change it.
  virtual BodyStreams begin(HttpRequest&) = 0;
  /// It may put a body into an answer whose body went elsewhere.
  virtual void end(HttpResponse&) = 0;
};

class Caller {
 public:
  /// `rate`: instead of the connector's. `memory`: of what processes before this one have called; may be null.
  Caller(Runtime&, HttpClient&, Connector, int concurrency, std::optional<CallRate> rate = {},
         std::shared_ptr<PortMemory> memory = nullptr);

  const Connector& connector() const { return connector_; }
  Runtime& runtime() const { return rt_; }
  /// `variables` as a call of Connector::variables gives them.
  Result<Answer, CallFailure> call(const OperationSpec&, const Map& variables, const CallContext&,
                                   CallBodies* bodies = nullptr);
  /// What the manifest says under discover, asked once; the variables of each call have it.
  Result<Map, CallFailure> discovered(const CallContext&);
  Map discovered_so_far() const;
  /// How often an answer has shown that what was discovered is so no longer. It is then asked again.
  std::size_t times_outdated() const;

 private:
  template <class T>
  Result<T, CallFailure> asked_once(SingleFlight&, const std::function<std::optional<T>()>& known,
                                    const std::function<Result<T, CallFailure>()>& ask, const char* late,
                                    const CallContext&);
  bool signs_in() const;
  Result<void, CallFailure> knock();
  void judge_access(const Result<Answer, CallFailure>&);
  Result<SignIn, CallFailure> signed_in(const CallContext&);
  Result<SignIn, CallFailure> sign_in_anew(const CallContext&);
  Result<SignIn, CallFailure> sign_in(const CallContext&, Instant& good_until);
  Result<SignIn, CallFailure> oauth_sign_in(const CallContext&, Instant& good_until);
  Result<Map, CallFailure> discover(const CallContext&);
  Result<Answer, CallFailure> call_with(const OperationSpec&, const Map& variables, const Map& discovered,
                                        const CallContext&, CallBodies*);
  Result<void, CallFailure> ask_of(const HttpResponse&, const OperationSpec&, Map& variables, const CallContext&);
  void hold_calls(const HttpRequest&, const HttpResponse&, const CallFailure&);
  void drop_token(const std::string& token);
  void forget_discovered();
  /// What this request must carry; empty: nothing.
  Result<WriteToken, CallFailure> write_token(const HttpRequest&, const SignIn&, const CallContext&);
  Result<WriteToken, CallFailure> ask_write_token(const SignIn&, const CallContext&);
  /// Whether the call may be taken once more, with what was forgotten here asked for anew.
  bool forget_expired(const CallFailure&, const SignIn&, const WriteToken&);
  Result<HttpResponse, CallFailure> send(const HttpRequest&, const CallContext&, const BodyStreams& streams = {});
  Result<void, CallFailure> wait_for_turn(const std::string& path, const CallContext&);
  CallFailure no_turn(std::string message, std::string remedy, std::optional<Duration> retry_after) const;
  CallFailure too_late(std::string message) const;
  void learn(const HttpResponse&);
  Instant deadline(const CallContext&);

  Runtime& rt_;
  HttpClient& client_;
  Connector connector_;
  CallTurns turns_;
  mutable LeafMutex mutex_;
  AccessGate access_;
  SignIn session_;
  Instant token_until_ = far_future;
  SingleFlight signing_in_{rt_};
  WriteToken write_token_;
  SingleFlight asking_write_token_{rt_};
  std::optional<Map> discovered_;
  std::size_t times_outdated_ = 0;
  SingleFlight discovery_{rt_};
};

}  // namespace syncline
