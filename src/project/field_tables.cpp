// `map` of a field: a value table with a column for each slot. What stands in one row means the same; its canonical
// value is the cell under `label`, without that column the cell of the first slot.
#include <algorithm>

#include "base/text.h"
#include "bind/binding_file.h"
#include "project/compilation.h"
#include "project/sync_schema.h"

namespace syncline {
namespace {

constexpr std::string_view label = "label";

std::vector<std::string> columns_of(const CsvTable& table) {
  std::vector<std::string> names;
  for (const CsvCell& cell : table.header) names.push_back(cell.text);
  return names;
}

bool has(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

class FieldTable {
 public:
  FieldTable(Compilation& c, const SyncDraft& draft, const std::string& field, const CsvTable& table)
      : c_(c), draft_(draft), field_(field), table_(table), columns_(columns_of(table)) {}

  /// Code → label, for the slot; nothing when it shows the labels themselves, or cannot be told.
  std::optional<Map> codes_of(const std::string& slot) {
    const std::string labels = label_column();
    if (!has(columns_, slot)) {
      if (!has(columns_, label)) report_column(slot);
      return std::nullopt;
    }
    Map codes;
    for (const CsvRow& row : table_.rows) {
      const CsvCell* code = table_.cell(row, slot);
      const CsvCell* meaning = table_.cell(row, labels);
      if (!code || !meaning) continue;
      if (code->text.empty() != meaning->text.empty()) {
        c_.report("P048", code->text.empty() ? code->at : meaning->at,
                  "the row says nothing under " + in_quotes(code->text.empty() ? slot : labels),
                  "fill the cell or remove the row");
      } else if (!code->text.empty() && !codes.contains(code->text)) {
        codes.append(code->text, meaning->text);
      }
    }
    return codes;
  }

 private:
  std::string label_column() const {
    if (has(columns_, label)) return std::string(label);
    for (const std::string& slot : draft_.slot_names) {
      if (has(columns_, slot)) return slot;
    }
    return "";
  }

  void report_column(const std::string& slot) {
    c_.report("P047", draft_.document.place("fields." + field_ + ".map"),
              "the table " + table_.file + " has no column for " + slot + ", only " + words_of(columns_),
              "name its columns after the slots: " + join(draft_.slot_names, ","));
  }

  Compilation& c_;
  const SyncDraft& draft_;
  const std::string& field_;
  const CsvTable& table_;
  std::vector<std::string> columns_;
};

/// The words of the field's binding, to which the table is added.
Value words_of_binding(const SyncDraft& draft, const std::string& slot, const std::string& field,
                       const Document& binding_file) {
  const Value& own = draft.file["bind"][slot][field];
  if (own.is_map()) return own;
  Diagnostics known_already;
  return check(binding_file, binding_file_schema(), known_already)["fields"][field];
}

/// A table that is there but could not be read has findings of its own.
void report_missing(Compilation& c, const SyncDraft& draft, const std::string& field, const std::string& name) {
  const std::string path = "maps/" + name + ".csv";
  if (c.files.contains(path)) return;
  c.report("P047", draft.document.place("fields." + field + ".map"), "there is no table " + path,
           "write it, with a column for each slot: " + join(draft.slot_names, ","));
}

}  // namespace

std::set<std::string> tables_of_fields(const LoadedSources& loaded) {
  std::set<std::string> names;
  for (const auto& [path, document] : loaded.documents) {
    if (!matches_glob(path, "sync/*.yaml") && !matches_glob(path, "sync/*.yml")) continue;
    const Value& fields = document.value()["fields"];
    if (!fields.is_map()) continue;
    for (const auto& [field, words] : fields.as_map()) {
      if (words["map"].is_string()) names.insert(words["map"].as_string());
    }
  }
  return names;
}

bool apply_field_tables(Compilation& c, const SyncDraft& draft, const std::string& slot, const Document& binding_file,
                        BindingSpec& binding) {
  if (!draft.file["fields"].is_map()) return true;
  Map changed;
  for (const auto& [field, words] : draft.file["fields"].as_map()) {
    if (!words["map"].is_string() || !binding.field(field)) continue;
    const std::string& name = words["map"].as_string();
    const auto table = c.loaded.tables.find("maps/" + name + ".csv");
    if (table == c.loaded.tables.end()) {
      report_missing(c, draft, field, name);
      continue;
    }
    Value bound = words_of_binding(draft, slot, field, binding_file);
    auto codes = FieldTable(c, draft, field, table->second).codes_of(slot);
    if (!codes || !bound.is_map()) continue;
    bound.as_map().set("map", Value(std::move(*codes)));
    changed.set(field, std::move(bound));
  }
  const BindingScope scope{*draft.entity, c.tables, c.convert};
  return changed.empty() || rebind(binding, draft.document, "fields", Value(std::move(changed)), scope, c.findings);
}

}  // namespace syncline
