#pragma once
// Office: one vendor's system over HTTP: tables of records, who wrote what into them, and nothing forgotten. It takes
// a moment to answer what it has done already: then a caller dies that cannot know.

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/value.h"
#include "net/http_message.h"
#include "runtime/runtime.h"

namespace syncline::crash {

struct Paper {
  std::string id, name, content, key;
};

struct Row {
  std::string id, key;
  Map fields;
  std::int64_t version = 1;
  Instant changed;
  std::vector<Paper> papers;

  Value shown() const;  ///< as the API answers it
};

/// One line of the ledger.
struct Mutation {
  bool by_person = false;
  std::string verb, table, id;  ///< verb: create, update, confirm, paper
  Map set;
  bool in_vain = false;  ///< it left everything as it was
};

class Office {
 public:
  /// Tables whose creations are known by their key, and not done again.
  Office(Runtime& rt, std::string name, std::vector<std::string> keyed);

  HttpResponse answer(const HttpRequest&);

  const std::string& name() const { return name_; }
  Row person_creates(const std::string& table, Map fields, std::vector<Paper> papers = {});
  Row person_edits(const std::string& table, const std::string& id, const Map& fields);
  std::optional<Row> row(const std::string& table, const std::string& id) const;
  void each(const std::string& table, const std::function<void(const Row&)>& look) const;
  /// {"tables": {name: [record …]}, "ledger": [[by person, verb, table, id, set, in vain] …]}
  Value told() const;

 private:
  using Table = std::map<std::string, Row>;
  struct Call;  // one request, taken apart

  HttpResponse done(const Call&);
  HttpResponse listed(const Call&) const;
  HttpResponse created(const std::string& table, const std::string& key, Map fields);
  HttpResponse updated(const std::string& table, const std::string& id, const std::string& version, const Map& fields);
  HttpResponse together(const Call&);
  HttpResponse confirmed(const std::string& id);
  HttpResponse papers(const Call&);
  Row& add(bool by_person, const std::string& table, const std::string& key, Map fields);
  void change(bool by_person, const std::string& table, Row&, const Map& fields);
  void stamp(Row&);

  Runtime& rt_;
  const std::string name_;
  const std::vector<std::string> keyed_;
  mutable std::mutex mutex_;
  std::map<std::string, Table> tables_;
  std::map<std::pair<std::string, std::string>, std::string> by_key_;  // (table, key of its creation) → id
  std::vector<Mutation> ledger_;
  std::int64_t next_id_ = 100'000'000;
  Instant latest_;
};

}  // namespace syncline::crash
