#pragma once
// SystemPort: what the engine sees of a system of any protocol. Calls block; values only; thread-safe. Rates, token
// refresh and inner pages happen behind it; retries of whole operations are the engine's decision.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/effect.h"
#include "model/event.h"
#include "model/hop.h"
#include "net/body_stream.h"

namespace syncline {

enum class Precondition : std::uint8_t {
  etag,     ///< the vendor compares a token that we send
  version,  ///< same, inside the body or context
  read,     ///< the vendor compares nothing: we read right before we write
};
enum class Idempotency : std::uint8_t {
  key,     ///< the vendor remembers our key: send again
  upsert,  ///< create by our key: send again, once no call can still be running
  probe,   ///< our key can be stamped and searched
  none,    ///< neither: review
};

/// What the manifest declares of one object. Durations are worst cases.
struct ObjectTraits {
  std::string object;
  Precondition precondition = Precondition::read;
  Idempotency idempotency = Idempotency::none;
  Duration read_lag;          ///< how long a read or search may show an older state
  Duration max_execution;     ///< how long a call may still take effect after we gave up on it
  Duration stamp_resolution;  ///< 1 s when stamps are truncated to seconds
  bool has_stamp = true;
  bool can_list = true;             ///< false: it is only written to, and nothing there can be found
  bool changes_begin_late = false;  ///< the list of changes may know less than all there is: the first load also sweeps
  bool can_create = true, can_update = true, can_remove = false, can_deactivate = true;
  bool can_probe = true;             ///< what a create of unknown outcome made can be looked for
  std::vector<std::string> needs;    ///< objects whose first load should come first (references)
  std::vector<std::string> streams;  ///< child streams: list("<object>/<stream>") gives hints of changed roots
  std::string state_field;           ///< where the vendor's state stands; empty: no transitions
  std::vector<Hop> hops;             ///< in the order of the manifest
  bool has_files = false, takes_files = false;
  bool completes = false;          ///< records end when they are complete; what is known of them then has no version
  bool can_notify = false;         ///< a message can be left for the record's owner (EffectOp::append)
  bool reads_before_write = true;  ///< the write needs the record's current content (parts, or precondition read)
  std::map<EffectOp, int> together = {};  ///< the most records that one call writes, where there is such a call
};

/// A listed record that could not be understood. Its neighbours are not touched by it.
struct RecordFault {
  RecordKey key;
  std::optional<std::int64_t> stamp;
  Error error;
};

struct Page {
  std::vector<NativeRecord> records;  ///< full content, unless `hints`
  std::vector<RecordFault> faulty;    ///< these exist, too: whoever takes the page must see to them
  bool hints = false;              ///< only ids: each must be read; a version names the occurrence, for deduplication
  std::string next;                ///< cursor position after this page
  bool more = false;               ///< another page is ready now
  bool partial = false;            ///< of a sweep: nothing is missing that it does not show
  std::optional<Error> late = {};  ///< what should have come by now, of systems that send by a timetable
};

enum class ListMode : std::uint8_t {
  changes,  ///< since the cursor, with the strategy's overlap
  sweep,    ///< everything, from the cursor or the beginning: first load and nightly proof
};

struct WriteRequest {
  EffectOp op = EffectOp::update;
  RecordKey key;                ///< native empty for a create
  Value content;                ///< the vendor's form of the change
  std::string precondition;     ///< version token, when the object's kind is etag or version
  std::string idempotency_key;  ///< stamped by the first step of a create, and by an append
  Hop hop = {};                 ///< of a transition
  std::string text = {};        ///< of an append: the message
};

struct WriteOutcome {
  enum class Kind : std::uint8_t { applied, rejected, unknown, not_sent } kind = Kind::applied;
  std::string native;                  ///< of a create
  std::optional<NativeRecord> stored;  ///< when the answer is the whole record
  std::optional<Error> error;          ///< of the other kinds
};

struct ProbeOutcome {
  enum class Kind : std::uint8_t { found, absent, cannot_tell } kind = Kind::cannot_tell;
  std::string native;
  std::optional<Error> error;
};

/// A file of a record, as the system lists it.
struct FileEntry {
  std::string id, name, type;
  std::optional<std::uint64_t> size;
  std::string version = {};  ///< changes with the content, where the system shows such a thing
};

/// One more file of a record.
struct FileUpload {
  RecordKey record;
  std::string name, type;
  std::uint64_t size = 0;
  std::string key;  ///< stamped, so that probe_file finds it
};

/// One thing that was asked about, whether a system is ready to be kept in step.
struct ReadinessFinding {
  std::string place, check;
  bool is_warning = false;     ///< records can be kept in step without it
  std::optional<Error> error;  ///< what is not as it must be, with its remedy; or that it could not be asked
};

struct CallContext {
  Instant deadline;
  Priority priority = Priority::event;
  std::string trace;
  /// It does not begin later than this; it may take longer. Without a turn until then it fails unsent, as throttled,
  /// with the code connect.rate.
  Instant leave_by = far_future;
};

struct SystemPort {
  virtual ~SystemPort() = default;
  virtual const std::string& id() const = 0;  ///< the system's name in the project
  virtual const ObjectTraits* traits(std::string_view object) const = 0;
  virtual Result<Page, Error> list(const std::string& object, ListMode, const std::string& cursor,
                                   const CallContext&) = 0;
  /// Gone and merged are states of the record, not errors.
  virtual Result<NativeRecord, Error> read(const RecordKey&, const CallContext&) = 0;
  virtual WriteOutcome write(const WriteRequest&, const CallContext&) = 0;
  /// Writes of one object and op, at most as many as its traits say, by one call: the outcome of each, in their order.
  /// Error: the call was refused as a whole, nothing was done, and each may be written alone.
  virtual Result<std::vector<WriteOutcome>, Error> write_together(std::span<const WriteRequest> writes,
                                                                  const CallContext& context) {
    std::vector<WriteOutcome> outcomes;
    for (const WriteRequest& each : writes) outcomes.push_back(write(each, context));
    return outcomes;
  }
  /// Records of one object, each as `read` gives it, in their order; by fewer calls where the system can.
  virtual std::vector<Result<NativeRecord, Error>> read_together(std::span<const RecordKey> keys,
                                                                 const CallContext& context) {
    std::vector<Result<NativeRecord, Error>> records;
    for (const RecordKey& each : keys) records.push_back(read(each, context));
    return records;
  }
  /// Finds what a create of unknown outcome made, by its stamped key.
  virtual ProbeOutcome probe(const WriteRequest&, const CallContext&) = 0;

  /// Asks the system to announce changes of these objects at `url`, as far as it does not yet, or not for long any
  /// more. Nothing to do where the connector does not say how. Errors: of the calls; the others are asked all the same.
  virtual Result<void, Error> keep_subscribed(const std::string& /*url*/, const std::vector<std::string>& /*objects*/,
                                              const CallContext&) {
    return {};
  }

  /// Those of the objects whose changes the system could announce at `url`, but does not.
  virtual Result<std::vector<std::string>, Error> not_subscribed(const std::string& /*url*/,
                                                                 const std::vector<std::string>& /*objects*/,
                                                                 const CallContext&) {
    return std::vector<std::string>();
  }
  /// What must be so at the vendor where these objects are used. Nothing is changed there.
  virtual std::vector<ReadinessFinding> readiness(const std::vector<std::string>& /*objects*/, const CallContext&) {
    return {};
  }

  // Files, in pieces. A system without them answers errors (config).
  virtual Result<std::vector<FileEntry>, Error> list_files(const RecordKey&, const CallContext&) {
    return fail(no_files());
  }
  /// What reached the sink is only good when this succeeds.
  virtual Result<void, Error> download(const RecordKey&, const FileEntry&, BodySink&, const CallContext&) {
    return fail(no_files());
  }
  /// `native` of the outcome: the file's id, where the system says it.
  virtual WriteOutcome upload(const FileUpload&, BodySource&, const CallContext&) {
    return {.kind = WriteOutcome::Kind::rejected, .native = "", .stored = {}, .error = no_files()};
  }
  /// Finds what an upload of unknown outcome made.
  virtual ProbeOutcome probe_file(const FileUpload&, const CallContext&) {
    return {.kind = ProbeOutcome::Kind::cannot_tell, .native = "", .error = no_files()};
  }

 private:
  Error no_files() const {
    return {ErrorClass::config,
            "connect.no_files",
            "files cannot be reached in this system",
            id(),
            "do not ask for files of it",
            {}};
  }
};

}  // namespace syncline
