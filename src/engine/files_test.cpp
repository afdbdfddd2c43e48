// Files of an order in the ERP that come to the deal in the CRM that it was made from.
#include <algorithm>

#include "base/hash.h"
#include "base/json.h"
#include "engine/town_test.h"
#include "project/folder.h"

using namespace syncline;
using namespace syncline::shop;

namespace {

/// A deal that is won and its order, made at once; PDFs of the order go to the deal.
Sources sales() {
  auto files = read_folder(real_files(), std::string(SYNCLINE_SOURCE_DIR) + "/src/project/testdata/sales");
  REQUIRE(files.ok());
  files->at("sync/order.yaml") += "files: {from: erp, to: crm, name: \"*.pdf\", limit: 20kB}\n";
  return std::move(*files);
}

Town town(Sources files = sales()) {
  Town town(std::move(files));
  const Value ten = Decimal::parse("10").value();
  town["crm"].add("account", {{"name", "Nordlicht"}, {"vat", "DE136695976"}, {"mail", "a@nordlicht.example"}});
  town["crm"].add("article", {{"code", "A1"}, {"title", "Lamp"}});
  town["erp"].add("item", {{"sku", "A1"}, {"name", "Lamp"}});
  town["crm"].add("opportunity", {{"title", "Lamps"},
                                  {"account", "0"},
                                  {"stage", "won"},
                                  {"total", ten},
                                  {"items", List{Map{{"id", "1"}, {"item", "0"}, {"count", ten}, {"price", ten}}}}});
  town["erp"].on_create = [](Shop& erp, const RecordKey& key) {
    if (key.object == "sale") erp.records["sale"].at(std::stoul(key.native)).set("state", "new");
  };
  return town;
}

void add(Town& town, const std::string& id, const std::string& name, const std::string& content) {
  REQUIRE(town["erp"].records["sale"].size() == 1);
  town["erp"].files.push_back({"sale", "0", id, name, content});
}

/// The order shows something new, so that it is read.
void touch(Town& town, const std::string& number) {
  town["erp"].records["sale"][0].set("no", number);
  town.wait(minutes(30));
}

std::vector<std::string> at_deal(Town& town) {
  std::vector<std::string> found;
  for (const Shop::File& file : town["crm"].files) {
    CHECK(file.object == "opportunity");
    CHECK(file.of == "0");
    found.push_back(file.name + ": " + file.content);
  }
  return found;
}

/// A person has the letter tried again.
void commit_retry(Town& town, DeadLetterId letter) {
  const auto retried = town.store->write([&](Tx& tx) { return tx.retry(letter).ok(); });
  REQUIRE(retried.ok());
  CHECK(*retried);
}

using Names = std::vector<std::string>;

}  // namespace

TEST_SUITE("files") {
  TEST_CASE("a PDF at the order comes to the deal once; other files stay where they are") {
    Town t = town();
    t.live([&] {
      add(t, "17", "Order 1.PDF", "signed");
      add(t, "18", "notes.txt", "internal");
      touch(t, "A1");
      INFO(t.story());
      CHECK(at_deal(t) == Names{"Order 1.PDF: signed"});
      touch(t, "A2");
      t.wait(hours(50));
      CHECK(at_deal(t) == Names{"Order 1.PDF: signed"});
      CHECK(t["crm"].uploads == 1);
      CHECK(t.folder.files.empty());
      CHECK(t.problems() == "");
    });
  }

  TEST_CASE("a file that came without any change of its order is found by the sweep") {
    Town t = town();
    t.live([&] {
      t.wait(minutes(30));
      add(t, "17", "a.pdf", "signed");
      t.wait(hours(25));
      CHECK(at_deal(t) == Names{"a.pdf: signed"});
    });
  }

  TEST_CASE("files of a won deal come to the order that is made of it, also those that were there before it") {
    Sources files = sales();
    files.at("sync/order.yaml").erase(files.at("sync/order.yaml").find("files:"));
    files.at("sync/deal.yaml") += "files: {from: crm, to: erp, name: \"*.pdf\"}\n";
    std::string& works = files.at("connectors/works/connector.yaml");
    works.insert(
        works.find("    transitions:"),
        "      upload: {request: {path: /files, query: {of: \"${id}\", key: \"${key}\"}}, id: \"${body.no}\"}\n");
    Town t = town(std::move(files));
    t["crm"].files.push_back({"opportunity", "0", "3", "signed.pdf", "by both"});
    const auto at_order = [&] {
      Names found;
      for (const Shop::File& file : t["erp"].files) {
        CHECK(file.object == "sale");
        CHECK(file.of == "0");
        found.push_back(file.name + ": " + file.content);
      }
      return found;
    };
    t.live([&] {
      t.wait(minutes(30));
      INFO(t.story());
      REQUIRE(t["erp"].records["sale"].size() == 1);
      CHECK(at_order() == Names{"signed.pdf: by both"});
      t["crm"].files.push_back({"opportunity", "0", "4", "annex.pdf", "later"});
      t.wait(hours(25));
      CHECK(at_order() == Names{"signed.pdf: by both", "annex.pdf: later"});
      CHECK(t["crm"].files.size() == 2);
      CHECK(t.problems() == "");
    });
  }

  TEST_CASE("the journal shows name, size and hash, and never content") {
    Town t = town();
    t.live([&] {
      add(t, "17", "a.pdf", "signed by both");
      touch(t, "A1");
      const std::string story = t.story();
      CHECK(story.find("a.pdf, 14 bytes, sha256 " + to_hex(sha256("signed by both"))) != std::string::npos);
      const auto effects = t.store->reader()->effects({}, {}, 100);
      const auto is_file = [](const Effect& effect) { return effect.slot == "crm file erp 17"; };
      const auto sent = std::ranges::find_if(effects, is_file);
      REQUIRE(sent != effects.end());
      CHECK(sent->state == EffectState::applied);
      for (const auto& [name, change] : sent->changes)
        CHECK(write_json(change.after.value).find("signed by both") == std::string::npos);
    });
  }

  TEST_CASE("a file that is changed at its source is another one; one that only looks changed is not") {
    Town t = town();
    t.live([&] {
      add(t, "17", "a.pdf", "first");
      touch(t, "A1");
      t["erp"].files[0].version = "2";
      touch(t, "A2");
      CHECK(at_deal(t) == Names{"a.pdf: first"});
      t["erp"].files[0].version = "3";
      t["erp"].files[0].content = "other";
      touch(t, "A3");
      CHECK(at_deal(t) == Names{"a.pdf: first", "a.pdf: other"});
    });
  }

  TEST_CASE("what came to the deal comes no second time, though its file is another by now") {
    Town t = town();
    t.live([&] {
      add(t, "17", "a.pdf", "first");
      touch(t, "A1");
      t["erp"].files[0].version = "2";
      SUBCASE("it was changed") {
        t["erp"].files[0].content = "other";
        touch(t, "A2");
        add(t, "18", "copy.pdf", "first");
        touch(t, "A3");
        CHECK(at_deal(t) == Names{"a.pdf: first", "a.pdf: other"});
      }
      SUBCASE("it was changed, and changed back") {
        t["erp"].files[0].content = "other";
        touch(t, "A2");
        t["erp"].files[0].version = "3";
        t["erp"].files[0].content = "first";
        touch(t, "A3");
        CHECK(at_deal(t) == Names{"a.pdf: first", "a.pdf: other"});
      }
      SUBCASE("it is refused now") {
        t["erp"].files[0].content = std::string(30'000, 'x');
        touch(t, "A2");
        add(t, "18", "copy.pdf", "first");
        touch(t, "A3");
        CHECK(at_deal(t) == Names{"a.pdf: first"});
      }
    });
  }

  TEST_CASE("of two files with the same content, found together, one comes to the deal") {
    Town t = town();
    t.live([&] {
      add(t, "17", "a.pdf", "signed");
      add(t, "18", "copy.pdf", "signed");
      touch(t, "A1");
      INFO(t.story());
      CHECK(t["crm"].uploads == 1);
      CHECK(t.folder.files.empty());
      CHECK(t.problems() == "");
    });
  }

  TEST_CASE("a file that is deleted at its source stays at the target") {
    Town t = town();
    t.live([&] {
      add(t, "17", "a.pdf", "signed");
      touch(t, "A1");
      t["erp"].files.clear();
      touch(t, "A2");
      CHECK(at_deal(t) == Names{"a.pdf: signed"});
    });
  }

  TEST_CASE("an upload whose answer is lost is found by its key, and not repeated") {
    Town t = town();
    t["crm"].lost_answers = 1;
    t.live([&] {
      add(t, "17", "a.pdf", "signed");
      touch(t, "A1");
      INFO(t.story());
      CHECK(at_deal(t) == Names{"a.pdf: signed"});
      CHECK(t["crm"].uploads == 1);
      CHECK(t.problems() == "");
    });
  }

  TEST_CASE(
      "an upload that cannot be sent yet is not planned twice, and one that the target refused for now is planned "
      "again") {
    Town t = town();
    t.live([&] {
      t["crm"].upload_errors.assign(6, ErrorClass::transient);  // over a minute of trying
      t["crm"].upload_errors.push_back(ErrorClass::conflict);
      add(t, "17", "a.pdf", "signed");
      for (const char* number : {"A1", "A2", "A3", "A4", "A5"}) {
        t["erp"].records["sale"][0].set("no", number);
        t.wait(seconds(30));
      }
      t.wait(hours(25));
      CHECK(at_deal(t) == Names{"a.pdf: signed"});
      CHECK(t["crm"].uploads == 8);
      CHECK(t.problems() == "");
    });
  }

  TEST_CASE("a download that ends too soon is fetched again, and nothing of it is delivered") {
    Town t = town();
    t.live([&] {
      t["erp"].cut_off = 3;
      add(t, "17", "a.pdf", "signed");
      t["erp"].records["sale"][0].set("no", "A1");
      t.wait(seconds(90));  // it is tried until then, and not given up yet
      CHECK(at_deal(t).empty());
      t["erp"].cut_off = ~std::size_t{0};
      t.wait(hours(1));
      CHECK(at_deal(t) == Names{"a.pdf: signed"});
      CHECK(t.problems() == "");
      CHECK(t.folder.files.empty());
    });
  }

  TEST_CASE("a file above the limit is a dead letter that names the limit, once, and stops nothing else") {
    for (const bool says_sizes : {true, false}) {
      CAPTURE(says_sizes);
      Town t = town();
      t["erp"].says_sizes = says_sizes;
      t.live([&] {
        add(t, "17", "large.pdf", std::string(20'001, 'x'));
        add(t, "18", "small.pdf", "signed");
        touch(t, "A1");
        touch(t, "A2");
        CHECK(at_deal(t) == Names{"small.pdf: signed"});
        const auto letters = t.store->reader()->dead_letters(true, 10);
        REQUIRE(letters.size() == 1);
        CHECK(letters[0].error.message.find("20 kB") != std::string::npos);
        CHECK(letters[0].error.place.find("large.pdf") != std::string::npos);
        CHECK(t["crm"].at("opportunity", 0).find("order_no")->string_or("") == "A2");
        CHECK(t.folder.files.empty());
        t["erp"].files[0].content = "shorter";
        commit_retry(t, letters[0].id);
        t.wait(minutes(10));
        CHECK(at_deal(t) == Names{"small.pdf: signed", "large.pdf: shorter"});
      });
    }
  }

  TEST_CASE("wherever the program dies on the way of a file, the file is there once") {
    for (const char* point : {"files.listed", "deliver.sending", "files.downloaded", "files.spooled",
                              "files.before_upload", "files.uploaded", "files.keep", "files.keep.done"}) {
      CAPTURE(point);
      Town t = town();
      t.outlive(point, [&] {
        add(t, "17", "a.pdf", "signed");
        t["erp"].records["sale"][0].set("no", "A1");
        t.wait(hours(1));
        CHECK(at_deal(t) == Names{"a.pdf: signed"});
        CHECK(t["crm"].uploads == 1);
        CHECK(t.folder.files.empty());
        CHECK(t.deaths == 1);
      });
    }
  }
}
