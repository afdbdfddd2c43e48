#pragma once
// TrytonModel: Tryton 6.0 on PostgreSQL as its JSON-RPC shows it, as far as parties go: parties, addresses, contact
// mechanisms, identifiers, relations, countries. Modules: party, party_relationship, account_invoice,
// account_credit_limit. Not modelled: copy, fields_get, wizards, reports, languages, record rules.

#include "sandbox/http/vendor_model.h"
#include "sandbox/tryton/sessions.h"
#include "sandbox/tryton/tables.h"

namespace syncline::sandbox {

struct TrytonSetup {
  std::string database = "erp";
  std::string login = "sync", password = "sandbox";
  std::string own_company = "Muster Werke GmbH";  ///< a party, too: the first one
  Instant installed;                              ///< when the records were made that are there from the start
};

class TrytonModel : public VendorModel {
 public:
  explicit TrytonModel(const TrytonSetup& = {});

  std::unique_ptr<VendorModel> clone() const override;
  HttpResponse answer(const HttpRequest&, Instant now) override;
  bool is_write(const HttpRequest&) const override;

  /// As in the client: not subject to rights and faults, but to Tryton's checks. A refused creation gives "", a refused
  /// edit or deletion changes nothing.
  std::string person_creates(const std::string& model, const Map& fields, Instant now) override;
  void person_edits(const std::string& model, const std::string& id, const Map& fields, Instant now) override;
  void person_deletes(const std::string& model, const std::string& id, Instant now) override;
  /// The wizard "Replace Party": `loser` becomes inactive and points to `winner`, which gets its addresses and contact
  /// mechanisms, inactive. Identifiers and relations stay with the loser.
  void person_merges(const std::string& loser, const std::string& winner, Instant now);
  /// From then on the party cannot be deleted.
  void person_invoices(const std::string& party, Instant now);

  Value record(const std::string& model, const std::string& id) const override;
  std::vector<std::string> ids(const std::string& model) const override;
  void expire_sessions() override { sessions_->expire_all(); }

  /// The next record of the model gets at least this id.
  void skip_ids(const std::string& model, std::int64_t next);

 private:
  HttpResponse serve_root(const Value& body) const;
  HttpResponse serve_nowhere(const HttpRequest&, const Value& body, const std::string& database) const;
  HttpResponse serve(const HttpRequest&, const Value& body, Instant now);
  tryton::Answer<Value> result_of(const HttpRequest&, const std::string& method, const List& parameters, Instant now);

  TrytonSetup setup_;
  tryton::Tables tables_;
  std::shared_ptr<tryton::Sessions> sessions_ = std::make_shared<tryton::Sessions>();  ///< shared with copies
};

}  // namespace syncline::sandbox
