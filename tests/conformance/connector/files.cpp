// Files of a record: what was added is listed, comes back byte by byte, and is there once, whatever became of the
// answer.
#include "connect/testing.h"
#include "tests/conformance/connector/bench.h"

namespace syncline::conformance {
namespace {

using Kind = WriteOutcome::Kind;
using sandbox::HttpFaults;
using testing::Bytes;
using testing::Kept;

/// Every byte there is, in an order that no text has.
std::string pdf() {
  std::string out = "%PDF-1.7\r\n";
  for (int n = 0; n < 20'000; ++n) out += static_cast<char>(n * 7 + n / 256);
  return out;
}

CallContext soon(const Bench& bench) {
  CallContext call = bench.context();
  call.deadline = bench.rt.now() + seconds(20);
  return call;
}

FileUpload file(const Bench& bench, const std::string& native, const std::string& key) {
  return {bench.key(native), "signed \"copy\" ä.pdf", "application/pdf", pdf().size(), key};
}

std::vector<FileEntry> listed(Bench& bench, const std::string& native) {
  auto entries = bench.port->list_files(bench.key(native), bench.context());
  REQUIRE_MESSAGE(entries, describe(entries.error()));
  return *entries;
}

WriteOutcome add(Bench& bench, const std::string& native, const std::string& key, std::string content = pdf()) {
  Bytes bytes(std::move(content));
  return bench.port->upload(file(bench, native, key), bytes, soon(bench));
}

}  // namespace

CONNECTOR_CASE_OF("a file that was added is listed at its record only, and comes back byte by byte", OdooDeals,
                  OdooDealsBefore19, Tryton, PlainOrders) {
  const std::string native = bench.person_creates("with"), other = bench.person_creates("without");
  const WriteOutcome added = add(bench, native, "f1");
  REQUIRE_MESSAGE(added.kind == Kind::applied, describe(added.error.value_or(Error{})));
  bench.wait();
  const auto entries = listed(bench, native);
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].id == added.native);
  CHECK(entries[0].name == "signed \"copy\" ä.pdf");
  CHECK(entries[0].type == "application/pdf");
  CHECK(entries[0].size == pdf().size());
  CHECK(listed(bench, other).empty());
  Kept kept;
  const auto got = bench.port->download(bench.key(native), entries[0], kept, bench.context());
  REQUIRE_MESSAGE(got, describe(got.error()));
  CHECK(kept.text == pdf());
}

CONNECTOR_CASE_OF("an upload whose outcome is unknown is looked for, and is there once", OdooDeals, OdooDealsBefore19,
                  Tryton, PlainOrders) {
  const HttpFaults unclear[] = {{.lose_answers = 1},
                                {.lose_requests = 1},
                                {.late_commits = 1, .late_by = seconds(90)},
                                {.bad_gateway = 1},
                                {.truncated_answers = 1}};
  int number = 0;
  for (const HttpFaults& faults : unclear) {
    CAPTURE(number);
    const std::string native = bench.person_creates("Order"), key = "f" + std::to_string(++number);
    bench.wait();
    REQUIRE(bench.read(native).state == RecordState::live);  // signed in
    bench.server.set_faults(faults);
    CHECK(add(bench, native, key).kind == Kind::unknown);
    bench.server.set_faults({});
    bench.rt.sleep_for(bench.traits.max_execution + bench.traits.read_lag);
    const ProbeOutcome probed = bench.port->probe_file(file(bench, native, key), bench.context());
    CHECK(probed.kind == (faults.lose_requests ? ProbeOutcome::Kind::absent : ProbeOutcome::Kind::found));
    if (probed.kind == ProbeOutcome::Kind::absent) CHECK(add(bench, native, key).kind == Kind::applied);
    bench.rt.sleep_for(minutes(10));
    CHECK(listed(bench, native).size() == 1);
  }
}

CONNECTOR_CASE_OF("a download that ends in the middle is never taken for the file", OdooDeals, OdooDealsBefore19,
                  Tryton, PlainOrders) {
  const std::string native = bench.person_creates("Order");
  REQUIRE(add(bench, native, "f1").kind == Kind::applied);
  bench.wait();
  const FileEntry entry = listed(bench, native).at(0);
  Kept kept;
  bench.server.set_faults({.truncated_answers = 1});
  const auto got = bench.port->download(bench.key(native), entry, kept, bench.context());
  CHECK((!got || kept.text.size() != entry.size));
}

CONNECTOR_CASE_OF("a file that is no longer there is not found, and an upload to a deleted record is refused",
                  PlainOrders) {
  const std::string native = bench.person_creates("Order");
  REQUIRE(add(bench, native, "f1").kind == Kind::applied);
  bench.wait();
  FileEntry entry = listed(bench, native).at(0);
  entry.id = "f-999";
  Kept kept;
  const auto got = bench.port->download(bench.key(native), entry, kept, bench.context());
  REQUIRE_FALSE(got);
  CHECK(got.error().cls == ErrorClass::not_found);
  CHECK(kept.text.empty());
  bench.person_deletes(native);
  const WriteOutcome refused = add(bench, native, "f2");
  CHECK(refused.kind == Kind::rejected);
  REQUIRE(refused.error);
  CHECK((refused.error->cls == ErrorClass::gone || refused.error->cls == ErrorClass::not_found));
}

}  // namespace syncline::conformance
