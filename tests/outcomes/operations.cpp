#include "tests/outcomes/operations.h"

#include <algorithm>

#include "base/json.h"
#include "decide/file_effect.h"
#include "engine/files.h"

namespace syncline::outcomes {
namespace {

const std::vector<std::string> many{"Many 1", "Many 2", "Many 3"};

Map company(const std::string& name, const std::string& vat) { return {{"name", name}, {"vat", vat}, {"email", {}}}; }

/// How many mutations of ours hold.
int count(Desk& desk, const std::function<bool(const VendorMutation&)>& is) {
  const auto all = desk.ours();
  return static_cast<int>(std::ranges::count_if(all, is));
}

int creates(Desk& desk, const std::string& model, const char* field, const std::string& shows) {
  return count(desk, [&](const VendorMutation& each) {
    return each.verb == sandbox::MutationVerb::create && each.model == model &&
           Value(each.after)[field] == Value(shows);
  });
}

int updates(Desk& desk, const std::string& model, const char* field, const Value& shows) {
  return count(desk, [&](const VendorMutation& each) {
    return each.verb == sandbox::MutationVerb::update && each.model == model && Value(each.after)[field] == shows;
  });
}

std::string one(Desk& desk, const std::string& model, const char* field, const std::string& shows) {
  const auto found = desk.with(model, field, Value(shows));
  REQUIRE_MESSAGE(found.size() == 1, model << " with " << shows << ": " << found.size());
  return found.front();
}

void rename(Office& office, const std::string& vat, const std::string& name) {
  const std::string id = one(office.crm, "contacts", "vat", vat);
  office.crm.edit("contacts", id, {{"name", name}});
  office.notice("crm", "contact", id);
}

void win(Office& office, const std::string& deal) {
  const std::string id = one(office.crm, "deals", "name", deal);
  office.crm.edit("deals", id, {{"stage", "won"}});
  office.notice("crm", "deal", id);
}

/// What is planned meanwhile is due together, and goes by one call.
void at_once(Office& office, const std::function<void()>& body, std::size_t planned) {
  Stop stop;
  stop.system = "erp";
  REQUIRE(office.town.store->write([&](Tx& tx) { tx.stop(stop); }).ok());
  body();
  office.until([&] {
    const auto effects = office.town.store->reader()->effects({}, {}, 50);
    const auto waiting = std::ranges::count(effects, EffectState::planned, &Effect::state);
    return static_cast<std::size_t>(waiting) >= planned;
  });
  REQUIRE(office.town.store->write([&](Tx& tx) { return tx.lift(stop); }).ok());
  office.town.engine->wake();
}

bool is_rename(const HttpRequest& request, const Value& body, const std::string& name) {
  return request.method == "PATCH" && body["name"] == Value(name);
}

bool is_batch(const HttpRequest& request, const Value& body, bool of_creates) {
  if (!request.url.ends_with("/batch")) return false;
  return (body["items"].at(0)["method"] != Value("PATCH")) == of_creates;
}

bool sets(const Effect& effect, EffectOp op, const char* field, const std::string& wanted) {
  const auto change = effect.changes.find(field);
  return effect.op == op && change != effect.changes.end() && change->second.after.value == Value(wanted);
}

Operation create() {
  Operation it;
  it.name = "create";
  it.makes = it.listed = true;
  it.is = [](const HttpRequest&, const Value& body) { return body["vat"] == Value("DE100"); };
  it.begin = [](Office& office) {
    office.notice("crm", "contact", office.crm.add("contacts", company("Made", "DE100")));
  };
  it.mine = [](const Effect& effect) { return sets(effect, EffectOp::create, "tax_id", "DE100"); };
  it.found = [](Office& office) {
    return Found{{creates(office.erp, "contacts", "vat", "DE100")},
                 office.erp.with("contacts", "name", Value("Made")).size() == 1};
  };
  return it;
}

Operation create_edited() {
  Operation it = create();
  it.name = "create, edited at its source meanwhile";
  it.is = [](const HttpRequest&, const Value& body) { return body["vat"] == Value("DE101"); };
  it.begin = [](Office& office) {
    office.notice("crm", "contact", office.crm.add("contacts", company("Early", "DE101")));
  };
  it.meanwhile = [](Office& office) { rename(office, "DE101", "Late"); };
  it.mine = [](const Effect& effect) { return sets(effect, EffectOp::create, "tax_id", "DE101"); };
  it.found = [](Office& office) {
    return Found{{creates(office.erp, "contacts", "vat", "DE101")},
                 office.erp.with("contacts", "name", Value("Late")).size() == 1};
  };
  return it;
}

Operation create_overtaken() {
  Operation it = create();
  it.name = "create, edited at the target as soon as it is there";
  it.edited_when_there = true;
  it.is = [](const HttpRequest&, const Value& body) { return body["vat"] == Value("DE102"); };
  it.begin = [](Office& office) {
    office.notice("crm", "contact", office.crm.add("contacts", company("Ours", "DE102")));
  };
  it.meanwhile = [](Office& office) {
    if (!office.comes([&] { return !office.erp.with("contacts", "vat", Value("DE102")).empty(); })) return;
    office.erp.edit("contacts", one(office.erp, "contacts", "vat", "DE102"), {{"name", "Theirs"}});
  };
  it.mine = [](const Effect& effect) { return sets(effect, EffectOp::create, "tax_id", "DE102"); };
  it.found = [](Office& office) {
    return Found{{creates(office.erp, "contacts", "vat", "DE102")},
                 office.erp.with("contacts", "name", Value("Theirs")).size() == 1 &&
                     office.crm.with("contacts", "name", Value("Theirs")).size() == 1};
  };
  return it;
}

Operation update() {
  Operation it;
  it.name = "update";
  it.is = [](const HttpRequest& request, const Value& body) { return is_rename(request, body, "Renamed"); };
  it.begin = [](Office& office) { rename(office, "DE1", "Renamed"); };
  it.mine = [](const Effect& effect) { return sets(effect, EffectOp::update, "name", "Renamed"); };
  it.found = [](Office& office) {
    return Found{{updates(office.erp, "contacts", "name", Value("Renamed"))},
                 office.erp.with("contacts", "name", Value("Renamed")).size() == 1};
  };
  return it;
}

Operation update_beside() {
  Operation it;
  it.name = "update, another field edited at the target meanwhile";
  it.is = [](const HttpRequest& request, const Value& body) { return is_rename(request, body, "Beside"); };
  it.begin = [](Office& office) { rename(office, "DE2", "Beside"); };
  it.meanwhile = [](Office& office) {
    office.erp.edit("contacts", one(office.erp, "contacts", "vat", "DE2"), {{"email", "b@person.example"}});
  };
  it.mine = [](const Effect& effect) { return sets(effect, EffectOp::update, "name", "Beside"); };
  it.found = [](Office& office) {
    const Value there = office.erp.at("contacts", one(office.erp, "contacts", "vat", "DE2"));
    const Value here = office.crm.at("contacts", one(office.crm, "contacts", "vat", "DE2"));
    const Value email("b@person.example");
    return Found{{updates(office.erp, "contacts", "name", Value("Beside"))},
                 there["name"] == Value("Beside") && there["email"] == email && here["email"] == email};
  };
  return it;
}

Operation transition() {
  Operation it;
  it.name = "transition";
  it.is = [](const HttpRequest& request, const Value&) { return request.url.ends_with("/confirm"); };
  it.begin = [](Office& office) { win(office, "Hop"); };
  it.mine = [](const Effect& effect) { return effect.op == EffectOp::transition; };
  it.found = [](Office& office) {
    const std::string id = one(office.erp, "orders", "name", "Hop");
    const int done = count(office.erp, [&](const VendorMutation& each) {
      return each.model == "orders" && each.id == id && each.after.size() == 1 && each.after.contains("status");
    });
    return Found{{done}, office.erp.at("orders", id)["status"] == Value("confirmed")};
  };
  return it;
}

Operation document() {
  Operation it;
  it.name = "create of a document with its lines";
  it.makes = true;
  it.is = [](const HttpRequest& request, const Value& body) {
    return request.url.find("/orders") != std::string::npos && body["name"] == Value("Lines");
  };
  it.begin = [](Office& office) { win(office, "Lines"); };
  it.mine = [](const Effect& effect) { return sets(effect, EffectOp::create, "description", "Lines"); };
  it.found = [](Office& office) {
    const auto made = office.erp.with("orders", "name", Value("Lines"));
    return Found{{creates(office.erp, "orders", "name", "Lines")},
                 made.size() == 1 && office.erp.at("orders", made.front())["lines"].as_list().size() == 2};
  };
  return it;
}

Operation note() {
  Operation it;
  it.name = "append: a message";
  it.at = "crm";
  it.adds = true;
  it.is = [](const HttpRequest& request, const Value&) { return request.url.ends_with("/deals/d-3/notes"); };
  it.begin = [](Office& office) { win(office, "Told"); };
  it.mine = [](const Effect& effect) { return effect.op == EffectOp::append && effect.key.native == "d-3"; };
  it.found = [](Office& office) {
    const std::string deal = one(office.crm, "deals", "name", "Told");
    int there = 0;
    office.crm.look([&](PlainModel& vendor) { there = static_cast<int>(vendor.notes_of(deal).size()); });
    return Found{{there}, there == 1};
  };
  return it;
}

Operation file() {
  Operation it;
  it.name = "append: a file";
  it.at = "crm";
  it.adds = true;
  it.is = [](const HttpRequest& request, const Value&) { return request.url.ends_with("/files"); };
  it.begin = [](Office& office) {
    office.until([&] { return office.erp.with("orders", "name", Value("Hop")).size() == 1; });
    const std::string order = one(office.erp, "orders", "name", "Hop");
    office.erp.look([&](PlainModel& vendor) { vendor.person_attaches(order, "order.pdf", "%PDF of the order"); });
    office.notice("erp", files_key({"erp", "order", order}).object, order);
  };
  it.mine = [](const Effect& effect) { return file_of(effect).has_value(); };
  it.found = [](Office& office) {
    const std::string deal = one(office.crm, "deals", "name", "Hop");
    int there = 0;
    office.crm.look([&](PlainModel& vendor) { there = static_cast<int>(vendor.files_of(deal).size()); });
    return Found{{there}, there == 1};
  };
  return it;
}

Operation deactivate() {
  Operation it;
  it.name = "deactivate";
  it.is = [](const HttpRequest&, const Value& body) { return body["archived"] == Value(true); };
  it.begin = [](Office& office) {
    const std::string id = one(office.crm, "contacts", "vat", "DE3");
    office.crm.remove("contacts", id);
    office.notice("crm", "contact", id);
  };
  it.mine = [](const Effect& effect) { return effect.op == EffectOp::deactivate; };
  it.found = [](Office& office) {
    return Found{{updates(office.erp, "contacts", "archived", Value(true))},
                 office.erp.at("contacts", one(office.erp, "contacts", "vat", "DE3"))["archived"] == Value(true)};
  };
  return it;
}

Operation remove() {
  Operation it;
  it.name = "delete";
  it.is = [](const HttpRequest& request, const Value&) { return request.method == "DELETE"; };
  it.begin = [](Office& office) {
    const std::string id = one(office.crm, "items", "sku", "OLD");
    office.crm.remove("items", id);
    office.notice("crm", "item", id);
  };
  it.mine = [](const Effect& effect) { return effect.op == EffectOp::remove; };
  it.found = [](Office& office) {
    const int done =
        count(office.erp, [](const VendorMutation& each) { return each.verb == sandbox::MutationVerb::remove; });
    return Found{{done}, office.erp.with("items", "sku", Value("OLD")).empty()};
  };
  return it;
}

Operation bulk_create() {
  Operation it;
  it.name = "create, several by one call";
  it.makes = it.listed = true;
  it.is = [](const HttpRequest& request, const Value& body) { return is_batch(request, body, true); };
  it.begin = [](Office& office) {
    at_once(
        office,
        [&] {
          for (std::size_t n = 0; n < many.size(); ++n) {
            const std::string vat = "DE20" + std::to_string(n);
            office.notice("crm", "contact", office.crm.add("contacts", company(many[n], vat)));
          }
        },
        many.size());
  };
  it.mine = [](const Effect& effect) {
    return std::ranges::any_of(many, [&](const auto& name) { return sets(effect, EffectOp::create, "name", name); });
  };
  it.found = [](Office& office) {
    Found found{{}, true};
    for (const std::string& name : many) {
      found.done.push_back(creates(office.erp, "contacts", "name", name));
      found.is_as_wanted &= office.erp.with("contacts", "name", Value(name)).size() == 1;
    }
    return found;
  };
  return it;
}

Operation bulk_update() {
  Operation it;
  it.name = "update, several by one call";
  it.compares = true;
  it.is = [](const HttpRequest& request, const Value& body) { return is_batch(request, body, false); };
  it.begin = [](Office& office) {
    at_once(
        office,
        [&] {
          for (int n = 0; n < 3; ++n) rename(office, "DE30" + std::to_string(n), "Together " + std::to_string(n));
        },
        3);
  };
  it.mine = [](const Effect& effect) {
    const auto name = effect.changes.find("name");
    return effect.op == EffectOp::update && name != effect.changes.end() &&
           name->second.after.value.string_or("").starts_with("Together");
  };
  it.found = [](Office& office) {
    Found found{{}, true};
    for (int n = 0; n < 3; ++n) {
      const Value name("Together " + std::to_string(n));
      found.done.push_back(updates(office.erp, "contacts", "name", name));
      found.is_as_wanted &= office.erp.with("contacts", "name", name).size() == 1;
    }
    return found;
  };
  return it;
}

}  // namespace

void fill_for_operations(Office& office) {
  for (const std::string vat : {"DE1", "DE2", "DE3", "DE300", "DE301", "DE302", "DE400"}) {
    for (Desk* desk : {&office.crm, &office.erp}) desk->add("contacts", company("Before " + vat, vat));
  }
  for (const std::string sku : {"LAMP", "SOCKET", "OLD"}) {
    for (Desk* desk : {&office.crm, &office.erp}) desk->add("items", {{"sku", sku}, {"name", sku}});
  }
  const std::string customer = one(office.crm, "contacts", "vat", "DE400");
  const auto line = [&](const char* id, const char* sku, int quantity) {
    return Map{{"id", id}, {"product", one(office.crm, "items", "sku", sku)}, {"quantity", quantity}};
  };
  for (const auto& [name, quantity] :
       {std::pair("Hop", 3), std::pair("Lines", 5), std::pair("Told", -1)}) {  // d-1, 2, 3
    office.crm.add("deals", {{"name", name},
                             {"customer", customer},
                             {"stage", "open"},
                             {"lines", List{line("1", "LAMP", quantity), line("2", "SOCKET", 2)}}});
  }
}

const std::vector<Operation>& operations() {
  static const std::vector<Operation> all{
      create(),        create_edited(), create_overtaken(), bulk_create(), transition(), document(), update(),
      update_beside(), bulk_update(),   deactivate(),       remove(),      note(),       file()};
  return all;
}

}  // namespace syncline::outcomes
