#include "project/catalog.h"

#include <set>

#include "bind/finding.h"
#include "config/yaml.h"
#include "project/builtin.h"

namespace syncline {
namespace {

constexpr std::string_view connector_folder = "connectors/", entity_folder = "entities/";
constexpr std::string_view connector_file = "/connector.yaml", yaml = ".yaml";

/// What `path` has between `folder` and `rest`, when that is one name.
std::optional<std::string> name_between(std::string_view path, std::string_view folder, std::string_view rest) {
  if (!path.starts_with(folder) || !path.ends_with(rest) || path.size() <= folder.size() + rest.size())
    return std::nullopt;
  const std::string_view name = path.substr(folder.size(), path.size() - folder.size() - rest.size());
  if (name.find('/') != name.npos) return std::nullopt;
  return std::string(name);
}

}  // namespace

Catalog::Catalog(const Sources& own, const LoadedSources& loaded, Diagnostics& findings)
    : own_(own), loaded_(loaded), findings_(findings) {}

std::vector<std::string> Catalog::names(std::string_view folder, std::string_view rest) const {
  std::set<std::string> found;
  for (const Sources* sources : {&builtin_sources(), &own_}) {
    for (const auto& [path, text] : *sources) {
      if (auto name = name_between(path, folder, rest)) found.insert(std::move(*name));
    }
  }
  return {found.begin(), found.end()};
}

std::vector<std::string> Catalog::connectors() const { return names(connector_folder, connector_file); }
std::vector<std::string> Catalog::entities() const { return names(entity_folder, yaml); }

bool Catalog::has_connector(std::string_view name) const {
  const std::string path = std::string(connector_folder) + std::string(name) + std::string(connector_file);
  return own_.contains(path) || builtin_sources().contains(path);
}

bool Catalog::has_entity(std::string_view name) const {
  const std::string path = std::string(entity_folder) + std::string(name) + std::string(yaml);
  return own_.contains(path) || builtin_sources().contains(path);
}

const Document* Catalog::document(const std::string& path) {
  if (own_.contains(path)) {
    const auto found = loaded_.documents.find(path);
    return found == loaded_.documents.end() ? nullptr : &found->second;
  }
  if (const auto parsed = builtins_.find(path); parsed != builtins_.end()) return &parsed->second;
  const auto builtin = builtin_sources().find(path);
  if (builtin == builtin_sources().end()) return nullptr;
  auto read = parse_yaml(builtin->second, path);
  if (!read) return findings_.append(std::move(read).error()), nullptr;
  used_.emplace(path, builtin->second);
  return &builtins_.emplace(path, std::move(*read)).first->second;
}

std::shared_ptr<const Manifest> Catalog::manifest(const std::string& connector) {
  const auto known = manifests_.find(connector);
  if (known != manifests_.end()) return known->second;
  auto& manifest = manifests_[connector];
  const Document* file = document(std::string(connector_folder) + connector + std::string(connector_file));
  if (!file) return manifest;
  Diagnostics own;
  auto read = read_manifest(*file, own);
  if (read && read->name != connector) {
    own.add(finding("P036", file->place("connector"),
                    "the folder is called " + connector + ", the connector in it \"" + read->name + "\"",
                    "write connector: " + connector + ", or rename the folder"));
  }
  if (read && !own.has_errors()) manifest = std::move(read);
  findings_.append(std::move(own));
  return manifest;
}

std::shared_ptr<const Entity> Catalog::entity(const std::string& name) {
  const auto known = entities_.find(name);
  if (known != entities_.end()) return known->second;
  auto& entity = entities_[name];
  const Document* file = document(std::string(entity_folder) + name + std::string(yaml));
  if (!file) return entity;
  auto read = read_entity_file(*file, findings_);
  if (read && read->name != name) {
    findings_.add(finding("P036", file->place("entity"),
                          "the file is called " + name + ".yaml, the entity in it \"" + read->name + "\"",
                          "write entity: " + name + ", or rename the file"));
  } else if (read) {
    entity = std::make_shared<const Entity>(std::move(*read));
  }
  return entity;
}

const Document* Catalog::entity_file(const std::string& name) {
  return document(std::string(entity_folder) + name + std::string(yaml));
}

std::vector<std::string> Catalog::binding_paths(const std::string& connector) const {
  const std::string folder = std::string(connector_folder) + connector + "/bindings/";
  std::vector<std::string> paths;
  for (const std::string& name : names(folder, yaml)) paths.push_back(folder + name + std::string(yaml));
  return paths;
}

std::vector<const Document*> Catalog::bindings(const std::string& connector, std::string_view entity) {
  std::vector<const Document*> found;
  for (const std::string& path : binding_paths(connector)) {
    const Document* file = document(path);
    if (file && file->value()["entity"].string_or("") == entity) found.push_back(file);
  }
  return found;
}

std::vector<std::string> Catalog::entities_of(const std::string& connector) {
  std::set<std::string> found;
  for (const std::string& path : binding_paths(connector)) {
    const Document* file = document(path);
    if (file && file->value()["entity"].is_string()) found.insert(file->value()["entity"].as_string());
  }
  return {found.begin(), found.end()};
}

void Catalog::read_the_rest() {
  for (const auto& [path, text] : own_) {
    if (const auto name = name_between(path, connector_folder, connector_file)) manifest(*name);
    if (const auto name = name_between(path, entity_folder, yaml)) entity(*name);
  }
}

}  // namespace syncline
