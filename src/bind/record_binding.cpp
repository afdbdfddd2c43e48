#include "bind/record_binding.h"

#include <algorithm>
#include <set>

#include "base/hash.h"
#include "base/json.h"
#include "base/text.h"
#include "bind/part_commands.h"
#include "bind/part_list.h"
#include "bind/part_values.h"

namespace syncline {
namespace {

/// What is written, in the vendor's form; of lists: the parts that are wanted.
using Written = std::vector<std::pair<const FieldBinding*, Value>>;

std::string shown(const FieldBinding& field, const Value& value) {
  if (field.personal) return "a personal value";
  const std::string text = write_json(value);
  return code_points(text) > 80 ? truncate(text, 80) + "…" : text;
}

Error refused(const FieldBinding& field, const Value& value, const Refusal& refusal, std::string place) {
  Error error;
  error.cls = ErrorClass::validation;
  error.code = refusal.code;
  error.message = field.name + ": " + shown(field, value) + " " + refusal.words;
  error.place = std::move(place);
  error.remedy = refusal.remedy;
  return error;
}

Error error_of(ErrorClass cls, std::string code, std::string message, std::string place, std::string remedy) {
  Error error;
  error.cls = cls;
  error.code = std::move(code);
  error.message = std::move(message);
  error.place = std::move(place);
  error.remedy = std::move(remedy);
  return error;
}

/// Where a field stands: "vat", or "contact_mechanisms (type email) value", or "lines (type line)".
std::string path_words(const FieldBinding& field) {
  if (field.part.empty()) return field.path;
  std::vector<std::string> conditions;
  for (const auto& [key, value] : field.where)
    conditions.push_back(key + " " + (value.is_string() ? value.as_string() : write_json(value)));
  return field.part + (conditions.empty() ? "" : " (" + join(conditions, ", ") + ")") +
         (field.path.empty() ? "" : " " + field.path);
}

/// Of a list: "lines 2, unit_price: "x" is no number …".
Error refused(const FieldBinding& list, const PartRefusal& part, std::string place) {
  const FieldBinding& field = part.field ? *part.field : list;
  Error error = refused(field, part.value, part.refusal, std::move(place));
  const std::string number = part.number ? " " + std::to_string(part.number) : "";
  const std::string value = part.value.is_null() ? "" : shown(field, part.value) + " ";
  error.message = list.name + number + (part.field ? ", " + field.name : "") + ": " + value + part.refusal.words;
  if (part.number) error.place += ", number " + std::to_string(part.number);
  if (part.field) error.place += ", " + field.name + " (" + field.path + ")";
  return error;
}

/// What the record shows where the field stands: nothing when it did not come.
std::optional<Value> native_in(const FieldBinding& field, const Value& content) {
  const auto copy = [](const Value* value) { return value ? std::optional<Value>(*value) : std::nullopt; };
  const Value* found = find_path(content, field.native_path());
  if (field.part.empty() || !found || !found->is_list()) return copy(found);
  if (field.is_list()) return bound_parts(field, found->as_list());
  const Value* part = select_part(found->as_list(), field.where);
  return part ? copy(find_path(*part, field.path)) : Value();
}

BindingField described(const FieldBinding& field) {
  BindingField out{field.name, field.type, field.cls(), field.object, field.required && field.writable};
  for (const FieldBinding& each : field.parts) out.parts.push_back(described(each));
  out.by_transition = field.by_transition;
  std::string place = path_words(field);
  for (const BindingField& part : out.parts) place += "; " + part.name + " " + part.place;
  out.place = to_hex(xxh3(place)).substr(0, 8);
  return out;
}

class RecordBinding final : public Binding {
 public:
  explicit RecordBinding(BindingSpec spec) : spec_(std::move(spec)) {
    std::set<std::string> paths;
    for (const FieldBinding& field : spec_.fields) {
      fields_.push_back(described(field));
      if (field.readable) paths.insert(field.native_path());
    }
    paths_.assign(paths.begin(), paths.end());
  }

  const std::string& entity() const override { return spec_.entity; }
  const std::string& object() const override { return spec_.object; }
  const std::vector<BindingField>& fields() const override { return fields_; }
  const std::vector<std::string>& native_paths() const override { return paths_; }
  Result<Reading, Error> read(const NativeRecord&, Instant read_at) const override;
  FieldValue canonical(std::string_view field, const Value& native) const override;
  bool shows(std::string_view field, const FieldValue& shown, const FieldValue& agreed) const override;
  FieldValue normalised(std::string_view field, const FieldValue& v) const override;
  Result<Value, Error> write(const std::map<std::string, FieldValue>& set, const Value& current) const override;

 private:
  std::string place_of(const FieldBinding& field) const { return spec_.object + " " + path_words(field); }
  Result<const FieldBinding*, Error> writable(const std::string& name) const;
  Result<Written, Error> converted(const std::map<std::string, FieldValue>& set, bool creates) const;
  std::optional<Error> missing_required(const Written&, bool creates) const;
  Result<FieldValue, Error> meaning(const FieldBinding&, const Value& native, const RecordKey& of) const;
  Result<List, Error> children(const std::string& part, const Value& current) const;
  List single_commands(const std::string& part, const Written&, const List& parts) const;
  Result<Value, Error> whole(const FieldBinding& list, const Value& wanted) const;
  Result<Value, Error> commands(const std::string& part, const Written&, const Value& current) const;

  BindingSpec spec_;
  std::vector<BindingField> fields_;
  std::vector<std::string> paths_;
};

Result<Reading, Error> RecordBinding::read(const NativeRecord& record, Instant read_at) const {
  Reading reading{record.key, record.state, record.merged_into, record.stamp, record.version, {}, read_at, {}};
  Map natives;
  for (const FieldBinding& field : spec_.fields) {
    if (record.state != RecordState::live) break;
    BoundField bound;
    const auto native = field.readable ? native_in(field, record.content) : std::nullopt;
    if (native) {
      auto meant = meaning(field, *native, record.key);
      if (!meant) return fail(std::move(meant.error()));
      bound = {std::move(*meant), *native};
      natives.set(field.name, *native);
    }
    reading.fields.emplace(field.name, std::move(bound));
  }
  reading.hash = hash_of(natives);
  return reading;
}

Result<FieldValue, Error> RecordBinding::meaning(const FieldBinding& field, const Value& native,
                                                 const RecordKey& of) const {
  const auto place = [&] {
    return of.object + " " + of.native + ", field " + field.name + " (" + path_words(field) + ")";
  };
  if (field.is_list()) {
    auto meant = canonical_parts(field, native, spec_.settings);
    if (!meant) return fail(refused(field, meant.error(), place()));
    return std::move(*meant);
  }
  auto meant = canonical_of(field, native, spec_.settings);
  if (!meant) return fail(refused(field, native, meant.error(), place()));
  return std::move(*meant);
}

FieldValue RecordBinding::canonical(std::string_view name, const Value& native) const {
  const FieldBinding* field = spec_.field(name);
  if (!field || !field->readable) return FieldValue::absent();
  auto meant = meaning(*field, native, {});
  return meant ? std::move(*meant) : FieldValue::absent();
}

bool RecordBinding::shows(std::string_view name, const FieldValue& shown, const FieldValue& agreed) const {
  const FieldBinding* field = spec_.field(name);
  if (!field || !field->is_list() || !field->readable) return Binding::shows(name, shown, agreed);
  return shows_parts(*field, shown, agreed, spec_.settings);
}

FieldValue RecordBinding::normalised(std::string_view name, const FieldValue& v) const {
  const FieldBinding* field = spec_.field(name);
  if (!field) return v;
  return field->is_list() ? normalised_parts(*field, v, spec_.settings) : normalised_of(*field, v, spec_.settings);
}

Result<const FieldBinding*, Error> RecordBinding::writable(const std::string& name) const {
  const FieldBinding* field = spec_.field(name);
  const std::string place = "binding of " + spec_.entity + " to " + spec_.object;
  if (!field) {
    return fail(error_of(ErrorClass::config, "bind.unbound", "the field \"" + name + "\" is not bound", place,
                         "bind it, or do not write it"));
  }
  if (!field->writable) {
    return fail(error_of(
        ErrorClass::config, "bind.read_only",
        "the field \"" + name + "\" is " + (field->by_transition ? "changed by calls, not written" : "never written"),
        place, "remove write from the binding if the system accepts it as a value"));
  }
  return field;
}

Result<Written, Error> RecordBinding::converted(const std::map<std::string, FieldValue>& set, bool creates) const {
  std::map<std::string, FieldValue> wanted;
  for (const auto& [name, value] : set) {
    if (value.speaks()) wanted.emplace(name, value);
  }
  for (const FieldBinding& field : spec_.fields) {
    if (creates && field.writable && field.fallback) wanted.try_emplace(field.name, FieldValue::of(*field.fallback));
  }
  Written out;
  for (const auto& [name, value] : wanted) {
    auto field = writable(name);
    if (!field) return fail(std::move(field.error()));
    if ((*field)->is_list()) {
      out.emplace_back(*field, value.value == Value(List{}) ? Value() : value.value);
      continue;
    }
    auto native = native_of(**field, value, spec_.settings);
    if (!native) return fail(refused(**field, value.value, native.error(), place_of(**field)));
    if (native->is_null() && !creates && !(*field)->required) native = cleared(**field, spec_.settings);
    out.emplace_back(*field, std::move(*native));
  }
  return out;
}

std::optional<Error> RecordBinding::missing_required(const Written& written, bool creates) const {
  for (const FieldBinding& field : spec_.fields) {
    if (!field.required || !field.writable) continue;
    const auto given = std::ranges::find(written, &field, &Written::value_type::first);
    const bool missing = given == written.end() ? creates : given->second.is_null();
    if (!missing) continue;
    return error_of(ErrorClass::validation, "bind.required",
                    field.name + ": the system accepts no " + spec_.object + " without it, and it is empty",
                    place_of(field), "fill it at the source, or give it a default in the binding");
  }
  return std::nullopt;
}

Result<List, Error> RecordBinding::children(const std::string& part, const Value& current) const {
  const Value* list = find_path(current, part);
  if (list && is_forbidden(*list)) {
    return fail(error_of(ErrorClass::permission, "bind.parts_forbidden",
                         "the list \"" + part + "\" may not be seen, so its parts cannot be addressed",
                         spec_.object + " " + part, "give the user of this system the right to read it"));
  }
  if (!current.is_null() && !list) {
    return fail(error_of(ErrorClass::conflict, "bind.parts_unread",
                         "the list \"" + part + "\" was not read, so its parts cannot be addressed",
                         spec_.object + " " + part, "read the record again, with all its fields"));
  }
  return list && list->is_list() ? list->as_list() : List{};
}

List RecordBinding::single_commands(const std::string& part, const Written& written, const List& parts) const {
  List out;
  std::vector<const FieldBinding*> done;
  for (const auto& [first, _] : written) {
    const auto same = [&leader = *first](const FieldBinding* other) { return leader.same_part(*other); };
    if (first->is_list() || first->part != part || std::ranges::any_of(done, same)) continue;
    done.push_back(first);
    Written set;
    for (const auto& each : written) {
      if (same(each.first)) set.push_back(each);
    }
    std::vector<const FieldBinding*> group;
    for (const FieldBinding& field : spec_.fields) {
      if (same(&field)) group.push_back(&field);
    }
    Value command = part_command(parts, group, set);
    if (!command.is_null()) out.push_back(std::move(command));
  }
  return out;
}

/// A list that is never read is written whole: {"$whole": [{"id": "", "set": {…}}]}.
Result<Value, Error> RecordBinding::whole(const FieldBinding& list, const Value& wanted) const {
  auto made = part_commands(list, {}, wanted.is_list() ? wanted.as_list() : List{}, spec_.settings);
  if (!made) return fail(refused(list, made.error(), place_of(list)));
  List items;
  for (Value& command : *made) items.push_back(Map{{"id", ""}, {"set", std::move(command.as_map()["set"])}});
  return Value(Map{{"$whole", std::move(items)}});
}

/// {"$parts": […]}; null when nothing is to be done.
Result<Value, Error> RecordBinding::commands(const std::string& part, const Written& written,
                                             const Value& current) const {
  for (const auto& [field, wanted] : written) {
    if (field->is_list() && field->part == part && !field->readable && !current.is_null()) return whole(*field, wanted);
  }
  auto parts = children(part, current);
  if (!parts) return fail(std::move(parts.error()));
  List out = single_commands(part, written, *parts);
  for (const auto& [field, wanted] : written) {
    if (!field->is_list() || field->part != part) continue;
    auto todo = part_commands(*field, *parts, wanted.is_list() ? wanted.as_list() : List{}, spec_.settings);
    if (!todo) return fail(refused(*field, todo.error(), place_of(*field)));
    for (Value& command : *todo) out.push_back(std::move(command));
  }
  return out.empty() ? Value() : Value(Map{{"$parts", std::move(out)}});
}

Result<Value, Error> RecordBinding::write(const std::map<std::string, FieldValue>& set, const Value& current) const {
  const bool creates = current.is_null();
  auto written = converted(set, creates);
  if (!written) return fail(std::move(written.error()));
  if (auto missing = missing_required(*written, creates)) return fail(std::move(*missing));
  Map content = creates ? spec_.create : Map{};
  std::set<std::string> parts;
  for (const auto& [field, native] : *written) {
    if (!field->part.empty()) {
      parts.insert(field->part);
    } else if (!creates || !native.is_null()) {
      set_path(content, field->path, native);
    }
  }
  for (const std::string& part : parts) {
    auto todo = commands(part, *written, current);
    if (!todo) return fail(std::move(todo.error()));
    if (!todo->is_null()) content.set(part, std::move(*todo));
  }
  return Value(std::move(content));
}

}  // namespace

FieldBinding* BindingSpec::field(std::string_view name) {
  const auto found = std::ranges::find(fields, name, &FieldBinding::name);
  return found == fields.end() ? nullptr : &*found;
}

const FieldBinding* BindingSpec::field(std::string_view name) const {
  return const_cast<BindingSpec*>(this)->field(name);
}

std::shared_ptr<const Binding> make_binding(BindingSpec spec) {
  return std::make_shared<RecordBinding>(std::move(spec));
}

}  // namespace syncline
