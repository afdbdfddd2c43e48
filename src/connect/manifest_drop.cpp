// The part of a manifest that describes files that are left in folders.
#include <set>

#include "base/text.h"
#include "connect/manifest_reader.h"

namespace syncline {
namespace {

constexpr std::string_view name_mark = "{name}";

char character_of(const std::string& text) {
  if (text == "\\t") return '\t';
  return text.empty() ? '\0' : text.front();
}

}  // namespace

PlaceSpec ManifestReader::place(const Spot& spot) {
  const bool files = manifest_.format.protocol == MessageFormat::Protocol::file;
  const Spot wanted = files ? spot : root_.at("base_url");
  if (!wanted)
    report(wanted, files ? "it is not said where the folders are" : "it is not said where the system is",
           files ? "add place: {at: …}" : "add base_url");
  if (spot && !files) report(spot, "a system of this protocol has no folders", "remove it, or write protocol: file");
  if (files && root_.at("base_url"))
    report(root_.at("base_url"), "files are in a place, not at an address", "write place: {at: …} instead");
  PlaceSpec out;
  out.at = tree(spot.at("at"));
  out.key = tree(spot.at("key"));
  out.key_password = tree(spot.at("key_password"));
  out.password = tree(spot.at("password"));
  out.known_hosts = tree(spot.at("known_hosts"));
  return out;
}

RowFormat ManifestReader::row_format(const Spot& spot) {
  RowFormat out;
  out.kind = spot.text("kind") == "xml" ? RowFormat::Kind::xml : RowFormat::Kind::csv;
  for (const char* key : {"separator", "quote"}) {
    const std::string text = spot.text(key);
    if (text.size() > 1 && text != "\\t")
      report(spot.at(key), "\"" + text + "\" is not one character", "write one character of ASCII");
  }
  out.separator = character_of(spot.text("separator", ","));
  out.quote = character_of(spot.text("quote", "\""));
  out.charset = spot.text("charset", "UTF-8");
  if (!to_utf8("", out.charset))
    report(spot.at("charset"), "\"" + out.charset + "\" is no known charset",
           "write UTF-8, windows-1252, ISO-8859-15 …");
  out.mark = spot.at("mark").value->bool_or(false);
  out.titles = spot.at("titles").value->bool_or(true);
  out.crlf = spot.text("line_end", "crlf") == "crlf";
  out.blank_breaks = spot.text("breaks") == "blank";
  out.skip = static_cast<int>(spot.at("skip").value->int_or(0));
  out.records = spot.text("records");
  if (out.kind == RowFormat::Kind::xml && out.records.find('.') == std::string::npos)
    report(spot, "it is not said where the records stand", "add records: root.record, from the root element on");
  return out;
}

IncomingSpec ManifestReader::incoming(const Spot& spot) {
  IncomingSpec out;
  out.folder = tree(spot.at("folder"));
  out.name = spot.text("name");
  out.by_time = spot.text("order") == "time";
  out.full = spot.text("shows") == "all";
  out.most_missing = static_cast<int>(spot.at("most_missing").value->int_or(20));
  out.done = spot.text("done");
  out.checksum = spot.text("checksum");
  out.stable = duration_of(spot.at("stable"), seconds(30));
  out.archive = tree(spot.at("archive"));
  out.refused = tree(spot.at("refused"));
  const Spot expected = spot.at("expected");
  out.every = duration_of(expected.at("every"), {});
  out.by = expected.text("by");
  out.zone = expected.text("zone", "UTC");
  out.grace = duration_of(expected.at("grace"), {});
  out.page = static_cast<int>(spot.at("page").value->int_or(500));
  if (!out.by.empty() && !parse_instant("2026-01-01T" + out.by + ":00Z"))
    report(expected.at("by"), "\"" + out.by + "\" is no time of day", "write it as 06:30");
  if (!is_known_zone(out.zone))
    report(expected.at("zone"), "\"" + out.zone + "\" is no time zone", "write Europe/Berlin");
  return out;
}

OutgoingSpec ManifestReader::outgoing(const Spot& spot) {
  OutgoingSpec out;
  out.folder = tree(spot.at("folder"));
  out.name = tree(spot.at("name"));
  if (spot.text("name").find("key") == std::string::npos)
    report(spot.at("name"), "two files may get the same name", "put ${key} into it");
  out.most = static_cast<int>(spot.at("most").value->int_or(1000));
  out.apart = tree(spot.at("apart"));
  out.each = tree(spot.at("each"));
  out.done = spot.text("done");
  out.checksum = spot.text("checksum");
  each_item(spot.at("head"), [&](const Spot& line) { out.head.push_back(tree(line)); });
  each_item(spot.at("checks"),
            [&](const Spot& each) { out.checks.push_back({condition(each.at("that")), tree(each.at("else"))}); });
  return out;
}

void ManifestReader::read_drop(ObjectSpec& object, const Spot& spot) {
  const bool files = manifest_.format.protocol == MessageFormat::Protocol::file;
  const Spot drop = spot.at("drop");
  if (!files) {
    if (drop) report(drop, "a system of this protocol leaves no files", "remove it, or write protocol: file");
    return;
  }
  if (!drop)
    return report(spot, "it is not said how its records come or go", "add drop: {incoming: …} or {outgoing: …}");
  for (const char* key : {"list", "children", "read", "create", "update", "deactivate", "remove", "probe", "bulk",
                          "transitions", "files", "notify", "merged", "completed", "parts"}) {
    if (spot.at(key)) report(spot.at(key), "files cannot be called", "remove it: drop says how records come and go");
  }
  DropSpec out;
  out.format = row_format(drop.at("format"));
  each_item(drop.at("columns"), [&](const Spot& each) {
    RowColumn column;
    column.name = each.value->is_string() ? each.value->as_string() : each.text("name");
    column.quoted = each.at("quoted").value->bool_or(false);
    column.most = static_cast<std::size_t>(each.at("most").value->int_or(0));
    column.value = tree(each.at("value"));
    out.columns.push_back(std::move(column));
  });
  if (drop.at("incoming")) out.incoming = incoming(drop.at("incoming"));
  if (drop.at("outgoing")) out.outgoing = outgoing(drop.at("outgoing"));
  for (const char* way : {"incoming", "outgoing"}) {
    for (const char* key : {"done", "checksum"}) {
      const std::string text = drop.at(way).text(key);
      if (!text.empty() && text.find(name_mark) == std::string::npos)
        report(drop.at(way).at(key), "\"" + text + "\" does not say whose it is",
               "write it with {name}, as {name}.done");
    }
  }
  const bool takes_columns = out.outgoing || !out.format.titles;
  if (out.format.kind == RowFormat::Kind::csv && takes_columns && out.columns.empty())
    report(drop, "it is not said which columns there are", "add columns: […], in their order");
  if (out.format.kind == RowFormat::Kind::xml && out.outgoing)
    report(drop.at("outgoing"), "XML is read only", "write csv files");
  ObjectTraits& traits = object.traits;
  traits.has_stamp = true;  // what is new comes by itself
  traits.can_list = out.incoming.has_value();
  traits.can_create = out.outgoing.has_value();
  traits.can_update = out.outgoing && drop.at("outgoing").at("update").value->bool_or(true);
  traits.can_remove = traits.can_deactivate = false;
  traits.idempotency = Idempotency::probe;
  traits.can_probe = true;
  traits.precondition = Precondition::read;
  traits.reads_before_write = false;                         // nobody shows what it holds now
  if (!spot.at("max_execution")) traits.max_execution = {};  // what became of a file can always be told
  if (out.outgoing) traits.together = {{EffectOp::create, out.outgoing->most}, {EffectOp::update, out.outgoing->most}};
  object.drop = std::move(out);
}

}  // namespace syncline
