#pragma once
// DropIntake: files that come, each taken once and whole. The cursor names the file that is being taken; it is put away
// only when the cursor comes back, since then its records are stored.

#include <map>
#include <memory>

#include "connect/drop_site.h"
#include "runtime/leaf_mutex.h"

namespace syncline {

class DropIntake {
 public:
  /// `site` outlives it.
  explicit DropIntake(DropSite& site) : site_(site) {}

  /// The next records of the oldest file that was not taken yet. A file that is not understood is one faulty record,
  /// whose reading says why.
  Result<Page, Error> list(const ObjectSpec&, const std::string& cursor);
  /// Why the file of a faulty record was refused; nothing: it is none, or it was understood since.
  std::optional<Error> refusal(const ObjectSpec&, const std::string& native) const;
  /// Of a system without a memory: in the files that are there.
  Result<std::optional<NativeRecord>, Error> search(const ObjectSpec&, const std::string& native);

 private:
  struct Position {
    std::string name, sum;
    std::int64_t row = 0;     ///< records, and then missing ones, that are behind it
    std::int64_t number = 0;  ///< of files that show all records: how many there were, with this one
    enum class State : std::uint8_t { none, taking, taken, refused } state = State::none;
  };
  struct Content {
    std::string sum;
    std::vector<NativeRecord> records;
    std::vector<std::string> missing;  ///< ids that the file before had
  };
  using Loaded = Result<std::shared_ptr<const Content>, Error>;

  static Position position_of(const std::string& cursor);
  static std::string cursor_of(const Position&);
  Result<std::vector<DroppedFile>, Error> waiting(const ObjectSpec&, const std::string& folder);
  bool is_whole(const ObjectSpec&, const DroppedFile&, const std::vector<DroppedFile>& all);
  std::shared_ptr<const Content> held(const ObjectSpec&, const std::string& name, const DroppedFile*);
  /// Of a file that is as it was when that was worked out; empty: nobody knows.
  std::string known_sum(const ObjectSpec&, const DroppedFile&);
  Loaded load(const ObjectSpec&, const std::string& folder, const DroppedFile&);
  Loaded understood(const ObjectSpec&, const std::string& path, const std::string& bytes) const;
  Result<NativeRecord, Error> record_of(const ObjectSpec&, const struct DroppedRow&, const std::string& path) const;
  std::optional<Error> checksum_fault(const ObjectSpec&, const std::string& folder, const std::string& name,
                                      const std::string& bytes) const;
  Result<Page, Error> page_of(const ObjectSpec&, const Content&, Position);
  Result<Page, Error> refused(const ObjectSpec&, const std::string& name, const std::string& sum, const Error&);
  Result<void, Error> finish(const ObjectSpec&, const std::string& folder, const Position&);
  Result<void, Error> put_away(const ObjectSpec&, const std::string& folder, const Position&);

  DropSite& site_;
  LeafMutex mutex_;
  struct Sight {
    std::uint64_t size = 0;
    Instant modified, since;
  };
  std::map<std::string, Sight> seen_;  // by path
  struct Held {
    DroppedFile file;
    std::shared_ptr<const Content> content;
  };
  std::map<std::string, Held> loaded_;                               // by object: the one that is being taken
  std::map<std::string, std::pair<DroppedFile, std::string>> sums_;  // by path: what was known of it
};

}  // namespace syncline
