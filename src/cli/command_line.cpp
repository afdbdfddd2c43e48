// The command line's grammar.
#include <CLI/CLI.hpp>
#include <exception>
#include <iostream>

#include "cli/commands.h"
#include "cli/demo_points.h"
#include "sandbox/vendor_pair.h"

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

CLI::App* add_project(CLI::App& app, const char* name, const char* says, Options& options) {
  CLI::App* command = app.add_subcommand(name, says);
  command->add_option("DIR", options.folder, "Folder of the project")->default_val(".")->type_name("");
  return command;
}

void add_init(CLI::App& app, Options& options) {
  CLI::App* command = add_project(app, "init", "Write a new project that only observes, to begin with", options);
  command->add_option("--crm", options.crm, "Connector of the CRM")->required()->type_name("NAME");
  command->add_option("--erp", options.erp, "Connector of the ERP")->required()->type_name("NAME");
  command->add_option("--profile", options.profile, "Who decides: crm-led or erp-strict")
      ->default_val("crm-led")
      ->type_name("NAME");
}

void add_run(CLI::App& app, Options& options) {
  CLI::App* command = add_project(app, "run", "Keep the project's systems in step until Ctrl-C", options);
  command->add_option("--data", options.data, "Folder of the data (default: as the project says, or DIR/data)")
      ->type_name("PATH");
  command->add_flag("--quiet", options.quiet, "Log warnings and errors only");
  command->add_option("--crash-at", options.crash_at, "Die at the n-th pass of a named point, for tests")
      ->type_name("POINT:N")
      ->group("");
}

void add_doctor(CLI::App& app, Options& options) {
  CLI::App* command =
      add_project(app, "doctor", "Ask everything that a run needs: disk, systems, sign-in, webhooks", options);
  command->add_option("--data", options.data, "Folder of the data (default: as the project says, or DIR/data)")
      ->type_name("PATH");
  command->add_flag("--json", options.json, "JSON instead of text");
}

void add_test(CLI::App& app, Options& options) {
  CLI::App* command = app.add_subcommand("test", "Play a project's mapping tests (tests/*.yaml); calls no system");
  command->add_option("PATH", options.paths, "Files of tests, or a project's folder; without it the project here")
      ->type_name("");
  command->add_flag("--json", options.json, "JSON instead of text");
}

void add_project_option(CLI::App& command, Options& options) {
  command.add_option("--project", options.folder, "Folder of the project (default: here)")
      ->default_str(".")
      ->type_name("DIR");
}

void add_record(CLI::App& app, Options& options) {
  CLI::App* command = app.add_subcommand("record", "Make a mapping test of an event that was seen");
  command->add_option("EVENT", options.number, "Number of the event, as `syncline events` shows it")
      ->required()
      ->type_name("");
  command->add_option("--data", options.data, "Folder of the data")->required()->type_name("DIR");
  add_project_option(*command, options);
  command->add_option("--out", options.out, "File to write, e.g. tests/order.yaml (default: stdout)")
      ->type_name("FILE");
  command->add_flag("--with-personal", options.with_personal, "Leave names, addresses and numbers as they are");
}

void add_map(CLI::App& app, Options& options) {
  CLI::App* command = app.add_subcommand("map", "Show one record through its binding, field by field");
  command->add_option("SYSTEM", options.system, "A system of the project, e.g. crm")->required()->type_name("");
  command->add_option("OBJECT", options.object, "Its object, e.g. company")->required()->type_name("");
  command->add_option("ID", options.id, "The record's id there")->required()->type_name("");
  add_project_option(*command, options);
  command->add_option("--file", options.file, "The record as JSON, instead of asking the system")->type_name("FILE");
  command->add_flag("--json", options.json, "JSON instead of text");
}

void add_demo(CLI::App& app, Options& options) {
  CLI::App* command = app.add_subcommand("demo", "Keep a model CRM and a model ERP in step and prove it, in seconds");
  command->add_option("--data", options.data, "Folder for project and database (default: a new temporary one)")
      ->type_name("DIR");
  command->add_flag("--check", options.check, "Only the statements, for scripts");
  command->add_flag("--hold", options.hold, "Go on until Ctrl-C; on a terminal it does without being told");
  command->add_option("--pair", options.pair, "Which CRM and ERP")
      ->default_val(sandbox::pair_names().front())
      ->check(CLI::IsMember(sandbox::pair_names()));
  command->add_option("--break", options.tamper, "Tamper so that this statement must fail")
      ->check(CLI::IsMember(point_names()));
  command->add_option("--only", options.only, "Play this statement alone")->check(CLI::IsMember(point_names()));
}

void add_sandbox(CLI::App& app, Options& options) {
  CLI::App* command = app.add_subcommand(
      "sandbox", "Serve a model CRM and a model ERP with a wholesaler's customers on this machine, until Ctrl-C");
  command->add_option("--port-crm", options.port_crm, "Port of the CRM (default: any free one)")
      ->check(CLI::Range(0, 65535));
  command->add_option("--port-erp", options.port_erp, "Port of the ERP (default: any free one)")
      ->check(CLI::Range(0, 65535));
  command->add_flag("--empty", options.empty, "Without any customers");
}

CLI::App* add_order(CLI::App& app, const char* name, const char* says, Options& options) {
  CLI::App* command = add_reading(app, name, says, options);
  command->add_option("--reason", options.reason, "Why, for whoever looks later")->type_name("TEXT");
  return command;
}

CLI::App* add_numbered(CLI::App& app, const char* name, const char* what, const char* says, Options& options) {
  CLI::App* command = add_order(app, name, says, options);
  command->add_option(what, options.number, "Its number")->required()->check(CLI::PositiveNumber)->type_name("");
  return command;
}

void add_pause(CLI::App& app, const char* name, const char* says, Options& options) {
  CLI::App* command = add_order(app, name, says, options);
  command->add_option("--system", options.system, "Everything that is written to this system")->type_name("NAME");
  command->add_option("--entity", options.entity, "Everything of this entity, e.g. customer")->type_name("NAME");
  command->add_option("--record", options.record, "One record, by any id of it, or link:N")->type_name("ID");
}

void add_resolve(CLI::App& app, Options& options) {
  CLI::App* command =
      add_order(app, "resolve", "Decide a conflict: which value stands, or what becomes of a deleted record", options);
  CLI::Option* number = command->add_option("CONFLICT", options.number, "Its number")->check(CLI::PositiveNumber);
  CLI::Option* entity = command->add_option("--entity", options.entity, "Instead: all conflicts of this entity …");
  CLI::Option* field = command->add_option("--field", options.field, "… and of this field of it");
  number->type_name("")->excludes(entity);
  entity->type_name("NAME")->needs(field);
  field->type_name("NAME")->needs(entity);
  command->add_option("--kind", options.kind, "… and of this kind only, e.g. standing")
      ->type_name("NAME")
      ->needs(entity);
  CLI::Option* take = command->add_option("--take", options.take, "The side that is right: crm, erp …, or agreed");
  CLI::Option* value = command->add_option("--value", options.value, "The value that is right; \"\" empties the field");
  CLI::Option* leave = command->add_flag("--leave", options.leave, "Nothing changes: it was seen to elsewhere");
  take->type_name("SIDE")->excludes(value)->excludes(leave);
  value->type_name("TEXT")->excludes(leave);
  CLI::Option* again =
      command->add_flag("--create-again", options.create_again, "Of a deleted record: it is made anew");
  CLI::Option* end = command->add_flag("--end-others", options.end_others, "Of a deleted record: the others end too");
  again->excludes(take)->excludes(value)->excludes(leave);
  end->excludes(take)->excludes(value)->excludes(leave)->excludes(again);
  command->add_flag("--plan", options.plan, "Only say what would be written");
}

void add_decide_match(CLI::App& app, Options& options) {
  CLI::App* command =
      add_numbered(app, "decide-match", "CONFLICT", "Decide which records are one and the same", options);
  CLI::Option* same = command->add_option("--same", options.id, "It belongs to the record with this id, or to link:N");
  same->type_name("ID")->excludes(
      command->add_flag("--different", options.different, "It is none of the records that were found"));
  command->add_flag("--plan", options.plan, "Only say what would come of it");
}

void add_ask(CLI::App& app, Options& options) {
  CLI::App* command = add_reading(app, "ask", "What a system says of a record at this moment (queries/)", options);
  command->add_option("QUERY", options.query, "Question of the project, e.g. availability")->required()->type_name("");
  command->add_option("RECORD", options.id, "Any id of the record: of a system, a tax id, link:N")
      ->required()
      ->type_name("");
}

void add_orders(CLI::App& app, Options& options) {
  for (const auto& [name, says] : {std::pair("stop-writes", "The kill switch: from now on nothing is written"),
                                   std::pair("resume-writes", "Take back a stop-writes")}) {
    add_order(app, name, says, options)
        ->add_option("SYSTEM", options.system, "Only to this system (default: to all)")
        ->type_name("");
  }
  add_pause(app, "pause", "Write nothing to a system, of an entity or a record; readings go on", options);
  add_pause(app, "resume", "Take back a pause: what differs is written", options);
  add_numbered(app, "approve", "HOLD", "Let the writes of a hold go", options)
      ->add_option("--only", options.most, "Only so many, the oldest first")
      ->check(CLI::PositiveNumber);
  add_numbered(app, "reject", "HOLD", "Drop the writes of a hold: both sides stay as they are", options);
  add_numbered(app, "retry", "DEAD-LETTER", "Try once more what is a dead letter", options);
  add_reading(app, "reload", "The project's files were changed: a running project takes them over now", options);
  add_resolve(app, options);
  add_decide_match(app, options);
}

void add_connectors(CLI::App& app, Options& options) {
  CLI::App* group = app.add_subcommand("connectors", "Connect a system that no connector ships for");
  group->require_subcommand(1);
  CLI::App* made =
      group->add_subcommand("new", "Begin a connector in a project's folder, from what a system says of itself");
  made->add_option("NAME", options.connector, "Its name, e.g. shop")->required()->type_name("");
  CLI::Option_group* const from = made->add_option_group("from");
  from->add_option("--openapi", options.openapi, "The API's description by OpenAPI 3, JSON or YAML")->type_name("FILE");
  CLI::Option* odata =
      from->add_option("--odata", options.odata, "An OData service (2 or 4): its $metadata, or its address")
          ->type_name("FILE|URL");
  CLI::Option* sql = from->add_option("--sql", options.sql, "A PostgreSQL database: postgresql://host:port/database")
                         ->type_name("URL");
  from->require_option(1);
  made->add_option("--set", options.sets, "Only this entity set; may be given several times")
      ->type_name("NAME")
      ->needs(odata);
  made->add_option("--table", options.sets, "Only this table; may be given several times")
      ->type_name("NAME")
      ->needs(sql);
  made->add_option("--tls", options.tls, "How the database is reached: a mode of libpq, e.g. require")
      ->type_name("MODE")
      ->needs(sql);
  CLI::Option* user = made->add_option("--user", options.user, "Who asks the service or the database what it has")
                          ->type_name("NAME")
                          ->excludes("--openapi");
  sql->needs(user);
  made->add_option("--password", options.password, "Of the user, as ${env:NAME} or ${file:/path}")
      ->type_name("TEXT")
      ->needs(user);
  add_project_option(*made, options);
  CLI::App* tested = group->add_subcommand(
      "test", "Ask a live system what every connector must answer; only reads, unless --write says more");
  tested->add_option("SYSTEM", options.system, "A system of the project, e.g. crm")->required()->type_name("");
  add_project_option(*tested, options);
  CLI::Option* object = tested->add_option("--object", options.object, "Only this object")->type_name("NAME");
  CLI::Option* write =
      tested->add_flag("--write", options.write, "Make, change and remove one marked record of the object");
  write->needs(object);
  tested->add_option("--with", options.content, "What such a record needs beside its text, as a JSON object")
      ->type_name("JSON")
      ->needs(write);
  tested->add_flag("--json", options.json, "JSON instead of text");
}

int dispatch(const Options& options) {
  if (options.command == "init") return init(options);
  if (options.command == "validate") return validate(options);
  if (options.command == "explain") return explain(options);
  if (options.command == "schema") return schema(options);
  if (options.command == "test") return test(options);
  if (options.command == "record") return record(options);
  if (options.command == "map") return map_record(options);
  if (options.command == "run") return run_project(options);
  if (options.command == "doctor") return doctor(options);
  if (options.command == "sandbox") return sandbox(options);
  if (options.command == "connectors new") return new_connector(options);
  if (options.command == "connectors test") return test_connector(options);
  if (options.command == "demo") return demo(options);
  if (options.command == "status") return status(options);
  if (options.command == "audit") return audit(options);
  if (options.command == "trace") return trace(options);
  if (options.command == "ask") return ask(options);
  if (options.command == "events") return events(options);
  if (options.command == "conflicts") return conflicts(options);
  if (options.command == "dead-letters") return dead_letters(options);
  if (options.command == "holds") return holds(options);
  if (options.command == "stop-writes" || options.command == "pause") return stop(options);
  if (options.command == "resume-writes" || options.command == "resume") return resume(options);
  if (options.command == "approve") return approve(options);
  if (options.command == "reject") return reject(options);
  if (options.command == "retry") return retry(options);
  if (options.command == "reload") return reload(options);
  if (options.command == "resolve") return resolve(options);
  if (options.command == "decide-match") return decide_match(options);
  return version();
}

}  // namespace

int run(int argc, char** argv) {
  Options options;
  CLI::App app("Syncline keeps a CRM and an ERP in step.", "syncline");
  app.require_subcommand(1);
  add_init(app, options);
  add_project(app, "validate", "Check a project and say what it will do", options)
      ->add_flag("--json", options.json, "JSON instead of text");
  app.add_subcommand("explain", "The long text behind the code of a finding, e.g. P001")
      ->add_option("CODE", options.code, "The code")
      ->required()
      ->type_name("");
  app.add_subcommand("schema", "The JSON Schema of a kind of file, for editors; without a kind, which there are")
      ->add_option("KIND", options.kind, "project, sync, query, tests, entity, connector or binding")
      ->type_name("");
  add_test(app, options);
  add_record(app, options);
  add_map(app, options);
  add_run(app, options);
  add_doctor(app, options);
  add_connectors(app, options);
  add_demo(app, options);
  add_sandbox(app, options);
  add_reading(app, "status", "How many records, links and open matters there are", options);
  add_reading(app, "audit", "What the systems have in common: linked, alone, for review", options);
  CLI::App* story =
      add_reading(app, "trace", "The story of one record: where it is, what was agreed, read, written", options);
  story->add_option("entity", options.entity, "Kind of record, e.g. customer")->required();
  story->add_option("id", options.id, "Any id: of a system, a tax id, an e-mail address")->required();
  add_ask(app, options);
  add_list(app, "events", "What was seen, and what came of it", nullptr, options);
  add_list(app, "conflicts", "What a person must decide", "Closed ones, too", options);
  add_list(app, "dead-letters", "What needs repair", "Closed ones, too", options);
  add_list(app, "holds", "Writes that wait for an approval, because there are too many of a kind", "Closed ones, too",
           options);
  add_orders(app, options);
  app.add_subcommand("version", "Which version this is");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error, std::cout, std::cerr) == 0 ? Exit::done : Exit::usage;
  }
  const CLI::App* command = app.get_subcommands().front();
  options.command = command->get_name();
  for (const CLI::App* below : command->get_subcommands()) options.command += " " + below->get_name();
  return dispatch(options);
}

int version() {
  std::cout << "syncline " SYNCLINE_VERSION "\n";
  return Exit::done;
}

}  // namespace syncline::cli
