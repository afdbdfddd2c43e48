#pragma once
// Catalog: the connectors, bindings and entities that a project can use: those that ship with the program, and its own,
// which override or add. Each is read when it is first asked for; its findings come then, once.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bind/entity_file.h"
#include "config/source.h"
#include "connect/manifest.h"

namespace syncline {

class Catalog {
 public:
  /// All three must outlive the catalog. `own`: the project's files, `loaded`: those of them that could be read.
  Catalog(const Sources& own, const LoadedSources& loaded, Diagnostics& findings);

  std::vector<std::string> connectors() const;
  std::vector<std::string> entities() const;
  bool has_connector(std::string_view name) const;
  bool has_entity(std::string_view name) const;
  /// Null when it is unknown or has errors, which are findings then.
  std::shared_ptr<const Manifest> manifest(const std::string& connector);
  std::shared_ptr<const Entity> entity(const std::string& name);
  /// Null when it cannot be read.
  const Document* entity_file(const std::string& name);
  /// The documents in connectors/<connector>/bindings that say `entity: <entity>`.
  std::vector<const Document*> bindings(const std::string& connector, std::string_view entity);
  std::vector<std::string> entities_of(const std::string& connector);
  /// The files that were read from the program, not from the project.
  const Sources& used_builtins() const { return used_; }
  /// Reads each file of the project's connectors/ and entities/ that was not asked for, for its findings.
  void read_the_rest();

 private:
  const Document* document(const std::string& path);
  std::vector<std::string> names(std::string_view folder, std::string_view rest) const;
  std::vector<std::string> binding_paths(const std::string& connector) const;

  const Sources& own_;
  const LoadedSources& loaded_;
  Diagnostics& findings_;
  Sources used_;
  std::map<std::string, Document> builtins_;
  std::map<std::string, std::shared_ptr<const Manifest>> manifests_;
  std::map<std::string, std::shared_ptr<const Entity>> entities_;
};

}  // namespace syncline
