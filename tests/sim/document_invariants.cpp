#include "tests/sim/document_invariants.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "base/json.h"
#include "tests/sim/findings.h"
#include "tests/sim/journal_invariants.h"
#include "tests/sim/people_edits.h"

namespace syncline::sim {
namespace {

class DocumentJudge {
 public:
  DocumentJudge(const DocumentWorld& world, Reader& reader)
      : world_(world), reader_(reader), crm_(world.crm()), erp_(world.erp()) {
    for (const std::string& id : crm_.ids("opportunity"))
      deals_[DocumentWorld::label_of(*crm_.now("opportunity", id).find("title"))] = id;
    for (const Entry& entry : erp_.ledger()) {
      if (entry.op == EffectOp::create && entry.object == "sale")
        label_of_sale_[entry.id] =
            DocumentWorld::label_of(entry.set.contains("text") ? *entry.set.find("text") : Value());
    }
  }

  Judgement judge() {
    no_loss();
    for (const ModelSystem* system : world_.all_systems()) no_doubles(*system);
    for (const Entry& entry : erp_.ledger()) {
      if (entry.by == Entry::By::engine && entry.object == "sale") on_order(entry);
    }
    for (const auto& [label, deal] : deals_) convergence(label, deal);
    names_agree("account", "vat", "name", "party", "vat");
    names_agree("article", "code", "title", "item", "sku");
    change_of_rules();
    all_is_at_rest(world_.all_systems(), world_.writes_before_rest(), out_);
    journal_is_the_world(world_.all_systems(), reader_, out_);
    effects_name_their_cause(reader_, out_);
    count();
    return std::move(out_);
  }

 private:
  void broken(std::string what) { out_.violations.push_back(std::move(what)); }

  std::size_t troubled_hops(const std::string& id) const {
    return static_cast<std::size_t>(std::ranges::count_if(
        erp_.ledger(), [&](const Entry& e) { return e.op == EffectOp::transition && !e.made && e.id == id; }));
  }

  bool is_of_a_name_that_people_change(const Conflict& conflict) {
    const auto link = reader_.link(conflict.link);
    const Member* theirs = link ? link->shadow.member(Slot(erp_.name())) : nullptr;
    if (!theirs || !edited_again_and_again(erp_, theirs->key)) return false;
    disputed_names_.insert(theirs->key);
    return true;
  }

  void no_loss() {
    nothing_is_open(reader_, out_);
    for (const DeadLetter& letter : reader_.dead_letters(true, 1000)) {
      if (letter.error.code == "spool.limit") continue;
      if (letter.record.object == "sale" && troubled_hops(letter.record.native) > 0) continue;
      broken("I1: a dead letter, although nothing here is beyond repair: " + describe(letter.error));
    }
    for (const Conflict& conflict : reader_.conflicts(true, {}, 1000)) {
      const bool is_of_sale = conflict.record.object == "sale";
      if (conflict.kind == ConflictKind::check && is_of_sale && troubled_hops(conflict.record.native) > 0) continue;
      // A person moved the card back again and again, or within the moment between our write and our look at it.
      if (conflict.link && conflict.field == "stage") {
        disputed_.insert(conflict.link);
        continue;
      }
      if (conflict.kind == ConflictKind::check && !conflict.closed_at &&
          edited_before_our_look(conflict.record.system == erp_.name() ? erp_ : crm_, conflict.record)) {
        disputed_names_.insert(conflict.record);
        continue;
      }
      if (conflict.kind == ConflictKind::loop && is_of_a_name_that_people_change(conflict)) continue;
      broken("I1: a conflict that nobody caused: " + conflict.message + told(reader_, std::array{conflict.record}));
    }
  }

  void no_doubles(const ModelSystem& system) {
    std::map<std::string, int> by_key, orders;
    for (const Entry& entry : system.ledger()) {
      if (entry.by != Entry::By::engine) continue;
      ++out_.counts["writes " + system.name()];
      if (!entry.key.empty() && ++by_key[entry.key] > 1)
        broken("I2: " + system.name() + " has two entries made with the key " + entry.key);
      if (entry.op == EffectOp::update && !entry.late && entry.set == entry.before &&
          !hidden_by_a_replica(system, entry))
        broken("I2: " + system.name() + " " + entry.object + " #" + entry.id + " was written what it showed already" +
               told(reader_, std::array{RecordKey{system.name(), entry.object, entry.id}}));
    }
  }

  /// A vendor that compares nothing has a moment between our last read and our write that nobody can close.
  bool in_the_unclosable_moment(Instant moved, const Entry& write) const {
    const Temper& temper = erp_.temper();
    const Duration late = write.late ? temper.max_execution : Duration{0};
    return !temper.checks_version && write.at - moved <= late + erp_.declared_lag() + erp_.wait_for_turn() +
                                                             milliseconds(200) +
                                                             erp_.calls().pause_between(moved, write.at);
  }

  /// When the record got the state that it had at that moment.
  Instant in_state_since(const std::string& id, Instant at) const {
    Instant since;
    std::string state = "\n";
    for (const auto& [when, content] : erp_.past("sale", id)) {
      if (when > at) break;
      if (text_in(content, "state") != state) since = when;
      state = text_in(content, "state");
    }
    return since;
  }

  /// What a late write did to a record that had moved on is put back as it was.
  bool mends_a_late_write(const Entry& write, Instant moved) const {
    return std::ranges::any_of(erp_.ledger(), [&](const Entry& e) {
      return e.late && e.op == EffectOp::update && e.id == write.id && e.at >= moved && e.at < write.at;
    });
  }

  void on_order(const Entry& entry) {
    if (entry.op == EffectOp::create) return on_creation(entry);
    const std::string name = "sale #" + entry.id;
    if (!label_of_sale_.at(entry.id).starts_with("D")) broken("I15: " + name + ", born in the ERP, was written");
    const Instant moved = in_state_since(entry.id, entry.at - microseconds(1));
    if (entry.op == EffectOp::transition) {
      const auto known =
          std::ranges::any_of(std::vector<Hop>{{"new", "open"}, {"open", "closed", true}},
                              [&](const Hop& hop) { return hop.from == entry.hop.from && hop.to == entry.hop.to; });
      if (!known) broken("I14: " + name + " was asked for " + entry.hop.from + " > " + entry.hop.to + " in one step");
      if (entry.state != entry.hop.from && !in_the_unclosable_moment(moved, entry))
        broken("I14: " + name + " was asked for " + entry.hop.from + " > " + entry.hop.to + " in the state " +
               entry.state);
      const bool within = entry.hop.to == "open" ? !world_.advance().empty() : world_.advance() == "done";
      if (!within) broken("I14: " + name + " was brought to " + entry.hop.to + ", past " + world_.advance());
      if (entry.made && entry.hop.to == "closed" && ++closed_[entry.id] > 1)
        broken("I14: " + name + " was closed twice");
      ++out_.counts["changes of status"];
    } else if (entry.set.contains("lines")) {
      lines_stay_themselves(entry);
    }
    if (entry.op == EffectOp::update && entry.state != "new" && !in_the_unclosable_moment(moved, entry) &&
        !mends_a_late_write(entry, moved)) {
      broken("I15: " + name + " was written in the state " + entry.state + ": " + write_json(Value(entry.set)));
    }
  }

  static std::map<std::string, std::vector<std::string>> ids_by_item(const Value& lines) {
    std::map<std::string, std::vector<std::string>> ids;
    if (!lines.is_list()) return ids;
    for (const Value& line : lines.as_list()) ids[line["item"].string_or("")].push_back(line["id"].string_or(""));
    return ids;
  }

  /// What else the ERP keeps of a line stays with the article that it was said of.
  void lines_stay_themselves(const Entry& entry) {
    auto before = ids_by_item(*entry.before.find("lines")), after = ids_by_item(*entry.set.find("lines"));
    for (const auto& [item, ids] : before) {
      if (ids.size() == 1 && after[item].size() == 1 && after[item] != ids)
        broken("I16: sale #" + entry.id + ": the line of item " + item + " became another line");
    }
  }

  void on_creation(const Entry& entry) {
    const std::string label = label_of_sale_.at(entry.id);
    const auto deal = deals_.find(label);
    if (deal == deals_.end()) return broken("I2: sale #" + entry.id + " belongs to no deal");
    if (++orders_[label] > 1) broken("I2: deal " + label + " has two orders");
    const auto past = crm_.past("opportunity", deal->second);
    const bool was_won = std::ranges::any_of(
        past, [&](const auto& state) { return state.first <= entry.at && text_in(state.second, "stage") == "won"; });
    if (!was_won) broken("I2: deal " + label + " has an order and was never won");
    ++out_.counts["orders made"];
  }

  /// Lines by what they mean: the article's number, how many, at which price. The order of lines means nothing.
  std::multiset<std::string> lines(const ModelSystem& system, const Value& list, const std::string& object,
                                   const std::string& code, const std::string& count) const {
    std::multiset<std::string> meant;
    if (!list.is_list()) return meant;
    for (const Value& line : list.as_list()) {
      meant.insert(text_in(system.now(object, line["item"].string_or("")), code) + " x " + write_json(line[count]) +
                   " at " + write_json(line["price"]));
    }
    return meant;
  }
  std::multiset<std::string> deal_lines(const Map& deal) const {
    return lines(crm_, *deal.find("items"), "article", "code", "count");
  }
  std::multiset<std::string> sale_lines(const Map& sale) const {
    return lines(erp_, *sale.find("lines"), "item", "sku", "qty");
  }
  static std::string shown(const std::multiset<std::string>& lines) {
    std::string all;
    for (const std::string& line : lines) all += (all.empty() ? "" : ", ") + line;
    return "[" + all + "]";
  }

  std::string order_of(const std::string& label) const {
    for (const auto& [sale, of] : label_of_sale_) {
      if (of == label) return sale;
    }
    return "";
  }

  void convergence(const std::string& label, const std::string& id) {
    const Map& deal = crm_.now("opportunity", id);
    const std::string sale = order_of(label);
    const std::string stage = text_in(deal, "stage");
    if (sale.empty()) {
      if (stage == "won" && !is_left_by_a_change_of_rules(label) && !was_won_all_along(id))
        broken("I5: deal " + label + " is won and has no order; it says: " + text_in(deal, "problem"));
      return;
    }
    const Map& order = erp_.now("sale", sale);
    const std::string state = text_in(order, "state");
    const Instant since = in_state_since(sale, far_future);
    const bool old = world_.rules_changed() && since < *world_.rules_changed();
    const std::string number = text_in(order, "no");
    const std::string shown = text_in(deal, text_in(deal, "order_ref").empty() ? "order_no" : "order_ref");
    if (shown != number && !old)
      broken("I5: deal " + label + " shows the number \"" + shown + "\", its order has \"" + number + "\"" +
             told(reader_, std::vector{RecordKey{"crm", "opportunity", id}, RecordKey{"erp", "sale", sale}}));
    if (disputed_.contains(reader_.link_of({"crm", "opportunity", id}))) {
      ++out_.counts["disputed stages"];
    } else if (stage != world_.stage_of(state, since) && !(old && stage == world_.stage_of(state, far_future)))
      broken("I5: deal " + label + " is in the stage " + stage + ", its order in the state " + state +
             told(reader_, std::vector{RecordKey{"crm", "opportunity", id}, RecordKey{"erp", "sale", sale}}));
    lines_of_order(label, id, sale);
    if (state == "new" && !world_.advance().empty() && (troubled_hops(sale) == 0 || !is_told_of(sale)))
      broken("I5: the order of deal " + label + " was not advanced, and nobody is told" +
             told(reader_, std::vector{RecordKey{"crm", "opportunity", id}, RecordKey{"erp", "sale", sale}}));
    if (const std::string problem = text_in(deal, "problem"); !problem.empty() && troubled_hops(sale) == 0)
      broken("I5: deal " + label + " is flagged, although all is well: " + problem);
  }

  /// A refused or ignored change of status is somebody's question.
  bool is_told_of(const std::string& sale) const {
    const RecordKey key{"erp", "sale", sale};
    return std::ranges::any_of(reader_.dead_letters(true, 1000),
                               [&](const auto& each) { return each.record == key; }) ||
           std::ranges::any_of(reader_.conflicts(true, {}, 1000), [&](const auto& each) { return each.record == key; });
  }

  /// The order as it was when its draft ended; now, when it is one still.
  void lines_of_order(const std::string& label, const std::string& id, const std::string& sale) {
    Instant released = far_future;
    Map draft;
    for (const auto& [at, content] : erp_.past("sale", sale)) {
      if (text_in(content, "state") != "new") {
        released = at;
        break;
      }
      draft = content;
    }
    const auto has = sale_lines(draft);
    const auto past = crm_.past("opportunity", id);
    if (released == far_future) {
      if (has != deal_lines(past.back().second))
        broken("I5: the draft of deal " + label + " has " + shown(has) + ", the deal " +
               shown(deal_lines(past.back().second)));
      if (text_in(draft, "text") != text_in(past.back().second, "title"))
        broken("I5: the draft of deal " + label + " is called " + text_in(draft, "text"));
      return;
    }
    bool won = false;
    for (const auto& [at, content] : past) {
      won |= text_in(content, "stage") == "won";
      if (won && at <= released && deal_lines(content) == has) return;
    }
    broken("I5: the order of deal " + label + " was released with " + shown(has) +
           ", which the deal never had once won");
  }

  /// An account is its VAT number, an article its code.
  std::string whose(const ModelSystem& system, const std::string& object, const std::string& id) const {
    const Map& record = system.now(object, id);
    for (const char* key : {"vat", "code", "sku"}) {
      if (const std::string found = text_in(record, key); !found.empty()) return found;
    }
    if (object == "sale") return label_of_sale_.at(id);
    return object == "opportunity" ? DocumentWorld::label_of(*record.find("title")) : id;
  }

  /// A new stamp alone makes what was refused be tried again.
  bool edited_since_rules_changed(const std::string& of) const {
    const auto by_person = [&](const ModelSystem& system) {
      return std::ranges::any_of(system.ledger(), [&](const Entry& entry) {
        return entry.by == Entry::By::person && entry.at > *world_.rules_changed() &&
               (entry.set != entry.before || (entry.object == "sale" && troubled_hops(entry.id) > 0)) &&
               whose(system, entry.object, entry.id) == of;
      });
    };
    return by_person(crm_) || by_person(erp_);
  }

  /// Nobody has edited it since, so that it stands as the former rules left it.
  bool is_left_by_a_change_of_rules(const std::string& of) const {
    return world_.rules_changed() && !edited_since_rules_changed(of);
  }

  /// Since before the rules changed; what it was between two polls leaves no trace.
  bool was_won_all_along(const std::string& id) const {
    if (!world_.rules_changed()) return false;
    constexpr Duration between_polls = seconds(30);
    bool won_then = false;
    std::optional<Instant> otherwise_since;
    for (const auto& [when, content] : crm_.past("opportunity", id)) {
      const bool won = text_in(content, "stage") == "won";
      if (when <= *world_.rules_changed()) {
        won_then = won;
      } else if (!won && !otherwise_since) {
        otherwise_since = when;
      } else if (won && otherwise_since) {
        if (when - *otherwise_since >= between_polls) return false;
        otherwise_since.reset();
      }
    }
    return won_then && !otherwise_since;
  }

  void names_agree(const std::string& crm_object, const std::string& crm_key, const std::string& crm_name,
                   const std::string& erp_object, const std::string& erp_key) {
    for (const std::string& ours : crm_.ids(crm_object)) {
      const Map& record = crm_.now(crm_object, ours);
      for (const std::string& theirs : erp_.ids(erp_object)) {
        const Map& other = erp_.now(erp_object, theirs);
        const std::string of = text_in(record, crm_key);
        if (text_in(other, erp_key) != of || text_in(record, crm_name) == text_in(other, "name")) continue;
        if (!is_left_by_a_change_of_rules(of) && !disputed_names_.contains({erp_.name(), erp_object, theirs}) &&
            !disputed_names_.contains({crm_.name(), crm_object, ours}))
          broken("I5: " + of + " is called \"" + text_in(record, crm_name) + "\" in crm, \"" + text_in(other, "name") +
                 "\" in erp");
      }
    }
  }

  /// What was written after the rules had been changed was edited after that, too.
  void change_of_rules() {
    if (!world_.rules_changed()) return;
    ++out_.counts["changes of rules about deals"];
    for (const ModelSystem* system : world_.all_systems()) {
      for (const Entry& entry : system->ledger()) {
        if (entry.by != Entry::By::engine || entry.at < *world_.rules_changed()) continue;
        const std::string of = whose(*system, entry.object, entry.id);
        const bool needed = entry.op == EffectOp::create && entry.object == "party";  // by a deal that is won only now
        if (!needed && is_left_by_a_change_of_rules(of))
          broken("I13: " + system->name() + " " + entry.object + " #" + entry.id + " (" + of + ") was written " +
                 write_json(Value(entry.set)) + " by a change of rules alone" +
                 told(reader_, std::vector{RecordKey{system->name(), entry.object, entry.id}}));
      }
    }
  }

  void count() {
    for (const ModelSystem* system : world_.all_systems()) {
      for (const auto& [site, times] : system->fired()) out_.counts["fault: " + site] += times;
      for (const Entry& entry : system->ledger()) {
        out_.counts["edits"] += entry.by == Entry::By::person ? 1 : 0;
        out_.counts["stamps without a change"] += entry.set.empty();
        out_.counts["messages to owners"] += entry.op == EffectOp::append ? 1 : 0;
      }
    }
    out_.counts["deals"] += deals_.size();
    for (const auto& [sale, label] : label_of_sale_) out_.counts["orders born in the ERP"] += label.starts_with("E");
  }

  const DocumentWorld& world_;
  Reader& reader_;
  const ModelSystem &crm_, &erp_;
  std::map<std::string, std::string> deals_;          ///< label → id
  std::map<std::string, std::string> label_of_sale_;  ///< id → label that it was made with
  std::map<std::string, int> orders_, closed_;
  std::set<LinkId> disputed_;           ///< deals whose stage waits for a person
  std::set<RecordKey> disputed_names_;  ///< records whose name does
  Judgement out_;
};

}  // namespace

Judgement judge(const DocumentWorld& world, Reader& reader) { return DocumentJudge(world, reader).judge(); }

}  // namespace syncline::sim
