#pragma once
// DropMemory: what a port that exchanges files remembers: each record as it was read or sent last, what became of each
// file that was sent, and which files were taken. It takes the place of a system that could be asked.

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/value.h"
#include "connect/port_memory.h"

namespace syncline {

struct KnownRecord {
  std::int64_t file = 0;  ///< of files that show all records: the number of the last in which it stood
  Value content;
};

struct SentRow {
  std::string key;  ///< of the write
  std::string native;
  Value content;
};

struct SentFile {
  enum class State : std::uint8_t {
    none,       ///< never begun, or taken back: nothing of it was ever visible
    ready,      ///< it may have got its name, and will
    delivered,  ///< it has, or had
  } state = State::none;
  std::string temporary, path;
  std::vector<SentRow> rows;  ///< of one that is ready
};

class DropMemory {
 public:
  using Entries = std::vector<std::pair<std::string, std::string>>;

  /// Null: nothing is remembered, so nothing can be sent and no file counts as taken.
  explicit DropMemory(std::shared_ptr<PortMemory> kept) : kept_(std::move(kept)) {}

  bool lasts() const { return kept_ && kept_->lasts(); }
  std::string recall(const std::string& what) const { return kept_ ? kept_->recall(what) : ""; }
  std::int64_t number(const std::string& what) const;
  Result<void, Error> keep(const Entries&) const;

  std::optional<KnownRecord> record(const std::string& object, const std::string& native) const;
  static void note(Entries&, const std::string& object, const std::string& native, const KnownRecord&);

  SentFile sent_file(const std::string& object, const std::string& id) const;
  struct Sent {
    std::string file;  ///< empty: it went into none
    std::string native;
  };
  Sent sent(const std::string& object, const std::string& key) const;
  /// The file that may still bring another state of the record; empty: none.
  std::string file_of_record(const std::string& object, const std::string& native) const;
  /// With what follows for its rows.
  Result<void, Error> note(const std::string& object, const std::string& id, const SentFile&) const;

 private:
  std::shared_ptr<PortMemory> kept_;
};

}  // namespace syncline
