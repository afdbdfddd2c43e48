#pragma once
// Commands: what the program can do. Data goes to stdout, talk to stderr.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace syncline::cli {

/// How a command ends.
enum Exit : int {
  done = 0,
  failed = 1,  ///< a statement of the demo or a mapping test is not true, or the data cannot be read
  usage = 3,
  invalid = 4,    ///< the project has errors
  not_found = 5,  ///< no such folder or record
  refused = 6,    ///< it would overwrite what is there
};

struct Options {
  std::string command;
  std::string folder;                ///< of the project
  std::string crm, erp;              ///< connectors of a new project
  std::string profile;               ///< of a new project
  std::string data;                  ///< folder of the data; empty: the demo makes a new one
  std::string code;                  ///< of explain
  std::vector<std::string> paths;    ///< of test: files, or a project; none: the project here
  std::string system, object, file;  ///< of map, stop-writes, pause; file: the record, instead of asking the system
  std::string out;                   ///< of record: the file to write; empty: stdout
  std::int64_t number = 0;           ///< of record: the event; of approve, reject, retry: which one
  bool with_personal = false;        ///< of record
  std::string kind;                  ///< of schema: empty: all kinds are named; of resolve: of conflicts
  std::string entity;                ///< of trace, pause, resume, resolve
  std::string field, take;           ///< of resolve: the field, the side that is right
  std::optional<std::string> value;  ///< of resolve: instead of a side
  bool leave = false, create_again = false, end_others = false;  ///< of resolve
  bool plan = false;                                             ///< of resolve, decide-match: nothing is changed
  std::string query;                                             ///< of ask
  std::string id;                                                ///< of trace, decide-match, ask
  bool different = false;                                        ///< of decide-match
  bool json = false, all = false;
  int limit = 50;
  bool check = false, hold = false;  ///< of demo
  std::string tamper, only;          ///< of demo: the point to break, the point to play alone
  std::string pair;                  ///< of demo: which CRM and ERP
  bool quiet = false;                ///< of run: warnings and errors only
  std::string crash_at;              ///< of run: the point to die at, for tests
  int port_crm = 0, port_erp = 0;    ///< of sandbox; 0: any free one
  bool empty = false;                ///< of sandbox
  std::string record, reason;        ///< of stop-writes, pause, approve … and their opposites
  int most = 0;                      ///< of approve: how many
  std::string connector, openapi;    ///< of connectors new: its name, the file that describes the API
  std::string odata;              ///< of connectors new: $metadata of an OData service, a file or the service's address
  std::string sql, tls;           ///< of connectors new: a database's address, and how it is secured
  std::vector<std::string> sets;  ///< of connectors new: entity sets or tables to take; none: all
  std::string user, password;     ///< of connectors new: who asks the service; may hold ${env:NAME}
  bool write = false;             ///< of connectors test
  std::string content;            ///< of connectors test: what a record needs, as JSON
};

/// Reads the command line and does what it says; returns the exit code.
int run(int argc, char** argv);

int init(const Options&);
int validate(const Options&);
int explain(const Options&);
int schema(const Options&);
int test(const Options&);
int record(const Options&);
int map_record(const Options&);
int run_project(const Options&);
int doctor(const Options&);
int sandbox(const Options&);
int demo(const Options&);
int status(const Options&);
int audit(const Options&);
int trace(const Options&);
int ask(const Options&);
int events(const Options&);
int conflicts(const Options&);
int dead_letters(const Options&);
int holds(const Options&);
int stop(const Options&);
int resume(const Options&);
int approve(const Options&);
int reject(const Options&);
int retry(const Options&);
int reload(const Options&);
int resolve(const Options&);
int decide_match(const Options&);
int new_connector(const Options&);
int test_connector(const Options&);
int version();

}  // namespace syncline::cli
