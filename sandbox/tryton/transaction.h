#pragma once
// Transaction: who asks, when, and what they may: one request to the server, or one edit in its client.

#include <set>
#include <string>

#include "base/time.h"
#include "sandbox/http/vendor_model.h"
#include "sandbox/tryton/refusal.h"
#include "sandbox/tryton/tables.h"

namespace syncline::sandbox::tryton {

struct Transaction {
  Tables& tables;
  std::vector<VendorMutation>& ledger;
  Instant start;  ///< every stamp of the transaction
  Id user = 0;
  bool by_person = false;
  bool active_test = true;              ///< whether searches hide what is not active
  const FieldFaults* faults = nullptr;  ///< nullptr: no rights are checked, nothing is lost
  std::set<Id> locations = {};          ///< where quantities are counted
  Map timestamps = {};                  ///< "party.party,7" → the version expected; each is looked at once

  /// Some models are only for administrators to change.
  bool may_change(const Model& model) const { return !faults || model.access != Access::read_only; }
  bool forbids(const Model& model, std::string_view field) const {
    return faults && faults->forbidden.contains(std::string(model.name) + "." + std::string(field));
  }
};

inline Failure<Refusal> access_denied(const Model& model) {
  return user_error("You are not allowed to access \"" + std::string(model.label) + "\".");
}
/// The error that Tryton gives for a field that the user has no right to.
inline Failure<Refusal> access_denied(const Model& model, const Field& field) {
  return user_error("You are not allowed to access \"" + std::string(model.label) + "." + std::string(field.label) +
                    "\".");
}

}  // namespace syncline::sandbox::tryton
