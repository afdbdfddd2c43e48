#pragma once
// A toy world for tests: one link, one record per slot kept in a map, bindings of every class. Nothing here decides.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "decide/decide.h"

namespace syncline::toy {

enum class Kind : std::uint8_t {
  plain,  ///< exact; the vendor pads with spaces, which mean nothing
  cut,    ///< truncates at 4
  upper,  ///< upper-cases
  table,  ///< many to one: a, b → X (read as a), c → Y
  read_only,
  write_only,
  reference,
};

inline BindingClass class_of(Kind kind) {
  switch (kind) {
    case Kind::plain:
    case Kind::reference: return BindingClass::exact;
    case Kind::cut:
    case Kind::upper:
    case Kind::table: return BindingClass::lossy;
    case Kind::read_only: return BindingClass::read_only;
    case Kind::write_only: return BindingClass::write_only;
  }
  return BindingClass::exact;
}

/// The vendor's form of a canonical text, as the vendor would keep it.
inline std::string stored(Kind kind, const std::string& v) {
  switch (kind) {
    case Kind::cut: return v.substr(0, 4);
    case Kind::upper: return to_upper(v);
    case Kind::table: return v == "a" || v == "b" ? "X" : "Y";
    default: return v;
  }
}

inline const Value forbidden_mark = Map{{"$forbidden", true}};

class ToyBinding final : public Binding {
 public:
  explicit ToyBinding(std::map<std::string, Kind> kinds, const std::string& required = "",
                      const std::string& place = "")
      : kinds_(std::move(kinds)) {
    for (const auto& [name, kind] : kinds_) {
      const FieldType type = kind == Kind::reference ? FieldType::reference : FieldType::string;
      fields_.push_back({name, type, class_of(kind), kind == Kind::reference ? "account" : "", name == required});
      fields_.back().place = place;
      paths_.push_back(name);
    }
  }
  const std::string& entity() const override { return entity_; }
  const std::string& object() const override { return object_; }
  const std::vector<BindingField>& fields() const override { return fields_; }
  const std::vector<std::string>& native_paths() const override { return paths_; }

  Result<Reading, Error> read(const NativeRecord& record, Instant read_at) const override {
    Reading reading;
    reading.key = record.key;
    reading.stamp = record.stamp;
    reading.version = record.version;
    reading.read_at = read_at;
    reading.hash = hash_of(record.content);
    for (const auto& [name, kind] : kinds_) {
      if (kind == Kind::write_only || !record.content.is_map()) continue;
      const Value* native = record.content.as_map().find(name);
      if (native) reading.fields[name] = {canonical(name, *native), *native};
    }
    return reading;
  }
  FieldValue canonical(std::string_view field, const Value& native) const override {
    if (native.is_null()) return FieldValue::empty();
    if (native == forbidden_mark) return FieldValue::forbidden();
    if (!native.is_string()) return FieldValue::of(native);
    const std::string text(trim(native.as_string()));
    if (text.empty()) return FieldValue::empty();
    if (kinds_.at(std::string(field)) == Kind::table) return FieldValue::of(text == "X" ? "a" : "c");
    return FieldValue::of(text);
  }
  FieldValue normalised(std::string_view field, const FieldValue& v) const override {
    if (v.presence != Presence::value || !v.value.is_string()) return v;
    return canonical(field, stored(kinds_.at(std::string(field)), v.value.as_string()));
  }
  Result<Value, Error> write(const std::map<std::string, FieldValue>& set, const Value&) const override {
    Map out;
    for (const auto& [name, v] : set) {
      const bool text = v.presence == Presence::value && v.value.is_string();
      out.set(name, text ? Value(stored(kinds_.at(name), v.value.as_string())) : v.value);
    }
    return Value(out);
  }

 private:
  std::string entity_ = "customer", object_ = "account";
  std::map<std::string, Kind> kinds_;
  std::vector<BindingField> fields_;
  std::vector<std::string> paths_;
};

struct SlotSpec {
  Slot slot;
  std::map<std::string, Kind> kinds;
};

/// One link and the records of its members, with a clock that a test turns.
class Toy {
 public:
  explicit Toy(const std::vector<SlotSpec>& slots, const std::vector<std::string>& fields = {"name"}) {
    auto entity = std::make_shared<Entity>();
    entity->name = "customer";
    for (const std::string& field : fields) {
      FieldSpec spec;
      spec.name = field;
      entity->fields.push_back(spec);
      FieldRule rule;
      rule.field = field;
      policy.fields.push_back(rule);
    }
    policy.entity = entity;
    for (const SlotSpec& spec : slots) {
      SlotRule rule;
      rule.slot = spec.slot;
      rule.system = spec.slot;
      rule.object = "account";
      rule.binding = std::make_shared<ToyBinding>(spec.kinds);
      policy.slots.push_back(rule);
    }
    link.id = {12};
    link.entity = "customer";
  }

  FieldRule& rule(const std::string& field = "name") { return const_cast<FieldRule&>(*policy.field(field)); }
  SlotRule& slot(const Slot& name) { return const_cast<SlotRule&>(*policy.slot(name)); }
  const AgreedField& agreed(const std::string& field = "name") const { return link.shadow.agreed.at(field); }
  MemberField& part(const Slot& name, const std::string& field = "name") {
    return link.shadow.member(name)->fields.at(field);
  }
  bool pending(const Slot& name, const std::string& field = "name") {
    return !part(name, field).standing && part(name, field).confirmed < agreed(field).version;
  }

  RecordKey key_of(const Slot& name) const { return {name, "account", name + "-1"}; }

  Observation observation(const Slot& name, const Value& content) {
    NativeRecord record;
    record.key = key_of(name);
    record.content = content;
    Observation seen;
    seen.reading = *policy.slot(name)->binding->read(record, now);
    seen.slot = name;
    seen.event = {++last_event};
    return seen;
  }
  Observation ended(const Slot& name, RecordState state) {
    Observation seen = observation(name, Map{});
    seen.reading.state = state;
    return seen;
  }

  /// Decides and commits, as the engine would.
  const Decision& see(const Observation& seen) { return commit(decide(policy, link, seen, open, now)); }
  const Decision& read(const Slot& name, const Map& content) {
    tick();
    return see(observation(name, content));
  }
  const Decision& name_read(const Slot& slot, const Value& name) { return read(slot, Map{{"name", name}}); }
  const Decision& again() {
    tick();
    return commit(replan(policy, link, open, now, "t"));
  }

  const Decision& commit(Decision decision) {
    last = std::move(decision);
    link.shadow = last.shadow;
    for (const auto& [id, why] : last.superseded) {
      std::erase_if(open, [&, effect = id](const Effect& e) { return e.id == effect; });
    }
    for (const NewEffect& planned : last.effects) {
      Effect effect;
      static_cast<NewEffect&>(effect) = planned;
      effect.id = {++last_effect};
      open.push_back(effect);
    }
    return last;
  }

  Effect* open_for(const Slot& name) {
    for (Effect& effect : open) {
      if (effect.slot == name) return &effect;
    }
    return nullptr;
  }
  /// The read-back of the slot's open effect, which the vendor answered with success.
  const Decision& confirm(const Slot& name, const Map& shown, std::optional<std::int64_t> stamp = {}) {
    tick();
    Effect effect = *open_for(name);
    std::erase_if(open, [&](const Effect& e) { return e.id == effect.id; });
    if (effect.state == EffectState::planned) effect.state = EffectState::sending;
    effect.sent_at = now;
    Observation seen = observation(name, shown);
    seen.reading.stamp = stamp;
    seen.confirming = &effect;
    seen.source = EventSource::readback;
    seen.hops = effect.hops + 1;
    return see(seen);
  }

  void tick() { tick(pace); }
  void tick(Duration by) { now = now + by; }
  bool has_step(std::string_view part_of_rule) const {
    for (const FieldStep& step : last.steps) {
      if (step.rule.find(part_of_rule) != std::string::npos) return true;
    }
    return false;
  }

  EntityPolicy policy;
  Link link;
  std::vector<Effect> open;
  Decision last;
  Duration pace = seconds(60);  ///< between two things that happen
  Instant now{1'700'000'000'000'000};
  std::int64_t last_event = 100, last_effect = 0;
};

inline FieldValue text(const std::string& v) { return v.empty() ? FieldValue::empty() : FieldValue::of(v); }

/// Both members linked, equal, agreed.
inline Toy two(Kind crm = Kind::plain, Kind erp = Kind::plain) {
  Toy toy({{"crm", {{"name", crm}}}, {"erp", {{"name", erp}}}});
  toy.name_read("crm", stored(crm, "Acme"));
  toy.name_read("erp", stored(erp, "Acme"));
  return toy;
}

/// Customers of two systems, matched by the tax id, which is their first field; made where they are missing.
inline Toy customers(const std::vector<std::string>& fields = {"tax_id", "name"}) {
  std::map<std::string, Kind> kinds;
  for (const std::string& field : fields) kinds[field] = Kind::plain;
  Toy toy({{"crm", kinds}, {"erp", kinds}}, fields);
  auto entity = std::make_shared<Entity>(*toy.policy.entity);
  entity->fields[0].type = FieldType::tax_id;
  toy.policy.entity = entity;
  toy.policy.match.exact = {"tax_id"};
  for (SlotRule& slot : toy.policy.slots) slot.create = SlotRule::Create::always;
  return toy;
}

/// Both with name and city; the CRM has just edited both.
inline Toy edited() {
  const std::map<std::string, Kind> kinds{{"name", Kind::plain}, {"city", Kind::plain}};
  Toy toy({{"crm", kinds}, {"erp", kinds}}, {"name", "city"});
  toy.read("crm", Map{{"name", "A"}, {"city", "Bonn"}});
  toy.read("erp", Map{{"name", "A"}, {"city", "Bonn"}});
  toy.read("crm", Map{{"name", "B"}, {"city", "Köln"}});
  return toy;
}

}  // namespace syncline::toy
