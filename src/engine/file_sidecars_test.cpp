// The files beside files: a checksum, and the mark that says that one is whole, as they come and as they go.
#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "engine/file_town_test.h"

using namespace syncline;
using namespace syncline::shop;

namespace {

const std::string titles = "Nummer;Firma;E-Mail;Limit\n";

Sources incoming(const std::string& sidecars) {
  const std::string party = "  party:\n" + party_fields +
                            "    drop:\n      format: {separator: \";\"}\n      incoming: {folder: in, name: "
                            "\"kunden_*.csv\", shows: changes, archive: done, refused: refused, " +
                            sidecars + "}\n";
  return file_project(party, {{"sync/customer.yaml",
                               "entity: customer\nsystems: {erp: party, crm: account}\nmatch: [number]\ncreate: {crm: "
                               "always}\nfields: {name: erp, number: erp}\ndelete: flag\nstage: two-way\n"}});
}

Sources outgoing(const std::string& sidecars) {
  const std::string posting =
      "  posting:\n    id: Beleg\n    fields:\n      amount: {path: Betrag, type: decimal}\n      day: {path: Datum, "
      "type: date}\n      text: {path: Text}\n    drop:\n      format: {separator: \";\"}\n      columns: [Betrag, "
      "Datum, Text]\n      outgoing: {folder: out, name: \"buchungen_${key}.csv\", " +
      sidecars + "}\n";
  return file_project(posting,
                      {{"sync/payment.yaml",
                        "entity: payment\nsystems: {crm: receipt, erp: posting}\ncreate: {erp: always}\nfields: "
                        "{amount: crm, date: crm, reference: crm}\nstage: two-way\n"}});
}

/// By which ending of the name, and how it is reckoned.
struct Sum {
  std::string ending;
  std::string (*of)(std::string_view);
};
const Sum sums[] = {{".sha256", sha256}, {".md5", md5}};

std::vector<std::string> accounts(FileTown& t) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < t.town["crm"].records["account"].size(); ++i)
    out.push_back(t.town["crm"].at("account", i).find("name")->as_string());
  return out;
}

using Names = std::vector<std::string>;

/// What a receiver finds in the folder just before each step of the writer.
struct Watched : DropPlace {
  Watched(std::shared_ptr<DropPlace> place, const testing::Folder& of, std::vector<Names>& into)
      : real(std::move(place)), folder(of), seen(into) {}
  const std::string& where() const override { return real->where(); }
  Result<std::vector<DroppedFile>, Error> list(const std::string& at) override { return real->list(at); }
  Result<std::string, Error> read(const std::string& path, std::size_t most) override { return real->read(path, most); }
  Result<void, Error> write(const std::string& path, std::string_view content) override {
    seen.push_back(folder.names("out"));
    return real->write(path, content);
  }
  Result<Moved, Error> move(const std::string& from, const std::string& to) override {
    seen.push_back(folder.names("out"));
    auto moved = real->move(from, to);
    if (takes) {
      taken = folder.get(to);
      std::filesystem::remove(folder.path + "/" + to);
    }
    return moved;
  }
  Result<void, Error> remove(const std::string& path) override { return real->remove(path); }
  Result<void, Error> make_folder(const std::string& path) override { return real->make_folder(path); }

  std::shared_ptr<DropPlace> real;
  const testing::Folder& folder;
  std::vector<Names>& seen;
  bool takes = false;  ///< the receiver, as soon as a file has its name
  std::string taken;
};

bool holds(const Names& names, const std::string& name) { return std::ranges::find(names, name) != names.end(); }

/// The file among its sidecars, when there is one.
std::string file_among(const Names& names) {
  const auto found = std::ranges::find_if(names, [](const std::string& name) { return name.ends_with(".csv"); });
  return found == names.end() ? "" : *found;
}

void pay(FileTown& t) {
  t.folder.put("out/.keep", "");
  t.town["crm"].add("receipt", {{"total", Decimal(10)}, {"day", "2026-11-02"}, {"text", "Rechnung 1"}});
}

}  // namespace

TEST_SUITE("sidecars of files that come") {
  TEST_CASE("without its checksum a file is not taken; with it, it is, and both are put away") {
    for (const Sum& sum : sums) {
      CAPTURE(sum.ending);
      FileTown t(incoming("checksum: \"{name}" + sum.ending + "\""));
      const std::string file = titles + "7;Acme;;\n", name = "kunden_1.csv";
      t.folder.put("in/" + name, file);
      t.town.live([&] {
        t.town.wait(hours(1));  // however long it has stayed as it is
        CHECK(accounts(t).empty());
        CHECK(t.folder.names("in") == Names{name});
        t.folder.put("in/" + name + sum.ending, to_upper(to_hex(sum.of(file))) + "  " + name + "\n");
        t.town.wait(minutes(5));
        INFO(t.town.story());
        CHECK(accounts(t) == Names{"Acme"});
        CHECK(t.folder.names("in").empty());
        CHECK(t.folder.names("done") == Names{name, name + sum.ending});
        CHECK(t.town.problems() == "");
      });
    }
  }

  TEST_CASE("a file with another's checksum is refused, says both sums, and holds up no other") {
    for (const Sum& sum : sums) {
      CAPTURE(sum.ending);
      FileTown t(incoming("checksum: \"{name}" + sum.ending + "\""));
      const std::string whole = titles + "7;Acme;;\n8;Beta;;\n", cut = titles + "7;Acme;;\n",
                        other = titles + "9;Gamma;;\n";
      t.folder.put("in/kunden_1.csv", cut);
      t.folder.put("in/kunden_1.csv" + sum.ending, to_hex(sum.of(whole)) + "\n");
      t.folder.put("in/kunden_2.csv", other);
      t.folder.put("in/kunden_2.csv" + sum.ending, to_hex(sum.of(other)) + "\n");
      t.town.live([&] {
        t.town.wait(minutes(5));
        INFO(t.town.story());
        CHECK(accounts(t) == Names{"Gamma"});
        CHECK(t.folder.names("refused") ==
              Names{"kunden_1.csv", "kunden_1.csv.error.txt", "kunden_1.csv" + sum.ending});
        const std::string problems = t.town.problems();
        CAPTURE(problems);
        CHECK(problems.find("its checksum is " + to_hex(sum.of(cut))) != std::string::npos);
        CHECK(problems.find("in/kunden_1.csv" + sum.ending + " says " + to_hex(sum.of(whole))) != std::string::npos);
        CHECK(problems.find("leave the file again, whole, and its checksum after it") != std::string::npos);
        t.folder.put("in/kunden_1.csv", whole);
        t.folder.put("in/kunden_1.csv" + sum.ending, to_hex(sum.of(whole)) + "\n");
        t.town.wait(minutes(5));
        CHECK(accounts(t) == Names{"Gamma", "Acme", "Beta"});
      });
    }
  }

  TEST_CASE("who declares both is only taken when both stand beside it") {
    const std::string file = titles + "7;Acme;;\n";
    for (const bool done_first : {true, false}) {
      CAPTURE(done_first);
      FileTown t(incoming("checksum: \"{name}.sha256\", done: \"{name}.done\""));
      const auto leave = [&](bool done) {
        if (done)
          t.folder.put("in/kunden_1.csv.done", "");
        else
          t.folder.put("in/kunden_1.csv.sha256", to_hex(sha256(file)));
      };
      t.folder.put("in/kunden_1.csv", file);
      leave(done_first);
      t.town.live([&] {
        t.town.wait(minutes(5));
        CHECK(accounts(t).empty());
        leave(!done_first);
        t.town.wait(minutes(5));
        CHECK(accounts(t) == Names{"Acme"});
        CHECK(t.folder.names("in").empty());
        CHECK(t.folder.names("done") == Names{"kunden_1.csv", "kunden_1.csv.done", "kunden_1.csv.sha256"});
      });
    }
  }
}

TEST_SUITE("sidecars of files that go") {
  TEST_CASE("the checksum is of what stands in the file, in the form that sha256sum and md5sum check") {
    for (const Sum& sum : sums) {
      CAPTURE(sum.ending);
      FileTown t(outgoing("checksum: \"{name}" + sum.ending + "\", done: \"{name}.done\""));
      pay(t);
      t.town.live([&] {
        t.town.wait(minutes(10));
        INFO(t.town.story());
        const Names names = t.folder.names("out");
        const std::string file = file_among(names);
        REQUIRE(names == Names{file, file + ".done", file + sum.ending});
        const std::string content = t.folder.get("out/" + file);
        CHECK(content.find("Rechnung 1") != std::string::npos);
        CHECK(t.folder.get("out/" + file + sum.ending) == to_hex(sum.of(content)) + "  " + file + "\n");
        CHECK(t.folder.get("out/" + file + ".done") == "");
        CHECK(t.town.problems() == "");
      });
    }
  }

  TEST_CASE("whoever sees a file finds its checksum; whoever sees the mark finds the file") {
    FileTown t(outgoing("checksum: \"{name}.sha256\", done: \"{name}.done\""));
    std::vector<Names> seen;
    t.through = [&](std::shared_ptr<DropPlace> real) { return std::make_shared<Watched>(real, t.folder, seen); };
    pay(t);
    t.town.live([&] {
      t.town.wait(minutes(10));
      seen.push_back(t.folder.names("out"));
    });
    const std::string file = file_among(seen.back());
    REQUIRE(!file.empty());
    bool without_mark = false;
    for (const Names& names : seen) {
      CAPTURE(names.size());
      if (holds(names, file)) CHECK(holds(names, file + ".sha256"));
      if (holds(names, file + ".done")) CHECK(holds(names, file));
      without_mark = without_mark || (holds(names, file) && !holds(names, file + ".done"));
    }
    CHECK(without_mark);  // the mark is the last step
    CHECK(holds(seen.back(), file + ".done"));
  }

  TEST_CASE("the mark comes also when the process dies before it") {
    for (const char* point : {"drop.written", "drop.ready", "drop.moved"}) {
      CAPTURE(point);
      FileTown t(outgoing("checksum: \"{name}.sha256\", done: \"{name}.done\""));
      pay(t);
      t.town.outlive(point, [&] { t.town.wait(hours(1)); });
      CHECK(t.town.deaths == 1);
      const Names names = t.folder.names("out");
      const std::string file = file_among(names);
      REQUIRE(!file.empty());
      CHECK(holds(names, file + ".done"));
      CHECK(t.folder.get("out/" + file + ".sha256") ==
            to_hex(sha256(t.folder.get("out/" + file))) + "  " + file + "\n");
    }
  }

  TEST_CASE("no mark is left beside a file that the receiver took away before it could be set") {
    FileTown t(outgoing("done: \"{name}.done\""));
    std::vector<Names> seen;
    std::shared_ptr<Watched> place;
    t.through = [&](std::shared_ptr<DropPlace> real) {
      place = std::make_shared<Watched>(real, t.folder, seen);
      place->takes = true;
      return place;
    };
    pay(t);
    t.town.live([&] {
      t.town.wait(minutes(10));
      CHECK(place->taken.find("Rechnung 1") != std::string::npos);
      CHECK(t.folder.names("out").empty());
      CHECK(t.town.problems() == "");
    });
  }
}
