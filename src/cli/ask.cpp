// ask: what a system says of a record at this moment, by a question of the project.
#include <iostream>

#include "base/json.h"
#include "cli/api_access.h"
#include "cli/commands.h"
#include "cli/data_folder.h"
#include "cli/show.h"

namespace syncline::cli {
namespace {

int exit_for(const Error& error) {
  if (error.cls == ErrorClass::not_found) return Exit::not_found;
  return error.cls == ErrorClass::conflict ? Exit::refused : Exit::failed;
}

void say(const Value& answer) {
  for (const auto& [name, value] : answer["fields"].as_map()) std::cout << name << ": " << plain(value) << "\n";
  const std::int64_t age = answer["age_seconds"].int_or(0);
  std::cerr << answer["record"].string_or("") << ", " << (age == 0 ? "just now" : std::to_string(age) + " s ago")
            << "\n";
  if (answer["not_asked_anew"].is_string())
    std::cerr << "It could not be asked anew: " << answer["not_asked_anew"].as_string() << "\n";
}

}  // namespace

int ask(const Options& options) {
  const auto answer = tell_project(options.data, "query/" + options.query, {{"record", options.id}});
  if (!answer) return complain(answer.error(), exit_for(answer.error()));
  if (options.json) {
    std::cout << write_json_pretty(*answer) << "\n";
  } else {
    say(*answer);
  }
  return Exit::done;
}

}  // namespace syncline::cli
