#include "connect/drop_entry.h"

#include <algorithm>

#include "base/text.h"
#include "connect/dropped_rows.h"
#include "connect/values.h"
#include "connect/whole_lists.h"

namespace syncline {
namespace {

Error refusal(std::string place, std::string code, std::string message, std::string remedy) {
  return {ErrorClass::validation, "drop." + code, std::move(message), std::move(place), std::move(remedy), {}};
}

/// Every field by its name, null where the record, or a child record, has none.
Map with_all(const std::vector<ValueSpec>& fields, Map content) {
  for (const ValueSpec& each : fields) {
    if (!content.contains(each.name)) content.append(each.name, Value());
    Value& value = *content.find(each.name);
    if (each.part.empty() || !value.is_list()) continue;
    for (Value& child : value.as_list()) child = with_all(each.part, child.as_map());
  }
  return content;
}

/// Lists are no cells.
Map without_lists(const ObjectSpec& object, const Map& content) {
  Map out;
  for (const auto& [name, value] : content) {
    const ValueSpec* spec = object.field(name);
    if (!spec || spec->part.empty()) out.append(name, value);
  }
  return out;
}

/// What stands under the path as a name, or along its dots, as encode_content() put it.
const Value& at_path(const Value& encoded, const std::string& path) {
  const Value* found = encoded.is_map() ? encoded.as_map().find(path) : nullptr;
  return found ? *found : encoded.path(path);
}

class RowMaker {
 public:
  RowMaker(const DropSite& site, const ObjectSpec& object, const Value& encoded, const Value& shown)
      : site_(site), object_(object), encoded_(encoded), shown_(shown) {}

  Result<std::vector<std::vector<std::string>>, Error> rows() const {
    auto items = what_rows_are_of();
    if (!items) return fail(items.error());
    if (auto wrong = refused(*items)) return fail(std::move(*wrong));
    std::vector<std::vector<std::string>> out;
    for (const Value& item : items->as_list()) {
      const Map all = site_.connector.variables({{"row", shown_}, {"item", item}});
      auto cells = cells_of(expr::MapBindings(all));
      if (!cells) return fail(std::move(cells.error()));
      out.push_back(std::move(*cells));
    }
    return out;
  }

 private:
  Result<Value, Error> what_rows_are_of() const {
    const OutgoingSpec& spec = *object_.drop->outgoing;
    if (spec.each.empty()) return Value(List{Value()});
    const Map all = site_.connector.variables({{"row", shown_}});
    auto items = spec.each.fill(expr::MapBindings(all));
    if (!items) return fail(refusal("", "each", items.error().message, "correct each in connector.yaml"));
    if (!items->is_list() || items->as_list().empty())
      return fail(refusal("", "each", "it has nothing to make a row of", "complete the record, or leave it out"));
    const std::size_t rows = items->as_list().size();
    if (rows > static_cast<std::size_t>(spec.most))
      return fail(refusal("", "each",
                          "it makes " + std::to_string(rows) + " rows, and a file has " + std::to_string(spec.most),
                          "divide the record, or raise most in connector.yaml"));
    return items;
  }

  std::optional<Error> refused(const Value& items) const {
    const Map all = site_.connector.variables({{"row", shown_}, {"items", items}});
    const expr::MapBindings bindings(all);
    for (const RowCheck& check : object_.drop->outgoing->checks) {
      const auto holds = check.that.fill(bindings);
      if (holds && holds->bool_or(false)) continue;
      const auto words = check.otherwise.text(bindings);
      return refusal("", "check",
                     !holds  ? holds.error().message
                     : words ? *words
                             : words.error().message,
                     "correct the record, or the checks in connector.yaml");
    }
    return std::nullopt;
  }

  Result<std::vector<std::string>, Error> cells_of(const expr::Bindings& bindings) const {
    std::vector<std::string> out;
    for (const RowColumn& column : object_.drop->columns) {
      auto text = cell(column, bindings);
      if (!text) return fail(std::move(text.error()));
      out.push_back(std::move(*text));
    }
    return out;
  }

  Result<std::string, Error> cell(const RowColumn& column, const expr::Bindings& bindings) const {
    const RowFormat& format = object_.drop->format;
    const auto value =
        column.value.empty() ? Result<Value, Error>(at_path(encoded_, column.name)) : column.value.fill(bindings);
    if (!value)
      return fail(
          refusal(column.name, "column", value.error().message, "correct value of this column in connector.yaml"));
    if (value->is_map() || value->is_list())
      return fail(refusal(column.name, "column", "a list or a map is no cell", "give the column a value of one text"));
    std::string out = cell_of(*value, site_.manifest().values.decimal_mark);
    if (column.most > 0 && code_points(out) > column.most)
      return fail(refusal(column.name, "long",
                          "\"" + out + "\" has more than " + std::to_string(column.most) + " characters",
                          "shorten it, or let the binding cut it (max)"));
    if (format.blank_breaks || format.quote == '\0')
      std::ranges::replace_if(out, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
    if (format.quote == '\0' && out.find(format.separator) != std::string::npos)
      return fail(refusal(column.name, "separator", "\"" + out + "\" holds what separates the cells",
                          "use quotes in the format, or another separator"));
    return out;
  }

  const DropSite& site_;
  const ObjectSpec& object_;
  const Value& encoded_;
  const Value& shown_;
};

/// Why the operation itself cannot be a row.
std::optional<Error> refused(const DropSite& site, const ObjectSpec& object, const WriteRequest& write) {
  const std::string place = site.system() + " " + object.traits.object;
  const bool create = write.op == EffectOp::create;
  if ((!create && write.op != EffectOp::update) || write.idempotency_key.empty())
    return Error{ErrorClass::config,
                 "drop.operation",
                 "files have rows only of what is made or changed",
                 place,
                 "do not ask for it",
                 {}};
  if (!create && !object.traits.can_update)
    return refusal(place + " " + write.key.native, "final",
                   "it was sent, and what is sent of " + object.traits.object + " is not sent again",
                   "correct it over there by hand, and take the change back here or leave it");
  return std::nullopt;
}

/// The record as it will be.
Map content_of(const DropSite& site, const ObjectSpec& object, const WriteRequest& write) {
  const auto known =
      write.op == EffectOp::create ? std::nullopt : site.memory.record(object.traits.object, write.key.native);
  const Map before = known && known->content.is_map() ? known->content.as_map() : Map{};
  Map out = before;
  if (!write.content.is_map()) return out;
  for (const auto& [name, value] : with_plain_lists(object, write.content.as_map(), before)) out.set(name, value);
  return out;
}

}  // namespace

Error same_id(const DropSite& site, const ObjectSpec& object, const std::string& native) {
  return refusal(site.system() + " " + object.traits.object + " " + native, "id",
                 "another record with the id \"" + native + "\" was sent or read before",
                 "give one of the two another " + object.id);
}

Result<DropEntry, Error> drop_entry(const DropSite& site, const ObjectSpec& object, const WriteRequest& write) {
  if (auto wrong = refused(site, object, write)) return fail(std::move(*wrong));
  const std::string place = site.system() + " " + object.traits.object;
  const bool create = write.op == EffectOp::create;
  const Map content = content_of(site, object, write);
  const Lookups none;
  const Map base = site.connector.variables({});
  Translation to{site.manifest(), none, place, base};
  const auto encoded = encode_content(to, object, without_lists(object, content));
  if (!encoded) return fail(encoded.error());
  DropEntry out;
  out.record = {write.idempotency_key, create ? id_text(at_path(*encoded, object.id)) : write.key.native, content};
  if (out.record.native.empty()) out.record.native = write.idempotency_key;
  if (create && (site.memory.record(object.traits.object, out.record.native) ||
                 !site.memory.file_of_record(object.traits.object, out.record.native).empty()))
    return fail(same_id(site, object, out.record.native));
  out.shown = with_all(object.fields, content);
  auto rows = RowMaker(site, object, *encoded, out.shown).rows();
  if (!rows) {
    rows.error().place = place + " " + out.record.native + " " + rows.error().place;
    return fail(std::move(rows.error()));
  }
  out.rows = std::move(*rows);
  const Map all = site.connector.variables({{"row", out.shown}});
  const auto apart = object.drop->outgoing->apart.text(expr::MapBindings(all));
  if (!apart) return fail(apart.error());
  out.apart = *apart;
  return out;
}

}  // namespace syncline
