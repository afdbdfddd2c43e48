#include "tests/sim/document_world.h"

#include <algorithm>

#include "engine/spool.h"
#include "tests/sim/document_invariants.h"
#include "tests/sim/file_invariants.h"
#include "tests/sim/findings.h"
#include "tests/sim/only.h"
#include "tests/sim/rest.h"

namespace syncline::sim {
namespace {

constexpr Duration poll_period = seconds(30);

Temper draw_erp(Prng& plan) {
  Temper temper = draw_temper(plan);
  if (plan.chance(1, 3)) temper.ignore_hop = static_cast<std::uint32_t>(plan.below(300));
  if (plan.chance(1, 3)) temper.refuse_hop = static_cast<std::uint32_t>(plan.below(300));
  if (plan.chance(1, 2)) temper.break_file = static_cast<std::uint32_t>(plan.below(200));
  return temper;
}

/// Nothing is folded here, and an empty list is one: what comes of these is judged of customers.
Temper with_habits(Temper temper, Prng& habits, const std::string& system, Instant begin) {
  Quirks quirks = draw_quirks(habits, "");
  quirks.fold = Fold::none;
  quirks.declared = quirks.empty_is_404 = false;
  if (quirks.step_back.us > 0) quirks.steps_at = begin + seconds(static_cast<std::int64_t>(30 + habits.below(400)));
  if (have_habits() && happens("habits of " + system)) temper.quirks = quirks;
  return temper;
}

std::shared_ptr<Spool> spool_in(SimulatedDisk& folder, SimProcess& process) {
  struct Place {
    SimulatedFiles files;
    Spool spool;
    Place(SimulatedDisk& disk, SimProcess& rt) : files(disk, rt), spool(files, "spool") {}
  };
  const auto place = std::make_shared<Place>(folder, process);
  if (!place->spool.open()) throw Stopped{};
  return {place, &place->spool};
}

std::map<std::string, Map> crm_fields() {
  return {{"account", {{"name", {}}, {"vat", {}}, {"mail", {}}}},
          {"article", {{"code", {}}, {"title", {}}}},
          {"opportunity",
           {{"title", {}},
            {"account", {}},
            {"stage", {}},
            {"order_no", {}},
            {"order_ref", {}},
            {"problem", {}},
            {"items", List{}}}}};
}

std::map<std::string, Map> erp_fields() {
  return {{"party", {{"name", {}}, {"vat", {}}, {"mail", {}}}},
          {"item", {{"sku", {}}, {"name", {}}}},
          {"sale", {{"no", {}}, {"party", {}}, {"text", {}}, {"state", {}}, {"lines", List{}}}}};
}

std::map<std::string, ObjectTraits> traits_of(const std::string& system) {
  std::map<std::string, ObjectTraits> all;
  for (const auto& [object, spec] : trade()->system(system)->manifest->objects) all.emplace(object, spec.traits);
  return all;
}

const RuleChange* draw_change(Prng& plan) {
  const RuleChange* drawn = plan.chance(1, 3) ? &plan.pick(changes_of_trade()) : nullptr;
  return drawn && happens("change of rules") ? drawn : nullptr;
}

Value amount(std::uint64_t hundredths) {
  return Decimal::parse(std::to_string(hundredths / 100) + "." + std::to_string(10 + hundredths % 90)).value();
}

}  // namespace

void DocumentWorld::prepare() { changes_of_trade(); }

std::string DocumentWorld::label_of(const Value& text) {
  const std::string whole = text.string_or("");
  return whole.substr(0, whole.find(' '));
}

DocumentWorld::DocumentWorld(SimScheduler& scheduler, std::uint64_t seed)
    : scheduler_(scheduler),
      plan_(seed * 2 + 1),
      change_(draw_change(plan_)),
      project_(change_ ? change_->before : trade()),
      clerk_(plan_.fork()),
      advance_(std::vector<std::string>{"", "confirmed", "confirmed", "done"}[plan_.below(4)]),
      habits_(seed * 2 + 17),
      crm_("crm", scheduler, plan_.next(), with_habits(draw_temper(plan_), habits_, "crm", scheduler.now()),
           crm_fields(), traits_of("crm")),
      erp_("erp", scheduler, plan_.next(), with_habits(draw_erp(plan_), habits_, "erp", scheduler.now()), erp_fields(),
           traits_of("erp")),
      engine_(scheduler, plan_.fork(), [this](SimProcess& process) { return setup_for(process); }) {
  erp_.by_itself = [this](const std::string& object, const std::string& id, Map& record) {
    vendor_fills_in(object, id, record);
  };
  engine_.on_power_cut = [this](Prng& chance) { folder_.power_cut(chance.next()); };
}

std::string DocumentWorld::stage_of(const std::string& state, Instant since) const {
  if (state == "open") return rules_changed_ && since > *rules_changed_ ? change_->stage_of_confirmed : "ordered";
  return state == "new" ? "won" : state == "closed" ? "delivered" : "lost";
}

EngineSetup DocumentWorld::setup_for(SimProcess& process) {
  EngineSetup setup = engine_setup(*project_, {{"crm", crm_.port_for(process)}, {"erp", erp_.port_for(process)}});
  for (auto& policy : setup.entities) {
    EntityPolicy copy = *policy;
    for (SlotRule& slot : copy.slots) {
      if (!slot.advance.empty()) slot.advance = advance_;
    }
    policy = std::make_shared<const EntityPolicy>(std::move(copy));
  }
  for (PollPlan& poll : setup.polls) {
    poll.interval = poll_period;
    // New files are found by sweeps, and what these show again is judged by the rules of then.
    poll.sweep_every = minutes(rules_changed_ ? 2 : 4);
  }
  setup.spool = spool_in(folder_, process);
  setup.installation = "sim";
  setup.max_attempts = 1000;  // no fault here lasts: nothing is to be given up
  return setup;
}

void DocumentWorld::vendor_fills_in(const std::string& object, const std::string& id, Map& record) {
  if (object != "sale") return;
  const std::string state = record["state"].string_or("");
  if (state.empty()) {
    record.set("state", "new");
    clerk_looks_at(id);
  }
  if ((state == "open" || state == "closed") && record["no"].is_null()) record.set("no", "SO" + id);
}

/// Somebody in the ERP may confirm or cancel a new order before the engine does.
void DocumentWorld::clerk_looks_at(const std::string& sale) {
  if (scheduler_.now() >= edits_end_ || !clerk_.chance(1, 3) || !happens("clerk")) return;
  const Duration delay{static_cast<std::int64_t>(clerk_.below(6'000'000))};
  const std::string to = clerk_.chance(2, 3) ? "open" : "void";
  errands_.push_back(scheduler_.world().spawn("clerk", [this, sale, to, delay] {
    scheduler_.world().sleep_for(delay);
    if (text_in(erp_.now("sale", sale), "state") == "new") erp_.person_edits("sale", sale, {{"state", to}});
  }));
}

void DocumentWorld::tell(const ModelSystem& system, const std::string& object, const std::string& id, Prng& chance) {
  engine_.tell({system.name(), object, id}, chance);
}

void DocumentWorld::populate() {
  crm_.person_creates("account", {{"name", "Nordlicht"}, {"vat", "DE136695976"}, {"mail", "a@nordlicht.example"}});
  if (plan_.chance(1, 2)) erp_.person_creates("party", {{"name", "Nordlicht"}, {"vat", "DE136695976"}});
  for (const char* sku : {"A1", "A2"}) {
    crm_.person_creates("article", {{"code", sku}, {"title", "Lamp"}});
    erp_.person_creates("item", {{"sku", sku}, {"name", "Lamp"}});
  }
}

/// A name or an address gets another text: of a customer or an article.
void DocumentWorld::rename(ModelSystem& system, const std::string& object, const std::string& field, Prng& chance) {
  const auto all = system.ids(object);
  if (all.empty()) return;
  const std::string& id = chance.pick(all);
  system.person_edits(object, id, {{field, field + std::to_string(next_text_++)}});
  tell(system, object, id, chance);
}

List DocumentWorld::lines_of(Prng& chance) {
  const auto articles = crm_.ids("article");
  List lines;
  for (std::uint64_t n = 1 + chance.below(3); n > 0; --n) {
    lines.emplace_back(Map{{"id", "L" + std::to_string(next_line_++)},
                           {"item", articles[chance.below(articles.size())]},
                           {"count", static_cast<std::int64_t>(1 + chance.below(20))},
                           {"price", amount(chance.below(100'000))}});
  }
  return lines;
}

void DocumentWorld::new_deal(Prng& chance) {
  const std::string title = "D" + std::to_string(next_deal_++) + " t" + std::to_string(next_text_++);
  const std::string stage = chance.chance(1, 3) ? "won" : "proposal";
  const std::string id = crm_.person_creates(
      "opportunity",
      {{"title", title}, {"account", crm_.ids("account").front()}, {"stage", stage}, {"items", lines_of(chance)}});
  tell(crm_, "opportunity", id, chance);
}

/// The ERP gets the article as well, but later.
void DocumentWorld::new_article(Prng& chance) {
  const std::string sku = "B" + std::to_string(next_text_++);
  const std::string id = crm_.person_creates("article", {{"code", sku}, {"title", "Socket"}});
  tell(crm_, "article", id, chance);
  const Duration delay{static_cast<std::int64_t>(chance.below(120'000'000))};
  errands_.push_back(scheduler_.world().spawn("warehouse", [this, sku, delay] {
    scheduler_.world().sleep_for(delay);
    erp_.person_creates("item", {{"sku", sku}, {"name", "Socket"}});
  }));
  new_deal(chance);
}

void DocumentWorld::touch_deal(Prng& chance) {
  const auto deals = crm_.ids("opportunity");
  const std::string id = deals[chance.below(deals.size())];
  const Map deal = crm_.now("opportunity", id);
  switch (chance.below(6)) {
    case 0: crm_.person_edits("opportunity", id, {{"items", lines_of(chance)}}); break;
    case 1: {
      List lines = deal.find("items")->as_list();
      Map& line = lines[chance.below(lines.size())].as_map();
      line.set("count", static_cast<std::int64_t>(1 + chance.below(20)));
      crm_.person_edits("opportunity", id, {{"items", lines}});
      break;
    }
    case 2:
      crm_.person_edits("opportunity", id,
                        {{"title", label_of(*deal.find("title")) + " t" + std::to_string(next_text_++)}});
      break;
    case 3: crm_.person_edits("opportunity", id, {{"stage", chance.chance(1, 2) ? "lost" : "proposal"}}); break;
    case 4:
    case 5: crm_.person_edits("opportunity", id, {{"stage", "won"}}); break;
  }
  tell(crm_, "opportunity", id, chance);
}

void DocumentWorld::touch_order(Prng& chance) {
  const auto sales = erp_.ids("sale");
  const auto parties = erp_.ids("party");
  if (sales.empty() || chance.chance(1, 10)) {
    if (parties.empty()) return;
    erp_.person_creates("sale", {{"party", parties.front()},
                                 {"text", "E" + std::to_string(next_text_++) + " by hand"},
                                 {"lines", List{Map{{"id", "H" + std::to_string(next_line_++)},
                                                    {"item", erp_.ids("item").front()},
                                                    {"qty", 3},
                                                    {"price", amount(chance.below(1000))}}}}});
    return;
  }
  const std::string id = sales[chance.below(sales.size())];
  const Map sale = erp_.now("sale", id);
  const std::string state = text_in(sale, "state");
  const std::uint64_t what = chance.below(6);
  if (what == 0 && state == "new") {
    erp_.person_edits("sale", id, {{"state", "open"}});
  } else if (what == 1 && state == "open") {
    erp_.person_edits("sale", id, {{"state", "closed"}});
  } else if (what == 2 && state != "closed") {
    erp_.person_edits("sale", id, {{"state", "void"}});
  } else if (what == 3 && state != "new") {
    erp_.person_edits("sale", id, {{"text", label_of(*sale.find("text")) + " e" + std::to_string(next_text_++)}});
  } else if (what >= 4 && state != "new" && !sale.find("lines")->as_list().empty()) {
    List lines = sale.find("lines")->as_list();
    lines.front().as_map().set("qty", static_cast<std::int64_t>(100 + next_text_++));
    erp_.person_edits("sale", id, {{"lines", lines}});
  } else {
    return;
  }
  tell(erp_, "sale", id, chance);
}

/// Nothing of them changes.
void DocumentWorld::stamp_all(ModelSystem& system, Prng& chance) {
  if (!system.temper().quirks.stamps_all || !chance.chance(1, 6)) return;
  for (const std::string& object : system.objects()) {
    for (const std::string& id : system.ids(object)) system.person_edits(object, id, {});
  }
}

/// Papers are put to an order, signed, renamed, copied, thrown away; some are too large, some for the house only.
void DocumentWorld::touch_file(Prng& chance) {
  const auto sales = erp_.ids("sale");
  if (sales.empty()) return;
  const auto fresh = [&] {
    std::string text = "paper " + std::to_string(next_text_++) + " ";
    return text + std::string(chance.chance(1, 8) ? largest_file : chance.below(4000), 'x');
  };
  std::vector<std::string> there;
  for (const auto& [id, file] : erp_.files().all()) {
    if (file.states.back().there) there.push_back(id);
  }
  if (there.empty() || chance.chance(1, 2)) {
    const std::string name = chance.chance(1, 5) ? "notes.txt" : "p" + std::to_string(next_text_++) + ".pdf";
    erp_.files().person_adds({"erp", "sale", chance.pick(sales)}, name, fresh());
    return;
  }
  const std::string& id = chance.pick(there);
  const ModelFile file = erp_.files().all().at(id);
  const std::string now = file.states.back().content, renamed = "r" + std::to_string(next_text_++) + ".pdf";
  switch (chance.below(4)) {
    case 0: erp_.files().person_changes(id, file.states.back().name, fresh()); break;
    case 1: erp_.files().person_changes(id, renamed, now); break;
    case 2: erp_.files().person_adds(file.of, renamed, now); break;
    case 3: erp_.files().person_removes(id); break;
  }
}

void DocumentWorld::sell(Prng chance) {
  while (scheduler_.now() < edits_end_) {
    scheduler_.world().sleep_for(Duration{static_cast<std::int64_t>(chance.below(40'000'000))});
    if (scheduler_.now() >= edits_end_) return;
    Prng act = chance.fork();
    if (!happens("act in crm")) continue;
    const std::uint64_t what = act.below(13);
    if (crm_.ids("opportunity").empty() || what < 2) {
      new_deal(act);
    } else if (what == 2) {
      new_article(act);
    } else if (what == 3) {
      const std::string object = act.chance(1, 3) ? "article" : "account";
      rename(crm_, object, object == "article" ? "title" : act.chance(1, 2) ? "name" : "mail", act);
    } else {
      touch_deal(act);
    }
    stamp_all(crm_, act);
  }
}

void DocumentWorld::keep_books(Prng chance) {
  while (scheduler_.now() < edits_end_) {
    scheduler_.world().sleep_for(Duration{static_cast<std::int64_t>(chance.below(30'000'000))});
    if (scheduler_.now() >= edits_end_) return;
    Prng act = chance.fork();
    if (!happens("act in erp")) continue;
    if (act.chance(1, 5)) {
      touch_file(act);
    } else if (act.chance(1, 12)) {
      rename(erp_, act.chance(1, 2) ? "party" : "item", "name", act);
    } else {
      touch_order(act);
    }
    stamp_all(erp_, act);
  }
}

void DocumentWorld::people_work(Duration time) {
  edits_end_ = scheduler_.now() + time;
  Task sales = scheduler_.world().spawn("sales", [this, chance = plan_.fork()] { sell(chance); });
  Task books = scheduler_.world().spawn("books", [this, chance = plan_.fork()] { keep_books(chance); });
  sales.join();
  books.join();
  for (std::size_t i = 0; i < errands_.size(); ++i) errands_[i].join();
}

/// Everything comes to rest, the rules are changed, all records are read again, and again it rests.
void DocumentWorld::change_rules() {
  const Temper crm = crm_.temper(), erp = erp_.temper();
  crm_.heal();
  erp_.heal();
  scheduler_.world().sleep_for(minutes(15));
  engine_.restart([this] {
    project_ = change_->after;
    rules_changed_ = scheduler_.now();
    scheduler_.note("rules: " + change_->what);
  });
  scheduler_.world().sleep_for(minutes(6));
  crm_.temper() = crm;
  erp_.temper() = erp;
}

void DocumentWorld::run() {
  SimProcess& rt = scheduler_.world();
  populate();
  engine_.begin();
  people_work(minutes(static_cast<std::int64_t>(3 + plan_.below(8))));
  if (change_) {
    change_rules();
    people_work(minutes(static_cast<std::int64_t>(2 + plan_.below(4))));
  }
  crm_.heal();
  erp_.heal();
  engine_.heal();
  writes_before_rest_ = come_to_rest(rt, engine_, all_systems(), minutes(30));
  engine_.end();
}

Judgement DocumentWorld::judge(Reader& reader) {
  Judgement judgement = sim::judge(*this, reader);
  judge_files(*this, judgement);
  for (const ModelSystem* system : all_systems()) {
    calls_as_allowed(*system, judgement);
    const Quirks& quirks = system->temper().quirks;
    judgement.counts["clocks set back"] += quirks.step_back.us > 0;
    judgement.counts["skewed clocks"] += quirks.clock.us != 0;
    judgement.counts["pages"] += quirks.page > 0;
  }
  return judgement;
}

}  // namespace syncline::sim
