#pragma once
// WeclappModel: a weclapp tenant as its REST API v2 shows it: parties, articles, quotations, orders, invoices, open
// items and stock. Filters that are ignored when unknown, updates of the whole or of what is named, versions, problems
// as RFC 7807, webhooks without a proof. Not modelled: the filter language, groups of "or", referenced entities,
// several currencies' rates, the queue before a 429, rights by licence.

#include <functional>

#include "sandbox/http/vendor_model.h"
#include "sandbox/weclapp/refusal.h"
#include "sandbox/weclapp/tables.h"

namespace syncline::sandbox {

struct WeclappSetup {
  std::string token = "0a1b2c3d-sandbox";
  Instant installed;
};

class WeclappModel : public VendorModel {
 public:
  explicit WeclappModel(const WeclappSetup& = {});

  std::unique_ptr<VendorModel> clone() const override { return std::make_unique<WeclappModel>(*this); }
  HttpResponse answer(const HttpRequest&, Instant now) override;
  bool is_write(const HttpRequest&) const override;

  /// `model` is a resource: "party". Refused: "". People may set what the API only shows.
  std::string person_creates(const std::string& model, const Map& fields, Instant now) override;
  void person_edits(const std::string& model, const std::string& id, const Map& fields, Instant now) override;
  void person_deletes(const std::string& model, const std::string& id, Instant now) override;
  /// As the API's action of that name. False: refused.
  bool person_acts(const std::string& model, const std::string& id, const std::string& action, Instant now);
  bool person_ships(const std::string& order, const std::map<std::string, Decimal>& quantities, Instant now);
  std::string person_invoices(const std::string& order, Instant now);
  void person_pays(const std::string& invoice, const Decimal& amount, Instant now);
  std::string person_credits(const std::string& invoice, Instant now);
  void person_stocks(const std::string& article, const Decimal& quantity, Instant now);

  /// Of persons also `full_name`.
  Value record(const std::string& model, const std::string& id) const override;
  std::vector<std::string> ids(const std::string& model) const override;

  /// What webhooks send since the last call, in order; a hook whose address answers no success is deactivated.
  void tell(const std::function<HttpResponse(const HttpRequest&)>& receiver, Instant now);

 private:
  struct Target;
  HttpResponse serve(const HttpRequest&, const Target&, Instant now);
  HttpResponse read(const HttpRequest&, const Target&) const;
  HttpResponse create(const HttpRequest&, const Target&, Instant now);
  HttpResponse change(const HttpRequest&, const Target&, Instant now);
  Result<Map, weclapp::Refusal> saved(const weclapp::Entity&, const Map* before, const Map& given, bool ignore_missing,
                                      bool by_person, bool dry, Instant now);
  std::optional<weclapp::Refusal> remove(const std::string& entity, const std::string& id, bool by_person, Instant now);
  void note(MutationVerb verb, const std::string& entity, const std::string& id, bool by_person, Instant now,
            Map after);

  WeclappSetup setup_;
  weclapp::Tables tables_;
  std::size_t told_ = 0;  ///< of the ledger
};

}  // namespace syncline::sandbox
