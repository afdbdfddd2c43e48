#pragma once
// PlainModel: a made-up vendor: collections "contacts", "deals", "items" and "orders" over REST. Records are made by
// POST (the header Idempotency-Key is remembered), by PUT under a key of ours, or several by one call.

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
  /// `compares`: whether a write is held against the version in If-Match.
  explicit PlainModel(bool compares = true) : compares_(compares) {}
  std::unique_ptr<VendorModel> clone() const override { return std::make_unique<PlainModel>(*this); }
  HttpResponse answer(const HttpRequest&, Instant now) override;
  bool is_write(const HttpRequest&) const override;
  std::string person_creates(const std::string& model, const Map& fields, Instant now) override;
  void person_edits(const std::string& model, const std::string& id, const Map& fields, Instant now) override;
  void person_deletes(const std::string& model, const std::string& id, Instant now) override;
  void person_attaches(const std::string& id, const std::string& name, const std::string& content);
  const std::vector<AttachedFile>& files_of(const std::string& id) { return files_[id]; }
  const List& notes_of(const std::string& id) { return notes_[id]; }
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
  bool is_under_key(const std::string& model, const std::string& key, std::int64_t number) const;
  HttpResponse create(const std::string& model, const HttpRequest&, Instant now);
  HttpResponse put_by_key(const std::string& model, const std::string& key, HttpRequest, Instant now);
  HttpResponse batch(const HttpRequest&, Instant now);
  HttpResponse change(const std::string& model, std::int64_t number, const HttpRequest&, Instant now);
  HttpResponse act(const std::string& action, std::int64_t number, const HttpRequest&, Instant now);
  HttpResponse notes(const std::string& of, const HttpRequest&, Instant now);
  HttpResponse files(const std::string& action, const std::string& of, const HttpRequest&, Instant now);
  HttpResponse stale(const std::string& model, std::int64_t number, const HttpRequest&) const;
  Value shown(const std::string& model, std::int64_t number, const Row&) const;
  HttpResponse refusal_of(const std::string& model, const Map& fields) const;
  void store(const std::string& model, std::int64_t number, Map fields, bool by_person, Instant now);
  std::int64_t survivor(const std::string& model, std::int64_t number) const;

  bool compares_;
  std::map<std::string, Collection> collections_{{"contacts", {}}, {"deals", {}}, {"items", {}}, {"orders", {}}};
  std::map<std::string, List> notes_;  ///< by the record's id
  std::map<std::string, std::vector<AttachedFile>> files_;
  std::set<std::string> confirmed_;
  std::int64_t next_line_ = 1, next_note_ = 1, next_file_ = 1;
  std::shared_ptr<std::set<std::string>> tokens_ = std::make_shared<std::set<std::string>>();
  std::shared_ptr<int> tokens_given_ = std::make_shared<int>(0);
};

}  // namespace syncline::conformance
