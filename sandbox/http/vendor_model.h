#pragma once
// VendorModel: one vendor's API as a model: requests in, answers out, and what people do in the vendor's own screens.
// No sockets, no clock, no randomness: the time comes with each call. Not thread-safe: VendorServer takes care of that.

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/value.h"
#include "net/http_message.h"

namespace syncline::sandbox {

enum class MutationVerb : std::uint8_t { create, update, remove };

/// One line of the ledger: what was really done. An update that changes nothing is a line, too.
struct VendorMutation {
  MutationVerb verb = MutationVerb::update;
  bool by_person = false;
  Instant at;
  std::string model, id;  ///< as the vendor calls them: "res.partner", "7"
  Map before, after;      ///< of the fields that were given, in the vendor's form
};

/// How the vendor treats fields, by "model.field". Faults that an API's user meets in practice.
struct FieldFaults {
  std::set<std::string> ignored;                 ///< accepted and silently not stored
  std::set<std::string> forbidden;               ///< this user may neither read nor write it
  std::map<std::string, std::size_t> shortened;  ///< texts are silently cut after so many characters
};

class VendorModel {
 public:
  virtual ~VendorModel() = default;
  /// A copy with all data: a replica that lags behind. Sign-ins are not data: one that was made later is good at the
  /// copy, too (share them).
  virtual std::unique_ptr<VendorModel> clone() const = 0;

  /// `url` is absolute or a target. Every request gets an answer, as the vendor would give it.
  virtual HttpResponse answer(const HttpRequest&, Instant now) = 0;
  /// Whether the request could change data (a sign-in does not).
  virtual bool is_write(const HttpRequest&) const = 0;

  /// By people: fields in the vendor's form, children by the vendor's own commands. Gives the id. The model stamps
  /// records and children as the vendor does (resolution, and what does not touch the parent's stamp).
  virtual std::string person_creates(const std::string& model, const Map& fields, Instant now) = 0;
  virtual void person_edits(const std::string& model, const std::string& id, const Map& fields, Instant now) = 0;
  virtual void person_deletes(const std::string& model, const std::string& id, Instant now) = 0;

  /// As stored, all fields, null when there is none. Not subject to rights or faults.
  virtual Value record(const std::string& model, const std::string& id) const = 0;
  virtual std::vector<std::string> ids(const std::string& model) const = 0;
  const std::vector<VendorMutation>& ledger() const { return ledger_; }

  /// Every sign-in so far is no longer good. Nothing where there are no sessions.
  virtual void expire_sessions() {}
  void set_field_faults(FieldFaults faults) { field_faults_ = std::move(faults); }

 protected:
  std::vector<VendorMutation> ledger_;
  FieldFaults field_faults_;
};

}  // namespace syncline::sandbox
