#pragma once
// file_effect: an effect that adds a file of one record to another. Its content never stands in the ledger.

#include <optional>

#include "decide/policy.h"
#include "model/effect.h"

namespace syncline {

/// Which file goes where, as it was listed.
struct FileWay {
  Slot from, to;
  RecordKey source;
  std::string id, name, type, version;
  std::optional<std::uint64_t> size;
};

/// The rule for a file of that name; null: it stays where it is.
const FileRule* file_rule(const EntityPolicy&, const Slot& from, const Slot& to, std::string_view name);

/// Changed means that the file has to be looked at again.
std::string mark_of(const FileWay&);
/// Of an open effect: files are open beside the record's other writes, and beside each other.
Slot slot_of(const FileWay&);

/// `link` is the source's, and keeps what was sent.
NewEffect file_effect(LinkId link, const FileWay&, const RecordKey& target);
/// None: the effect carries no file.
std::optional<FileWay> file_of(const NewEffect&);

/// The file's part of the link, made when there is none.
FilePart& part_of(Shadow&, const FileWay&);
/// What a refused effect carried is not tried again until it changes.
void refuse_file(Shadow&, const Effect& refused);

}  // namespace syncline
