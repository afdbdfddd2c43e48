#include "cli/data_folder.h"

#include <filesystem>
#include <iostream>

#include "cli/commands.h"
#include "store/open.h"

namespace syncline::cli {

std::string database_in(const std::string& folder) { return (std::filesystem::path(folder) / "syncline.db").string(); }

std::string spool_in(const std::string& folder) { return (std::filesystem::path(folder) / "spool").string(); }

int complain(const Error& error, int code) {
  std::cerr << "syncline: " << describe(error) << "\n";
  return code;
}

Result<void, Error> require_data(const std::string& folder) {
  std::error_code none;
  if (std::filesystem::is_regular_file(database_in(folder), none)) return {};
  return fail(Error{ErrorClass::not_found, "data.missing", "there is no Syncline database", database_in(folder),
                    "Give --data the folder that a run or a demo named.", std::nullopt});
}

int read_data(const std::string& folder, const std::function<int(Reader&)>& body) {
  if (auto there = require_data(folder); !there) return complain(there.error(), Exit::not_found);
  StoreOptions options;
  options.path = database_in(folder);
  const auto store = open_to_read(options);
  return store ? body(*(*store)->reader()) : complain(store.error(), Exit::failed);
}

}  // namespace syncline::cli
