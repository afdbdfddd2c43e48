// The part of a manifest that describes calls about many records.
#include "connect/manifest_reader.h"

namespace syncline {

BulkSpec ManifestReader::bulk(const Spot& spot, const Spot& all) {
  const auto said = [&](const char* word) {
    const Spot nearest = spot.at(word) ? spot.at(word) : all.at(word);
    if (!nearest)
      report(spot, std::string("the call about many records does not say ") + word,
             std::string("add ") + word + ", here or for all of them under bulk");
    return nearest;
  };
  BulkSpec out;
  out.most = static_cast<int>(said("most").value->int_or(2));
  out.call = call(said("request"));
  out.item = tree(spot.at("item"));
  out.answers = tree(said("answers"));
  return out;
}

void ManifestReader::read_bulk(ObjectSpec& object, const Spot& spot) {
  for (const EffectOp op : {EffectOp::create, EffectOp::update, EffectOp::deactivate, EffectOp::remove}) {
    const std::string name(name_of(op));
    const Spot each = spot.at(name);
    if (!each) continue;
    if (!object.operation(op))
      report(each, "it is not said how one record is written: there is no " + name, "add " + name);
    if (op != EffectOp::create && object.traits.reads_before_write)
      report(each, "each record is read right before it is written, which a call for many leaves no room for",
             "leave it out, or let the vendor compare a version (precondition)");
    if (object.operation(op) && !object.operation(op)->then.empty())
      report(each, "each record is completed by calls of its own (then), which a call for many leaves out",
             "leave it out");
    object.bulk.emplace(op, bulk(each, spot));
    object.traits.together.emplace(op, object.bulk.at(op).most);
  }
  if (const Spot read = spot.at("read")) {
    if (!object.read) report(read, "it is not said how one record is read: there is no read", "add read");
    object.bulk_read = bulk(read, spot);
  }
}

}  // namespace syncline
