#pragma once
// The vendor's JSON ⇄ our content: plain values, ids as texts, codes instead of ids of small reference tables.

#include <map>
#include <optional>
#include <set>
#include <string>

#include "connect/manifest.h"

namespace syncline {

struct LookupTable {
  std::map<std::string, std::string> code_of, id_of;
};
using Lookups = std::map<std::string, LookupTable>;

/// What a translation needs beside the value. `unknown` collects the lookups that did not know an id or code: they may
/// be out of date.
struct Translation {
  const Manifest& manifest;
  const Lookups& lookups;
  std::string place;     ///< system and call, for errors
  const Map& base;       ///< variables of templates that work a field out
  bool partial = false;  ///< the record shows only some fields: what cannot be worked out from them is absent
  std::set<std::string> unknown = {};
};

/// Errors: transient, connect.wrong_form: no record at all; config, connect.wrong_type: a field is not of the declared
/// type; validation, connect.unknown_id: a
/// reference that its lookup does not list (also in `unknown`). The place ends with the position.
Result<NativeRecord, Error> decode_record(Translation&, const ObjectSpec&, const std::string& system,
                                          const Value& vendor);
/// The record's own stamp, also when other fields cannot be understood.
std::optional<std::int64_t> decode_stamp(Translation&, const ObjectSpec&, const Value& vendor);
/// Errors (validation): no declared field, an unknown code, a value that the field cannot hold.
Result<Value, Error> encode_content(Translation&, const ObjectSpec&, const Map& content);

Result<Value, Error> decode_value(Translation&, const ValueSpec&, const Value& vendor, const std::string& at);
/// Moments and days as this vendor writes them.
Value encode_instant(const ValueFormat&, Instant);
Value encode_date(const ValueFormat&, const Date&);
/// "25" → 25 where the vendor's ids are numbers.
Value encode_id(const ValueFormat&, const std::string& id);
/// Ids as texts; empty when it is none.
std::string id_text(const Value&);

}  // namespace syncline
