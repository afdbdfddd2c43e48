#pragma once
// FileCalls: the files of a record: which there are, their content in pieces, one more. No file is held in memory.

#include "connect/object_calls.h"

namespace syncline {

class FileCalls {
 public:
  /// `calls` outlives it.
  explicit FileCalls(ObjectCalls& calls) : calls_(calls) {}

  Result<std::vector<FileEntry>, Error> list(const RecordKey&, const CallContext&);
  Result<void, Error> download(const RecordKey&, const FileEntry&, BodySink&, const CallContext&);
  WriteOutcome upload(const FileUpload&, BodySource&, const CallContext&);
  ProbeOutcome probe(const FileUpload&, const CallContext&);

 private:
  Result<const ObjectSpec*, Error> object_with_files(const RecordKey&) const;

  ObjectCalls& calls_;
};

}  // namespace syncline
