#pragma once
// OperatorApi: what people tell a project to do, as requests under /v1/. A running project answers them over HTTP; a
// command answers its own when none runs.

#include <functional>
#include <optional>
#include <string>

#include "base/value.h"
#include "engine/setup.h"
#include "net/http_message.h"
#include "store/store.h"

namespace syncline {

/// POST stop-writes, resume-writes, pause, resume, holds/<id>/approve, holds/<id>/reject, dead-letters/<id>/retry;
/// GET holds, stops. Bodies are JSON objects; errors are application/problem+json. Thread-safe.
class OperatorApi {
 public:
  /// `setup` null: the project is not known, names are compared with those in the store. `changed`: called when there
  /// may be new work. All outlive it.
  OperatorApi(Store& store, const EngineSetup* setup, std::function<void()> changed)
      : store_(store), setup_(setup), changed_(std::move(changed)) {}

  HttpResponse handle(const HttpRequest&);

 private:
  Result<Value, Error> answer(const HttpRequest&);
  Result<Value, Error> post(const std::string& path, const Value& words);
  Result<Value, Error> on_stop(const std::string& verb, const Value& words);
  Result<Value, Error> on_hold(const std::string& verb, HoldId, const Value& words);
  Result<Value, Error> retry(DeadLetterId);
  Result<Stop, Error> stop_of(Stop::Kind, const Value& words);
  Result<void, Error> require_known(const Stop&);

  Store& store_;
  const EngineSetup* setup_;
  const std::function<void()> changed_;
};

/// As JSON, for lists and answers.
Value value_of(const Hold&, const std::vector<Effect>& sample);
Value value_of(const Stop&);

}  // namespace syncline
