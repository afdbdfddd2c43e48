#pragma once
// Translator: records between the vendor's form and ours, with the lookup tables that it takes: fetched when first
// needed, and again when they do not know something. Thread-safe.

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "connect/caller.h"
#include "connect/values.h"

namespace syncline {

struct TranslationFailure {
  Error error;
  bool of_record = false;  ///< the record itself cannot be understood; otherwise a table could not be fetched
};

class Translator {
 public:
  /// The caller outlives it.
  explicit Translator(Caller& caller) : caller_(caller), base_(caller.connector().variables({})) {}

  /// `what` is for errors: "read party 7". `partial`: it shows only some of the fields.
  Result<NativeRecord, TranslationFailure> decode(const ObjectSpec&, const Value& vendor, const std::string& what,
                                                  const CallContext&, bool partial = false);
  Result<Value, Error> encode(const ObjectSpec&, const Map& content, const std::string& what, const CallContext&);
  /// When a record was changed that cannot be understood otherwise.
  std::optional<std::int64_t> stamp_of(const ObjectSpec&, const Value& vendor) const;

 private:
  using Tables = std::shared_ptr<const Lookups>;

  /// Attempts again as long as there are tables that it has not looked into.
  template <class T, class Attempt>
  Result<T, TranslationFailure> translate(const std::string& what, const CallContext&, const Attempt&);
  const Manifest& manifest() const { return caller_.connector().manifest(); }
  std::string place(const std::string& what) const { return caller_.connector().system() + " " + what; }
  Tables tables() const;
  /// True: `known` are other tables now. Tables that were fetched right before, and that `known` holds, are not asked
  /// again for what they do not know.
  Result<bool, Error> learn(Tables& known, const std::set<std::string>& unknown, const CallContext&);
  /// One task fetches; the others wait for what it gets.
  Result<Tables, Error> fresh(const std::set<std::string>& names, const CallContext&);
  Result<Tables, Error> fetch(const std::set<std::string>& names, const CallContext&);
  Result<LookupTable, Error> fetch_one(const std::string& name, const LookupSpec&, const CallContext&);

  Caller& caller_;
  Map base_;  ///< settings and names
  mutable LeafMutex mutex_;
  Tables tables_ = std::make_shared<const Lookups>();
  std::map<std::string, Instant> fetched_;
  SingleFlight flight_{caller_.runtime()};
};

}  // namespace syncline
