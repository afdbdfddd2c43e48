#include "tests/conformance/connector/engine_deeds.h"

namespace syncline::conformance {

NativeRecord read_one(Bench& bench, const std::string& object, const std::string& native) {
  auto record = bench.port->read({"sys", object, native}, bench.context());
  REQUIRE_MESSAGE(record, describe(record.error()));
  return std::move(*record);
}

WriteOutcome step(Bench& bench, const NativeRecord& as_read, const std::string& from, const char* to) {
  WriteRequest request;
  request.op = EffectOp::transition;
  request.key = as_read.key;
  request.precondition = as_read.version;
  request.hop = {from, to};
  return bench.port->write(request, {bench.rt.now() + seconds(20), Priority::event, "t"});
}

bool ChildStreams::tell(Bench& bench, const std::string& stream, const std::string& native) {
  bool found = false;
  for (bool more = true; more;) {
    const auto page = bench.port->list(stream, ListMode::changes, cursors_[stream], bench.context());
    REQUIRE_MESSAGE(page, describe(page.error()));
    for (const NativeRecord& each : page->records) {
      const bool news = each.version.empty() || told_.insert(stream + each.key.native + each.version).second;
      found = found || (each.key.native == native && news);
    }
    cursors_[stream] = page->next;
    more = page->more;
  }
  return found;
}

}  // namespace syncline::conformance
