// schema: the JSON Schema of a kind of file, as editors want it.
#include <iostream>

#include "base/json.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/data_folder.h"
#include "config/check_context.h"
#include "project/file_kinds.h"

namespace syncline::cli {

int schema(const Options& options) {
  if (options.kind.empty()) {
    for (const FileKind& kind : file_kinds()) std::cout << kind.name << "  " << kind.where << "\n";
    std::cerr << "`syncline schema KIND` prints one; `syncline init` writes all to .syncline/schema/.\n";
    return Exit::done;
  }
  if (const FileKind* kind = file_kind(options.kind)) {
    std::cout << write_json_pretty(json_schema(*kind)) << "\n";
    return Exit::done;
  }
  std::vector<std::string> names;
  for (const FileKind& kind : file_kinds()) names.emplace_back(kind.name);
  const auto near = closest(options.kind, names);
  return complain({ErrorClass::not_found, "schema.unknown", "there is no kind of file \"" + options.kind + "\"", "",
                   (near ? "did you mean " + *near + "? Known: " : "known: ") + list_words(names, "and"), std::nullopt},
                  Exit::usage);
}

}  // namespace syncline::cli
