#include "project/project_schema.h"

#include "project/write_rules_schema.h"

namespace syncline {
namespace {

using namespace schema;

Schema duration() { return text().format(Format::duration); }

std::vector<SchemaKey> system_keys() {
  return {
      required("connector", text(), "What kind of system it is: the name of a connector"),
      optional("concurrency", integer(1, 64), "Calls at a time; without it what the connector says"),
      optional("rate", text().pattern("[1-9][0-9]{0,4}/(s|m|h)", "a rate (20/s, 100/m, 1000/h)"),
               "Calls per time; without it what the connector says"),
      optional("timeout", duration(), "Of one call; without it what the connector says"),
      optional("windows", windows_schema(), "When writing is allowed; without it always. Reading always is"),
      optional("closed", closures_schema(), "Days on which nothing is written, whatever the windows say"),
      optional("limits", limits_schema(), "How much may be written of each entity before a person is asked"),
      optional("forbid", forbid_schema(), "What is never written there: operations, also of one entity"),
      optional("networks", list(text().format(Format::cidr)), "Internal networks in which the system may stand"),
  };
}

Schema setting(const SettingSpec& spec) {
  switch (spec.type) {
    case SettingSpec::Type::string: return text();
    case SettingSpec::Type::url: return text().format(Format::url);
    case SettingSpec::Type::secret: return text().format(Format::secret);
    case SettingSpec::Type::integer: return integer(0, 1'000'000'000);
    case SettingSpec::Type::boolean: return boolean();
    case SettingSpec::Type::map:
      return map_of(one_of({{"a text", text()}, {"a whole number", integer(0, 1'000'000'000)}}));
  }
  return any();
}

Schema open_system() {
  return map(system_keys(), any().about("A setting of the connector; `${env:NAME}` and `${file:/path}` keep it out of "
                                        "the file"))
      .named("System");
}

Schema systems(Schema value) { return value.keys_like("[a-z][a-z0-9_-]*", "a lower-case name like crm or erp-us"); }

Schema file_schema(Schema all_systems) {
  return map({
                 required("project", text().pattern("[a-z0-9][a-z0-9_-]{0,39}", "a lower-case name like acme"),
                          "Its name"),
                 optional("installation", text().pattern("[a-z0-9][a-z0-9_-]{0,39}", "a lower-case name like acme"),
                          "Marks what this installation made in the systems; without it the project's name. It must "
                          "never change, and no two installations that write to the same system may share it"),
                 required("systems", std::move(all_systems), "Each by its name, by which all other files call it"),
                 optional("server",
                          map({
                                  optional("address", text(), "Address on which we listen").otherwise("127.0.0.1"),
                                  optional("port", integer(1, 65535), "Port on which we listen").otherwise(8080),
                                  optional("public_url", text().format(Format::url), "Under which systems reach us"),
                              })
                              .named("Server"),
                          "Our own HTTP server")
                     .otherwise(Map{}),
                 optional("data", text(), "Folder of the database, relative to the project's; without it data"),
                 optional(
                     "defaults",
                     map({
                             optional("poll", duration(), "How often objects are asked for changes").otherwise("1m"),
                             optional("sweep", duration(), "How often everything is compared").otherwise("24h"),
                             optional("phone_country", text().pattern("[A-Z]{2}", "a country like DE"),
                                      "Of phone numbers that are written without one")
                                 .otherwise("DE"),
                             optional("zone", text().format(Format::zone), "Whose days and local times are meant")
                                 .otherwise("Europe/Berlin"),
                         })
                         .named("Defaults"),
                     "What sync files need not repeat")
                     .otherwise(Map{}),
             })
      .about(
          "Which systems there are, and what holds for the whole project. `syncline validate` finds every mistake "
          "in one pass; `syncline init` writes a first one.\n\n"
          "A system takes, beside the keys below, the settings of its connector. In them `${env:NAME}`, "
          "`${env:NAME:-default}` and `${file:/path}` stand for values that are filled in when the program runs; a "
          "secret in plain text is an error.\n\n"
          "A project may hold connectors, bindings and entities of its own: `connectors/<name>/connector.yaml`, "
          "`connectors/<name>/bindings/<entity>.yaml`, `entities/<name>.yaml`. One that has the path of a shipped one "
          "takes its place. Value tables stand in `maps/<name>.csv` with the columns `code` and `label`.")
      .named("syncline.yaml");
}

}  // namespace

const Schema& project_file_schema() {
  static const Schema schema = file_schema(systems(map_of(open_system())));
  return schema;
}

Schema system_schema(const Manifest& manifest) {
  std::vector<SchemaKey> keys = system_keys();
  for (const auto& [name, spec] : manifest.settings) {
    keys.push_back(spec.required ? required(name, setting(spec), spec.description)
                                 : optional(name, setting(spec), spec.description));
  }
  return map(std::move(keys));
}

Schema project_file_schema(const std::map<std::string, std::shared_ptr<const Manifest>>& connector_of) {
  std::vector<SchemaKey> keys;
  const Schema named = systems(map_of(any()));  // others are refused by their name
  for (const auto& [name, manifest] : connector_of) {
    if (named.node().pattern->matches(name)) keys.push_back(optional(name, system_schema(*manifest), ""));
  }
  return file_schema(systems(map(std::move(keys), open_system())));
}

}  // namespace syncline
