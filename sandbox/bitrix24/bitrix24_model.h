#pragma once
// Bitrix24Model: a portal as its REST API shows it through an inbound webhook: crm.item.* of companies, contacts,
// deals, quotes, invoices and two smart processes, requisites and addresses, product rows, the product catalogue,
// batch, both limits. Not modelled: OAuth apps and what only they may (event.bind, offline events), rights of single
// records, funnels beside the first, automation, stores and reservations, taxes of the catalogue.

#include <functional>

#include "sandbox/bitrix24/calls.h"
#include "sandbox/bitrix24/limits.h"
#include "sandbox/http/vendor_model.h"

namespace syncline::sandbox {

struct Bitrix24Setup {
  std::string user = "7", secret = "sandbox0123456789";
  bitrix24::Portal portal = {};
  bitrix24::Allowance allowance = {};
};

class Bitrix24Model : public VendorModel {
 public:
  explicit Bitrix24Model(const Bitrix24Setup& = {});

  std::unique_ptr<VendorModel> clone() const override { return std::make_unique<Bitrix24Model>(*this); }
  HttpResponse answer(const HttpRequest&, Instant now) override;
  bool is_write(const HttpRequest&) const override;

  /// Beside a kind's fields: of companies and contacts PHONE, MOBILE, EMAIL, WEB; of companies also RQ_VAT_ID and what
  /// an address has; of deals, quotes and invoices `productRows`.
  std::string person_creates(const std::string& model, const Map& fields, Instant now) override;
  void person_edits(const std::string& model, const std::string& id, const Map& fields, Instant now) override;
  void person_deletes(const std::string& model, const std::string& id, Instant now) override;

  /// The same, and of contacts full_name.
  Value record(const std::string& model, const std::string& id) const override;
  std::vector<std::string> ids(const std::string& model) const override;

 private:
  bitrix24::Work work(Instant now, bool by_person);
  /// The method's answer, with what every answer says of the time that it took.
  HttpResponse answered(const std::string& method, const Map& params, Instant now);
  HttpResponse batch(const Map& params, Instant now);
  bitrix24::Answer<bitrix24::Told> limited(const std::string& method, const Map& params, Instant now);
  Map time_of(const std::string& method, Instant now);
  void type_elsewhere(bitrix24::Work&, const bitrix24::Kind&, bitrix24::Id, const Map& fields);

  Bitrix24Setup setup_;
  bitrix24::Tables tables_;
  std::shared_ptr<bitrix24::Limits> limits_;  ///< with copies: it is no data
};

}  // namespace syncline::sandbox
