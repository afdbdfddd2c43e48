#pragma once
// DropSite: what taking and sending files of one system have in common. Thread-safe.

#include <memory>
#include <string>

#include "connect/connector.h"
#include "connect/drop_memory.h"
#include "drop/place.h"
#include "runtime/runtime.h"

namespace syncline {

struct DropSite {
  Runtime& rt;
  Connector connector;
  std::shared_ptr<DropPlace> place;
  DropMemory memory;

  const std::string& system() const { return connector.system(); }
  const Manifest& manifest() const { return connector.manifest(); }
  const ObjectSpec* object(std::string_view name) const;
  /// A folder, as the settings make it.
  Result<std::string, Error> folder(const TemplateTree&) const;
  std::string place_of(const std::string& path) const { return system() + " " + place->where() + "/" + path; }
};

std::string joined_path(const std::string& folder, const std::string& name);
/// "{name}.done" → "customers.csv.done".
std::string beside(const std::string& pattern, const std::string& name);
/// By the ending of the sidecar's name: .md5, else SHA-256; in hex.
std::string checksum_for(const std::string& pattern, std::string_view content);

}  // namespace syncline
