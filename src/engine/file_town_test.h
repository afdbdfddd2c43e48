#pragma once
// For tests: a CRM in memory, and a system that exchanges files with us in a folder of this machine.

#include "connect/file_port.h"
#include "drop/testing.h"
#include "engine/stored_port_memory.h"
#include "engine/town_test.h"

namespace syncline::shop {

/// The CRM's accounts are {name, mail, limit, since, no}, and its receipts {total, day, text}.
inline const std::string crm_connector = R"(connector: desk
title: Desk
protocol: json-http
base_url: https://crm.example
objects:
  account:
    fields: {name: {}, mail: {}, limit: {type: decimal}, no: {}}
    list: {sweep: {strategy: sweep, request: {path: /a}}}
    read: {request: {path: /a}}
    create: {request: {path: /a, body: "${content}"}, id: "${body.id}"}
    update: {request: {path: /a, body: "${content}"}}
  receipt:
    fields: {total: {type: decimal}, day: {type: date}, text: {}}
    list: {sweep: {strategy: sweep, request: {path: /r}}}
    read: {request: {path: /r}}
)";

/// Of the object `party`, as the system that leaves files has it.
inline const std::string party_fields = R"(    id: Nummer
    fields:
      number: {path: Nummer}
      name: {path: Firma}
      mail: {path: E-Mail}
      limit: {path: Limit, type: decimal}
)";

inline Sources file_project(const std::string& objects, std::map<std::string, std::string> more) {
  Sources files{{"syncline.yaml",
                 "project: drop\nsystems:\n  crm: {connector: desk}\n  erp: {connector: filer}\n"
                 "defaults: {poll: 1m, sweep: 24h}\n"},
                {"connectors/desk/connector.yaml", crm_connector},
                {"connectors/desk/bindings/customer.yaml",
                 "entity: customer\nobject: account\nfields: {name: {path: name, required: true}, email: mail, "
                 "credit_limit: limit, "
                 "number: no}\n"},
                {"connectors/desk/bindings/payment.yaml",
                 "entity: payment\nobject: receipt\nfields: {amount: total, date: day, reference: text}\n"},
                {"connectors/filer/connector.yaml",
                 "connector: filer\ntitle: Filer\nprotocol: file\nplace: {at: /not-used}\n"
                 "values: {decimal_mark: \",\", date: \"%d.%m.%Y\", ids: text}\nobjects:\n" +
                     objects},
                {"connectors/filer/bindings/customer.yaml",
                 "entity: customer\nobject: party\nfields: {name: {path: name, required: true}, email: mail, "
                 "credit_limit: limit, "
                 "number: number}\n"},
                {"connectors/filer/bindings/payment.yaml",
                 "entity: payment\nobject: posting\nfields: {amount: {path: amount, scale: 2, read: never}, date: "
                 "{path: day, read: "
                 "never}, reference: {path: text, read: never}}\n"}};
  for (auto& [name, text] : more) files[name] = text;
  return files;
}

struct FileTown {
  /// `system` is the one that exchanges files.
  explicit FileTown(const Sources& files, const std::string& system = "erp", const Map& settings = {}) : town(files) {
    Diagnostics findings;
    const auto project = load_project(files, findings);
    REQUIRE(project);
    manifest = project->system(system)->manifest;
    town.shops.erase(system);
    town.connect = [this, system, settings](Runtime& rt, EngineSetup& setup) {
      auto place = make_local_place(folder.path);
      REQUIRE(place.ok());
      if (through) *place = through(*place);
      auto port = make_file_port(rt, manifest, system, settings, stored_port_memory(*town.store, system), *place);
      if (!port) FAIL(describe(port.error()));
      setup.systems[system].port = *port;
    };
  }

  testing::Folder folder;
  std::shared_ptr<const Manifest> manifest;
  std::function<std::shared_ptr<DropPlace>(std::shared_ptr<DropPlace>)> through;
  Town town;
};

}  // namespace syncline::shop
