// connectors new: begins a connector in a project's folder.
#include <filesystem>
#include <iostream>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/data_folder.h"
#include "cli/database_description.h"
#include "cli/open_project.h"
#include "cli/service_description.h"
#include "project/connector_draft.h"
#include "project/odata_draft.h"
#include "project/scaffold.h"
#include "project/sql_draft.h"
#include "runtime/files.h"
#include "runtime/thread_runtime.h"

namespace syncline::cli {
namespace {

namespace fs = std::filesystem;

Error wrong(std::string code, std::string message, std::string place, std::string remedy) {
  return {ErrorClass::validation, "connectors." + std::move(code),
          std::move(message),     std::move(place),
          std::move(remedy),      std::nullopt};
}

struct Begun {
  std::string manifest;
  std::size_t objects = 0;
};

Result<Begun, Error> from_openapi(const Options& options) {
  const auto described = described_in_file(options.openapi);
  if (!described) return fail(described.error());
  const auto api = read_openapi(described->text, options.openapi);
  if (!api) return fail(api.error());
  return Begun{draft_connector(options.connector, *api, described->source), api->collections.size()};
}

Result<Begun, Error> from_odata(const Options& options) {
  const auto password = resolve_references(options.password, environment());
  if (!password) return fail(wrong("password", password.error().message, "--password", password.error().remedy));
  ThreadRuntime rt;
  Result<ServiceDescription, Error> described = fail(Error{});
  Task asking =
      rt.spawn("connectors new", [&] { described = odata_description(rt, options.odata, {options.user, *password}); });
  asking.join();
  if (!described) return fail(described.error());
  const auto service =
      read_odata(described->text, described->address.empty() ? options.odata : described->source, options.sets);
  if (!service) return fail(service.error());
  return Begun{draft_odata_connector(options.connector, *service, described->source, described->address),
               service->sets.size()};
}

Result<Begun, Error> from_sql(const Options& options) {
  const auto password = resolve_references(options.password, environment());
  if (!password) return fail(wrong("password", password.error().message, "--password", password.error().remedy));
  ThreadRuntime rt;
  Result<DatabaseDescription, Error> described = fail(Error{});
  Task asking = rt.spawn("connectors new", [&] {
    described = database_description(rt, options.sql, options.tls, {options.user, *password});
  });
  asking.join();
  if (!described) return fail(described.error());
  const auto tables = read_sql_tables(described->rows, options.sql, options.sets);
  if (!tables) return fail(tables.error());
  return Begun{draft_sql_connector(options.connector, *tables, described->place), tables->tables.size()};
}

Result<Begun, Error> from_its_description(const Options& options) {
  if (!options.sql.empty()) return from_sql(options);
  return options.odata.empty() ? from_openapi(options) : from_odata(options);
}

std::size_t open_decisions(const std::string& manifest) {
  std::size_t out = 0;
  for (std::size_t at = manifest.find("# decide:"); at != std::string::npos; at = manifest.find("# decide:", at + 1))
    ++out;
  return out;
}

}  // namespace

int new_connector(const Options& options) {
  if (options.connector != project_name_from(options.connector))
    return complain(wrong("name", "\"" + options.connector + "\" is no name of a connector", "",
                          "write it in small letters, as " + project_name_from(options.connector)),
                    Exit::usage);
  const fs::path file = fs::path(options.folder) / "connectors" / options.connector / "connector.yaml";
  if (real_files().exists(file.string()))
    return complain(wrong("exists", "there is a connector already; nothing was written", file.string(),
                          "Choose another name, or remove it."),
                    Exit::refused);
  const auto begun = from_its_description(options);
  if (!begun)
    return complain(begun.error(), begun.error().cls == ErrorClass::not_found ? Exit::not_found : Exit::failed);
  if (auto made = real_files().make_folder(file.parent_path().string()); !made)
    return complain(made.error(), Exit::failed);
  if (auto written = real_files().write(file.string(), begun->manifest); !written)
    return complain(written.error(), Exit::failed);
  std::cout << file.string() << "\n";
  std::cerr << "Objects: " << begun->objects << "; " << open_decisions(begun->manifest)
            << " places wait for a decision (\"decide:\"). Next:\n"
            << "  name it in syncline.yaml: systems: {" << options.connector << ": {connector: " << options.connector
            << ", …}}\n  syncline connectors test " << options.connector << "\n";
  return Exit::done;
}

}  // namespace syncline::cli
