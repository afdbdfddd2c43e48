// Documents: lines that are written together, a status that changes by calls, messages to an owner; each also when
// nobody told the outcome.
#include "tests/conformance/connector/bench.h"

namespace syncline::conformance {
namespace {

using Kind = WriteOutcome::Kind;
using sandbox::HttpFaults;

CallContext soon(const Bench& bench) {
  CallContext call = bench.context();
  call.deadline = bench.rt.now() + seconds(20);
  return call;
}

Map command(const char* op, const std::string& id, Map set = {}) {
  Map out{{"op", op}};
  if (!id.empty()) out.set("id", id);
  if (!set.empty()) out.set("set", std::move(set));
  return out;
}

Map line(const Bench& bench, const char* amount) {
  Map out = bench.vendor.document.line;
  out.set(bench.vendor.document.amount, *Decimal::parse(amount));
  return out;
}

Map change(const Bench& bench, const char* amount) {
  return Map{{bench.vendor.document.amount, *Decimal::parse(amount)}};
}

WriteOutcome write_lines(Bench& bench, const NativeRecord& as_read, List commands) {
  WriteRequest request{.op = EffectOp::update,
                       .key = as_read.key,
                       .content = Map{{bench.vendor.document.list, Map{{"$parts", std::move(commands)}}}},
                       .precondition = as_read.version,
                       .idempotency_key = ""};
  return bench.port->write(request, soon(bench));
}

std::vector<std::string> amounts(const Bench& bench, const NativeRecord& record) {
  std::vector<std::string> out;
  for (const Value& each : record.content[bench.vendor.document.list].as_list())
    out.push_back(each[bench.vendor.document.amount].as_decimal().text());
  return out;
}

std::string line_id(const Bench& bench, const NativeRecord& record, std::size_t at) {
  return record.content[bench.vendor.document.list].at(at)["id"].string_or("");
}

/// A document with two lines, as read.
NativeRecord with_lines(Bench& bench) {
  const std::string native = bench.person_creates("Document");
  bench.wait();
  const WriteOutcome written = write_lines(
      bench, bench.read(native), {command("create", "", line(bench, "1")), command("create", "", line(bench, "2.5"))});
  REQUIRE_MESSAGE(written.kind == Kind::applied, describe(written.error.value_or(Error{})));
  bench.wait();
  return bench.read(native);
}

std::string state_of(const Bench& bench, const NativeRecord& record) {
  return record.content[bench.traits.state_field].string_or("(none)");
}

WriteOutcome go(Bench& bench, const NativeRecord& as_read, const Hop& hop) {
  WriteRequest request;
  request.op = EffectOp::transition;
  request.key = as_read.key;
  request.precondition = as_read.version;
  request.hop = hop;
  return bench.port->write(request, soon(bench));
}

/// The first hop from the state in which the record is.
Hop first_hop(const Bench& bench, const NativeRecord& record) {
  for (const Hop& each : bench.traits.hops) {
    if (each.from == state_of(bench, record)) return each;
  }
  FAIL("no hop from ", state_of(bench, record));
  return {};
}

/// The change of the model's ledger while `body` runs, of records of this kind.
std::size_t mutations(Bench& bench, const std::string& model, const std::function<void()>& body) {
  const auto count = [&] {
    std::size_t out = 0;
    bench.server.with_model([&](sandbox::VendorModel& vendor, Instant) {
      for (const auto& each : vendor.ledger()) out += each.model == model && !each.by_person;
    });
    return out;
  };
  const std::size_t before = count();
  body();
  return count() - before;
}

WriteRequest message(const Bench& bench, const std::string& native, const std::string& key) {
  WriteRequest request;
  request.op = EffectOp::append;
  request.key = bench.key(native);
  request.text = "The order could not be made: \"no address\"";
  request.idempotency_key = key;
  return request;
}

const HttpFaults unclear[] = {{.lose_answers = 1},
                              {.lose_requests = 1},
                              {.late_commits = 1, .late_by = seconds(90)},
                              {.bad_gateway = 1},
                              {.empty_answers = 0, .truncated_answers = 1}};

/// Whether the fault's request takes effect in the end.
bool happens(const HttpFaults& faults) { return faults.lose_requests == 0; }

}  // namespace

CONNECTOR_CASE_OF("lines are made, changed and dropped in one write, and nothing else is touched", PlainOrders) {
  const NativeRecord before = with_lines(bench);
  CHECK(amounts(bench, before) == std::vector<std::string>{"1", "2.5"});
  const WriteOutcome written = write_lines(
      bench, before,
      {command("update", line_id(bench, before, 1), change(bench, "0.125")), command("create", "", line(bench, "7")),
       command("delete", line_id(bench, before, 0)), command("create", "", line(bench, "8"))});
  CHECK_MESSAGE(written.kind == Kind::applied, describe(written.error.value_or(Error{})));
  bench.wait();
  const NativeRecord after = bench.read(before.key.native);
  CHECK(amounts(bench, after) == std::vector<std::string>{"0.125", "7", "8"});
  CHECK(line_id(bench, after, 0) == line_id(bench, before, 1));
  for (const auto& [name, value] : bench.vendor.document.line)
    CHECK(after.content[bench.vendor.document.list].at(0)[name] == value);
}

CONNECTOR_CASE_OF("lines of which one is refused: none is written", PlainOrders) {
  const NativeRecord before = with_lines(bench);
  const WriteOutcome refused = write_lines(
      bench, before,
      {command("create", "", line(bench, "7")), command("update", line_id(bench, before, 0), change(bench, "-1"))});
  CHECK(refused.kind == Kind::rejected);
  REQUIRE(refused.error);
  CHECK_MESSAGE(refused.error->cls == ErrorClass::validation, describe(*refused.error));
  bench.wait();
  CHECK(amounts(bench, bench.read(before.key.native)) == std::vector<std::string>{"1", "2.5"});
}

CONNECTOR_CASE_OF("lines, the outcome is unknown: a reading tells all or nothing", PlainOrders) {
  for (const HttpFaults& faults : unclear) {
    const NativeRecord before = with_lines(bench);
    bench.server.set_faults(faults);
    const WriteOutcome lost = write_lines(
        bench, before, {command("create", "", line(bench, "7")), command("delete", line_id(bench, before, 0))});
    CHECK(lost.kind == Kind::unknown);
    bench.rt.sleep_for(bench.traits.max_execution + bench.traits.read_lag);
    CHECK(amounts(bench, bench.read(before.key.native)) ==
          (happens(faults) ? std::vector<std::string>{"2.5", "7"} : std::vector<std::string>{"1", "2.5"}));
  }
}

CONNECTOR_CASE_OF("a hop leads where it says", PlainOrders) {
  NativeRecord record = with_lines(bench);
  for (int hops = 0; hops < 2; ++hops) {
    const Hop hop = first_hop(bench, record);
    const WriteOutcome done = go(bench, record, hop);
    CHECK_MESSAGE(done.kind == Kind::applied, describe(done.error.value_or(Error{})));
    bench.wait();
    record = bench.read(record.key.native);
    CHECK(state_of(bench, record) == hop.to);
  }
  CHECK(amounts(bench, record) == std::vector<std::string>{"1", "2.5"});
}

CONNECTOR_CASE_OF("a hop, the outcome is unknown: a reading tells the state", PlainOrders) {
  for (const HttpFaults& faults : unclear) {
    const NativeRecord before = with_lines(bench);
    const Hop hop = first_hop(bench, before);
    bench.server.set_faults(faults);
    CHECK(go(bench, before, hop).kind == Kind::unknown);
    bench.rt.sleep_for(bench.traits.max_execution + bench.traits.read_lag);
    CHECK(state_of(bench, bench.read(before.key.native)) == (happens(faults) ? hop.to : hop.from));
  }
}

CONNECTOR_CASE_OF("a hop from a record that moved meanwhile is refused", PlainOrders) {
  const NativeRecord before = with_lines(bench);
  bench.rt.sleep_for(seconds(2));
  bench.person_renames(before.key.native, "by a person");
  const WriteOutcome refused = go(bench, before, first_hop(bench, before));
  CHECK(refused.kind == Kind::rejected);
  REQUIRE(refused.error);
  CHECK(refused.error->cls == ErrorClass::conflict);
  bench.wait();
  CHECK(state_of(bench, bench.read(before.key.native)) == state_of(bench, before));
}

CONNECTOR_CASE_OF("a hop that the vendor answers with success and does not do shows in the reading", PlainOrders) {
  NativeRecord record = with_lines(bench);
  const Hop& ignored = bench.vendor.document.ignored;
  while (state_of(bench, record) != ignored.from) {
    CHECK(go(bench, record, first_hop(bench, record)).kind == Kind::applied);
    bench.wait();
    record = bench.read(record.key.native);
  }
  CHECK(go(bench, record, ignored).kind == Kind::applied);
  bench.wait();
  CHECK(state_of(bench, bench.read(record.key.native)) == ignored.from);
}

CONNECTOR_CASE_OF("a warning that the connector accepts does not stop a hop; the vendor is asked twice", PlainOrders) {
  NativeRecord before = with_lines(bench);
  CHECK(write_lines(bench, before, {command("create", "", line(bench, "5000"))}).kind == Kind::applied);
  bench.wait();
  before = bench.read(before.key.native);
  const Hop hop = first_hop(bench, before);
  CHECK(mutations(bench, bench.vendor.model, [&] { CHECK(go(bench, before, hop).kind == Kind::applied); }) == 1);
  bench.wait();
  CHECK(state_of(bench, bench.read(before.key.native)) == hop.to);
}

CONNECTOR_CASE_OF("a message whose outcome is unknown is looked for, and is there once", PlainOrders) {
  REQUIRE(bench.traits.can_notify);
  const std::string native = bench.person_creates("Document");
  bench.wait();
  int number = 0;
  for (const HttpFaults& faults : unclear) {
    const WriteRequest request = message(bench, native, "n" + std::to_string(++number) + "x");
    CHECK(mutations(bench, bench.vendor.document.messages, [&] {
            bench.server.set_faults(faults);
            CHECK(bench.port->write(request, soon(bench)).kind == Kind::unknown);
            bench.rt.sleep_for(bench.traits.max_execution + bench.traits.read_lag);
            const ProbeOutcome probed = bench.port->probe(request, bench.context());
            CHECK(probed.kind == (happens(faults) ? ProbeOutcome::Kind::found : ProbeOutcome::Kind::absent));
            if (probed.kind == ProbeOutcome::Kind::absent)
              CHECK(bench.port->write(request, soon(bench)).kind == Kind::applied);
          }) == 1);
  }
  bench.server.set_faults({.html_answers = 1});
  CHECK(bench.port->probe(message(bench, native, "n1x"), bench.context()).kind == ProbeOutcome::Kind::cannot_tell);
}

}  // namespace syncline::conformance
