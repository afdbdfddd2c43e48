#pragma once
// The sync files of a profile, fitted to two connectors: what one of them does not carry is left out.

#include <memory>
#include <string>
#include <vector>

#include "config/diagnostic.h"
#include "connect/manifest.h"
#include "project/catalog.h"
#include "project/profile.h"

namespace syncline {

struct TemplateSide {
  std::string system;  ///< "crm"
  std::shared_ptr<const Manifest> manifest;
};

/// sync/*.yaml by path, the value tables that they name, and their mapping tests. Where a template's line ends with
/// "# if crm.segment" or "# unless order.lines.discount_percent", it stands for what some binding carries: of its own
/// entity in that system, or of the entity that is named.
Sources fitted_sync_files(const Profile&, Catalog&, const std::vector<TemplateSide>&, Diagnostics& findings);

}  // namespace syncline
