// syncline.yaml → systems, server, defaults.
#include <algorithm>

#include "base/text.h"
#include "config/interpolate.h"
#include "project/compilation.h"
#include "project/project_schema.h"

namespace syncline {
namespace {

using Connectors = std::map<std::string, std::shared_ptr<const Manifest>>;

constexpr std::string_view own_keys[] = {"connector", "concurrency", "rate",   "timeout", "windows",
                                         "closed",    "limits",      "forbid", "networks"};

const Document* find_file(Compilation& c) {
  for (const char* path : {"syncline.yaml", "syncline.yml"}) {
    const auto found = c.loaded.documents.find(path);
    if (found != c.loaded.documents.end()) return &found->second;
    if (c.files.contains(path)) return nullptr;  // its findings are there already
  }
  c.report("P041", {"syncline.yaml"}, "the project has no file syncline.yaml",
           "write one (\"syncline init\" does), or name the folder that has it");
  return nullptr;
}

Connectors connectors_of(Compilation& c, const Document& file) {
  Connectors connectors;
  const Value& systems = file.value()["systems"];
  if (!systems.is_map()) return connectors;
  for (const auto& [name, words] : systems.as_map()) {
    c.named_systems.insert(name);
    if (!words["connector"].is_string()) continue;
    const std::string& connector = words["connector"].as_string();
    if (!c.catalog.has_connector(connector)) {
      c.report_unknown("P001", file.place("systems." + name + ".connector"),
                       "there is no connector " + in_quotes(connector), connector, c.catalog.connectors());
    } else if (auto manifest = c.catalog.manifest(connector)) {
      connectors.emplace(name, std::move(manifest));
    }
  }
  return connectors;
}

/// "systems.crm.url", but not "systems.crm.concurrency".
bool is_setting(const std::string& path) {
  const auto parts = split(path, '.');
  return parts.size() == 3 && parts[0] == "systems" && std::ranges::find(own_keys, parts[2]) == std::end(own_keys);
}

void refuse_secret_store(Compilation& c, const Document& file, const std::string& path, const Value& written) {
  if (!written.is_string() || !has_reference(written.as_string())) return;
  const auto parts = parse_references(written.as_string());
  if (!parts) return;
  for (const TextPart& part : *parts) {
    const auto* reference = std::get_if<Reference>(&part);
    if (reference && reference->kind == ReferenceKind::secret) {
      c.report("P031", file.place(path), "${secret:…} is not supported yet by this version",
               "keep it in a variable or a file: ${env:NAME}, ${file:/path}");
    }
  }
}

void read_settings(Compilation& c, const Document& file, const std::string& path, const Value& words,
                   ProjectSystem& system) {
  for (const auto& [name, written] : words.as_map()) {
    if (std::ranges::find(own_keys, name) != std::end(own_keys)) continue;
    system.settings[name] = {written, file.place(path + "." + name)};
    refuse_secret_store(c, file, path + "." + name, written);
  }
}

void read_system(Compilation& c, const Document& file, const std::string& name, const Value& words,
                 std::shared_ptr<const Manifest> manifest) {
  const std::string path = "systems." + name;
  if (name == own_system) {
    c.report("P042", file.key_place(path), in_quotes(name) + " is the name of the program itself",
             "call the system otherwise");
  }
  ProjectSystem system;
  system.name = name;
  system.connector = manifest->name;
  system.concurrency = static_cast<int>(words["concurrency"].int_or(manifest->concurrency));
  system.rate = parse_rate(words["rate"].string_or(""));
  system.call_timeout = parse_duration(words["timeout"].string_or("")).value_or(manifest->timeout);
  read_system_rules(c, file, path, words, system);
  if (words["networks"].is_list()) {
    for (const Value& network : words["networks"].as_list()) system.allowed_networks.push_back(network.string_or(""));
  }
  read_settings(c, file, path, words, system);
  system.manifest = std::move(manifest);
  check_addresses(c, system);
  c.project.systems.push_back(std::move(system));
}

}  // namespace

void read_project_file(Compilation& c) {
  const Document* file = find_file(c);
  if (!file) return;
  const Connectors connectors = connectors_of(c, *file);
  const Value words = check(*file, project_file_schema(connectors), c.findings);
  refuse_references(c, *file, is_setting);
  Project& project = c.project;
  project.name = words["project"].string_or("");
  project.installation = words["installation"].string_or(project.name);
  project.data = words["data"].string_or("");
  project.server = {words["server"]["address"].string_or("127.0.0.1"),
                    static_cast<int>(words["server"]["port"].int_or(8080)),
                    words["server"]["public_url"].string_or("")};
  c.poll = parse_duration(words["defaults"]["poll"].string_or("")).value_or(c.poll);
  c.sweep = parse_duration(words["defaults"]["sweep"].string_or("")).value_or(c.sweep);
  c.convert.phone_country = words["defaults"]["phone_country"].string_or("DE");
  c.convert.zone = words["defaults"]["zone"].string_or("Europe/Berlin");
  if (!words["systems"].is_map()) return;
  if (words["systems"].as_map().empty() && file->has("systems")) {  // absent: said already
    c.report("P009", file->key_place("systems"), "there is no system to keep in step",
             "name two or more: systems: {crm: {connector: …}, erp: {connector: …}}");
  }
  for (const auto& [name, system] : words["systems"].as_map()) {
    const auto manifest = connectors.find(name);
    if (manifest != connectors.end() && system.is_map()) read_system(c, *file, name, system, manifest->second);
  }
}

}  // namespace syncline
