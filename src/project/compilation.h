#pragma once
// Compilation: what the steps from files to a Project share. Private to project/.

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "bind/record_binding.h"
#include "project/catalog.h"
#include "project/project.h"

namespace syncline {

struct Compilation {
  const Sources& files;
  const LoadedSources& loaded;
  Diagnostics& findings;
  Catalog catalog{files, loaded, findings};
  Project project = {};
  std::set<std::string> named_systems = {};  ///< also those that have errors
  ValueTables tables = {};
  std::set<std::string> used_tables = {};
  std::set<std::string> used_entities = {};  ///< read by an expression of another's file
  bool all_computed = true;                  ///< false: some `derive` or `reflect` could not be understood
  ConvertSettings convert = {};
  Duration poll = minutes(1), sweep = hours(24);

  ProjectSystem* system(std::string_view name);
  /// Null when the system, or its manifest, has errors.
  const ObjectSpec* object(std::string_view system, std::string_view object) const;
  void report(std::string code, Place at, std::string message, std::string remedy);
  void warn(std::string code, Place at, std::string message, std::string remedy);
  /// An unknown word: what is known, and which of it may be meant.
  void report_unknown(std::string code, Place at, std::string message, const std::string& word,
                      const std::vector<std::string>& known);
};

/// One slot of a sync file whose system, object and binding were found.
struct SlotDraft {
  SlotRule rule;
  BindingSpec binding;
  Place at;
};

/// A field whose value an expression gives.
struct ComputedDraft {
  std::string field;
  std::string text;
  std::vector<std::string> keys;  ///< where the expression stands in `document`
  const Document* document = nullptr;
  std::string table = {};  ///< of maps/; empty: the value is the expression's
};

/// A slot of virtual records: derived from another entity's, or reflecting related ones.
struct OwnSlot {
  SlotRule rule;
  Place at;
  std::vector<ComputedDraft> computed = {};
  std::string source_reference = {};  ///< of a derived one: the field that refers to the source; may be empty

  bool computes(std::string_view field) const;
};

/// One sync file on its way.
struct SyncDraft {
  const Document& document;
  Value file;  ///< checked, defaults filled in
  std::shared_ptr<const Entity> entity = {};
  std::vector<std::string> slot_names = {};  ///< all that the file names
  std::vector<SlotDraft> slots = {};         ///< those without errors
  std::vector<OwnSlot> own_slots = {};
  EntityPolicy policy = {};
  std::vector<PollPlan> polls = {};

  const SlotDraft* slot(std::string_view name) const;
  SlotDraft* slot(std::string_view name);
  /// Null when the entity is not derived.
  const OwnSlot* derived() const;
  OwnSlot& reflected();  ///< made when there is none yet
};

using Drafts = std::vector<SyncDraft>;
/// Null when the entity is not synced.
const SyncDraft* draft_of(const Drafts&, std::string_view entity);
SyncDraft* draft_of(Drafts&, std::string_view entity);
/// "deal": whether the file keeps the field, for conditions of other files.
bool keeps(const SyncDraft&, std::string_view field);
/// By a reference that its file keeps.
bool refers_to(const SyncDraft&, std::string_view entity);

/// "crm and erp"
std::string words_of(const std::vector<std::string>& names);
std::string in_quotes(std::string_view text);

/// The node at keys (which may hold dots), to point into its text; null where the path leaves the document.
const Node* node_at(const Document&, const std::vector<std::string>& keys);

/// ${…} stands for a value in the settings of systems only; anywhere else it would be taken as it is written, or left
/// out. `allowed` says where it may stand.
void refuse_references(Compilation&, const Document&, const std::function<bool(const std::string& path)>& allowed);

/// The value tables that fields of sync files name; they have a column for each slot.
std::set<std::string> tables_of_fields(const LoadedSources&);
/// Puts them into the slot's binding, which stands in `binding_file` and was rebound already. False: there are errors.
bool apply_field_tables(Compilation&, const SyncDraft&, const std::string& slot, const Document& binding_file,
                        BindingSpec&);

/// Of the settings that stand in the file: would they be called?
void check_addresses(Compilation&, const ProjectSystem&);

/// The one that the file is about. False: it has errors.
bool find_entity(Compilation&, SyncDraft&);

// The steps, in their order; each adds its findings.
void read_project_file(Compilation&);
void read_slots(Compilation&, SyncDraft&);
/// `derive`, `reflect`, `on_failure`: the virtual slots and which fields they compute.
void plan_computed(Compilation&, Drafts&);
void read_fields(Compilation&, SyncDraft&);
void read_match(Compilation&, SyncDraft&);
void read_stage(Compilation&, SyncDraft&);
void read_timing(Compilation&, SyncDraft&);
void read_write_rules(Compilation&, const SyncDraft&);
void read_system_rules(Compilation&, const Document&, const std::string& path, const Value& words, ProjectSystem&);
// From here on every file's fields are known, so that one can name another's.
void read_conditions(Compilation&, const Drafts&, SyncDraft&);
void compile_computed(Compilation&, const Drafts&, SyncDraft&);
void read_file_rules(Compilation&, const Drafts&, SyncDraft&);
void read_requirements(Compilation&, const Drafts&, SyncDraft&);
void read_transitions(Compilation&, SyncDraft&);
/// Of a file in queries/; the drafts are complete.
void read_query(Compilation&, const Document&, const Drafts&);
/// Of a file in tests/; the drafts are complete.
void read_tests(Compilation&, const Document&, const Drafts&);
/// Across all files: references, circles, and records that two slots claim.
void check_together(Compilation&, Drafts&);

}  // namespace syncline
