// What a person tells a project to do: stop and resume writing, approve, reject, retry.
#include <cstdlib>
#include <iostream>

#include "base/json.h"
#include "cli/api_access.h"
#include "cli/commands.h"
#include "cli/data_folder.h"

namespace syncline::cli {
namespace {

int exit_for(const Error& error) {
  switch (error.cls) {
    case ErrorClass::not_found: return Exit::not_found;
    case ErrorClass::validation: return Exit::usage;
    case ErrorClass::conflict: return Exit::refused;
    default: return Exit::failed;
  }
}

void add(Map& words, const char* key, const std::string& value) {
  if (!value.empty()) words.set(key, value);
}

std::string this_person() {
  const char* user = std::getenv("USER");
  return user ? user : "";
}

std::string number(const Value& answer, const char* key) { return std::to_string(answer[key].int_or(0)); }

int tell(const Options& options, const std::string& path, Map words,
         const std::function<std::string(const Value&)>& says) {
  add(words, "by", this_person());
  add(words, "reason", options.reason);
  const auto answer = tell_project(options.data, path, words);
  if (!answer) return complain(answer.error(), exit_for(answer.error()));
  std::cout << (options.json ? write_json_pretty(*answer) : says(*answer)) << "\n";
  return Exit::done;
}

Map scope_words(const Options& options) {
  Map words;
  add(words, "system", options.system);
  add(words, "entity", options.entity);
  add(words, "record", options.record);
  return words;
}

}  // namespace

int stop(const Options& options) {
  const bool all = options.command == "stop-writes";
  return tell(options, options.command, scope_words(options), [&](const Value& answer) {
    return answer["text"].string_or("") + "\nReadings go on; what differs waits until `syncline " +
           (all ? "resume-writes" : "resume") + "`.";
  });
}

int resume(const Options& options) {
  return tell(options, options.command, scope_words(options),
              [](const Value&) { return std::string("Resumed: what differs is written now."); });
}

int approve(const Options& options) {
  Map words;
  if (options.most > 0) words.set("only", options.most);
  return tell(options, "holds/" + std::to_string(options.number) + "/approve", words, [](const Value& answer) {
    return "approved: " + number(answer, "done") + "; still held: " + number(answer, "left");
  });
}

int reject(const Options& options) {
  return tell(options, "holds/" + std::to_string(options.number) + "/reject", {}, [](const Value& answer) {
    return "rejected: " + number(answer, "done") + "; they are not planned again before somebody edits them";
  });
}

int retry(const Options& options) {
  return tell(options, "dead-letters/" + std::to_string(options.number) + "/retry", {},
              [](const Value&) { return std::string("It is tried again."); });
}

}  // namespace syncline::cli
