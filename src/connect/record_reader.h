#pragma once
// RecordReader: pages of records and single ones, whatever number of calls it takes.

#include "connect/object_calls.h"
#include "connect/paging.h"

namespace syncline {

class RecordReader {
 public:
  /// `calls` outlives it.
  explicit RecordReader(ObjectCalls& calls) : calls_(calls) {}

  Result<Page, Error> list(const std::string& stream, ListMode, const std::string& cursor, const CallContext&);
  Result<NativeRecord, Error> read(const RecordKey&, const CallContext&);
  /// As SystemPort says it.
  std::vector<Result<NativeRecord, Error>> read_together(std::span<const RecordKey>, const CallContext&);

 private:
  Result<Page, Error> listed(const std::string& stream, ListMode mode, const std::string& cursor, const CallContext&);
  Result<const ListSpec*, Error> list_of(const ObjectSpec&, const std::string& stream, ListMode) const;
  Result<Page, Error> records(const ObjectSpec&, const ListSpec&, const PagePlan&, Answer, const CallContext&);
  Result<Page, Error> hints(const ObjectSpec&, const ListSpec&, const PagePlan&, const Answer&) const;
  Result<Page, Error> turned(Page, const ObjectSpec&, PageEnd) const;
  /// The record itself by one call, without what other calls add; null: it is gone.
  Result<Value, Error> root(const ObjectSpec&, const RecordKey&, const CallContext&);
  /// The same of an answer to it.
  static Result<Value, Error> root_in(Result<Answer, CallFailure>, const ObjectCalls&, const RecordKey&);
  Result<NativeRecord, Error> understood(const ObjectSpec&, const RecordKey&, const Value& root, const CallContext&);
  /// Of at most as many as one call can carry. Nothing: they are to be read one by one.
  std::optional<std::vector<Result<NativeRecord, Error>>> read_by_one_call(const ObjectSpec&,
                                                                           std::span<const RecordKey>,
                                                                           const CallContext&);
  /// What became of a record that is not found.
  Result<NativeRecord, Error> lost(const ObjectSpec&, const RecordKey&, const CallContext&);
  /// Puts the child records that stand elsewhere into each of `roots`.
  Result<void, Error> add_parts(const ObjectSpec&, List& roots, const CallContext&);
  Result<List, Error> parts_of(const ObjectSpec&, const ValueSpec&, const List& ids, const CallContext&);
  /// Whether both are the same state of a record.
  bool same_state(const ObjectSpec&, const Value& a, const Value& b) const;

  ObjectCalls& calls_;
};

}  // namespace syncline
