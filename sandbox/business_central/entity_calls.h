#pragma once
// EntityCalls: lists, reads and changes of one company's records.

#include "sandbox/business_central/query.h"
#include "sandbox/business_central/tables.h"
#include "sandbox/business_central/target.h"
#include "sandbox/http/vendor_model.h"

namespace syncline::sandbox::business_central {

constexpr std::size_t most_rows = 20'000;

class EntityCalls {
 public:
  EntityCalls(Tables& tables, std::vector<VendorMutation>& ledger, const FieldFaults& faults, Instant now)
      : tables_(tables), ledger_(ledger), faults_(faults), now_(now) {}

  /// `target`: segments behind the company's.
  HttpResponse answer(const HttpRequest&, const Target&);

  /// As people would; faults and preconditions do not hold for them.
  Done<std::string> create(const EntityType&, const Map& body, bool by_person);
  Done<void> change(const EntityType&, const std::string& id, const Map& body, bool by_person);
  Done<void> remove(const EntityType&, const std::string& id, bool by_person);

 private:
  Done<HttpResponse> list(const EntityType&, const std::vector<const Row*>& rows, const HttpRequest&, const Target&);
  Done<HttpResponse> one(const EntityType&, const std::string& id, const HttpRequest&, const Target&);
  Done<HttpResponse> below_one(const EntityType&, const Row&, const Segment&, const HttpRequest&, const Target&);
  Done<HttpResponse> post(const EntityType&, Map body);
  Done<void> set_all(const EntityType&, Row&, const Map& body, bool by_person);
  Done<void> add_lines(const EntityType&, const Row& document, const Map& body);
  Done<void> is_allowed(const EntityType&, const Map& body) const;
  Done<void> is_current(const Row&, const HttpRequest&) const;
  void line_moved(const EntityType& line_type, const Value& document);
  Map with_expanded(const EntityType&, const Row&, const Query&) const;
  std::vector<Map> contacts_information(const Row& customer) const;
  void log(MutationVerb, const EntityType&, const std::string& id, bool by_person, Map before, Map after);

  Tables& tables_;
  std::vector<VendorMutation>& ledger_;
  const FieldFaults& faults_;
  const Instant now_;
};

}  // namespace syncline::sandbox::business_central
