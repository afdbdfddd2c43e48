#pragma once
// For tests: a good project between two shipped connectors, and parts of it replaced.

#include <doctest/doctest.h>

#include "project/folder.h"
#include "project/project.h"

namespace syncline::testing {

/// Companies and persons in two systems: the example as it begins.
inline Sources example() {
  auto files = read_folder(real_files(), std::string(SYNCLINE_SOURCE_DIR) + "/src/project/testdata/parties");
  if (!files) FAIL(describe(files.error()));
  return std::move(*files);
}

/// Deals in a CRM that become orders in an ERP, with invoices.
inline Sources sales() {
  auto files = read_folder(real_files(), std::string(SYNCLINE_SOURCE_DIR) + "/src/project/testdata/sales");
  if (!files) FAIL(describe(files.error()));
  return std::move(*files);
}

inline std::shared_ptr<const Project> load_good(const Sources& files) {
  Diagnostics findings;
  auto project = load_project(files, findings);
  if (!project || !findings.empty()) FAIL(render(findings, files));
  return project;
}

inline Sources changed(Sources files, const std::string& path, const std::string& part, const std::string& by) {
  std::string& text = files.at(path);
  const auto at = text.find(part);
  if (at == std::string::npos) FAIL(part << " is not in " << path);
  text.replace(at, part.size(), by);
  return files;
}

/// The example with one part of one file replaced.
inline Sources changed(const std::string& path, const std::string& part, const std::string& by) {
  return changed(example(), path, part, by);
}

inline const EntityPolicy& policy_of(const Project& project, std::string_view entity) {
  for (const auto& policy : project.entities) {
    if (policy->entity->name == entity) return *policy;
  }
  FAIL("no policy of " << entity);
  return *project.entities.front();
}

}  // namespace syncline::testing
