#include "connect/caller.h"

#include <algorithm>
#include <mutex>

#include "connect/questions.h"
#include "connect/rate_notice.h"
#include "connect/wildcard.h"
#include "net/oauth.h"

namespace syncline {
namespace {

/// Of a sign-in: it will not help to come back soon.
bool is_refusal(ErrorClass cls) {
  return cls == ErrorClass::auth || cls == ErrorClass::permission || cls == ErrorClass::validation;
}

/// Paths with a rate of their own are called evenly.
CallRates rates_of(const Manifest& manifest, const std::optional<CallRate>& own) {
  const auto rule = [](const CallRate& rate) { return RateRule{rate.calls, rate.per, rate.calls}; };
  CallRates rates{rule(own.value_or(manifest.rate)), {}, {}};
  if (manifest.quota) rates.quota = rule(*manifest.quota);
  for (const auto& [paths, each] : manifest.path_rates)
    rates.narrower.emplace_back(paths, RateRule{each.calls, each.per, 1});
  return rates;
}

std::string path_only(std::string_view url) {
  const std::size_t host = url.find("://");
  const std::size_t path = url.find('/', host == std::string_view::npos ? 0 : host + 3);
  return path == std::string_view::npos ? "/" : std::string(path_of(url.substr(path)));
}

}  // namespace

Caller::Caller(Runtime& rt, HttpClient& client, Connector connector, int concurrency, std::optional<CallRate> rate,
               std::shared_ptr<PortMemory> memory)
    : rt_(rt),
      client_(client),
      connector_(std::move(connector)),
      turns_(rt, concurrency, rates_of(connector_.manifest(), rate), std::move(memory)),
      access_(signs_in() ? 1 : 2) {}

bool Caller::signs_in() const {
  const auto kind = connector_.manifest().auth.kind;
  return kind == AuthSpec::Kind::session || kind == AuthSpec::Kind::oauth2;
}

Instant Caller::deadline(const CallContext& context) {
  const Instant own = rt_.now() + connector_.manifest().timeout;
  return context.deadline.us == 0 ? own : std::min(own, context.deadline);
}

CallFailure Caller::no_turn(std::string message, std::string remedy, std::optional<Duration> retry_after) const {
  Error error{ErrorClass::throttled, "connect.rate",    std::move(message),
              connector_.system(),   std::move(remedy), retry_after};
  return {std::move(error), true, false, false};
}

CallFailure Caller::too_late(std::string message) const {
  return {Error{ErrorClass::transient, "connect.sign_in", std::move(message), connector_.system(), "", {}}, true, false,
          false};
}

/// The turn is held when it succeeds.
Result<void, CallFailure> Caller::wait_for_turn(const std::string& path, const CallContext& context) {
  const auto turn = turns_.enter(context.priority, std::min(deadline(context), context.leave_by), path);
  if (turn) return {};
  if (turn.error().retry_after)
    return fail(no_turn("the rate of the system leaves no room before the deadline",
                        "raise limits.rate in connector.yaml when the vendor allows more", turn.error().retry_after));
  return fail(no_turn("all calls that the system may have at once are under way",
                      "raise limits.concurrency in connector.yaml when the vendor allows more", std::nullopt));
}

void Caller::learn(const HttpResponse& response) {
  const Instant now = rt_.now();
  const Manifest& manifest = connector_.manifest();
  const RateNotice notice =
      manifest.notice.given() ? rate_notice(manifest, connector_.variables({}), response, now) : RateNotice{};
  const bool refused = response.status == 429 || response.status == 503;
  const auto wait = refused ? retry_after(response, now) : std::nullopt;
  if (response.status == 429 || wait) turns_.throttled(wait);
  turns_.learn(notice);
}

Result<HttpResponse, CallFailure> Caller::send(const HttpRequest& request, const CallContext& context,
                                               const BodyStreams& streams) {
  if (auto turn = wait_for_turn(path_only(request.url), context); !turn) return fail(std::move(turn.error()));
  struct Leave {
    CallTurns& turns;
    ~Leave() { turns.leave(); }
  } leave{turns_};
  const bool whole = !streams.request && !streams.answer;
  auto response =
      whole ? client_.send(request, deadline(context)) : client_.stream(request, streams, deadline(context));
  if (!response) {
    const TransportError& transport = response.error();
    Error error{transport.cls,
                "net.transport",
                transport.detail,
                connector_.system() + " " + request.method + " " + path_only(request.url),
                "",
                {}};
    return fail(CallFailure{std::move(error), transport.sent == TransportError::Sent::no, false, false});
  }
  learn(*response);
  return std::move(*response);
}

Result<SignIn, CallFailure> Caller::sign_in(const CallContext& context, Instant& good_until) {
  const AuthSpec& auth = connector_.manifest().auth;
  if (auth.kind == AuthSpec::Kind::oauth2) return oauth_sign_in(context, good_until);
  auto request = connector_.build(*auth.sign_in, connector_.variables({}));
  if (!request) return fail(CallFailure{request.error(), true, false, false});
  auto response = send(*request, context);
  if (!response) {
    response.error().not_done = true;
    return fail(std::move(response.error()));
  }
  auto token = connector_.token_of(*request, *response, rt_.now());
  if (!token) return fail(std::move(token.error()));
  return SignIn{std::move(*token)};
}

Result<SignIn, CallFailure> Caller::oauth_sign_in(const CallContext& context, Instant& good_until) {
  const AuthSpec& auth = connector_.manifest().auth;
  const Map variables = connector_.variables({});
  const expr::MapBindings bindings(variables);
  const auto text = [&](const TemplateTree& tree) { return tree.text(bindings).value_or(""); };
  OAuthClient client;
  client.token_url = text(auth.token_url);
  client.id = text(auth.client_id);
  client.secret = text(auth.client_secret);
  client.style = auth.client_in_body ? OAuthClient::Style::body : OAuthClient::Style::basic;
  client.assertion = {text(auth.key), text(auth.subject), text(auth.audience)};
  client.scope = text(auth.scope);
  const auto request = client_credentials_request(client, rt_.now());
  if (!request) return fail(CallFailure{request.error(), true, false, false});
  auto response = send(*request, context);
  if (!response) return fail(std::move(response.error()));
  auto token = token_from(*response, rt_.now(), connector_.system());
  if (!token) return fail(CallFailure{token.error(), true, false, false});
  auto base_url = connector_.base_url_of(*response);
  if (!base_url) return fail(CallFailure{base_url.error(), true, false, false});
  good_until = token->expires_at - seconds(30);
  return SignIn{token->text, std::move(*base_url)};
}

/// One task asks for what is not known; the others wait for it.
template <class T>
Result<T, CallFailure> Caller::asked_once(SingleFlight& flight, const std::function<std::optional<T>()>& known,
                                          const std::function<Result<T, CallFailure>()>& ask, const char* late,
                                          const CallContext& context) {
  const auto look = [&] {
    const std::lock_guard lock(mutex_);
    return known();
  };
  for (;;) {
    if (auto value = look()) return std::move(*value);
    const SingleFlight::Turn turn = flight.enter(deadline(context));
    if (turn == SingleFlight::Turn::landed) continue;
    if (turn == SingleFlight::Turn::late) return fail(too_late(late));
    auto value = look();
    Result<T, CallFailure> got = value ? Result<T, CallFailure>(std::move(*value)) : ask();
    flight.land();
    if (!got) got.error().not_done = true;
    return got;
  }
}

/// Whoever was refused access is not asked again at once, whatever is wanted.
Result<void, CallFailure> Caller::knock() {
  const Instant now = rt_.now();
  const std::lock_guard lock(mutex_);
  if (access_.admits(now, connector_.manifest().timeout)) return {};
  return fail(CallFailure{access_.refusal(now), true, false, false});
}

/// Where each call proves who we are by itself.
void Caller::judge_access(const Result<Answer, CallFailure>& answer) {
  if (signs_in()) return;
  const std::lock_guard lock(mutex_);
  if (!answer && answer.error().error.cls == ErrorClass::auth) {
    access_.refused(answer.error().error, rt_.now());
  } else if (answer || answer.error().refused) {
    access_.granted();
  }
}

Result<SignIn, CallFailure> Caller::sign_in_anew(const CallContext& context) {
  if (auto open = knock(); !open) return fail(std::move(open.error()));
  Instant good_until = far_future;
  auto fresh = sign_in(context, good_until);
  const std::lock_guard lock(mutex_);
  if (fresh) {
    session_ = *fresh;
    token_until_ = good_until;
    access_.granted();
  } else if (is_refusal(fresh.error().error.cls)) {
    access_.refused(fresh.error().error, rt_.now());
    fresh.error().error = access_.refusal(rt_.now());
  }
  return fresh;
}

Result<SignIn, CallFailure> Caller::signed_in(const CallContext& context) {
  if (!signs_in()) return SignIn{};
  return asked_once<SignIn>(
      signing_in_,
      [&]() -> std::optional<SignIn> {
        if (session_.token.empty() || rt_.now() >= token_until_) return std::nullopt;
        return session_;
      },
      [&] { return sign_in_anew(context); }, "the sign-in took too long", context);
}

Result<Map, CallFailure> Caller::discovered(const CallContext& context) {
  if (connector_.manifest().discover.empty()) return Map{};
  return asked_once<Map>(
      discovery_, [&] { return discovered_; },
      [&] {
        auto values = discover(context);
        const std::lock_guard lock(mutex_);
        if (values) discovered_ = *values;
        return values;
      },
      "the system was asked for too long what it is called", context);
}

Map Caller::discovered_so_far() const {
  const std::lock_guard lock(mutex_);
  return discovered_.value_or(Map{});
}

std::size_t Caller::times_outdated() const {
  const std::lock_guard lock(mutex_);
  return times_outdated_;
}

void Caller::forget_discovered() {
  const std::lock_guard lock(mutex_);
  discovered_.reset();
  ++times_outdated_;
}

Result<Map, CallFailure> Caller::discover(const CallContext& context) {
  Map out;
  for (const DiscoverySpec& each : connector_.manifest().discover) {
    auto answer = call_with({each.call, {}}, connector_.variables(out), out, context, nullptr);
    if (!answer) return fail(std::move(answer.error()));
    Map variables = connector_.variables(out);
    variables.set("body", answer->body);
    auto value = each.value.fill(expr::MapBindings(variables), of_answers);
    if (value && !text_of(*value).empty()) {
      out.set(each.name, std::move(*value));
      continue;
    }
    Error error{value ? ErrorClass::config : ErrorClass::transient,
                "connect.not_there",
                "the system does not say its " + each.name + (value ? "" : ": " + value.error().message),
                connector_.system() + " discover " + each.name,
                each.missing.text(expr::MapBindings(variables)).value_or(""),
                {}};
    return fail(CallFailure{std::move(error), true, false, false});
  }
  return out;
}

void Caller::drop_token(const std::string& token) {
  const std::lock_guard lock(mutex_);
  if (session_.token == token) session_ = {};
}

Result<WriteToken, CallFailure> Caller::ask_write_token(const SignIn& session, const CallContext& context) {
  Map variables = connector_.variables({{"session", session.token}});
  auto request = connector_.build(connector_.manifest().auth.write_token->call, variables, session);
  if (!request) return fail(CallFailure{request.error(), true, true, false});
  if (auto done = connector_.authorize(*request, session.token); !done)
    return fail(CallFailure{done.error(), true, true, false});
  auto response = send(*request, context);
  if (!response) return fail(std::move(response.error()));
  return connector_.write_token_of(*request, *response, rt_.now());
}

Result<WriteToken, CallFailure> Caller::write_token(const HttpRequest& request, const SignIn& session,
                                                    const CallContext& context) {
  if (!connector_.manifest().auth.write_token || request.method == "GET" || request.method == "HEAD")
    return WriteToken{};
  return asked_once<WriteToken>(
      asking_write_token_, [&] { return write_token_.token.empty() ? std::nullopt : std::optional(write_token_); },
      [&] {
        auto token = ask_write_token(session, context);
        const std::lock_guard lock(mutex_);
        if (token) write_token_ = *token;
        return token;
      },
      "the token for writes took too long", context);
}

bool Caller::forget_expired(const CallFailure& failure, const SignIn& session, const WriteToken& token) {
  const bool signed_out = failure.expired && !session.token.empty();
  const bool without_token = failure.token_expired && !token.token.empty();
  if (signed_out) drop_token(session.token);
  const std::lock_guard lock(mutex_);
  if ((without_token || signed_out) && write_token_.token == token.token) write_token_ = {};
  return signed_out || without_token;
}

Result<Answer, CallFailure> Caller::call(const OperationSpec& operation, const Map& variables,
                                         const CallContext& context, CallBodies* bodies) {
  const auto values = discovered(context);
  if (!values) return fail(values.error());
  return call_with(operation, variables, *values, context, bodies);
}

/// Adds to the variables what an answer leaves to be asked.
Result<void, CallFailure> Caller::ask_of(const HttpResponse& response, const OperationSpec& operation, Map& variables,
                                         const CallContext& context) {
  if (operation.ask.empty() || response.status < 200 || response.status >= 300) return {};
  auto received = receive(connector_.manifest().format, response);
  if (!received || received->fault) return {};
  auto content = connector_.content(operation.call, std::move(received->body), variables);
  if (!content) return {};
  variables.set("body", std::move(*content));
  auto all = ask_of_answer(*this, operation, std::move(variables), context);
  if (!all) return fail(std::move(all.error()));
  variables = std::move(*all);
  return {};
}

/// As long as the manifest knows that the vendor refuses; of a 429 what its header says was learnt already.
void Caller::hold_calls(const HttpRequest& request, const HttpResponse& response, const CallFailure& failure) {
  const auto wait = failure.error.retry_after;
  if (failure.pauses_path && wait) {
    turns_.pause(path_only(request.url), *wait);
    return;
  }
  if (response.status == 429 && !wait) return;
  turns_.throttled(wait);
}

Result<Answer, CallFailure> Caller::call_with(const OperationSpec& operation, const Map& variables,
                                              const Map& discovered, const CallContext& context, CallBodies* bodies) {
  for (int attempt = 1;; ++attempt) {
    if (!signs_in()) {
      if (auto open = knock(); !open) return fail(std::move(open.error()));
    }
    const auto session = signed_in(context);
    if (!session) return fail(session.error());
    Map all = variables;
    for (const auto& [name, value] : discovered) all.set(name, value);
    all.set("session", session->token);
    auto request = connector_.build(operation.call, all, *session);
    if (!request) return fail(CallFailure{request.error(), true, true, false});
    if (auto done = connector_.authorize(*request, session->token); !done)
      return fail(CallFailure{done.error(), true, true, false});
    const auto token = write_token(*request, *session, context);
    if (!token) return fail(token.error());
    connector_.add_write_token(*request, *token);
    auto response = send(*request, context, bodies ? bodies->begin(*request) : BodyStreams{});
    if (!response) return fail(std::move(response.error()));
    if (bodies) bodies->end(*response);
    if (auto asked = ask_of(*response, operation, all, context); !asked) return fail(std::move(asked.error()));
    auto answer = connector_.interpret(*request, *response, operation, all, rt_.now());
    if (answer ? answer->outdated : answer.error().outdated) forget_discovered();
    if (!answer && answer.error().error.cls == ErrorClass::throttled) {
      hold_calls(*request, *response, answer.error());
    } else {
      turns_.granted();
    }
    judge_access(answer);
    if (answer || !forget_expired(answer.error(), *session, *token) || attempt == 2) return answer;
  }
}

}  // namespace syncline
