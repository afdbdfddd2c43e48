#pragma once
// OperatorApi: what people tell a project to do, as requests under /v1/. A running project answers them over HTTP; a
// command answers its own when none runs.

#include <functional>
#include <optional>
#include <string>

#include "api/conflict_decisions.h"
#include "engine/live_queries.h"
#include "net/http_message.h"
#include "store/store.h"

namespace syncline {

/// What came of reading the project again.
struct Reloaded {
  std::optional<Error> refused;  ///< what ran before goes on
  std::string text;              ///< the findings, for people
  Value findings;
  std::string note;  ///< what holds from when
};
/// No project runs here that could be read again.
Error cannot_reload();

/// POST reload, stop-writes, resume-writes, pause, resume, holds/<id>/approve, holds/<id>/reject,
/// dead-letters/<id>/retry, conflicts/<id>/resolve, conflicts/<id>/match, conflicts/resolve; GET conflicts,
/// dead-letters, holds, stops: what is open, and late: what should have come by now; GET or POST query/<name>: what a
/// system says of a `record` just now. Bodies are JSON objects; errors are application/problem+json. Thread-safe.
class OperatorApi {
 public:
  /// `setup` null: the project is not known, names are compared with those in the store. `changed`: called when there
  /// may be new work. All outlive it.
  OperatorApi(Runtime& rt, Store& store, const EngineSetup* setup, std::function<void()> changed,
              std::function<Reloaded()> reload = {})
      : rt_(rt),
        store_(store),
        setup_(setup),
        decisions_(rt, store, setup),
        changed_(std::move(changed)),
        reload_(std::move(reload)) {
    if (setup) queries_.emplace(rt, store, *setup);
  }

  HttpResponse handle(const HttpRequest&);

 private:
  HttpResponse reload();
  Result<Value, Error> answer(const HttpRequest&);
  Result<Value, Error> list(const std::string& path);
  Result<Value, Error> ask(const std::string& query, const std::string& record);
  Result<Value, Error> post(const std::string& path, const Value& words);
  Result<Value, Error> on_stop(const std::string& verb, const Value& words);
  Result<Value, Error> on_hold(const std::string& verb, HoldId, const Value& words);
  Result<Value, Error> retry(DeadLetterId);
  Result<Stop, Error> stop_of(Stop::Kind, const Value& words);
  Result<void, Error> require_known(const Stop&);

  Runtime& rt_;
  Store& store_;
  const EngineSetup* setup_;
  ConflictDecisions decisions_;
  std::optional<LiveQueries> queries_;  ///< none: nothing runs here that could ask
  const std::function<void()> changed_;
  const std::function<Reloaded()> reload_;
};

}  // namespace syncline
