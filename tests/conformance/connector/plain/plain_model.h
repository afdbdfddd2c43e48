#pragma once
// PlainModel: the made-up vendor of plain/connector.yaml: collections "contacts", "deals" and "orders" over REST.

#include <map>
#include <memory>
#include <set>
#include <string>

#include "sandbox/http/vendor_model.h"

namespace syncline::conformance {

struct AttachedFile {
  std::string id, name, type, key, content;
};

class PlainModel final : public sandbox::VendorModel {
 public:
  std::unique_ptr<VendorModel> clone() const override { return std::make_unique<PlainModel>(*this); }
  HttpResponse answer(const HttpRequest&, Instant now) override;
  bool is_write(const HttpRequest&) const override;
  std::string person_creates(const std::string& model, const Map& fields, Instant now) override;
  void person_edits(const std::string& model, const std::string& id, const Map& fields, Instant now) override;
  void person_deletes(const std::string& model, const std::string& id, Instant now) override;
  /// The loser answers as the winner from then on.
  void person_merges(const std::string& model, const std::string& loser, const std::string& winner, Instant now);
  Value record(const std::string& model, const std::string& id) const override;
  std::vector<std::string> ids(const std::string& model) const override;
  void expire_sessions() override { tokens_->clear(); }

 private:
  struct Row {
    Map fields;
    Instant changed_at;
    std::int64_t revision = 1;
  };
  struct Collection {
    std::map<std::int64_t, Row> rows;  ///< by the number in the id
    std::map<std::int64_t, std::int64_t> merged;
    std::map<std::string, std::string> made_by_key;
    std::int64_t next = 1;
  };

  HttpResponse list(const std::string& model, const HttpRequest&) const;
  HttpResponse create(const std::string& model, const HttpRequest&, Instant now);
  HttpResponse change(const std::string& model, std::int64_t number, const HttpRequest&, Instant now);
  HttpResponse act(const std::string& action, std::int64_t number, const HttpRequest&, Instant now);
  HttpResponse notes(std::int64_t number, const HttpRequest&, Instant now);
  HttpResponse files(const std::string& action, std::int64_t number, const HttpRequest&, Instant now);
  HttpResponse stale(const std::string& model, std::int64_t number, const HttpRequest&) const;
  Value shown(const std::string& model, std::int64_t number, const Row&) const;
  HttpResponse refusal_of(const std::string& model, const Map& fields) const;
  void store(const std::string& model, std::int64_t number, Map fields, bool by_person, Instant now);
  std::int64_t survivor(const std::string& model, std::int64_t number) const;

  std::map<std::string, Collection> collections_{{"contacts", {}}, {"deals", {}}, {"orders", {}}};
  std::map<std::int64_t, List> notes_;  ///< by the order's number
  std::map<std::int64_t, std::vector<AttachedFile>> files_;
  std::set<std::string> confirmed_;
  std::int64_t next_line_ = 1, next_note_ = 1, next_file_ = 1;
  std::shared_ptr<std::set<std::string>> tokens_ = std::make_shared<std::set<std::string>>();
  std::shared_ptr<int> tokens_given_ = std::make_shared<int>(0);
};

}  // namespace syncline::conformance
