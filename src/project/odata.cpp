#include "project/odata.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "project/csdl.h"
#include "project/draft_words.h"

namespace syncline {
namespace {

using Form = ODataKey::Form;

Failure<Error> unusable(const char* code, const std::string& file, std::string message, std::string remedy) {
  return fail(Error{ErrorClass::validation, code, std::move(message), file, std::move(remedy), std::nullopt});
}

constexpr std::size_t most_fields = 2000;  // complex types that hold each other many times over

/// As an expression can name it, and YAML.
bool is_plain(const std::string& name) {
  static const std::set<std::string> taken{"in", "true", "false", "null"};
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !name.empty() && !(name[0] >= '0' && name[0] <= '9') && std::ranges::all_of(name, fits) &&
         !taken.contains(to_lower(name));
}

bool is_number(Form form) { return form == Form::number || form == Form::wide; }

class Reader {
 public:
  Reader(const Csdl& service, const std::vector<std::string>& wanted) : service_(service), wanted_(wanted) {}

  ODataOutline outline() {
    ODataOutline out;
    out.version = service_.version();
    out.is_guarded = service_.is_guarded();
    out.title = service_.name();
    find_parts();
    name_objects(out);
    for (const Csdl::Set& each : service_.sets()) {
      if (const auto name = names_.find(each.name); name != names_.end())
        out.sets.push_back(set_of(each, name->second));
    }
    out.numbers_as_references = numbers_are_references(out);
    order_needs(out);
    return out;
  }

 private:
  bool is_wanted(const std::string& set) const { return wanted_.empty() || std::ranges::count(wanted_, set) > 0; }

  /// Sets whose records are part of another set's.
  void find_parts() {
    for (const Csdl::Set& each : service_.sets()) {
      for (const Csdl::Navigation& to : service_.navigation(*each.type)) {
        if (is_part(*each.type, each.type_name, to)) parents_.emplace(to.target, each.name);
      }
    }
  }

  /// It is contained, goes when the other goes, or its key is the other's and more.
  bool is_part(const Value& type, const std::string& type_name, const Csdl::Navigation& to) const {
    const Value* target = service_.entity_type(to.target);
    if (!to.many || !target || to.target == type_name) return false;
    if (to.contained) return true;
    const auto own = service_.key(type), of_part = service_.key(*target);
    const auto named = [&](const std::string& key) {
      const auto by = std::ranges::find(to.keys, key, &std::pair<std::string, std::string>::second);
      return std::ranges::count(of_part, by == to.keys.end() ? key : by->first) > 0;
    };
    return !own.empty() && of_part.size() > own.size() && std::ranges::all_of(own, named);
  }

  void name_objects(ODataOutline& out) {
    std::set<std::string> taken;
    for (const Csdl::Set& each : service_.sets()) {
      const auto parent = parents_.find(each.type_name);
      if (!is_wanted(each.name)) continue;
      if (wanted_.empty() && parent != parents_.end()) {
        out.left_out.push_back(each.name + " is part of " + parent->second);
        continue;
      }
      if (const std::string why = unusable_key(each); !why.empty()) {
        out.left_out.push_back(each.name + " " + why);
        continue;
      }
      const std::string plain = draft::one_of(each.name);
      std::string name = plain;
      for (int n = 2; !taken.insert(name).second; ++n) name = plain + "_" + std::to_string(n);
      names_[each.name] = name;
    }
  }

  std::string unusable_key(const Csdl::Set& set) const {
    if (!is_plain(set.name)) return "has a name that a connector cannot write";
    if (set.element->operator[]("@addressable") == Value("false")) return "cannot be listed by itself";
    const auto key = keys_of(*set.type);
    if (key.empty()) return "has no key";
    const auto bad = std::ranges::find(key, Form::none, &ODataKey::form);
    return bad == key.end() ? "" : "has a key that a connector cannot write: " + bad->name;
  }

  const Value* property(const Value& type, const std::string& name) const {
    for (const Value* each : service_.properties(type)) {
      if ((*each)["@Name"] == Value(name)) return each;
    }
    return nullptr;
  }

  std::vector<ODataKey> keys_of(const Value& type) const {
    std::vector<ODataKey> out;
    for (const std::string& name : service_.key(type)) {
      const Value* found = property(type, name);
      out.push_back(
          {found && is_plain(name) ? form_of(service_.underlying((*found)["@Type"].string_or(""))) : Form::none, name});
    }
    return out;
  }

  Form form_of(const std::string& type) const {
    const bool old = service_.version() == 2;
    if (type == "Edm.String") return Form::text;
    if (type == "Edm.Guid") return Form::guid;
    if (type == "Edm.Int64") return old ? Form::wide : Form::number;
    if (type == "Edm.DateTime") return Form::moment;
    for (const char* each : {"Edm.Int32", "Edm.Int16", "Edm.Byte", "Edm.SByte"}) {
      if (type == each) return Form::number;
    }
    const bool plain = type == "Edm.Date" || type == "Edm.DateTimeOffset" || type == "Edm.Boolean";
    return plain && (!old || type == "Edm.Boolean") ? Form::plain : Form::none;
  }

  std::string manifest_type(const Value& property) const {
    const std::string type = service_.underlying(property["@Type"].string_or(""));
    static const std::map<std::string, std::string> known{
        {"Edm.String", "text"},       {"Edm.Guid", "text"},
        {"Edm.Boolean", "boolean"},   {"Edm.Byte", "integer"},
        {"Edm.SByte", "integer"},     {"Edm.Int16", "integer"},
        {"Edm.Int32", "integer"},     {"Edm.Int64", "integer"},
        {"Edm.Decimal", "decimal"},   {"Edm.Double", "decimal"},
        {"Edm.Single", "decimal"},    {"Edm.Date", "date"},
        {"Edm.DateTime", "datetime"}, {"Edm.DateTimeOffset", "datetime"},
        {"Edm.Time", "text"},         {"Edm.TimeOfDay", "text"},
        {"Edm.Duration", "text"}};
    if (type == "Edm.DateTime" && property["@display-format"] == Value("Date")) return "date";
    if (type == "Edm.Int64" && service_.version() == 2) return "decimal";  // a text there, like decimals
    if (const auto at = known.find(type); at != known.end()) return at->second;
    return service_.is_enumeration(type) ? "enumeration" : "";
  }

  bool is_only_read(const Value& property, const std::string& target) const {
    if (service_.says(property, target, "Computed") || property["@StoreGeneratedPattern"].is_string()) return true;
    return property["@creatable"] == Value("false") && property["@updatable"] == Value("false");
  }

  std::string note_of(const Value& property, const std::string& target) const {
    std::vector<std::string> out;
    if (is_only_read(property, target))
      out.emplace_back("only read");
    else if (property["@updatable"] == Value("false") || service_.says(property, target, "Immutable"))
      out.emplace_back("only when it is made");
    const Value &length = property["@MaxLength"], &digits = property["@Precision"], &scale = property["@Scale"];
    if (length.is_string() && to_lower(length.as_string()) != "max")
      out.push_back("at most " + length.as_string() + " characters");
    if (property["@Type"] == Value("Edm.Decimal") && digits.is_string())
      out.push_back(digits.as_string() + " digits, " + scale.string_or("0") + " of them a fraction");
    return join(out, "; ");
  }

  void add_fields(const Value& type, const std::string& type_name, const std::string& before, int depth,
                  std::vector<ODataField>& into) const {
    for (const Value* each : service_.properties(type)) {
      const std::string name = (*each)["@Name"].string_or(""), declared = (*each)["@Type"].string_or("");
      const Value* complex = service_.complex_type(declared);
      if (into.size() >= most_fields) return;
      if (complex && depth < 3) {
        add_fields(*complex, declared, before + name + ".", depth + 1, into);
        continue;
      }
      const std::string target = type_name + "/" + name;
      const auto same = [&](const ODataField& other) {
        return draft::name_from(other.path) == draft::name_from(before + name);
      };
      if (std::ranges::any_of(into, same)) continue;
      into.push_back({before + name, is_plain(name) ? manifest_type(*each) : "", is_only_read(*each, target),
                      note_of(*each, target), ""});
    }
  }

  /// A set's restriction ("InsertRestrictions", "Insertable") or an attribute of version 2 says no.
  bool refuses(const Csdl::Set& set, std::string_view restriction, std::string_view word, const char* attribute) const {
    if (set.element->operator[](attribute) == Value("false")) return true;
    const Value& said = service_.annotation(*set.element, set.container + "/" + set.name, restriction);
    for (const Value& each : elements(said["Record"], "PropertyValue")) {
      if (each["@Property"] == Value(std::string(word))) return each["@Bool"] == Value("false");
    }
    return false;
  }

  bool has_etag(const Csdl::Set& set) const {
    if (service_.annotation(*set.element, set.container + "/" + set.name, "OptimisticConcurrency").is_map())
      return true;
    return std::ranges::any_of(service_.properties(*set.type),
                               [](const Value* each) { return (*each)["@ConcurrencyMode"] == Value("Fixed"); });
  }

  ODataSet set_of(const Csdl::Set& set, const std::string& name) const {
    ODataSet out;
    out.name = name;
    out.set = set.name;
    out.title = set.element->operator[]("@label").string_or(set.name);
    out.key = keys_of(*set.type);
    out.etag = has_etag(set);
    out.create = !refuses(set, "InsertRestrictions", "Insertable", "@creatable");
    out.update = !refuses(set, "UpdateRestrictions", "Updatable", "@updatable");
    out.remove = !refuses(set, "DeleteRestrictions", "Deletable", "@deletable");
    if (set.element->operator[]("@requires-filter") == Value("true"))
      out.undecided.emplace_back("the service lists it only with a filter");
    add_fields(*set.type, set.type_name, "", 0, out.fields);
    for (const Csdl::Navigation& to : service_.navigation(*set.type)) {
      if (is_part(*set.type, set.type_name, to))
        add_children(to, out);
      else if (!to.many && to.keys.size() == 1)
        refer(set, to, out.fields);
    }
    choose_stamp(*set.type, out);
    return out;
  }

  void add_children(const Csdl::Navigation& to, ODataSet& parent) const {
    ODataChildren out;
    const Value& type = *service_.entity_type(to.target);
    out.name = to.name;
    out.key = keys_of(type);
    const bool named = is_plain(to.name) && std::ranges::count(parent.fields, to.name, &ODataField::path) == 0 &&
                       std::ranges::count(parent.children, to.name, &ODataChildren::name) == 0;
    if (!named || out.key.empty() || std::ranges::find(out.key, Form::none, &ODataKey::form) != out.key.end()) {
      parent.undecided.push_back(to.name + " are part of it, and have a name or a key that a connector cannot write");
      return;
    }
    for (const Csdl::Set& each : service_.sets()) {
      if (each.type_name == to.target && out.set.empty() && is_plain(each.name)) out.set = each.name;
    }
    add_fields(type, to.target, "", 0, out.fields);
    for (const Csdl::Navigation& below : service_.navigation(type)) {
      if (is_part(type, to.target, below))
        parent.undecided.push_back(to.name + " have " + below.name + ", which are not read");
    }
    parent.children.push_back(std::move(out));
  }

  /// The property that holds the key of a record of another set.
  void refer(const Csdl::Set& set, const Csdl::Navigation& to, std::vector<ODataField>& fields) const {
    const auto field = std::ranges::find(fields, to.keys.front().first, &ODataField::path);
    const std::string target = target_of(set, to);
    const auto name = names_.find(target);
    if (field == fields.end() || name == names_.end() || target == set.name) return;
    const Value* type = service_.entity_type(to.target);
    if (type && service_.key(*type).size() == 1) field->refers_to = name->second;
  }

  std::string target_of(const Csdl::Set& set, const Csdl::Navigation& to) const {
    for (const Value& each : elements(*set.element, "NavigationPropertyBinding")) {
      if (each["@Path"] == Value(to.name)) return each["@Target"].string_or("");
    }
    for (const Csdl::Set& each : service_.sets()) {
      if (each.type_name == to.target) return each.name;
    }
    return "";
  }

  /// A moment whose name says that it is that of the last change.
  void choose_stamp(const Value& type, ODataSet& of) const {
    static constexpr std::string_view words[] = {"lastmodif", "lastchange", "modified",
                                                 "changed",   "updated",    "changedat"};
    std::size_t best = std::size(words);
    for (const ODataField& each : of.fields) {
      const Value* found = property(type, each.path);
      if (each.type != "datetime" || !found || (*found)["@filterable"] == Value("false")) continue;
      const std::string plain = to_lower(each.path);
      for (std::size_t i = 0; i < best; ++i) {
        if (plain.find(words[i]) == std::string::npos) continue;
        best = i;
        of.stamp = each.path;
        of.stamp_has_offset = (*found)["@Type"] != Value("Edm.DateTime");
        const std::string digits = (*found)["@Precision"].string_or("0");
        of.stamp_is_exact = service_.version() == 2 || (digits != "0" && digits != "1" && digits != "2");
        break;
      }
    }
  }

  /// References are written in one way by a manifest: as numbers only where no key is a text.
  static bool numbers_are_references(ODataOutline& out) {
    std::map<std::string, bool> numeric;
    for (const ODataSet& each : out.sets) numeric[each.name] = is_number(each.key.front().form);
    bool any_text = false, any_number = false;
    for (const ODataSet& each : out.sets) {
      for (const ODataField& field : each.fields) {
        if (!field.refers_to.empty()) (numeric[field.refers_to] ? any_number : any_text) = true;
      }
    }
    for (ODataSet& each : out.sets) {
      for (ODataField& field : each.fields) {
        if (field.refers_to.empty()) continue;
        if (any_text && numeric[field.refers_to]) field.refers_to.clear();
        if (!field.refers_to.empty()) each.needs.push_back(field.refers_to);
      }
    }
    return any_number && !any_text;
  }

  /// What is needed comes first; of those that need each other in a circle, one does not.
  static void order_needs(ODataOutline& out) {
    std::map<std::string, std::set<std::string>> needs;
    const auto reaches = [&](const std::string& from, const std::string& to) {
      std::vector<std::string> open{from};
      std::set<std::string> seen{from};
      while (!open.empty() && open.back() != to) {
        const std::string at = std::move(open.back());
        open.pop_back();
        for (const std::string& next : needs[at]) {
          if (seen.insert(next).second) open.push_back(next);
        }
      }
      return !open.empty();
    };
    for (ODataSet& each : out.sets) {
      for (const std::string& other : each.needs) {
        if (!reaches(other, each.name)) needs[each.name].insert(other);
      }
      each.needs.assign(needs[each.name].begin(), needs[each.name].end());
    }
  }

  const Csdl& service_;
  const std::vector<std::string>& wanted_;
  std::map<std::string, std::string> parents_;  ///< type → the set of whose records it is part
  std::map<std::string, std::string> names_;    ///< set → object
};

}  // namespace

Result<ODataOutline, Error> read_odata(std::string_view text, const std::string& file,
                                       const std::vector<std::string>& wanted) {
  const auto service = Csdl::read(text, file);
  if (!service) return fail(service.error());
  for (const std::string& name : wanted) {
    if (std::ranges::any_of(service->sets(), [&](const Csdl::Set& each) { return each.name == name; })) continue;
    std::vector<std::string> known;
    for (const Csdl::Set& each : service->sets()) known.push_back(each.name);
    return unusable("odata.set", file, "there is no EntitySet \"" + name + "\"", "known: " + join(known, ", "));
  }
  ODataOutline out = Reader(*service, wanted).outline();
  if (out.sets.empty())
    return unusable("odata.empty", file, "no EntitySet of it can be kept in step: " + join(out.left_out, "; "),
                    "name the sets by --set, or write the connector by hand: docs/guides/connect-your-own-system.md");
  return out;
}

}  // namespace syncline
