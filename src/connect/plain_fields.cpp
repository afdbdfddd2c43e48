#include "connect/plain_fields.h"

namespace syncline {
namespace {

/// Each is a name, or one name with the vendor's: [phone, name: displayName].
bool are_names(const Spot& names) {
  bool all = names.value->is_list();
  each_item(names, [&](const Spot& item) {
    const Map* const pair = item.value->is_map() ? &item.value->as_map() : nullptr;
    all = all && (item.value->is_string() || (pair && pair->size() == 1 && pair->begin()->second.is_string()));
  });
  return all;
}

/// Types, and under "lookup" lookups, each with its names.
bool is_understood(const Spot& plain) {
  bool all = plain.value->is_map();
  each_entry(plain, [&](const std::string& type, const Spot& names) {
    all = all && (type == "lookup" ? names.value->is_map() : are_names(names));
    if (type == "lookup") each_entry(names, [&](const std::string&, const Spot& of) { all = all && are_names(of); });
  });
  return all;
}

void append(Joined& map, const std::string& key, Joined entry) {
  map.value.as_map().append(key, std::move(entry.value));
  map.node.children.push_back(std::move(entry.node));
}

Node at_key(const Node& node) {
  Node out;
  out.value = out.key = node.key;
  return out;
}

/// The map with each entry changed.
template <class Change>
Joined each_changed(const Spot& map, Change change) {
  if (!map.value->is_map()) return {*map.value, *map.node};
  Joined out{Map{}, *map.node};
  out.node.children.clear();
  each_entry(map, [&](const std::string& key, const Spot& each) { append(out, key, change(key, each)); });
  return out;
}

class PlainFields {
 public:
  PlainFields(const Document& document, Diagnostics& findings) : document_(document), findings_(findings) {}

  /// Of an object, or of a field that has child records.
  Joined written_out(const Spot& owner) {
    if (!owner.value->is_map()) return {*owner.value, *owner.node};
    const Spot plain = owner.at("plain");
    const bool understood = plain && is_understood(plain);
    Joined out{Map{}, *owner.node};
    out.node.children.clear();
    each_entry(owner, [&](const std::string& key, const Spot& each) {
      if (key != "fields" && !(understood && key == "plain")) append(out, key, {*each.value, *each.node});
    });
    Joined fields = understood ? listed(plain) : Joined();
    if (const Spot own = owner.at("fields"))
      fields =
          joined(fields, each_changed(own, [&](const std::string&, const Spot& each) { return written_out(each); }));
    if (understood || owner.at("fields")) append(out, "fields", std::move(fields));
    return out;
  }

 private:
  /// In the order of the lists, then of what is not listed.
  static Joined joined(const Joined& listed, const Joined& fields) {
    const Spot own{&fields.value, &fields.node};
    if (!own.value->is_map()) return fields;
    Joined out = each_changed({&listed.value, &listed.node}, [&](const std::string& name, const Spot& each) {
      const Spot more = own.at(name);
      return more ? join({*each.value, *each.node}, more) : Joined{*each.value, *each.node};
    });
    each_entry(own, [&](const std::string& name, const Spot& each) {
      if (!out.value.as_map().contains(name)) append(out, name, {*each.value, *each.node});
    });
    return out;
  }

  Joined listed(const Spot& plain) {
    Joined out{Map{}, *plain.node};
    out.node.children.clear();
    each_entry(plain, [&](const std::string& type, const Spot& names) {
      if (type != "lookup") return add_all(out, "type", type, names);
      each_entry(names, [&](const std::string& lookup, const Spot& of) { add_all(out, "lookup", lookup, of); });
    });
    return out;
  }

  /// Each name is a field of which the word ("type", "lookup") is said.
  void add_all(Joined& fields, const char* word, const std::string& said, const Spot& names) {
    each_item(names, [&](const Spot& item) {
      Joined field{Map{}, at_key(*item.node)};
      append(field, word, {said, at_key(*names.node)});
      if (item.value->is_string()) add(fields, item.value->as_string(), field);
      each_entry(item, [&](const std::string& name, const Spot& path) {
        field.node.value = field.node.key = path.node->key;
        append(field, "path", {*path.value, *path.node});
        add(fields, name, field);
      });
    });
  }

  void add(Joined& fields, const std::string& name, Joined field) {
    if (!fields.value.as_map().contains(name)) return append(fields, name, std::move(field));
    findings_.add({.code = "N001",
                   .message = "\"" + name + "\" is listed under plain before",
                   .at = document_.place_of(field.node),
                   .remedy = "list each field once, under its type"});
  }

  const Document& document_;
  Diagnostics& findings_;
};

}  // namespace

Joined with_plain_fields(const Spot& file, const Document& document, Diagnostics& findings) {
  PlainFields plain(document, findings);
  return each_changed(file, [&](const std::string& section, const Spot& objects) {
    if (section != "templates" && section != "objects") return Joined{*objects.value, *objects.node};
    return each_changed(objects, [&](const std::string&, const Spot& each) { return plain.written_out(each); });
  });
}

}  // namespace syncline
