// The command line's grammar.
#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>

#include "cli/commands.h"
#include "cli/demo_points.h"

namespace syncline::cli {
namespace {

CLI::App* add_reading(CLI::App& app, const char* name, const char* says, Options& options) {
  CLI::App* command = app.add_subcommand(name, says);
  command->add_option("--data", options.data, "Folder of the data")->required()->type_name("DIR");
  command->add_flag("--json", options.json, "JSON instead of text");
  return command;
}

void add_list(CLI::App& app, const char* name, const char* says, const char* all, Options& options) {
  CLI::App* command = add_reading(app, name, says, options);
  command->add_option("--limit", options.limit, "At most so many, newest first")->check(CLI::Range(1, 10000));
  if (all) command->add_flag("--all", options.all, all);
}

void add_demo(CLI::App& app, Options& options) {
  CLI::App* command = app.add_subcommand("demo", "Keep a model CRM and a model ERP in step and prove it, in seconds");
  command->add_option("--data", options.data, "Folder for the database (default: a new temporary one)")
      ->type_name("DIR");
  command->add_flag("--check", options.check, "Only the statements, for scripts");
  command->add_flag("--hold", options.hold, "Go on afterwards until Ctrl-C, with people at work");
  command->add_option("--break", options.tamper, "Tamper so that this statement must fail")
      ->check(CLI::IsMember(point_names()));
}

int dispatch(const Options& options) {
  if (options.command == "demo") return demo(options);
  if (options.command == "status") return status(options);
  if (options.command == "trace") return trace(options);
  if (options.command == "events") return events(options);
  if (options.command == "conflicts") return conflicts(options);
  if (options.command == "dead-letters") return dead_letters(options);
  return version();
}

}  // namespace

int run(int argc, char** argv) {
  Options options;
  CLI::App app("Syncline keeps a CRM and an ERP in step.", "syncline");
  app.require_subcommand(1);
  add_demo(app, options);
  add_reading(app, "status", "How many records, links and open matters there are", options);
  CLI::App* story =
      add_reading(app, "trace", "The story of one record: where it is, what was agreed, read, written", options);
  story->add_option("entity", options.entity, "Kind of record, e.g. customer")->required();
  story->add_option("id", options.id, "Any id: of a system, a tax id, an e-mail address")->required();
  add_list(app, "events", "What was seen, and what came of it", nullptr, options);
  add_list(app, "conflicts", "What a person must decide", "Closed ones, too", options);
  add_list(app, "dead-letters", "What needs repair", "Closed ones, too", options);
  app.add_subcommand("version", "Which version this is");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error, std::cout, std::cerr) == 0 ? Exit::done : Exit::usage;
  }
  options.command = app.get_subcommands().front()->get_name();
  return dispatch(options);
}

int version() {
  std::cout << "syncline " SYNCLINE_VERSION "\n";
  return Exit::done;
}

}  // namespace syncline::cli
