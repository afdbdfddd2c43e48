#pragma once
// TrytonModel: Tryton 6.0 on PostgreSQL as its JSON-RPC shows it: parties with all their parts, and the way from a
// product over a sale to its shipments, invoices, payments and reminders. Modules: party, party_relationship, sale,
// sale_credit_limit, account_invoice, account_credit_limit, account_dunning. A confirmed sale is processed at once, as
// on a server without a queue worker. Not modelled: copy, fields_get, wizards, reports, languages, record rules, moves
// inside a warehouse, other currencies than the company's.

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

  /// `button`: quote, confirm, draft, cancel. False: refused.
  bool person_presses(const std::string& button, const std::string& sale, Instant now);
  /// The sale's first open shipment leaves; `shares` by product code, where less than all of it does. Its id, ""
  /// without one.
  std::string person_ships(const std::string& sale, const std::map<std::string, Decimal>& shares, Instant now);
  /// The sale's draft invoices are issued; their ids.
  std::vector<std::string> person_posts(const std::string& sale, Instant now);
  void person_collects(const std::string& invoice, const Decimal& amount, Instant now);
  /// A credit note over all of it; `settle` sets it off against the invoice. Its id.
  std::string person_credits(const std::string& invoice, bool settle, Instant now);
  /// Reminders for all that is overdue on the day `of`.
  void person_reminds(Instant of, Instant now);
  /// One field as the client shows it, worked out where it is not stored.
  Value shown(const std::string& model, const std::string& id, const std::string& field) const;

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
