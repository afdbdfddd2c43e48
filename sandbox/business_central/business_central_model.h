#pragma once
// BusinessCentralModel: Dynamics 365 Business Central's API v2.0 as it answers over HTTP: sign-in with client
// credentials, companies, OData queries with server-driven pages, ETags, deep insert, $batch, bound actions and
// subscriptions. Not modelled: other currencies' rates, dimensions, prices by customer, queues (503), replicas.

#include <deque>

#include "sandbox/business_central/entity_calls.h"
#include "sandbox/business_central/subscriptions.h"

namespace syncline::sandbox {

struct BusinessCentralSetup {
  std::string tenant = "7f1c2e7e-0a53-4a0b-9a3e-3c8a6f0f7a11";
  std::string environment = "Production";
  std::string company = "CRONUS AG";
  std::string client_id = "5a0e8c1c-77d1-4a53-8d4e-6a2b61f0c9aa", client_secret = "sandbox";
  std::string currency = "EUR";  ///< of the company
  std::string version = "27.0.38460.0";
  std::size_t calls_per_window = 6000;  ///< of five minutes
};

class BusinessCentralModel : public VendorModel {
 public:
  explicit BusinessCentralModel(const BusinessCentralSetup& = {});

  std::unique_ptr<VendorModel> clone() const override { return std::make_unique<BusinessCentralModel>(*this); }
  HttpResponse answer(const HttpRequest&, Instant now) override;
  bool is_write(const HttpRequest&) const override;

  /// `model` is an entity set: "customers". Properties that only the system sets are refused (gives "").
  std::string person_creates(const std::string& model, const Map& fields, Instant now) override;
  void person_edits(const std::string& model, const std::string& id, const Map& fields, Instant now) override;
  void person_deletes(const std::string& model, const std::string& id, Instant now) override;
  /// From Draft to Open, which the API cannot do. False: it is no draft.
  bool person_releases(const std::string& order, Instant now);
  /// By item number; all that is left without quantities.
  void person_ships(const std::string& order, const std::map<std::string, Decimal>& quantities, Instant now);
  /// What was shipped. The invoice's id.
  std::string person_invoices(const std::string& order, Instant now);
  void person_pays(const std::string& invoice, const Decimal& amount, Instant now);
  /// As the bound action of that name. False: refused.
  bool person_acts(const std::string& model, const std::string& id, const std::string& action, Instant now);
  /// Goods that came in.
  void person_stocks(const std::string& item, const Decimal& quantity, Instant now);

  Value record(const std::string& model, const std::string& id) const override;
  std::vector<std::string> ids(const std::string& model) const override;
  void expire_sessions() override { tokens_->clear(); }

  /// Where the vendor's own requests go: handshakes at once, notices by tell().
  void set_receiver(business_central::Receiver receiver) { subscriptions_.set_receiver(std::move(receiver)); }
  void tell(Instant now) { subscriptions_.tell(ledger_, company_, now); }
  const std::vector<business_central::Subscription>& subscriptions() const { return subscriptions_.all(); }
  const std::string& company() const { return company_; }

 private:
  HttpResponse sign_in(const HttpRequest&, Instant now);
  HttpResponse serve(const HttpRequest&, const business_central::Target&, Instant now);
  HttpResponse batch(const HttpRequest&, const business_central::Target&, Instant now);
  bool is_signed_in(const HttpRequest&, Instant now) const;
  bool too_many(Instant now);
  business_central::EntityCalls calls(Instant now) { return {tables_, ledger_, field_faults_, now}; }

  BusinessCentralSetup setup_;
  std::string company_;  ///< its id
  business_central::Tables tables_;
  business_central::Subscriptions subscriptions_;
  std::shared_ptr<std::map<std::string, Instant>> tokens_ = std::make_shared<std::map<std::string, Instant>>();
  std::shared_ptr<int> tokens_given_ = std::make_shared<int>(0);
  std::deque<Instant> calls_;
};

}  // namespace syncline::sandbox
