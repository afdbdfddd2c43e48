#pragma once
// HubspotModel: a HubSpot account as its CRM API shows it: companies, contacts, deals with line items, products, how
// they are related, and the custom properties of connectors/hubspot/README.md. Lists, the search with its lag, batches
// with mixed outcome, the recycle bin, merged records, limits. Not modelled: custom objects, pipelines beside the
// default one, properties that are made or changed, several currencies' rates, validation rules, OAuth.

#include "sandbox/http/vendor_model.h"
#include "sandbox/hubspot/edit.h"
#include "sandbox/hubspot/limits.h"

namespace syncline::sandbox {

struct HubspotSetup {
  std::string token = "pat-eu1-sandbox-0123456789";
  Instant installed;
  Duration index_lag = seconds(8);  ///< the search shows a change a quarter of it to all of it later
  bool redirect = true;             ///< the id of a merged record answers with the winner
  hubspot::Allowance allowance;
};

class HubspotModel : public VendorModel {
 public:
  explicit HubspotModel(const HubspotSetup& = {});

  std::unique_ptr<VendorModel> clone() const override;
  HttpResponse answer(const HttpRequest&, Instant now) override;
  bool is_write(const HttpRequest&) const override;

  /// Beside properties: `company`, the primary one, of contacts and deals (of contacts under `associatedcompanyid`),
  /// and `deal` of line items.
  std::string person_creates(const std::string& model, const Map& fields, Instant now) override;
  void person_edits(const std::string& model, const std::string& id, const Map& fields, Instant now) override;
  void person_deletes(const std::string& model, const std::string& id, Instant now) override;
  void person_restores(const std::string& model, const std::string& id, Instant now);
  void person_merges(const std::string& model, const std::string& loser, const std::string& winner, Instant now);

  /// Of contacts also `full_name`, of deals and line items what they belong to, as people give it.
  Value record(const std::string& model, const std::string& id) const override;
  std::vector<std::string> ids(const std::string& model) const override;

 private:
  hubspot::Work work(Instant now, bool by_person);
  HttpResponse serve(const HttpRequest&, Instant now);
  void relate(hubspot::Work&, const hubspot::ObjectType&, hubspot::Id, Map& fields);

  HubspotSetup setup_;
  hubspot::Tables tables_;
  std::shared_ptr<hubspot::Limits> limits_;  ///< with copies: it is no data
};

}  // namespace syncline::sandbox
