// explain: the long text behind the code of a finding.
#include <algorithm>
#include <iostream>

#include "base/text.h"
#include "bind/codes.h"
#include "cli/commands.h"
#include "cli/data_folder.h"
#include "project/codes.h"

namespace syncline::cli {

int explain(const Options& options) {
  const std::string wanted = to_upper(options.code);
  for (const auto codes : {config_codes(), bind_codes(), project_codes()}) {
    const auto found = std::ranges::find(codes, wanted, &CodeText::code);
    if (found == codes.end()) continue;
    std::cout << found->code << ": " << found->title << "\n\n" << found->text << "\n";
    return Exit::done;
  }
  return complain({ErrorClass::not_found, "explain.unknown", "there is no such code: " + options.code, "",
                   "Codes stand in the findings of `syncline validate`, like P001.", std::nullopt},
                  Exit::not_found);
}

}  // namespace syncline::cli
