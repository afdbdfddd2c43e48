// Files that should come: those of XML, and those that do not come in time.
#include "engine/file_town_test.h"
#include "engine/lateness.h"

using namespace syncline;
using namespace syncline::shop;

namespace {

std::string incoming(const std::string& format, const std::string& more) {
  return "  party:\n" + party_fields + "    drop:\n      format: " + format +
         "\n      incoming: {folder: in, name: \"kunden_*\", shows: changes, done: \"{name}.done\", archive: done" +
         more + "}\n";
}

const std::string customers =
    "entity: customer\nsystems: {erp: party, crm: account}\nmatch: [number]\ncreate: {crm: always}\nfields: {name: "
    "erp, "
    "email: erp, number: erp}\ndelete: flag\nstage: two-way\n";

void leave(FileTown& t, const std::string& name, const std::string& content) {
  t.folder.put("in/" + name, content);
  t.folder.put("in/" + name + ".done", "");
}

}  // namespace

TEST_SUITE("arrivals") {
  TEST_CASE("a file that does not come in time is said to be late, until one comes") {
    FileTown t(file_project(incoming("{separator: \";\"}", ", expected: {every: 1d, grace: 2h}"),
                            {{"sync/customer.yaml", customers}}));
    t.folder.put("in/other.txt", "");
    const auto late = [&] {
      const auto all = late_in(*t.town.store->reader());
      if (all.empty()) return std::string();
      CHECK(all.size() == 1);
      CHECK(all[0].system + " " + all[0].object == "erp party");
      return all[0].detail;
    };
    t.town.live([&] {
      t.town.wait(hours(25));
      CHECK(late() == "");
      t.town.wait(hours(2));
      CHECK(late().find("no file kunden_* has come yet; one was expected by") != std::string::npos);
      leave(t, "kunden_1.csv", "Nummer;Firma;E-Mail;Limit\n7;Acme;;\n");
      t.town.wait(minutes(5));
      CHECK(late() == "");
      t.town.wait(hours(27));
      CHECK(late().find("no file kunden_* has come since") != std::string::npos);
    });
  }

  TEST_CASE("by a time of day, on the clocks of a zone") {
    FileTown t(
        file_project(incoming("{separator: \";\"}", ", expected: {by: \"06:30\", zone: Europe/Berlin, grace: 30m}"),
                     {{"sync/customer.yaml", customers}}));
    t.folder.put("in/other.txt", "");
    t.town.live([&] {
      const auto is_late = [&] { return !late_in(*t.town.store->reader()).empty(); };
      t.town.wait(days(1));
      CHECK(!is_late());  // a day has to pass before anybody can be late
      t.town.wait(days(1));
      CHECK(is_late());
      leave(t, "kunden_1.csv", "Nummer;Firma;E-Mail;Limit\n7;Acme;;\n");
      t.town.wait(minutes(5));
      CHECK(!is_late());
    });
  }

  TEST_CASE("records of XML files become records") {
    FileTown t(file_project(incoming("{kind: xml, records: Export.Kunde}", ""), {{"sync/customer.yaml", customers}}));
    leave(
        t, "kunden_1.xml",
        "<Export><Kunde><Nummer>7</Nummer><Firma>M&#252;ller</Firma><E-Mail>a@b.example</E-Mail><Limit>1.250,50</Limit>"
        "</Kunde></Export>");
    leave(t, "kunden_2.xml",
          "<Export><Kunde><Nummer>8</Nummer><Firma>Beta</Firma><Limit>viel</Limit></Kunde></Export>");
    t.town.live([&] {
      t.town.wait(minutes(5));
      REQUIRE(t.town["crm"].records["account"].size() == 1);
      CHECK(t.town["crm"].at("account", 0).find("name")->as_string() == "Müller");
      CHECK(t.town.problems().find("in/kunden_2.xml record 1") != std::string::npos);
      CHECK(t.town.problems().find("\"viel\"") != std::string::npos);
    });
  }

  TEST_CASE("nothing is written into a folder that is not the one of before") {
    const std::string outgoing = "  party:\n" + party_fields +
                                 "    drop:\n      columns: [Nummer, Firma, E-Mail, Limit]\n      outgoing: {folder: "
                                 "out, name: \"k_${key}.csv\"}\n";
    FileTown t(file_project(outgoing, {{"sync/customer.yaml",
                                        "entity: customer\nsystems: {erp: party, crm: account}\ncreate: {erp: always}\n"
                                        "fields: {name: crm, number: crm}\ndelete: flag\nstage: two-way\n"}}));
    t.folder.put("out/.keep", "");
    t.town["crm"].add("account", {{"name", "Acme"}, {"no", "1"}});
    t.town.live([&] {
      t.town.wait(minutes(5));
      CHECK(t.folder.names("out").size() == 1);
      std::filesystem::rename(t.folder.path + "/out/.syncline", t.folder.path + "/mark");  // its disk is gone
      t.town["crm"].add("account", {{"name", "Beta"}, {"no", "2"}});
      t.town.wait(minutes(5));
      CHECK(t.folder.names("out").size() == 1);
      CHECK(t.town.problems().find("this is not the folder that files were left in before") != std::string::npos);
    });
  }
}
