#pragma once
// All records of a small listing that is told in pages, each of which names the token of the next.

#include <string>

#include "connect/caller.h"

namespace syncline {

/// `place` is for errors: "erp lookup user". Errors: those of the calls; transient, connect.empty: an answer holds no
/// list; config, connect.endless.
Result<List, Error> all_pages(Caller&, const OperationSpec&, Map variables, const std::string& place,
                              const CallContext&);

/// An answer without any list of records.
Error nothing_answered(const std::string& place);

}  // namespace syncline
