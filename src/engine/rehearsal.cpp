#include "engine/rehearsal.h"

#include <algorithm>
#include <set>

#include "engine/calls.h"
#include "engine/canonical_binding.h"
#include "engine/observe.h"
#include "engine/references.h"
#include "engine/release.h"
#include "engine/ripples.h"
#include "engine/stages.h"
#include "engine/virtual_records.h"
#include "runtime/simulated.h"
#include "store/open.h"
#include "store/sqlite/memory_disk.h"

namespace syncline {
namespace {

constexpr std::size_t most = 1000;
constexpr int most_rounds = 50;  // of records that are looked at again

Error refusal(std::string code, std::string message) {
  return {ErrorClass::validation, std::move(code), std::move(message), "", "", std::nullopt};
}

/// A system that shows what the test says and is never written to.
class GivenSystem final : public SystemPort {
 public:
  explicit GivenSystem(const ProjectSystem& system) : system_(system) {}

  const std::string& id() const override { return system_.name; }
  const ObjectTraits* traits(std::string_view object) const override {
    const auto found = system_.manifest->objects.find(std::string(object));
    return found == system_.manifest->objects.end() ? nullptr : &found->second.traits;
  }
  Result<Page, Error> list(const std::string&, ListMode, const std::string&, const CallContext&) override {
    return Page{};
  }
  Result<NativeRecord, Error> read(const RecordKey& key, const CallContext&) override {
    const auto found = records.find(key);
    if (found != records.end()) return found->second;
    NativeRecord none;
    none.key = key;
    none.state = RecordState::gone;
    return none;
  }
  WriteOutcome write(const WriteRequest&, const CallContext&) override {
    WriteOutcome out;
    out.kind = WriteOutcome::Kind::not_sent;
    out.error = refusal("rehearsal.write", "nothing is written in a rehearsal");
    return out;
  }
  ProbeOutcome probe(const WriteRequest&, const CallContext&) override { return {}; }

  std::map<RecordKey, NativeRecord> records;

 private:
  const ProjectSystem& system_;
};

using Ports = std::map<std::string, std::shared_ptr<GivenSystem>>;

/// The project's rules at the test's stage; slots that are given canonically need no binding.
EngineSetup setup_for(const Project& project, const MappingTest& test, const Ports& ports) {
  std::map<std::string, std::shared_ptr<SystemPort>> systems(ports.begin(), ports.end());
  EngineSetup setup = engine_setup(project, systems);
  for (auto& each : setup.entities) {
    EntityPolicy policy = *each;
    const bool is_tested = each->entity->name == test.entity;
    if (is_tested) policy.stage = test.stage;
    for (SlotRule& slot : policy.slots) {
      const auto is_canonical = [&](const GivenRecord& record) {
        return record.slot == slot.slot && record.form == GivenRecord::Form::canonical &&
               (is_tested ? record.entity.empty() : record.entity == each->entity->name);
      };
      if (is_tested && test.stage == Stage::two_way && slot.source == Source::system) slot.writable = true;
      if (std::ranges::any_of(test.given, is_canonical) || std::ranges::any_of(test.when, is_canonical))
        slot.binding = canonical_binding(slot.binding, policy.entity);
    }
    each = std::make_shared<const EntityPolicy>(std::move(policy));
  }
  setup.uses = std::make_shared<const Uses>(uses_of(setup));
  return setup;
}

class Play {
 public:
  Play(Context& cx, Ports& ports, const MappingTest& test)
      : cx_(cx), ports_(ports), test_(test), policy_(*cx.setup.policy(test.entity)) {}

  Result<Rehearsed, Error> play() {
    begin();
    for (const GivenRecord& record : sources_first(test_.given)) see(record, EventSource::backfill);
    go_live();
    for (const GivenRecord& record : test_.when) see(record, EventSource::webhook);
    look_for_faults();
    if (error_) return fail(*error_);
    collect();
    return std::move(out_);
  }

 private:
  void begin() {
    commit(cx_, [&](Tx& tx) {
      for (const auto& policy : cx_.setup.entities) {
        for (const SlotRule& slot : policy->slots) tx.set_setting(loaded_key(slot.system, slot.object), "yes");
        if (policy->entity->name != test_.entity) tx.set_setting(released_key(policy->entity->name), "all");
      }
    });
    for (const RelatedLink& related : test_.related) make_link(related);
    for (const auto& policy : cx_.setup.entities) {
      for (const SlotRule& slot : policy->slots) {
        if (slot.source == Source::derived && names_its_source(*policy, slot)) link_to_source(*policy, slot);
      }
    }
  }

  /// Of two that are made from each other, the one that refers to the other.
  static bool names_its_source(const EntityPolicy& policy, const SlotRule& derived) {
    return std::ranges::any_of(policy.entity->fields, [&](const FieldSpec& field) {
      return field.type == FieldType::reference && field.refers_to == derived.derivation.from;
    });
  }

  /// A given record of what is made from a given source is taken for what was made from it.
  void link_to_source(const EntityPolicy& policy, const SlotRule& derived) {
    const std::string& name = policy.entity->name;
    const RelatedLink source = given_of(derived.derivation.from);
    if (source.members.empty() || given_of(name).members.empty()) return;
    made_[name] = make_link({name, {{derived.slot, std::to_string(make_link(source).n)}}});
  }

  /// As if it had been created from its source just now.
  void join_what_was_made(const GivenRecord& given, const RecordKey& key) {
    const auto made = made_.find(entity_of(given));
    const auto link = made == made_.end() ? std::nullopt : cx_.store.reader()->link(made->second);
    if (!link || link->shadow.member(given.slot)) return;
    Plan plan;
    plan.link = link->id;
    plan.expected = link->version;
    plan.shadow = link->shadow;
    Member member;
    member.slot = given.slot;
    member.key = key;
    plan.shadow->members.push_back(std::move(member));
    commit(cx_, [&](Tx& tx) { return tx.commit(plan).ok(); });
  }

  std::vector<GivenRecord> sources_first(std::vector<GivenRecord> records) const {
    std::ranges::stable_partition(records, [&](const auto& each) { return !made_.contains(entity_of(each)); });
    return records;
  }

  RelatedLink given_of(const std::string& entity) const {
    RelatedLink link{entity, {}};
    for (const auto* records : {&test_.given, &test_.when}) {
      for (const GivenRecord& each : *records) {
        const auto same = [&](const auto& member) { return member.first == each.slot; };
        if (entity_of(each) == entity && std::ranges::none_of(link.members, same))
          link.members.emplace_back(each.slot, each.native);
      }
    }
    return link;
  }

  const std::string& entity_of(const GivenRecord& given) const {
    return given.entity.empty() ? test_.entity : given.entity;
  }

  LinkId make_link(const RelatedLink& related) {
    const EntityPolicy& policy = *cx_.setup.policy(related.entity);
    Plan plan;
    plan.entity = related.entity;
    plan.shadow.emplace();
    for (const auto& [slot, native] : related.members) {
      const SlotRule& rule = *policy.slot(slot);
      Member member;
      member.slot = slot;
      member.key = {rule.system, rule.object, native};
      plan.shadow->members.push_back(std::move(member));
    }
    return commit(cx_, [&](Tx& tx) {
      const auto made = tx.commit(plan);
      return made ? made->link : LinkId{};
    });
  }

  NativeRecord record_of(const GivenRecord& given, const SlotRule& rule) {
    NativeRecord record;
    record.key = {rule.system, rule.object, given.native};
    if (given.form == GivenRecord::Form::gone) record.state = RecordState::gone;
    auto& known = ports_.at(rule.system)->records;
    Map content;
    if (const auto before = known.find(record.key); before != known.end() && before->second.content.is_map())
      content = before->second.content.as_map();
    for (const auto& [name, value] : given.content) content.set(name, value);
    record.content = std::move(content);
    const ObjectTraits* traits = ports_.at(rule.system)->traits(rule.object);
    if (traits && traits->has_stamp) record.stamp = cx_.rt.now().us;
    known[record.key] = record;
    return record;
  }

  void see(const GivenRecord& given, EventSource source) {
    cx_.rt.sleep_for(hours(1));  // past any lag of reading
    const SlotRule& rule = *cx_.setup.policy(entity_of(given))->slot(given.slot);
    const NativeRecord record = record_of(given, rule);
    join_what_was_made(given, record.key);
    if (given.entity.empty()) last_ = record.key;
    if (record.state == RecordState::live) {
      const auto reading = rule.binding->read(record, cx_.rt.now());
      if (!reading) {
        if (!error_) error_ = reading.error();
        return;
      }
      if (given.entity.empty()) {
        for (const auto& [name, field] : reading->fields) out_.shown[given.slot][name] = field.canonical;
      }
    } else if (given.entity.empty()) {
      out_.shown.erase(given.slot);
    }
    NewEvent event = hint(record.key, source, cx_.rt.now());
    event.record = record;
    const Accepted accepted = commit(cx_, [&](Tx& tx) { return tx.accept(std::span(&event, 1), nullptr); });
    if (!accepted.events.empty()) last_event_ = accepted.events.front();
    settle();
  }

  /// All that is due is looked at, until nothing is.
  void settle() {
    for (int round = 0; round < most_rounds; ++round) {
      const auto reader = cx_.store.reader();
      std::vector<DueEvent> due;
      for (const std::string& system : reader->systems_with_events())
        std::ranges::copy(reader->due_events(system, cx_.rt.now(), most), std::back_inserter(due));
      if (due.empty()) return;
      for (const DueEvent& event : due) observe(cx_, event.key);
    }
  }

  /// What was given is the first load; from here on is written what the rules say.
  void go_live() {
    commit(cx_, [&](Tx& tx) {
      tx.set_setting(released_key(test_.entity), "all");
      tx.set_setting(planned_key(test_.entity), name_of(test_.stage));
    });
    for (const LinkId link : cx_.store.reader()->links({test_.entity, ""}, {}, most)) replan_link(cx_, policy_, link);
    settle();
  }

  /// What could not be computed from the given records: nothing of the test's would be true.
  void look_for_faults() {
    const auto reader = cx_.store.reader();
    for (const DeadLetter& each : reader->dead_letters(true, most)) {
      if (is_virtual(each.record) && !error_) error_ = each.error;
    }
  }

  void collect() {
    const auto reader = cx_.store.reader();
    std::set<LinkId> own;
    for (const LinkId id : reader->links({test_.entity, ""}, {}, most)) {
      const auto link = reader->link(id);
      if (!link || link->id != id) continue;
      own.insert(id);
      ++out_.links;
      out_.for_review |= link->shadow.undecided || std::ranges::any_of(link->shadow.members, &Member::duplicate);
    }
    if (const auto link = reader->link(last_.native.empty() && !own.empty() ? *own.rbegin() : reader->link_of(last_))) {
      for (const auto& [name, field] : link->shadow.agreed) out_.agreed[name] = field.value;
    }
    auto effects = reader->effects({}, {}, most);
    std::ranges::reverse(effects);
    for (const Effect& effect : effects) {
      if (is_open(effect.state) && own.contains(effect.link)) out_.effects.push_back(shown(*reader, effect));
    }
    out_.conflicts = reader->conflicts(true, {}, most);
    std::erase_if(out_.conflicts, [&](const Conflict& each) { return each.link && !own.contains(each.link); });
    std::ranges::reverse(out_.conflicts);
    if (const auto event = reader->event(last_event_)) {
      out_.end = event->state;
      out_.reason = event->reason;
    }
  }

  RehearsedEffect shown(Reader& reader, const Effect& effect) {
    RehearsedEffect out{effect.slot, effect.op, std::nullopt, {}};
    const EntityPolicy* policy = cx_.setup.policy_of(effect.key.system, effect.key.object);
    const SlotRule* rule = policy ? policy->slot(effect.slot) : nullptr;
    if (effect.state == EffectState::waiting) out.waits = effect.reason;
    if (!rule || (effect.op != EffectOp::create && effect.op != EffectOp::update)) return out;
    std::map<std::string, FieldValue> values;
    for (const auto& [name, change] : effect.changes) values.emplace(name, change.after);
    if (resolve_targets(reader, *rule->binding, rule->system, values)) return out;
    const auto& known = ports_.at(rule->system)->records;
    const auto current = known.find(effect.key);
    const auto content = rule->binding->write(values, current == known.end() ? Value() : current->second.content);
    if (content) {
      out.content = *content;
    } else {
      out.waits = describe(content.error());
    }
    return out;
  }

  Context& cx_;
  Ports& ports_;
  const MappingTest& test_;
  const EntityPolicy& policy_;
  Rehearsed out_;
  std::map<std::string, LinkId> made_;  ///< by entity: what was made from a given source
  RecordKey last_;
  EventId last_event_;
  std::optional<Error> error_;
};

Result<Rehearsed, Error> play_in(Runtime& rt, const MemoryDisk& disk, const Project& project, const MappingTest& test) {
  StoreOptions where;
  where.path = "rehearsal.db";
  where.vfs = disk.vfs();
  const auto store = open_store(rt, where);
  if (!store) return fail(store.error());
  Ports ports;
  for (const ProjectSystem& system : project.systems) ports[system.name] = std::make_shared<GivenSystem>(system);
  const EngineSetup setup = setup_for(project, test, ports);
  Context cx{rt, **store, setup, silent_log(), 0, [] {}, [](const Error&) {}};
  cx.epoch = commit(cx, [](Tx& tx) { return tx.begin_epoch(); });
  return Play(cx, ports, test).play();
}

}  // namespace

Result<Rehearsed, Error> rehearse(const Project& project, const MappingTest& test) {
  Result<Rehearsed, Error> result = fail(refusal("rehearsal.ended", "the rehearsal did not come to its end"));
  const MemoryDisk disk;
  const auto scheduler = make_scheduler();
  scheduler->run([&] {
    const auto process = scheduler->process("rehearsal");
    Task main = process->spawn("main", [&] { result = play_in(*process, disk, project, test); });
    main.join();
  });
  return result;
}

}  // namespace syncline
