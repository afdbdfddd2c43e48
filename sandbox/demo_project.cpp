#include "sandbox/demo_project.h"

#include "base/text.h"
#include "sandbox/example.h"

namespace syncline::sandbox {
namespace {

constexpr std::string_view root = "examples/odoo-tryton/";

class Adaptation {
 public:
  explicit Adaptation(const Sources& example) {
    for (const auto& [path, text] : example) files.emplace(path.substr(root.size()), text);
  }

  void replace(const std::string& file, const std::string& from, const std::string& to) {
    std::string& text = files[file];
    const std::size_t at = text.find(from);
    if (at == std::string::npos) missing = file + ": " + from;
    if (at != std::string::npos) text.replace(at, from.size(), to);
  }

  Sources files;
  std::string missing;  ///< what was not found last
};

}  // namespace

Result<DemoProject, Error> demo_project(const Systems& systems, const std::string& folder, std::uint16_t port,
                                        const std::string& webhook_secret) {
  DemoProject project;
  Adaptation example(example_sources());
  const auto secret = [&](const std::string& name, const std::string& value) {
    project.secrets.emplace("secrets/" + name, value + "\n");
    return "${file:" + folder + "/secrets/" + name + "}";
  };
  const std::string file = "syncline.yaml";
  example.replace(file, "Nothing secret stands here: set the variables before you start.",
                  "This is the demo's copy of examples/odoo-tryton.");
  for (const Variable& each : systems.environment()) {
    const std::string reference = "${env:" + each.name + "}";
    const std::string text = each.secret ? secret(to_lower(each.name), each.value) : each.value;
    if (each.name == "CRM_API_KEY") {
      const std::string hook = secret("crm_webhook_secret", webhook_secret);
      example.replace(file, "\"" + reference + "\"", "\"" + text + "\"\n    webhook_secret: \"" + hook + "\"");
    } else {
      example.replace(file, reference, text);
    }
  }
  for (const char* connector : {"odoo", "tryton"})  // the demo's systems stand on this machine and serve nobody else
    example.replace(file, std::string("connector: ") + connector,
                    std::string("connector: ") + connector + "\n    rate: 1000/s");
  example.replace(file, "port: 8080", "port: " + std::to_string(port));
  example.replace(file, "poll: 1m", "poll: 1s");
  example.replace("sync/customer.yaml", "timing: {crm: [poll 1m], erp: [poll 1m, sweep 12h]}",
                  "timing: {crm: [poll 1s], erp: [poll 1s, sweep 12h]}");
  example.files["sync/contact.yaml"] += "timing: {crm: [webhook, poll 5m], erp: [poll 2s]}\n";
  for (const char* seldom : {"product", "payment", "credit_note"})  // each poll takes from the systems' rates
    example.files[std::string("sync/") + seldom + ".yaml"] += "timing: {crm: [poll 2s], erp: [poll 2s]}\n";
  if (!example.missing.empty()) {
    return fail(Error{ErrorClass::config, "demo.example", "the example does not hold what the demo replaces in it",
                      example.missing, "Report this.", std::nullopt});
  }
  project.files = std::move(example.files);
  project.webhook = "/hooks/crm/" + webhook_secret;
  return project;
}

}  // namespace syncline::sandbox
