// connectors new: begins a connector in a project's folder.
#include <filesystem>
#include <iostream>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/data_folder.h"
#include "project/connector_draft.h"
#include "project/scaffold.h"
#include "runtime/files.h"

namespace syncline::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_description = 8u << 20;

Error wrong(std::string code, std::string message, std::string place, std::string remedy) {
  return {ErrorClass::validation, "connectors." + std::move(code),
          std::move(message),     std::move(place),
          std::move(remedy),      std::nullopt};
}

}  // namespace

int new_connector(const Options& options) {
  if (options.connector != project_name_from(options.connector))
    return complain(wrong("name", "\"" + options.connector + "\" is no name of a connector", "",
                          "write it in small letters, as " + project_name_from(options.connector)),
                    Exit::usage);
  const fs::path file = fs::path(options.folder) / "connectors" / options.connector / "connector.yaml";
  if (real_files().exists(file.string()))
    return complain(wrong("exists", "there is a connector already; nothing was written", file.string(),
                          "Choose another name, or remove it."),
                    Exit::refused);
  const auto text = real_files().read(options.openapi, largest_description);
  if (!text) return complain(text.error(), Exit::not_found);
  const auto api = read_openapi(*text, options.openapi);
  if (!api) return complain(api.error(), Exit::failed);
  const std::string draft = draft_connector(options.connector, *api, fs::path(options.openapi).filename().string());
  if (auto made = real_files().make_folder(file.parent_path().string()); !made)
    return complain(made.error(), Exit::failed);
  if (auto written = real_files().write(file.string(), draft); !written) return complain(written.error(), Exit::failed);
  std::cout << file.string() << "\n";
  std::size_t open = 0;
  for (std::size_t at = draft.find("# decide:"); at != std::string::npos; at = draft.find("# decide:", at + 1)) ++open;
  std::cerr << "Objects: " << api->collections.size() << "; " << open
            << " places wait for a decision (\"decide:\"). Next:\n"
            << "  name it in syncline.yaml: systems: {" << options.connector << ": {connector: " << options.connector
            << ", …}}\n  syncline connectors test " << options.connector << "\n";
  return Exit::done;
}

}  // namespace syncline::cli
