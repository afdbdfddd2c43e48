// The part of a manifest that describes objects: what is asked, and what answers mean.
#include "connect/manifest_reader.h"
#include "connect/shared_lists.h"

namespace syncline {

CallSpec ManifestReader::call(const Spot& spot) {
  return manifest_.envelope && spot.text("envelope") != "none" ? enveloped_call(spot) : plain_call(spot);
}

CallSpec ManifestReader::plain_call(const Spot& spot) {
  if (manifest_.format.protocol == MessageFormat::Protocol::sql || spot.at("sql")) return sql_call(spot);
  CallSpec out;
  out.path = tree(spot.at("path"));
  if (spot && !spot.at("path"))
    report(spot, "the request does not say where it goes", "add path: what follows base_url");
  out.body = tree(spot.at("body"));
  out.batch = tree(spot.at("batch"));
  if (spot.at("body") && spot.at("batch")) report(spot.at("batch"), "a call has a body or a batch", "drop one of them");
  out.action = tree(spot.at("action"));
  const bool calls_actions = manifest_.format.calls_actions();
  out.method = spot.text("method", spot.at("body") || spot.at("batch") || calls_actions ? "POST" : "GET");
  if (spot && calls_actions != static_cast<bool>(spot.at("action")))
    report(calls_actions ? spot : spot.at("action"),
           calls_actions ? "the request does not say what it calls" : "a request of this protocol has no action",
           calls_actions ? "add action: the SOAPAction, or the method of XML-RPC" : "remove it");
  each_entry(spot.at("query"),
             [&](const std::string& name, const Spot& each) { out.query.emplace_back(name, tree(each)); });
  each_entry(spot.at("headers"),
             [&](const std::string& name, const Spot& each) { out.headers.emplace_back(name, tree(each)); });
  return out;
}

OperationSpec ManifestReader::operation(const Spot& spot) {
  OperationSpec out;
  out.call = call(spot.at("request"));
  out.answer.records = tree(spot.at("records") ? spot.at("records") : spot.at("record"));
  out.answer.id = tree(spot.at("id"));
  out.answer.next = tree(spot.at("next"));
  out.answer.refused = tree(spot.at("refused"));
  out.answer.refusal_class = error_class(spot.at("refusal").at("class"), ErrorClass::validation);
  out.answer.refusal_message = tree(spot.at("refusal").at("message"));
  const auto questions = [&](const char* key, std::vector<QuestionSpec>& all) {
    each_entry(spot.at(key), [&](const std::string& name, const Spot& each) {
      all.push_back({name, tree(each.at("each")), call(each.at("request"))});
    });
  };
  questions("before", out.before);
  questions("ask", out.ask);
  out.when = condition(spot.at("when"));
  each_item(spot.at("then"),
            [&](const Spot& each) { out.then.push_back({tree(each.at("each")), call(each.at("request"))}); });
  each_item(spot.at("accept"), [&](const Spot& each) { out.accept.push_back(tree(each)); });
  if (!out.accept.empty() && !root_.at("warnings"))
    report(spot.at("accept"), "it is not said how this vendor warns",
           "add warnings: {name: …, confirm: …} to the file");
  return out;
}

std::vector<ReadinessSpec> ManifestReader::readiness(const Spot& spot) {
  std::vector<ReadinessSpec> out;
  each_entry(spot, [&](const std::string& name, const Spot& each) {
    out.push_back({name, call(each.at("request")), condition(each.at("holds")), tree(each.at("says")),
                   tree(each.at("remedy")), each.text("severity") == "warning"});
  });
  return out;
}

std::optional<OperationSpec> ManifestReader::optional_operation(const Spot& spot) {
  return spot ? std::optional(operation(spot)) : std::nullopt;
}

ListSpec ManifestReader::list(const Spot& spot, std::vector<TemplateTree> with) {
  ListSpec out;
  const std::string strategy = spot.text("strategy");
  if (strategy.empty())
    report(spot, "it is not said how the pages follow each other",
           "add strategy, or like: another list of the object, which says it");
  out.strategy = strategy == "branches"           ? Strategy::branches
                 : strategy == "token"            ? Strategy::token
                 : strategy == "sweep"            ? Strategy::sweep
                 : strategy == "window"           ? Strategy::window
                 : strategy == "offset-in-window" ? Strategy::offset_in_window
                 : strategy == "log"              ? Strategy::log
                                                  : Strategy::keyset;
  out.page = static_cast<int>(spot.at("page").value->int_or(200));
  out.overlap = duration_of(spot.at("overlap"), {});
  out.first = spot.text("first", out.strategy == Strategy::log ? "" : "0");
  out.begin = spot.text("begin");
  out.window = duration_of(spot.at("window"), {});
  const Spot hold_back = spot.at("hold_back");
  if (hold_back && spot.text("hold_back").find("${") != std::string::npos) {
    out.hold_back_set = tree(hold_back);
  } else {
    out.hold_back = duration_of(hold_back, Duration{-1});
    if (hold_back && out.hold_back.us < 0)
      report(hold_back, "\"" + spot.text("hold_back") + "\" is no duration", "write it as 90s, 5m or 1h30m");
    out.hold_back = std::max(out.hold_back, Duration{});
  }
  out.by_id = spot.at("by_id").value->bool_or(false);
  out.most = static_cast<int>(spot.at("most").value->int_or(0));
  if (out.strategy == Strategy::offset_in_window && (out.page < 2 || (out.most > 0 && out.most < out.page)))
    report(spot, "offset-in-window needs pages of at least 2, and most of at least a page", "correct page and most");
  if (!out.begin.empty() && !parse_date(out.begin) && !parse_instant(out.begin, true))
    report(spot.at("begin"), "\"" + out.begin + "\" is no date", "write it as 2015-01-01");
  out.parent = spot.text("parent");
  out.whole = spot.at("whole").value->bool_or(false);
  out.with = std::move(with);
  out.with.push_back(tree(spot.at("with")));
  out.stamp = spot.text("stamp");
  if (out.strategy != Strategy::branches) {
    if (!spot.at("request")) report(spot, "the list has no request", "add request: {path: …, body: …}");
    out.operation = operation(spot);
  }
  if (out.strategy == Strategy::log) read_log(out, spot);
  each_entry(spot.at("branches"),
             [&](const std::string& name, const Spot& each) { out.branches.push_back({name, list(each, out.with)}); });
  if (out.strategy == Strategy::branches && out.branches.empty())
    report(spot, "the strategy is branches, but there are none", "add branches: {name: {strategy: …}}");
  return out;
}

std::optional<ListSpec> ManifestReader::optional_list(const Spot& spot) {
  return spot ? std::optional(list(spot)) : std::nullopt;
}

ValueSpec ManifestReader::field(const std::string& name, const Spot& spot) {
  ValueSpec out;
  out.name = name;
  out.path = spot.text("path", name);
  const std::string type = spot.text("type");
  out.type = type == "text"          ? ValueType::text
             : type == "boolean"     ? ValueType::boolean
             : type == "integer"     ? ValueType::integer
             : type == "decimal"     ? ValueType::decimal
             : type == "date"        ? ValueType::date
             : type == "datetime"    ? ValueType::datetime
             : type == "many2one"    ? ValueType::many2one
             : type == "many2many"   ? ValueType::many2many
             : type == "enumeration" ? ValueType::enumeration
                                     : ValueType::any;
  out.value = tree(spot.at("value"));
  out.from = texts_of(spot.at("from"));
  out.lookup = spot.text("lookup");
  if (!out.lookup.empty()) {
    if (out.type != ValueType::many2many) out.type = ValueType::many2one;
    if (!root_.at("lookups").at(out.lookup))
      report(spot.at("lookup"), "there is no lookup \"" + out.lookup + "\"", "declare it under lookups");
  }
  out.asked = spot.at("asked").value->bool_or(true);
  const Spot of_type = root_.at("values").at("empty_of").at(type);
  if (spot.at("empty") || (of_type && out.lookup.empty()))
    out.empty = *(spot.at("empty") ? spot.at("empty") : of_type).value;
  out.form = spot.text("form");
  for (const std::string& part : texts_of(spot.at("part"))) out.part.push_back(field(part, spot.at("fields").at(part)));
  return out;
}

/// Beside what child records may have: where its own child records, or its value, come from.
ValueSpec ManifestReader::root_field(const std::string& name, const Spot& spot) {
  ValueSpec out = field(name, spot);
  if (const Spot from = spot.at("parts_from")) {
    out.asked = false;
    out.parts_from = std::make_shared<const PartsCall>(PartsCall{operation(from), from.text("parent")});
  }
  return out;
}

namespace {

void find_records_by(const TemplateTree& records, OperationSpec& operation) {
  if (operation.answer.records.empty()) operation.answer.records = records;
}

void find_records_by(const TemplateTree& records, ListSpec& list) {
  find_records_by(records, list.operation);
  for (ListBranch& each : list.branches) find_records_by(records, each.list);
}

}  // namespace

ObjectSpec ManifestReader::object(const std::string& name, ObjectTemplates& templates) {
  const Joined whole = with_shared_lists(templates.object(name), root_.at("lists"), templates, document_, findings_);
  const Spot spot{&whole.value, &whole.node};
  ObjectSpec out;
  out.id = spot.text("id", "id");
  each_entry(spot.at("fields"),
             [&](const std::string& each, const Spot& at) { out.fields.push_back(root_field(each, at)); });
  const Spot stamp = spot.at("stamp");
  out.stamps = texts_of(stamp.at("first_of"));
  if (stamp.at("field")) out.stamps.push_back(stamp.text("field"));
  out.version = spot.text("version");
  for (const std::string& each : out.stamps) require_field(out, each, stamp);
  if (!out.version.empty()) require_field(out, out.version, spot.at("version"));
  out.with = tree(spot.at("with"));
  read_parts(out, spot.at("parts"));
  out.changes = optional_list(spot.at("list").at("changes"));
  out.sweep = optional_list(spot.at("list").at("sweep"));
  each_entry(spot.at("children"),
             [&](const std::string& each, const Spot& at) { out.children.emplace(each, list(at)); });
  out.read = optional_operation(spot.at("read"));
  out.merged = optional_operation(spot.at("merged"));
  out.completed = optional_operation(spot.at("completed"));
  out.create = optional_operation(spot.at("create"));
  out.update = optional_operation(spot.at("update"));
  out.deactivate = optional_operation(spot.at("deactivate"));
  out.remove = optional_operation(spot.at("remove"));
  out.probe = optional_operation(spot.at("probe"));
  if (const TemplateTree records = tree(spot.at("records")); !records.empty()) {
    for (auto* list : {&out.changes, &out.sweep}) {
      if (*list) find_records_by(records, **list);
    }
    if (out.read) find_records_by(records, *out.read);
  }
  out.readiness = readiness(spot.at("readiness"));
  out.traits = traits(name, spot, out);
  read_transitions(out, spot.at("transitions"));
  if (manifest_.format.protocol == MessageFormat::Protocol::sql) complete_sql(out, spot);
  read_bulk(out, spot.at("bulk"));
  read_notify(out, spot.at("notify"));
  read_files(out, spot.at("files"));
  read_drop(out, spot);
  return out;
}

void ManifestReader::read_parts(ObjectSpec& object, const Spot& spot) {
  const auto command = [&](const char* word, const char* otherwise) {
    if (const Spot own = spot.at(word); own || spot.text("style") != "commands") return tree(own);
    return TemplateTree::compile_expression(otherwise, *spot.node, document_, scope_, findings_);
  };
  object.part_create = command("create", "{'op': 'create', 'set': set, 'index': index}");
  object.part_update = command("update", "{'op': 'update', 'id': part, 'set': set, 'index': index}");
  object.part_delete = command("delete", "{'op': 'delete', 'id': part, 'index': index}");
  object.part_item = tree(spot.at("item"));
}

void ManifestReader::require_field(const ObjectSpec& object, const std::string& name, const Spot& spot) {
  if (!object.field(name)) report(spot, "\"" + name + "\" is none of the object's fields", "add it to fields");
}

ObjectTraits ManifestReader::traits(const std::string& name, const Spot& spot, const ObjectSpec& object) {
  ObjectTraits out;
  out.object = name;
  const std::string precondition = spot.text("precondition", "read");
  out.precondition = precondition == "etag"      ? Precondition::etag
                     : precondition == "version" ? Precondition::version
                                                 : Precondition::read;
  const std::string idempotency = spot.text("idempotency", "none");
  out.idempotency = idempotency == "key"      ? Idempotency::key
                    : idempotency == "upsert" ? Idempotency::upsert
                    : idempotency == "probe"  ? Idempotency::probe
                                              : Idempotency::none;
  out.read_lag = duration_of(spot.at("read_lag"), {});
  out.max_execution = duration_of(spot.at("max_execution"), minutes(2));
  out.stamp_resolution = duration_of(spot.at("stamp").at("resolution"), {});
  out.has_stamp = object.changes.has_value();
  out.changes_begin_late = object.changes && object.changes->strategy == Strategy::log;
  if (out.changes_begin_late && !object.sweep)
    report(spot.at("list"), "a log tells only what was changed since it began", "add sweep, which lists everything");
  out.can_create = object.create.has_value();
  out.can_probe = object.probe.has_value();
  out.can_update = object.update.has_value();
  out.can_remove = object.remove.has_value();
  out.can_deactivate = object.deactivate.has_value();
  out.completes = object.completed.has_value();
  out.needs = texts_of(spot.at("needs"));
  for (const auto& [stream, _] : object.children) out.streams.push_back(stream);
  bool has_parts = false;
  for (const ValueSpec& each : object.fields) has_parts = has_parts || !each.part.empty();
  const ValueSpec* version = object.field(object.version);
  out.reads_before_write = has_parts || out.precondition == Precondition::read || (version && !version->asked);
  return out;
}

}  // namespace syncline
