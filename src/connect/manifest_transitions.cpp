// The part of a manifest that describes changes of state, messages and files.
#include <set>

#include "connect/manifest_reader.h"

namespace syncline {

void ManifestReader::read_transitions(ObjectSpec& object, const Spot& spot) {
  if (!spot) return;
  object.traits.state_field = spot.text("field");
  require_field(object, object.traits.state_field, spot.at("field"));
  std::set<std::pair<std::string, std::string>> known;
  each_item(spot.at("hops"), [&](const Spot& each) {
    HopSpec hop;
    hop.to = each.text("to");
    hop.irreversible = each.at("irreversible").value->bool_or(false);
    hop.operation = operation(each);
    const Spot from = each.at("from");
    hop.from = from.value->is_list() ? texts_of(from) : std::vector{from.value->string_or("")};
    for (const std::string& state : hop.from) {
      const std::string shown = "\"" + state + "\" to \"" + hop.to + "\"";
      if (state == hop.to)
        report(each, "the hop from " + shown + " leads nowhere", "name another state in from or to");
      else if (!known.emplace(state, hop.to).second)
        report(each, "there are two hops from " + shown, "keep one of them");
      object.traits.hops.push_back({state, hop.to, hop.irreversible});
    }
    object.hops.push_back(std::move(hop));
  });
}

void ManifestReader::read_notify(ObjectSpec& object, const Spot& spot) {
  if (!spot) return;
  object.notify = operation(spot);
  object.notify_probe = optional_operation(spot.at("probe"));
  object.traits.can_notify = true;
}

void ManifestReader::read_files(ObjectSpec& object, const Spot& spot) {
  if (!spot) return;
  FilesSpec files;
  files.list = operation(spot.at("list"));
  files.id = tree(spot.at("id"));
  files.name = tree(spot.at("name"));
  files.type = tree(spot.at("type"));
  files.size = tree(spot.at("size"));
  files.version = tree(spot.at("version"));
  files.download = operation(spot.at("download"));
  files.at = spot.at("download").text("at");
  if (!files.at.empty() && manifest_.format.protocol != MessageFormat::Protocol::json)
    report(spot.at("download").at("at"), "a file is found inside of answers in JSON only",
           "name a request that answers the file itself");
  files.upload = optional_operation(spot.at("upload"));
  files.probe = optional_operation(spot.at("probe"));
  object.traits.has_files = true;
  object.traits.takes_files = files.upload.has_value();
  object.files = std::move(files);
}

}  // namespace syncline
