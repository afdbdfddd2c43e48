#pragma once
// SalesforceModel: a Salesforce org as its REST API shows it: accounts, contacts, products with prices, opportunities
// with their products, tasks, and the custom objects and fields of connectors/salesforce/README.md. Queries (SOQL),
// upserts by external id, collections, graphs, conditional requests, deleted and merged records, limits. Not modelled:
// Bulk API, several currencies, record types, sharing, triggers and flows, SOSL, apex.

#include "sandbox/http/vendor_model.h"
#include "sandbox/salesforce/locators.h"
#include "sandbox/salesforce/sessions.h"
#include "sandbox/salesforce/tables.h"

namespace syncline::sandbox {

struct SalesforceSetup {
  salesforce::ClientApp app;
  Instant installed;             ///< when the users and price books were made
  std::string instance;          ///< where a sign-in says that calls go; empty: where it was made
  std::size_t most_rows = 2000;  ///< of one answer to a query
  std::int64_t daily_calls = 100'000;
  bool shown_late = true;  ///< what people do shows in queries one to three seconds after its stamp
};

class SalesforceModel : public VendorModel {
 public:
  explicit SalesforceModel(const SalesforceSetup& = {});

  std::unique_ptr<VendorModel> clone() const override;
  HttpResponse answer(const HttpRequest&, Instant now) override;
  bool is_write(const HttpRequest&) const override;

  std::string person_creates(const std::string& model, const Map& fields, Instant now) override;
  void person_edits(const std::string& model, const std::string& id, const Map& fields, Instant now) override;
  void person_deletes(const std::string& model, const std::string& id, Instant now) override;
  /// Out of the recycle bin.
  void person_restores(const std::string& model, const std::string& id, Instant now);
  /// "Merge Accounts": the loser's contacts and deals become the winner's; the loser is deleted and says who won.
  void person_merges(const std::string& model, const std::string& loser, const std::string& winner, Instant now);
  /// A long transaction holds the record until then: who writes it, or a child of it, is refused.
  void person_locks(const std::string& model, const std::string& id, Instant until);
  /// Every call until then meets the limit of concurrent long requests.
  void refuse_calls_until(Instant until) { busy_until_ = until; }

  /// What the org bought.
  void set_daily_calls(std::int64_t most) { setup_.daily_calls = most; }

  Value record(const std::string& model, const std::string& id) const override;
  std::vector<std::string> ids(const std::string& model) const override;
  void expire_sessions() override { shared_->sessions.expire_all(); }
  void forget_locators() { shared_->locators.forget_all(); }

 private:
  struct Shared {  ///< with copies: it is no data
    salesforce::Sessions sessions;
    salesforce::Locators locators;
    std::int64_t calls = 0;
  };
  HttpResponse serve(const HttpRequest&, Instant now);
  bool is_locked(const std::string& id, Instant now) const;
  salesforce::Work person_work(Instant now);

  SalesforceSetup setup_;
  salesforce::Tables tables_;
  std::map<std::string, Instant> locks_;
  Instant busy_until_;
  std::shared_ptr<Shared> shared_;
};

}  // namespace syncline::sandbox
