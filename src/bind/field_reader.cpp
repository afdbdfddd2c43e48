#include "bind/field_reader.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "bind/finding.h"

namespace syncline {
namespace {

/// Turns the words of one field into a FieldBinding and judges them together.
class FieldReader {
 public:
  FieldReader(const Document& document, const FieldWords& at, const BindingScope& scope, Diagnostics& findings)
      : document_(document), at_(at), path_(at.path), name_(at.name), scope_(scope), findings_(findings) {}

  std::optional<FieldBinding> read(const Value& words) {
    const FieldSpec* spec = known_field();
    if (!spec) return std::nullopt;
    FieldBinding field = plain(*spec, words);
    check_writing(field, words);
    if (field.is_list()) return read_list(std::move(field), *spec, words);
    if (words["fields"].is_map()) {
      report("B309", "fields", "has fields but is no list of parts (" + std::string(name_of(field.type)) + ")",
             "write path: where it stands");
      return std::nullopt;
    }
    if (field.path.empty()) {
      report("B309", "", "stands nowhere", "write path: where it stands");
      return std::nullopt;
    }
    if (!resolve_converter(field, words)) return std::nullopt;
    check_words(field, words);
    resolve_table(field, words);
    resolve_default(field, words);
    resolve_empty(field, words);
    return field;
  }

 private:
  void report(const char* code, std::string_view key, std::string message, std::string remedy) {
    const std::string at = key.empty() ? path_ : path_ + "." + std::string(key);
    const Place place = !key.empty() && document_.has(at) ? document_.place(at) : document_.key_place(path_);
    findings_.add(finding(code, place, "\"" + name_ + "\" " + std::move(message), std::move(remedy)));
  }

  const FieldSpec* known_field() {
    const auto found = std::ranges::find(at_.known, name_, &FieldSpec::name);
    if (found != at_.known.end()) return &*found;
    std::vector<std::string> names;
    for (const FieldSpec& each : at_.known) names.push_back(each.name);
    const auto meant = closest(name_, names);
    report("B302", "", "is no field of " + at_.owner,
           meant ? "did you mean \"" + *meant + "\"?"
                 : "bind one of " + join(names, ", ") + "; or declare it in the entity's file");
    return nullptr;
  }

  static FieldBinding plain(const FieldSpec& spec, const Value& words) {
    FieldBinding field;
    field.name = spec.name;
    field.type = spec.type;
    field.choices = spec.choices;
    field.personal = spec.personal;
    field.path = words["path"].string_or("");
    if (words["max"].is_int()) field.max_length = static_cast<std::size_t>(words["max"].as_int());
    if (words["scale"].is_int()) field.scale = static_cast<int>(words["scale"].as_int());
    if (words["upper"].bool_or(false)) field.letters = Letters::upper;
    if (words["lower"].bool_or(false)) field.letters = Letters::lower;
    field.trim = words["trim"].bool_or(false);
    field.zone = words["zone"].string_or("");
    const std::string codes = words["codes"].string_or("text");
    field.codes = codes == "integer" ? CodeForm::integer : codes == "boolean" ? CodeForm::boolean : CodeForm::text;
    field.readable = words["read"].is_null();
    field.writable = words["write"].is_null() && !words["check"].is_map();
    field.by_transition = words["write"].string_or("") == "transitions";
    field.required = words["required"].bool_or(false) || spec.required;
    if (words["check"]["tolerance"].is_number()) field.tolerance = words["check"]["tolerance"].as_decimal();
    field.part = words["part"].string_or("");
    if (words["where"].is_map()) field.where = words["where"].as_map();
    field.object = words["object"].string_or("");
    field.part_key = spec.part_key;
    return field;
  }

  void check_writing(const FieldBinding& field, const Value& words) {
    if (field.by_transition && (!field.part.empty() || words["fields"].is_map()))
      report("B304", "write", "is changed by calls, so it must stand in the record itself", "remove part");
    if (!field.readable && !field.writable)
      report("B305", "read", "is neither read nor written", "remove read: never or write: never, or the field");
  }

  /// An installation that names no part adds to the list that the connector binds, or binds some of its fields anew.
  std::optional<FieldBinding> read_list(FieldBinding list, const FieldSpec& spec, const Value& words) {
    if (!words["fields"].is_map()) {
      report("B309", "path", "is a list of parts, of which no fields are bound",
             "write part: the list, and fields: {quantity: quantity}");
      return std::nullopt;
    }
    if (list.part.empty() && at_.bound && at_.bound->is_list()) list = *at_.bound;
    if (list.part.empty())
      report("B309", "fields", "is a list of parts, and nothing says where", "write part: the list of child records");
    check_list_words(words);
    const std::string owner = "\"" + name_ + "\" of " + at_.owner;
    for (const auto& [name, each] : words["fields"].as_map()) {
      const auto known = std::ranges::find(list.parts, name, &FieldBinding::name);
      const FieldWords at{path_ + ".fields." + name, name, spec.parts, owner};
      auto field = read_field(document_, at, each, scope_, findings_);
      if (!field) continue;
      if (known != list.parts.end()) {
        *known = std::move(*field);
      } else {
        list.parts.push_back(std::move(*field));
      }
    }
    return list;
  }

  void check_list_words(const Value& words) {
    for (const char* word :
         {"as", "map", "max", "scale", "upper", "lower", "trim", "default", "empty", "check", "object"}) {
      const Value& value = words[word];
      if (value.is_null() || value == Value(false)) continue;
      report("B304", word, "is a list of parts, so " + std::string(word) + " means nothing",
             "write it to their fields");
    }
  }

  bool resolve_converter(FieldBinding& field, const Value& words) {
    const std::string as = words["as"].string_or("");
    field.converter = as.empty() ? converter_of(field.type) : find_converter(as);
    if (field.converter && fits(*field.converter, field.type)) return true;
    std::vector<std::string> fitting;
    for (const std::string& each : converter_names()) {
      if (fits(*find_converter(each), field.type)) fitting.push_back(each);
    }
    report("B303", "as",
           "is of type " + std::string(name_of(field.type)) + ", which the converter \"" + as + "\" does not make",
           fitting.empty() ? "bind another field" : "use one of " + join(fitting, ", ") + ", or leave it out");
    return false;
  }

  void check_words(const FieldBinding& field, const Value& words) {
    const std::string type(field.converter->name);
    const bool folded = field.trim || field.letters != Letters::as_they_are;
    if (folded && !field.converter->foldable) {
      report("B304", "", "is no free text (" + type + "), so upper, lower and trim mean nothing", "remove them");
    }
    if (field.max_length && !field.converter->cuttable) {
      report("B304", "max", "would be wrong, not short, when it is cut (" + type + ")",
             "remove max; what is too long is refused by the system");
    }
    if (words["upper"].bool_or(false) && words["lower"].bool_or(false))
      report("B304", "lower", "is to be in upper and in lower case", "remove one of the two");
    if ((folded || field.max_length) && !words["map"].is_null())
      report("B304", "map", "is translated by a table and shaped as well",
             "remove max, upper, lower and trim; write the codes as they are to be");
    if (field.scale && field.converter->substance != Substance::decimal)
      report("B304", "scale", "is no decimal (" + type + ")", "remove scale");
    if (!field.where.empty() && field.part.empty())
      report("B304", "where", "has conditions but no part", "name the list of child records: part: addresses");
    if (!field.zone.empty() && !field.converter->zoned)
      report("B304", "zone", "has a zone, which " + type + " does not need", "remove zone, or name as: local_time");
    const bool refers = field.converter->substance == Substance::reference;
    if (refers && field.object.empty())
      report("B304", "", "is a reference to an object that is not named", "name it: object: company");
    if (!refers && !field.object.empty())
      report("B304", "object", "names an object but is no reference (" + type + ")", "remove object");
  }

  void resolve_table(FieldBinding& field, const Value& words) {
    const Value& map = words["map"];
    if (map.is_map()) {
      std::vector<std::pair<std::string, std::string>> pairs;
      for (const auto& [code, label] : map.as_map()) pairs.emplace_back(code, label.string_or(""));
      field.table = std::make_shared<ValueTable>(name_, pairs);
    } else if (map.is_string()) {
      const auto found = scope_.tables.find(map.as_string());
      if (found == scope_.tables.end()) return report_unknown_table(map.as_string());
      field.table = std::make_shared<ValueTable>(found->second);
    }
    if (field.table) check_table(field);
  }

  void report_unknown_table(const std::string& name) {
    std::vector<std::string> names;
    for (const auto& [each, _] : scope_.tables) names.push_back(each);
    const auto meant = closest(name, names);
    report("B306", "map", "is translated by the value table \"" + name + "\", which does not exist",
           meant ? "did you mean \"" + *meant + "\"?" : "add maps/" + name + ".csv with the columns code and label");
  }

  void check_table(const FieldBinding& field) {
    for (const std::string& label : field.table->labels()) {
      FieldBinding bare = field;
      bare.table = nullptr;
      const auto written = native_of(bare, FieldValue::of(label), scope_.settings);
      const auto tidy = field.converter->tidy(Value(label), scope_.settings);
      if (!written) {
        report("B307", "map",
               "cannot be \"" + label + "\", as the value table \"" + field.table->name() + "\" has it: it " +
                   written.error().words,
               "correct the label");
      } else if (tidy && tidy->is_string() && tidy->as_string() != label) {
        report("B307", "map",
               "is never \"" + label + "\", as the value table \"" + field.table->name() + "\" has it, but \"" +
                   tidy->as_string() + "\"",
               "write the label in that form");
      }
    }
    for (const std::string& code : field.table->codes()) {
      const bool boolean = code == "true" || code == "false";
      const auto number = Decimal::parse(code);
      const bool integer = number && number->scale() == 0 && number->to_int64() && number->text() == code;
      if ((field.codes == CodeForm::boolean && !boolean) || (field.codes == CodeForm::integer && !integer)) {
        report("B307", "codes", "has the code \"" + code + "\", which is not of that form",
               "correct the code, or remove codes");
      }
    }
  }

  void resolve_default(FieldBinding& field, const Value& words) {
    if (words["default"].is_null()) return;
    const auto written = native_of(field, FieldValue::of(words["default"]), scope_.settings);
    if (!written) {
      report("B308", "default", "has the default " + write_json(words["default"]) + ", which " + written.error().words,
             written.error().remedy);
    } else if (!field.writable) {
      report("B308", "default", "has a default but is never written", "remove it");
    } else {
      field.fallback = words["default"];
    }
  }

  void resolve_empty(FieldBinding& field, const Value& words) {
    const Substance substance = field.converter->substance;
    const bool number = substance == Substance::integer || substance == Substance::decimal;
    const bool own = !words["empty"].is_null();
    const Value& empty = own ? words["empty"] : number && !field.table ? scope_.empty_number : null_value;
    if (empty.is_null() || (!own && !(field.readable && field.writable))) return;
    const auto written = native_of(field, FieldValue::of(empty), scope_.settings);
    if (!written) {
      report("B308", "empty", "shows " + write_json(empty) + " for nothing, which " + written.error().words,
             written.error().remedy);
    } else if (!field.readable || !field.writable) {
      report("B308", "empty", "says what stands for nothing but is not both read and written", "remove it");
    } else {
      field.empty = empty;
    }
  }

  const Document& document_;
  const FieldWords& at_;
  const std::string& path_;
  const std::string& name_;
  const BindingScope& scope_;
  Diagnostics& findings_;
};

}  // namespace

std::optional<FieldBinding> read_field(const Document& document, const FieldWords& at, const Value& words,
                                       const BindingScope& scope, Diagnostics& findings) {
  return FieldReader(document, at, scope, findings).read(words);
}

}  // namespace syncline
