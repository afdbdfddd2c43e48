#include "project/file_kinds.h"

#include <algorithm>
#include <array>

#include "base/json.h"
#include "bind/binding_file.h"
#include "bind/entity_file.h"
#include "connect/manifest_schema.h"
#include "project/catalog.h"
#include "project/project_schema.h"
#include "project/query_schema.h"
#include "project/sync_schema.h"
#include "project/test_schema.h"

namespace syncline {
namespace {

const std::array kinds{
    FileKind{"project", "syncline.yaml", static_cast<const Schema& (*)()>(project_file_schema)},
    FileKind{"sync", "sync/<entity>.yaml", sync_file_schema},
    FileKind{"query", "queries/<entity>.yaml", query_file_schema},
    FileKind{"tests", "tests/<name>.yaml", test_file_schema},
    FileKind{"entity", "entities/<name>.yaml", entity_file_schema},
    FileKind{"connector", "connectors/<name>/connector.yaml", manifest_schema},
    FileKind{"binding", "connectors/<name>/bindings/<entity>.yaml", binding_file_schema},
};

constexpr std::string_view folder = ".syncline/schema/";

/// A system takes the settings of its connector: editors tell them by the connector that is named.
void add_settings(Value& schema) {
  const Sources no_files;
  const LoadedSources nothing_loaded;
  Diagnostics findings;
  Catalog catalog(no_files, nothing_loaded, findings);
  List rules;
  for (const std::string& name : catalog.connectors()) {
    const auto manifest = catalog.manifest(name);
    if (!manifest) continue;
    Map settings = to_json_schema(system_schema(*manifest), "").as_map();
    settings.erase("$schema");
    settings.erase("$id");
    const Value is_this =
        Map{{"properties", Map{{"connector", Map{{"const", name}}}}}, {"required", List{"connector"}}};
    rules.emplace_back(Map{{"if", is_this}, {"then", std::move(settings)}});
  }
  Map& systems = schema.as_map().find("properties")->as_map().find("systems")->as_map();
  systems.find("additionalProperties")->as_map().set("allOf", std::move(rules));
}

}  // namespace

std::span<const FileKind> file_kinds() { return kinds; }

const FileKind* file_kind(std::string_view name) {
  const auto found = std::ranges::find(kinds, name, &FileKind::name);
  return found == kinds.end() ? nullptr : &*found;
}

Value json_schema(const FileKind& kind) {
  Value schema = to_json_schema(kind.schema(), "urn:syncline:schema:" + std::string(kind.name));
  if (kind.name == "project") add_settings(schema);
  return schema;
}

Sources editor_schemas() {
  Sources files;
  for (const FileKind& kind : kinds) {
    files.emplace(std::string(folder) + std::string(kind.name) + ".json", write_json_pretty(json_schema(kind)) + "\n");
  }
  return files;
}

std::string editor_line(const FileKind& kind, std::string_view path) {
  std::string up;
  for (auto depth = std::ranges::count(path, '/'); depth > 0; --depth) up += "../";
  return "# yaml-language-server: $schema=" + up + std::string(folder) + std::string(kind.name) + ".json\n";
}

}  // namespace syncline
