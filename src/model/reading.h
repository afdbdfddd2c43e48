#pragma once
// Reading: the content of one record as seen at one moment; first in the vendor's form, then bound to an entity.

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/hash.h"
#include "base/time.h"
#include "model/field_value.h"
#include "model/ids.h"

namespace syncline {

enum class RecordState : std::uint8_t {
  live,
  gone,    ///< proven deleted by a direct read, never by a listing
  merged,  ///< answered with another id (`merged_into`)
  hidden,  ///< exists, but we may not see it
};
std::string_view name_of(RecordState);
std::optional<RecordState> record_state_from(std::string_view);

/// A record as the vendor gave it. `content` is the decoded body, untouched.
struct NativeRecord {
  RecordKey key;
  RecordState state = RecordState::live;
  std::string merged_into;            ///< native id, when state == merged
  std::optional<std::int64_t> stamp;  ///< comparable change stamp of this record (µs since 1970 or a counter)
  std::string version;                ///< opaque precondition token (ETag, _timestamp …); empty when there is none
  Value content;
};

/// One canonical field of a reading: what it means, and what the vendor showed (base is kept in the vendor's form).
struct BoundField {
  FieldValue canonical;
  Value native;
  std::map<std::string, LinkId> links = {};  ///< of parts: "field native" of each reference in them → its link
  friend bool operator==(const BoundField&, const BoundField&) = default;
};

struct Reading {
  RecordKey key;
  RecordState state = RecordState::live;
  std::string merged_into;
  std::optional<std::int64_t> stamp;
  std::string version;
  Hash128 hash{};  ///< of all native forms that the binding reads: "equal reading" means equal hash
  Instant read_at;
  std::map<std::string, BoundField> fields;  ///< by canonical field name
  Instant asked_at = {};                     ///< when the record itself was asked for; none: it came with others
};

/// Also differs when a record was edited only in what no binding reads. The content's hash where the vendor shows
/// neither stamp nor version.
Hash128 state_hash(const Hash128& content, const std::optional<std::int64_t>& stamp, const std::string& version);

}  // namespace syncline
