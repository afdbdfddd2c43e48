#pragma once
// POST /records/query and /records/read: filters, orders and pages of one type, with what was asked of each record.
// Keys that it does not know it refuses. Equal ones come by creation, the latest first, then by id.

#include "sandbox/customermates/record_fields.h"
#include "sandbox/customermates/record_refusal.h"
#include "sandbox/http/vendor_model.h"

namespace syncline::sandbox::customermates {

struct Reading {
  const Tables& tables;
  const Schema& schema;
  const FieldFaults& faults;
};

RecordAnswer<Value> query_records(const Reading&, const Value& query);
RecordAnswer<Value> read_record(const Reading&, const Value& query);

}  // namespace syncline::sandbox::customermates
