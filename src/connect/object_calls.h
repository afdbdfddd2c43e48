#pragma once
// ObjectCalls: what reading and writing a system's objects have in common: their manifest, their calls, their errors.

#include <optional>
#include <string>

#include "connect/caller.h"
#include "connect/translator.h"

namespace syncline {

class ObjectCalls {
 public:
  ObjectCalls(Runtime&, HttpClient&, Connector, int concurrency, std::optional<CallRate> rate,
              std::shared_ptr<PortMemory> memory);

  const std::string& system() const { return caller_.connector().system(); }
  const Manifest& manifest() const { return caller_.connector().manifest(); }
  Caller& caller() { return caller_; }
  Translator& translator() { return translator_; }

  Result<const ObjectSpec*, Error> object_of(const std::string& name) const;
  /// Every variable of a request; `given` beside those that every request of an object has.
  /// `list`: the one that is asked, which may say more under `with`.
  Map variables(const ObjectSpec&, Map given, const ListSpec* list = nullptr) const;
  Error unable(const std::string& what) const;
  Error nothing_answered(const std::string& what) const;
  /// In a path they would name another thing than a record.
  std::optional<Error> impossible_id(const RecordKey&) const;

 private:
  Caller caller_;
  Translator translator_{caller_};
};

}  // namespace syncline
