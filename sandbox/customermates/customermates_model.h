#pragma once
// CustomermatesModel: a Customermates workspace as its REST API shows it, written from the server's published source:
// contacts, organizations, deals with services, custom columns, webhooks. By its older API, about these: filters that
// it does not know are ignored, what is not found is answered with null, refusals are texts for people, a batch is done
// whole or not at all. An update puts the newer one in its place (records_api.h), with the same records.
// Not modelled: tasks, users beside the one of the key, notes, messaging, grouped pages, the trash, roles.

#include <functional>

#include "sandbox/customermates/edit.h"
#include "sandbox/customermates/records_api.h"
#include "sandbox/http/vendor_model.h"

namespace syncline::sandbox {

struct CustomermatesSetup {
  std::string api_key = "sandboxsandboxsandboxsandboxsandboxsandboxsandboxsandboxsandbox0";
  bool tells_missing = false;  ///< later builds: 404 for a record that is not there
  bool has_records = false;    ///< the newer API
};

class CustomermatesModel : public VendorModel {
 public:
  explicit CustomermatesModel(CustomermatesSetup setup = {}) : setup_(std::move(setup)) {}

  std::unique_ptr<VendorModel> clone() const override { return std::make_unique<CustomermatesModel>(*this); }
  HttpResponse answer(const HttpRequest&, Instant now) override;
  bool is_write(const HttpRequest&) const override;

  /// As the API has the fields; columns also by their label: "custom.Stage", as people read it.
  std::string person_creates(const std::string& model, const Map& fields, Instant now) override;
  void person_edits(const std::string& model, const std::string& id, const Map& fields, Instant now) override;
  void person_deletes(const std::string& model, const std::string& id, Instant now) override;

  /// Columns by their label, what belongs to it by "organizationIds"; of contacts also `full_name`.
  Value record(const std::string& model, const std::string& id) const override;
  std::vector<std::string> ids(const std::string& model) const override;

  /// Made by people: what its webhook sends from then on, to this address. By the newer API of one type: "deals".
  void person_makes_webhook(const std::string& url, const std::string& secret, const std::string& type = "") {
    hooks_.push_back({url, secret, type});
  }
  /// A newer image is drawn: the other API, the same records.
  void update_server() { setup_.has_records = true; }
  /// Of the newer API: a list, field or choice gets another label; a list is thrown away.
  void person_labels(const std::string& id, const std::string& label);
  void person_throws_away(const std::string& type);
  customermates::RecordsApi& records() { return records_; }
  /// What webhooks send since the last call; nothing is sent twice.
  void tell(const std::function<HttpResponse(const HttpRequest&)>& receiver, Instant now);

 private:
  struct Hook {
    std::string url, secret, type;
  };
  customermates::Work work(Instant now, bool by_person);
  HttpResponse about_kind(const HttpRequest&, const customermates::Kind&, const std::string& below, Instant now);
  HttpResponse about_many(const HttpRequest&, const customermates::Kind&, const Value& body, Instant now);
  HttpResponse about_one(const HttpRequest&, const customermates::Kind&, const std::string& id, const Value& body,
                         Instant now);
  Value shown(const customermates::Kind&, const customermates::Row&) const;
  HttpResponse missing(const customermates::Refusal&) const;
  Value event_of(const VendorMutation&, Instant now) const;
  std::vector<std::pair<std::string, std::string>> ends_of(const std::string& id) const;
  void stamp_ends(const std::vector<std::pair<std::string, std::string>>& before, const std::string& id, Instant now);

  CustomermatesSetup setup_;
  customermates::Tables tables_;
  customermates::RecordsApi records_;
  std::vector<Hook> hooks_;
  std::size_t told_ = 0;  ///< of the ledger
};

}  // namespace syncline::sandbox
