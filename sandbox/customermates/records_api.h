#pragma once
// RecordsApi: the newer API of a workspace, /model and /records below /api/v1. A write says of which revision of the
// model it is and under which key; the same key again gives the same answer. What touches too many records is done by
// an operation, and until it has ended nothing else is written.

#include "sandbox/customermates/record_mutation.h"
#include "sandbox/customermates/record_query.h"

namespace syncline::sandbox::customermates {

struct Workspace {
  Tables& tables;
  std::vector<VendorMutation>& ledger;
  const FieldFaults& faults;
};

class RecordsApi {
 public:
  Schema schema = {};
  std::size_t limit = 500;  ///< records that one write may touch before it becomes an operation

  static bool has(const std::string& path) { return path.starts_with("model/") || path.starts_with("records/"); }
  /// `path` below /api/v1/.
  HttpResponse answer(Workspace, const std::string& path, const Value& body, Instant now);

 private:
  struct Receipt {
    Value request, result;
  };
  struct Operation {
    Value mutation;
    Instant ends;
  };
  RecordAnswer<Value> mutated(Workspace&, const Value& request, Instant now);
  void end_operation(Workspace&, Instant now);

  std::map<std::string, Receipt> receipts_;
  std::optional<Operation> running_;
};

}  // namespace syncline::sandbox::customermates
