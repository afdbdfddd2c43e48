#pragma once
// Connector: requests from a manifest and what the answers mean. Pure: it never sends.

#include <memory>
#include <string>

#include "connect/manifest.h"
#include "net/http_message.h"

namespace syncline {

struct Answer {
  Value body;
  List records;
  bool has_records = false;  ///< an empty list is an answer, nothing is none
  std::string id;
  std::string next;
  bool outdated = false;  ///< it shows that what the system said of itself is so no longer
};

struct CallFailure {
  Error error;
  bool not_done = false;       ///< certainly nothing happened; it may be sent again
  bool refused = false;        ///< the system understood and said no
  bool expired = false;        ///< the sign-in is no longer good
  bool token_expired = false;  ///< the write token is no longer good
  bool pauses_path = false;    ///< throttled, but for this path only
  bool outdated = false;       ///< what the system said of itself is so no longer
  std::string warning = {};    ///< the refusal is a warning of this name: it can be confirmed
};

struct SignIn {
  std::string token;
  std::string base_url = {};  ///< where calls go; empty: where the manifest says
};

/// What a call that may change something carries; empty: nothing is asked for.
struct WriteToken {
  std::string token;
  std::string cookies = {};  ///< as the header Cookie has them
};

/// Whose place is in errors: "erp POST /json/2/res.partner/write".
struct CallPlace {
  std::string system;
  std::string method;
  std::string path;
};
std::string text_of(const CallPlace&);

class Connector {
 public:
  /// Errors (config): a setting that is missing, a name that cannot be computed.
  static Result<Connector, Error> make(std::shared_ptr<const Manifest>, std::string system, Map settings);

  const Manifest& manifest() const { return *manifest_; }
  const std::string& system() const { return system_; }
  /// Every variable of a manifest, null unless given.
  Map variables(const Map& given) const;

  Result<HttpRequest, Error> build(const CallSpec&, const Map& variables, const SignIn& = {}) const;
  /// Adds what auth says; `token` is that of the sign-in.
  Result<void, Error> authorize(HttpRequest&, const std::string& token) const;
  Result<Answer, CallFailure> interpret(const HttpRequest&, const HttpResponse&, const OperationSpec&, Map variables,
                                        Instant now) const;
  /// The same of what is understood already and stands in no envelope; nothing: the body is not in the manifest's
  /// format, and no success.
  Result<Answer, CallFailure> interpret(const HttpRequest&, const HttpResponse&, const std::optional<Received>&,
                                        const AnswerSpec&, Map variables, Instant now) const;
  /// What the body of an answer holds: of a call that went in the envelope, what stands there.
  Result<Value, Error> content(const CallSpec&, Value body, const Map& variables) const;
  /// The sign-in's token from its answer.
  Result<std::string, CallFailure> token_of(const HttpRequest&, const HttpResponse&, Instant now) const;
  /// The token for calls that change something, with the cookies that belong to it.
  Result<WriteToken, CallFailure> write_token_of(const HttpRequest&, const HttpResponse&, Instant now) const;
  /// Adds it where the request may change something.
  void add_write_token(HttpRequest&, const WriteToken&) const;
  /// Where the answer of an OAuth sign-in says that calls go. Errors (config): nowhere, or less safe than before.
  Result<std::string, Error> base_url_of(const HttpResponse&) const;

 private:
  /// An answer, and where in it stands what was asked for; null: it is the body.
  struct Came {
    const HttpRequest& request;
    const HttpResponse& response;
    const std::optional<Received>& received;
    std::string place;
    const TemplateTree* content;
  };
  Result<Answer, CallFailure> interpret(const Came&, const AnswerSpec&, Map variables, Instant now) const;
  /// `variables` with the answer.
  Result<Answer, CallFailure> judged(const Came&, const AnswerSpec&, Map variables, Instant now) const;
  std::string place_of(const HttpRequest&) const;
  Result<HttpRequest, Error> build_sql(const CallSpec&, const Map& variables) const;
  Result<void, Error> write_body(const CallSpec&, const expr::Bindings&, const std::string& place, HttpRequest&) const;

  std::shared_ptr<const Manifest> manifest_;
  std::string system_;
  Map base_;  ///< settings and names
  std::string base_url_;
};

}  // namespace syncline
