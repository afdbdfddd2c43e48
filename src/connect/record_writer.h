#pragma once
// RecordWriter: one write of one record, and the search for what one of unknown outcome did.

#include "connect/object_calls.h"
#include "connect/record_reader.h"

namespace syncline {

class RecordWriter {
 public:
  /// Both outlive it.
  RecordWriter(ObjectCalls& calls, RecordReader& reader) : calls_(calls), reader_(reader) {}

  WriteOutcome write(const WriteRequest&, const CallContext&);
  /// As SystemPort says it.
  Result<std::vector<WriteOutcome>, Error> write_together(std::span<const WriteRequest>, const CallContext&);
  ProbeOutcome probe(const WriteRequest&, const CallContext&);

 private:
  Result<const OperationSpec*, Error> operation_of(const ObjectSpec&, const WriteRequest&) const;
  Error no_hop(const ObjectSpec&, const Hop& wanted) const;
  std::optional<Error> missing_version(const ObjectSpec&, const WriteRequest&) const;
  Result<Value, Error> content_of(const ObjectSpec&, const WriteRequest&, const CallContext&);
  /// Of its request; error: why it cannot be made.
  Result<Map, Error> variables_of(const ObjectSpec&, const WriteRequest&, const CallContext&);
  WriteOutcome outcome(const ObjectSpec&, const OperationSpec&, const WriteRequest&, const Answer&, const CallContext&);
  static WriteOutcome incomplete(const WriteRequest&, const WriteOutcome& done, const CallFailure&);
  std::optional<NativeRecord> stored(const ObjectSpec&, const OperationSpec&, const Answer&, const std::string& native,
                                     const CallContext&);

  ObjectCalls& calls_;
  RecordReader& reader_;
};

}  // namespace syncline
