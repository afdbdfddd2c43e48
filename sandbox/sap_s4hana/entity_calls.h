#pragma once
// EntityCalls: lists, reads and changes of the records of one client.

#include "sandbox/http/vendor_model.h"
#include "sandbox/sap_s4hana/query.h"
#include "sandbox/sap_s4hana/tables.h"
#include "sandbox/sap_s4hana/target.h"

namespace syncline::sandbox::sap {

/// Who holds a record open, and until when.
using Locks = std::map<std::string, Instant>;

class EntityCalls {
 public:
  EntityCalls(Tables& tables, std::vector<VendorMutation>& ledger, const FieldFaults& faults, const Locks& locks,
              Instant now)
      : tables_(tables), ledger_(ledger), faults_(faults), locks_(locks), now_(now) {}

  HttpResponse answer(const HttpRequest&, const Target&);

  /// As people would: preconditions, locks and faults do not hold for them. `fields` in the stored form, children in
  /// lists under their navigation. Gives the key.
  Done<std::string> create(const EntityType&, const Map& fields, bool by_person);
  Done<void> change(const EntityType&, const std::string& key, const Map& fields, bool by_person);
  Done<void> remove(const EntityType&, const std::string& key, bool by_person);
  void log(MutationVerb, const std::string& set, const std::string& key, bool by_person, Map before, Map after);

 private:
  Done<HttpResponse> serve(const HttpRequest&, const Target&);
  Done<HttpResponse> list(const EntityType&, const std::vector<const Row*>&, const Target&) const;
  Done<HttpResponse> one(const EntityType&, const Row*, const Target&) const;
  Done<HttpResponse> post(const EntityType&, const Map& link, const HttpRequest&, const Target&);
  Done<Row*> row_of(const EntityType&, const std::string& key_text);
  Done<void> may_change(const EntityType&, const Row&, const HttpRequest&) const;
  /// The body in the stored form, children included.
  Done<Map> fields_in(const EntityType&, const Value& body) const;
  bool is_forbidden(const EntityType&, const Map& fields) const;
  Map shown_row(const EntityType&, const Row&, const Shape&, const std::string& root) const;

  Tables& tables_;
  std::vector<VendorMutation>& ledger_;
  const FieldFaults& faults_;
  const Locks& locks_;
  const Instant now_;
};

}  // namespace syncline::sandbox::sap
