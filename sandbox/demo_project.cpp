#include "sandbox/demo_project.h"

#include "base/text.h"
#include "sandbox/example.h"

namespace syncline::sandbox {
namespace {

constexpr const char* main_file = "syncline.yaml";

class Adaptation {
 public:
  explicit Adaptation(const std::string& example) {
    const std::string root = "examples/" + example + "/";
    for (const auto& [path, text] : example_sources()) {
      if (path.starts_with(root)) files.emplace(path.substr(root.size()), text);
    }
  }

  /// `from` is empty: at the end.
  void replace(const Change& change) {
    std::string& text = files[change.file];
    const std::size_t at = change.from.empty() ? text.size() : text.find(change.from);
    if (at == std::string::npos) missing = change.file + ": " + change.from;
    if (at != std::string::npos) text.replace(at, change.from.size(), change.to);
  }

  Sources files;
  std::string missing;  ///< what was not found last
};

}  // namespace

Result<DemoProject, Error> demo_project(const Systems& systems, const std::string& folder, std::uint16_t port,
                                        const std::string& webhook_secret) {
  const VendorPair& pair = systems.pair();
  DemoProject project;
  Adaptation example(pair.name);
  const auto secret = [&](const std::string& name, const std::string& value) {
    project.secrets.emplace("secrets/" + name, value + "\n");
    return "${file:" + folder + "/secrets/" + name + "}";
  };
  const auto in_main = [&](const std::string& from, const std::string& to) { example.replace({main_file, from, to}); };
  in_main("Nothing secret stands here: set the variables before you start.",
          "This is the demo's copy of examples/" + pair.name + ".");
  for (const Variable& each : systems.environment())
    in_main("${env:" + each.name + "}", each.secret ? secret(to_lower(each.name), each.value) : each.value);
  const std::string hook = secret("webhook_secret", webhook_secret);
  const auto with_lines = [&](const Vendor& vendor, const std::string& lines) {
    const std::string line = std::string("connector: ") + vendor.connector() + "\n";
    in_main(line, line + lines);
  };
  // The demo's systems stand on this machine and serve nobody else.
  with_lines(*pair.crm, pair.crm_lines(systems, hook));
  with_lines(*pair.erp, pair.erp_lines(systems, hook));
  const std::string number = std::to_string(port);
  in_main("port: 8080", "port: " + number + ", public_url: \"http://127.0.0.1:" + number + "\"");
  for (const Change& each : pair.changes) example.replace(each);
  if (!example.missing.empty()) {
    return fail(Error{ErrorClass::config, "demo.example", "the example does not hold what the demo replaces in it",
                      example.missing, "Report this.", std::nullopt});
  }
  project.files = std::move(example.files);
  project.webhook = "/hooks/" + pair.teller + (pair.secret_in_url ? "/" + webhook_secret : "");
  return project;
}

}  // namespace syncline::sandbox
