// What a person tells a project to do: stop and resume writing, approve, reject, retry, resolve.
#include <cstdlib>
#include <iostream>

#include "base/json.h"
#include "cli/api_access.h"
#include "cli/commands.h"
#include "cli/data_folder.h"
#include "cli/show.h"

namespace syncline::cli {
namespace {

int exit_for(const Error& error) {
  if (error.code == "project.invalid") return Exit::invalid;
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
  for (const char* name : {"USER", "LOGNAME"}) {
    if (const char* user = std::getenv(name)) return user;
  }
  return "";
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

std::string changes_of(const Value& write) {
  std::string text;
  for (const auto& [field, change] : write["changes"].as_map())
    text += (text.empty() ? ": " : ", ") + field + " " + plain(change["before"]) + " → " + plain(change["after"]);
  return text;
}

std::string told(const Value& resolved) {
  std::string text = "conflict " + number(resolved, "conflict") + ", " + resolved["record"].string_or("");
  if (const std::string field = resolved["field"].string_or(""); !field.empty()) text += ", " + field;
  text += ": " + resolved["resolution"].string_or("");
  for (const Value& write : resolved["writes"].as_list())
    text += "\n  " + write["operation"].string_or("") + " " + write["record"].string_or("") + changes_of(write);
  return text;
}

std::string told_of_class(const Value& answer, bool only_plan) {
  std::string text;
  for (const Value& one : answer["sample"].as_list()) text += told(one) + "\n";
  for (const Value& one : answer["failed"].as_list())
    text += "conflict " + number(one, "conflict") + " stays: " + one["why"].string_or("") + "\n";
  return text + (only_plan ? "would be decided: " : "decided: ") + number(answer, "done") +
         ", writes: " + number(answer, "writes") + ", stay: " + number(answer, "left");
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

int reload(const Options& options) {
  return tell(options, "reload", {}, [](const Value& answer) {
    const std::string warnings = answer["detail"].string_or("");
    return "Taken over: " + answer["note"].string_or("") + (warnings.empty() ? "." : ".\n\n" + warnings);
  });
}

int resolve(const Options& options) {
  Map words = scope_words(options);
  add(words, "field", options.field);
  add(words, "kind", options.kind);
  add(words, "take", options.take);
  if (options.value) words.set("value", *options.value);
  if (options.leave) words.set("leave", true);
  if (options.create_again) words.set("create_again", true);
  if (options.end_others) words.set("end_others", true);
  if (options.plan) words.set("plan", true);
  if (options.number == 0) {
    return tell(options, "conflicts/resolve", words,
                [&](const Value& answer) { return told_of_class(answer, options.plan); });
  }
  return tell(options, "conflicts/" + std::to_string(options.number) + "/resolve", words, [&](const Value& answer) {
    const bool silent = answer["writes"].as_list().empty();
    return (options.plan ? "Would be: " : "Decided: ") + told(answer) + (silent ? "\n  nothing has to be written" : "");
  });
}

int decide_match(const Options& options) {
  Map words;
  add(words, "same", options.id);
  if (options.different) words.set("different", true);
  if (options.plan) words.set("plan", true);
  return tell(options, "conflicts/" + std::to_string(options.number) + "/match", words, [&](const Value& answer) {
    std::string text =
        (options.plan ? "Would be: " : "Decided: ") + told(answer) + "\n  link " + number(answer, "link") + " has";
    for (const Value& record : answer["records"].as_list()) text += " " + record.string_or("") + ",";
    text.pop_back();
    for (const Value& record : answer["surplus"].as_list())
      text += "\n  surplus: " + record.string_or("") + " is read, never written; merge it there";
    return text;
  });
}

}  // namespace syncline::cli
