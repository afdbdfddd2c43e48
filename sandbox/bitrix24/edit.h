#pragma once
// Edits: what is taken of what is given, what follows from it, and how it is stamped.

#include "sandbox/bitrix24/refusal.h"
#include "sandbox/bitrix24/tables.h"
#include "sandbox/http/vendor_model.h"

namespace syncline::sandbox::bitrix24 {

/// Who works when, on what.
struct Work {
  Tables& tables;
  std::vector<VendorMutation>& ledger;
  const FieldFaults& faults;  ///< of the webhook's user
  Instant now;
  bool by_person = false;
};

/// Names that a kind does not have are ignored without a word. Multifields stand under `fm`.
Answer<Id> create(Work&, const Kind&, const Map& given);
/// Where nothing changes nothing is saved, and no stamp moves.
Answer<void> update(Work&, const Kind&, const RowPtr&, const Map& given);
void remove(Work&, const Kind&, const RowPtr&);

/// [{typeId, valueType, value}], or by keys: of a new one n0, of one that is there its id; without a value it goes.
Answer<std::vector<Multifield>> edited_multifields(Work&, std::vector<Multifield> known, const Value& given);

/// All rows of a deal, a quote, an invoice are these from now on; its amount follows, unless that is typed.
Answer<void> set_product_rows(Work&, const Kind& owner, Id, const List& rows);
std::vector<RowPtr> product_rows(const Tables&, const Kind& owner, Id);

}  // namespace syncline::sandbox::bitrix24
