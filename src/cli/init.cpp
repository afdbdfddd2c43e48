#include <filesystem>
#include <iostream>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/data_folder.h"
#include "project/folder.h"
#include "project/scaffold.h"

namespace syncline::cli {
namespace {

namespace fs = std::filesystem;

/// What stands in the way of a new project, if anything.
std::string obstacle(const std::string& folder) {
  for (const char* name : {"syncline.yaml", "syncline.yml", "sync"}) {
    const std::string path = (fs::path(folder) / name).string();
    if (real_files().exists(path)) return path;
  }
  return "";
}

std::string project_name(const std::string& folder) {
  std::error_code none;
  const fs::path whole = fs::weakly_canonical(fs::absolute(folder, none), none);
  return project_name_from(whole.filename().string());
}

Result<void, Error> write_all(const std::string& folder, const Sources& files) {
  for (const auto& [path, text] : files) {
    const fs::path target = fs::path(folder) / path;
    if (auto made = real_files().make_folder(target.parent_path().string()); !made) return made;
    if (auto written = real_files().write(target.string(), text); !written) return written;
  }
  return {};
}

}  // namespace

int init(const Options& options) {
  if (const std::string path = obstacle(options.folder); !path.empty()) {
    return complain({ErrorClass::validation, "init.exists", "there is a project already; nothing was written", path,
                     "Name another folder.", std::nullopt},
                    Exit::refused);
  }
  const auto made = scaffold({project_name(options.folder), options.crm, options.erp, options.profile});
  if (!made) return complain(made.error(), Exit::usage);
  if (const auto written = write_all(options.folder, made->files); !written)
    return complain(written.error(), Exit::failed);
  if (const auto written = write_all(options.folder, made->schemas); !written)
    return complain(written.error(), Exit::failed);
  for (const auto& [path, text] : made->files) std::cout << (fs::path(options.folder) / path).string() << "\n";
  std::cerr << "The project only observes until its stage says more. Next:\n"
            << "  set " << join(made->variables, ", ") << "\n"
            << "  syncline validate " << options.folder << "\n";
  return Exit::done;
}

}  // namespace syncline::cli
