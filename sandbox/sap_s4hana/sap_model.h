#pragma once
// SapModel: the OData v2 services of SAP S/4HANA as they answer over HTTP: basic authentication, tokens against forged
// requests, queries, ETags, deep inserts, $batch with change sets, a function import. Not modelled: OData v4, delivery
// documents of their own, plants in orders, condition types beside one price, currencies' rates.

#include "sandbox/sap_s4hana/entity_calls.h"
#include "sandbox/sap_s4hana/sessions.h"

namespace syncline::sandbox {

struct SapSetup {
  std::string user = "SYNC_USER", password = "sandbox";
  std::string client = "100";
  std::string sales_organization = "1010", distribution_channel = "10", division = "00";
  std::string zone = "Europe/Berlin";  ///< of dates and times of change
  Duration session = minutes(30);      ///< a token is good for
  bool one_root_per_change_set = true;
};

class SapModel : public VendorModel {
 public:
  explicit SapModel(const SapSetup& = {});

  std::unique_ptr<VendorModel> clone() const override { return std::make_unique<SapModel>(*this); }
  HttpResponse answer(const HttpRequest&, Instant now) override;
  bool is_write(const HttpRequest&) const override;

  /// `model` is an entity set: "A_SalesOrder". Fields in the stored form (sap_s4hana/tables.h), children in lists under
  /// their navigation. What the rules refuse gives "".
  std::string person_creates(const std::string& model, const Map& fields, Instant now) override;
  void person_edits(const std::string& model, const std::string& id, const Map& fields, Instant now) override;
  void person_deletes(const std::string& model, const std::string& id, Instant now) override;
  /// The document or partner is open on somebody's screen until then.
  void person_locks(const std::string& id, Instant until) { locks_[id] = until; }
  /// So much of each material, or all that is left. False: there is nothing.
  bool person_ships(const std::string& order, const std::map<std::string, Decimal>& quantities, Instant now);
  std::string person_bills(const std::string& order, Instant now);
  void person_pays(const std::string& invoice, const Decimal& amount, Instant now);
  std::string person_credits(const std::string& invoice, Instant now);
  std::string person_cancels(const std::string& invoice, Instant now);

  Value record(const std::string& model, const std::string& id) const override;
  std::vector<std::string> ids(const std::string& model) const override;
  void expire_sessions() override { sessions_.end_all(); }

 private:
  HttpResponse serve(const HttpRequest&, const sap::Target&, Instant now);
  HttpResponse batch(const HttpRequest&, const sap::Target&, Instant now);
  std::vector<HttpResponse> change_set(const std::vector<HttpRequest>&, const sap::Target&, Instant now);
  HttpResponse function(const HttpRequest&, const sap::Target&, Instant now);
  sap::EntityCalls calls(Instant now) { return {tables_, ledger_, field_faults_, locks_, now}; }

  SapSetup setup_;
  sap::Tables tables_;
  sap::Locks locks_;
  sap::Sessions sessions_{setup_.session};
};

}  // namespace syncline::sandbox
