// Writes whose outcome nobody told, of every kind, class of idempotency and fault: done once, or shown to a person.
// docs/evidence/unknown-outcomes.md is the table that comes out; SYNCLINE_UPDATE=1 writes it anew.
#include <algorithm>
#include <set>

#include "base/json.h"
#include "base/text.h"
#include "tests/outcomes/evidence.h"
#include "tests/outcomes/operations.h"

namespace syncline::outcomes {
namespace {

constexpr std::uint64_t seeds = 2;  // each with another lag of reads and another moment of what is done late

struct Fault {
  std::string name;
  bool done = false;  ///< at the vendor, sooner or later
  std::function<void(HttpFaults&)> set;
  bool id_is_told = false;
  bool is_sent = true;
};

constexpr int always = 1000;

const std::vector<Fault>& faults() {
  static const std::vector<Fault> all{
      {"done, the connection breaks", true, [](HttpFaults& f) { f.lose_answers = always; }},
      {"no answer in time, done after that", true, [](HttpFaults& f) { f.late_commits = always; }},
      {"done, a proxy answers 502", true, [](HttpFaults& f) { f.bad_gateway = always; }},
      {"done, 200 without a body", true, [](HttpFaults& f) { f.empty_answers = always; }},
      {"done and answered, the read after it fails", true, [](HttpFaults& f) { f.then_unavailable = always; }, true},
      {"done, the answer ends in the middle", true, [](HttpFaults& f) { f.cut_answers = always; }},
      {"done, the answer is too large, or a gzip bomb", true, [](HttpFaults& f) { f.huge_answers = always; }},
      {"not sent: no name, no connection, no TLS", false, [](HttpFaults& f) { f.no_connections = always; }, false,
       false},
      {"not done, the connection breaks", false, [](HttpFaults& f) { f.lose_requests = always; }},
      {"not done, no answer in time", false, [](HttpFaults& f) { f.timeouts = always; }},
      {"not done, a proxy answers 502", false, [](HttpFaults& f) { f.bad_gateway_before = always; }},
  };
  return all;
}

const std::vector<std::string> classes{"key", "upsert", "put", "probe", "none"};

/// Why there is no such write. Empty: there is.
std::string missing(const Operation& operation, const std::string& idempotency) {
  if (operation.adds && idempotency != "probe" && idempotency != "none")
    return "a message or a file is found by our key in it (`probe`), or not at all (`none`)";
  if (operation.compares && idempotency == "none")
    return "where the vendor compares nothing, each record is read right before its write: no call carries several";
  return "";
}

const std::string overwritten = "once; the edit is overwritten";

std::string expected(const Operation& operation, const Fault& fault, const std::string& idempotency) {
  if (!missing(operation, idempotency).empty()) return "–";
  const bool settled_by_key = operation.makes || operation.adds;
  const bool turns_up = operation.listed && fault.done;
  if (idempotency == "none" && settled_by_key && fault.is_sent && !fault.id_is_told && !turns_up)
    return fault.done ? "review; it is there" : "review; it is not there";
  if (idempotency == "put" && operation.edited_when_there && fault.done && !fault.id_is_told) return overwritten;
  return "once";
}

/// What a list shows before it is put again is taken for what we made, and the edit of it stands: that depends on lags.
bool is_as_promised(const std::string& got, const std::string& promised) {
  return got == promised || (promised == overwritten && got == "once");
}

/// What people are asked about the operation.
std::vector<std::string> asked(Office& office, const Operation& operation) {
  std::vector<std::string> out;
  const auto reader = office.town.store->reader();
  const auto is_mine = [&](EffectId id) {
    const auto effect = reader->effect(id);
    return effect && operation.mine(*effect);
  };
  for (const Conflict& each : reader->conflicts(true, {}, 100)) {
    if (is_mine(each.effect)) out.push_back(std::string(name_of(each.kind)) + ": " + each.message);
  }
  for (const DeadLetter& each : reader->dead_letters(true, 100)) {
    if (is_mine(each.effect)) out.push_back("dead letter: " + describe(each.error));
  }
  return out;
}

std::string verdict(Office& office, const Operation& operation) {
  const Found found = operation.found(office);
  const auto asks = asked(office, operation);
  const auto all = [&](int times) { return std::ranges::all_of(found.done, [&](int n) { return n == times; }); };
  const bool are_reviews = !asks.empty() && std::ranges::all_of(asks, [](const std::string& each) {
    return each.starts_with("unsettled: Nothing can tell whether this ");
  });
  if (asks.empty() && all(1)) return found.is_as_wanted ? "once" : overwritten;
  if (are_reviews && all(1)) return "review; it is there";
  if (are_reviews && all(0)) return "review; it is not there";
  std::string text = "WRONG: done";
  for (const int n : found.done) text += " " + std::to_string(n);
  return text + (found.is_as_wanted ? ", as wanted; " : ", not as wanted; ") + join(asks, "; ");
}

/// The fault meets each operation's request once.
void set_faults(Office& office, const Fault& fault, const std::vector<const Operation*>& there,
                std::set<std::string>& hit, std::uint64_t seed) {
  for (const std::string system : {"crm", "erp"}) {
    HttpFaults now;
    now.late_by = seconds(static_cast<std::int64_t>(35 + 35 * seed));
    now.stale_reads = seconds(static_cast<std::int64_t>(seed * 7 - 7));
    now.only = [&hit, there, system](const HttpRequest& request) {
      const Value body = parse_json(request.body).value_or(Value());
      return std::ranges::any_of(there, [&](const Operation* each) {
        return each->at == system && each->is(request, body) && hit.insert(each->name).second;
      });
    };
    fault.set(now);
    office[system].server->set_faults(std::move(now));
  }
}

/// By operation. All that there are in the class, each of which meets the fault once.
std::map<std::string, std::string> play(const Fault& fault, const std::string& idempotency, std::uint64_t seed) {
  Office office({idempotency, seed});
  office.fill = [&] { fill_for_operations(office); };
  std::map<std::string, std::string> verdicts;
  std::set<std::string> hit;
  std::vector<const Operation*> there;
  for (const Operation& each : operations()) {
    if (missing(each, idempotency).empty()) there.push_back(&each);
  }
  office.town.live([&] {
    set_faults(office, fault, there, hit, seed);
    for (const Operation* each : there) {
      INFO(each->name);
      each->begin(office);
      office.until([&] { return hit.contains(each->name); });
      office.town.wait(seconds(5));
      each->meanwhile(office);
    }
    office.town.wait(minutes(15));
    for (const Operation* each : there) verdicts[each->name] = verdict(office, *each);
    const auto written = office.crm.ours().size() + office.erp.ours().size();
    if (seed == 1) office.town.wait(hours(1));
    CHECK(office.crm.ours().size() + office.erp.ours().size() == written);
  });
  return verdicts;
}

std::string heading() {
  return "# Writes whose outcome nobody told\n\n"
         "Written by the test `outcomes` (tests/outcomes/unknown_outcomes.cpp), which plays each cell: the engine, "
         "the\n"
         "HTTP port and a manifest of each class against a model of a vendor with a ledger, whose reads lag and whose "
         "late\n"
         "calls come at different moments. `SYNCLINE_UPDATE=1 build/dev/tests/outcomes` writes it anew.\n\n"
         "* **once**: the vendor's ledger shows it exactly once, it stands there as it should, and nobody is asked.\n"
         "* **review**: a person is asked, as a conflict `unsettled`; it is never sent again by itself, also when its "
         "source\n"
         "  is edited.\n\n"
         "Classes: `key`: the vendor remembers our key. `upsert`: records are put under our key, and searched by it.\n"
         "`put`: the same without a `probe`: sent again, a creation overwrites what somebody edited in the record that "
         "the\n"
         "lost call had made, unless a list shows that before; so a manifest should say how to search. `probe`: our "
         "key\n"
         "stands in a field that can be searched. `none`: nothing of these, and writes are compared with no version;\n"
         "what was made is known by what a list shows of it, or not at all.\n";
}

/// One table of each operation; faults with equal results share a row.
std::string table(const Operation& operation,
                  const std::map<std::string, std::map<std::string, std::string>>& results) {
  std::vector<std::pair<std::string, std::string>> rows;
  for (const Fault& fault : faults()) {
    std::string row;
    for (const std::string& each : classes) row += " " + results.at(fault.name).at(each) + " |";
    const auto same = std::ranges::find(rows, row, &std::pair<std::string, std::string>::second);
    if (same == rows.end()) {
      rows.emplace_back(fault.name, row);
    } else {
      same->first += "; " + fault.name;
    }
  }
  std::string text = "\n## " + operation.name + "\n\n| the call |";
  for (const std::string& each : classes) text += " " + each + " |";
  text += "\n|---|---|---|---|---|---|\n";
  for (const auto& [name, row] : rows) text += "| " + name + " |" + row + "\n";
  std::set<std::string> why;
  for (const std::string& each : classes) why.insert(missing(operation, each));
  for (const std::string& each : why) text += each.empty() ? "" : "\n–: there is no such write: " + each + ".\n";
  return text;
}

}  // namespace

TEST_CASE("what becomes of a write whose outcome nobody told") {
  std::map<std::string, std::map<std::string, std::map<std::string, std::string>>> results;  // operation, fault, class
  for (const std::string& idempotency : classes) {
    for (const Fault& fault : faults()) {
      for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
        const auto verdicts = play(fault, idempotency, seed);
        for (const Operation& each : operations()) {
          const auto found = verdicts.find(each.name);
          const std::string got = found == verdicts.end() ? "–" : found->second;
          CHECK_MESSAGE(is_as_promised(got, expected(each, fault, idempotency)),
                        idempotency << ", " << fault.name << ", " << each.name << ", seed " << seed);
          results[each.name][fault.name][idempotency] = got;
        }
      }
    }
  }
  std::string page = heading();
  for (const Operation& each : operations()) page += table(each, results[each.name]);
  page +=
      "\n## Creations in several calls\n\nThere is no such write: a document goes with its lines by one call, and what "
      "follows it (a change of\nstatus, a file, a message) is a write of its own, with a row above.\n";
  check_evidence("unknown-outcomes.md", page);
}

}  // namespace syncline::outcomes
