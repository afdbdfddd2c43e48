#pragma once
// The demo's project: the example, with the addresses of the systems here, polled every second, and with a webhook.

#include "base/error.h"
#include "config/diagnostic.h"
#include "sandbox/systems.h"

namespace syncline::sandbox {

struct DemoProject {
  Sources files;        ///< by their path in the project's folder, syncline.yaml and sync/*.yaml
  Sources secrets;      ///< by their path there; the files refer to them
  std::string webhook;  ///< path under which the system that tells of changes reaches the project's server
};

/// `folder` is absolute. Error: the example does not have a text that is to be replaced.
Result<DemoProject, Error> demo_project(const Systems&, const std::string& folder, std::uint16_t port,
                                        const std::string& webhook_secret);

}  // namespace syncline::sandbox
