// The computed fields of virtual slots, compiled: expression, value table, binding.
#include <algorithm>

#include "base/text.h"
#include "bind/identity_binding.h"
#include "project/scope.h"

namespace syncline {
namespace {

class ComputedCompiler {
 public:
  ComputedCompiler(Compilation& c, SyncDraft& draft, OwnSlot& slot, const Names& names)
      : c_(c), draft_(draft), slot_(slot), names_(names) {}

  void compile() {
    std::vector<std::string> fields;
    for (const ComputedDraft& each : slot_.computed) {
      fields.push_back(each.field);
      compile(each, *draft_.entity->field(each.field));
    }
    if (!slot_.source_reference.empty()) fields.push_back(slot_.source_reference);
    slot_.rule.binding = make_identity_binding(*draft_.entity, slot_.rule.object, fields);
  }

 private:
  void compile(const ComputedDraft& computed, const FieldSpec& spec) {
    const auto table = computed.table.empty() ? nullptr : table_of(computed, spec);
    const auto result = computed.table.empty() ? result_type(spec) : std::nullopt;
    auto program = compile_at(c_, *computed.document, computed.keys, computed.text, names_, result, nullptr);
    if (!program) {
      c_.all_computed = false;
      return;
    }
    if (spec.type == FieldType::reference) check_reference(computed, spec, program->type());
    slot_.rule.computed.push_back({computed.field, std::move(program), table});
  }

  Place place(const ComputedDraft& computed) const {
    const Node* node = node_at(*computed.document, computed.keys);
    return node ? computed.document->place_of(*node) : computed.document->place(join(computed.keys, "."));
  }

  void check_reference(const ComputedDraft& computed, const FieldSpec& spec, const expr::Type& given) {
    using Kind = expr::Type::Kind;
    const bool fits = given.is(Kind::dyn) || given.is(Kind::null) ||
                      (given.is(Kind::object) && given.name().starts_with(spec.refers_to));
    if (fits) return;
    c_.report(
        "P024", place(computed),
        "the expression gives " + text_of(given) + ", but " + in_quotes(spec.name) + " refers to a " + spec.refers_to,
        "name a reference to a " + spec.refers_to);
  }

  std::shared_ptr<const ValueTable> table_of(const ComputedDraft& computed, const FieldSpec& spec) {
    const std::string path = "maps/" + computed.table + ".csv";
    auto known = c_.tables.find(computed.table);
    if (known == c_.tables.end() && !read_table(computed, path)) return nullptr;
    known = c_.tables.find(computed.table);
    c_.used_tables.insert(computed.table);
    for (const std::string& label : known->second.labels()) {
      if (spec.choices.empty() || std::ranges::find(spec.choices, label) != spec.choices.end()) continue;
      c_.report("P074", place(computed),
                "the label " + in_quotes(label) + " of " + path + " is none of the values of " + in_quotes(spec.name),
                "it can be " + words_of(spec.choices));
    }
    return std::make_shared<const ValueTable>(known->second);
  }

  /// A table with a column for each slot, which a field names, may have the columns code and label as well.
  bool read_table(const ComputedDraft& computed, const std::string& path) {
    const auto table = c_.loaded.tables.find(path);
    if (table == c_.loaded.tables.end()) {
      if (!c_.files.contains(path))
        c_.report("P047", place(computed), "there is no table " + path, "write it, with the columns code and label");
      return false;
    }
    if (!tables_of_fields(c_.loaded).contains(computed.table)) return false;
    auto read = read_value_table(table->second);
    if (!read) {
      c_.findings.append(std::move(read).error());
      return false;
    }
    c_.tables.emplace(computed.table, std::move(*read));
    return true;
  }

  Compilation& c_;
  SyncDraft& draft_;
  OwnSlot& slot_;
  const Names& names_;
};

}  // namespace

void compile_computed(Compilation& c, const Drafts& drafts, SyncDraft& draft) {
  const Names all(drafts, draft);
  for (OwnSlot& slot : draft.own_slots) {
    if (slot.rule.source == Source::reflected) {
      ComputedCompiler(c, draft, slot, all).compile();
      continue;
    }
    const Names names = Names::of_source(drafts, *draft_of(drafts, slot.rule.derivation.from));
    ComputedCompiler(c, draft, slot, names).compile();
    if (const Value& when = draft.file["derive"]["when"]; when.is_string()) {
      slot.rule.derivation.when =
          compile_at(c, draft.document, {"derive", "when"}, when.as_string(), names, expr::Type::boolean(), nullptr);
    }
  }
}

}  // namespace syncline
