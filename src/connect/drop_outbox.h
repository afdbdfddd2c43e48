#pragma once
// DropOutbox: writes become rows, rows become files; those of one record stay together. No part of a file is ever
// visible, and no row is sent twice:
//
//   1 the file is written under a hidden name, durably     death: it is never shown; the rows are sent anew
//   2 "ready", with its rows, is committed to our memory   death: it is shown by whoever asks what became of a row
//   3 it gets its name by one step
//   4 "delivered" is committed to our memory
//
// After 2, whether the hidden name is still there tells for certain whether 3 was done, also when the receiver has
// taken the file away. A mark of ours in the folder shows that it is the same folder, and not the bare mount point
// below it.

#include <span>

#include "connect/drop_entry.h"

namespace syncline {

class DropOutbox {
 public:
  /// `site` outlives it.
  explicit DropOutbox(DropSite& site) : site_(site) {}

  /// The outcome of each, in their order.
  std::vector<WriteOutcome> send(const ObjectSpec&, std::span<const WriteRequest>, const CallContext&);
  /// Never in doubt as long as the folder can be reached.
  ProbeOutcome find(const ObjectSpec&, const WriteRequest&);
  /// Settles a file that may bring another state of the record.
  Result<void, Error> settle(const ObjectSpec&, const std::string& native);

 private:
  std::optional<WriteOutcome> sent_before(const ObjectSpec&, const WriteRequest&);
  Result<SentFile, Error> file_for(const ObjectSpec&, const std::string& folder, const std::string& id,
                                   std::span<const DropEntry>, std::string& content) const;
  WriteOutcome deliver(const ObjectSpec&, std::span<const DropEntry>, const CallContext&);
  WriteOutcome show(const ObjectSpec&, const std::string& id, SentFile&);
  /// Does what stands under the file's name hold what the hidden one holds, or is one of them not there?
  Result<bool, Error> is_shown(const SentFile&);
  /// True: it was delivered; false: nothing of it was ever visible.
  Result<bool, Error> settle_file(const ObjectSpec&, const std::string& id);
  Result<void, Error> delivered(const ObjectSpec&, const std::string& id, SentFile&);
  Result<void, Error> taken_back(const ObjectSpec&, const std::string& id, SentFile&);
  /// Whether the folder is the one that files were left in before.
  Result<void, Error> recognise(const std::string& folder);

  DropSite& site_;
};

}  // namespace syncline
