#pragma once
// Commit: one plan. First everything is loaded and checked, then everything is written.

#include <map>
#include <set>
#include <vector>

#include "store/sqlite/tx.h"

namespace syncline::sqlite {

class Commit {
 public:
  Commit(SqliteTx& tx, const Plan& plan) : tx_(tx), db_(tx.db_), plan_(plan) {}
  Result<Committed, Stale> run();

 private:
  using Check = std::optional<Stale>;
  struct Place {  // of a record in a link
    Slot slot;
    RecordState state = RecordState::live;
    friend bool operator==(const Place&, const Place&) = default;
  };
  using Places = std::map<RecordKey, Place>;

  // commit_check.cpp: loads and checks, writes nothing.
  Check check();
  Check check_link(LinkId, LinkVersion expected, std::string& entity);
  Check check_outcomes();
  Check check_members();
  Check check_newer(const MatchKey&);
  Check check_unlinked();
  static MatchKey waits_for(const RecordKey&);
  void wake_waiting(const RecordKey&);
  Check check_keys();
  Check check_resolved();
  Check check_effects();
  Check check_effect(const NewEffect&, std::set<std::pair<LinkId, Slot>>& planned);
  Check check_absorbed_effects(const std::set<std::pair<LinkId, Slot>>& planned);
  bool ends_here(EffectId) const;
  LinkId link_of(const NewEffect&) const;
  bool is_ours(LinkId link) const { return !link || link == plan_.link || (plan_.absorb && link == plan_.absorb); }
  Places places_of(LinkId);
  std::set<MatchKey> keys_of(LinkId);

  // commit.cpp
  std::string shadow_body();
  std::string changes_body(const NewEffect&);
  void make_link();
  void absorb();
  void absorb_effects();
  void write_shadow();
  void write_records();
  void write_keys();
  void write_effects();
  EffectId insert(const NewEffect&);
  bool is_sent_now(const NewEffect&);
  Effect& add_licensed(const NewEffect&, EffectId);
  std::string business_key(const NewEffect&) const;
  NewEvent named(NewEvent) const;
  void write_conflicts();
  void write_seen();
  void release_waiting();
  std::pair<HoldId, bool> hold_of(const NewEffect&) const;
  void close_holds();
  void close_letters();
  bool has_member(LinkId, const std::string& system);
  Priority priority_of(const NewEffect&);

  SqliteTx& tx_;
  Database& db_;
  const Plan& plan_;
  Committed done_;
  std::string entity_;
  std::vector<SqliteTx::EffectRow> outcomes_;          // as plan_.outcomes
  Places places_now_, places_wanted_;                  // of the link and what it absorbs; when there is a shadow
  std::set<MatchKey> keys_now_, keys_wanted_;          // likewise; when there are keys; all not `unique`
  std::vector<SqliteTx::EffectRow> absorbed_effects_;  // open ones
  bool gained_member_ = false;
};

}  // namespace syncline::sqlite
