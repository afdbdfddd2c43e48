#pragma once
// OdooModel: Odoo 19 with its JSON-2 API, POST /json/2/<model>/<method>, and JSON-RPC, as a model. Models: res.partner
// (companies, contacts, addresses), and to read only res.country, res.users, account.payment.term, ir.model.data.
// Methods: calls.cpp. A company is born with it (id 1), four users of its own, the API's user and a person at work.

#include "sandbox/http/vendor_model.h"
#include "sandbox/odoo/json_rpc.h"
#include "sandbox/odoo/tables.h"

namespace syncline::sandbox {

struct OdooSetup {
  std::string database = "crm";
  std::string api_key = "KEY";
  std::string user = "Syncline";         ///< whom the key belongs to
  std::string person = "Vera Vertrieb";  ///< who does what people do
  /// The right "Access Rights" of the key's user: without it ir.model.data answers 403.
  bool reads_external_ids = true;
  /// The server has further databases: without the header X-Odoo-Database nothing is found.
  bool several_databases = true;
  /// A VAT id with a wrong check digit is refused (people are not: their records may be older than the check).
  bool checks_vat = true;
  std::vector<std::string> languages = {"en_US"};
  /// Before 19 there is JSON-RPC alone, and what has another name then (json_rpc.cpp) has it.
  int version = 19;
  Instant installed = {1'767'225'600'000'000};  ///< 2026-01-01: stamp of what is there from the start
};

class OdooModel : public VendorModel {
 public:
  explicit OdooModel(OdooSetup = {});

  std::unique_ptr<VendorModel> clone() const override;
  HttpResponse answer(const HttpRequest&, Instant now) override;
  bool is_write(const HttpRequest&) const override;

  /// Empty, and nothing done, when the server would refuse it: person_refused() says why. The same for edits.
  std::string person_creates(const std::string& model, const Map& fields, Instant now) override;
  void person_edits(const std::string& model, const std::string& id, const Map& fields, Instant now) override;
  void person_deletes(const std::string& model, const std::string& id, Instant now) override;
  /// Two partners are one: the loser is deleted, its contacts and external ids move to the winner.
  void person_merges(const std::string& loser, const std::string& winner, Instant now);
  /// From the offer to an order that counts. False: refused.
  bool person_confirms(const std::string& order, Instant now);
  /// So much of each article by its reference, or all that is left. False: there is nothing.
  bool person_ships(const std::string& order, const std::map<std::string, Decimal>& quantities, Instant now);
  /// What was delivered, posted. "": there is nothing.
  std::string person_invoices(const std::string& order, Instant now);
  void person_pays(const std::string& invoice, const Decimal& amount, Instant now);
  std::string person_credits(const std::string& invoice, Instant now);
  const std::string& person_refused() const { return person_refused_; }  ///< the last one's message; empty: none

  /// In the form that the API shows ([id, name], false for nothing), but times with all their digits.
  Value record(const std::string& model, const std::string& id) const override;
  std::vector<std::string> ids(const std::string& model) const override;  ///< archived ones as well, ascending

 private:
  template <class Body>
  auto transaction(Instant now, bool by_person, const Body& body);
  HttpResponse answer_rpc(const HttpRequest&, Instant now);
  odoo::Outcome<Value> execute(const odoo::ModelCall&, Instant now);
  HttpResponse answer_call(const HttpRequest&, std::string_view model, std::string_view method, Instant now);

  OdooSetup setup_;
  odoo::Tables tables_;
  std::string person_refused_;
};

}  // namespace syncline::sandbox
