#include "connect/shared_lists.h"

#include <algorithm>

namespace syncline {
namespace {

/// Whether lists of that strategy take the word from `lists` of the file.
bool is_shared(std::string_view word, std::string_view strategy) {
  const bool windows = strategy == "window" || strategy == "offset-in-window";
  if (word == "begin" || word == "window" || word == "hold_back") return windows;
  if (word == "overlap") return windows || strategy == "keyset";
  return true;
}

/// The entries of `common` that are wanted.
template <class Wanted>
Joined picked(const Spot& common, Wanted wanted) {
  Joined out;
  each_entry(common, [&](const std::string& word, const Spot& each) {
    if (!wanted(word)) return;
    out.value.as_map().append(word, *each.value);
    out.node.children.push_back(*each.node);
  });
  return out;
}

Spot spot_of(const Joined& joined) { return {&joined.value, &joined.node}; }

class SharedLists {
 public:
  SharedLists(Spot object, Spot common, ObjectTemplates& templates, const Document& document, Diagnostics& findings)
      : object_(object), common_(common), templates_(templates), document_(document), findings_(findings) {}

  Joined written_out() {
    Joined out{*object_.value, *object_.node};
    const bool own_records = static_cast<bool>(object_.at("records"));
    change(out, "list", [&](const Spot&) { return each_full({object_.at("list"), object_}, own_records); });
    change(out, "children", [&](const Spot&) { return each_full({object_.at("children"), object_}, false); });
    return out;
  }

 private:
  /// Where the names of lists are looked for: beside it, and among those of the object; of branches that is absent.
  struct Around {
    Spot beside, object;

    std::vector<Spot> places() const {
      const Spot lists = object.at("list"), children = object.at("children");
      return beside.node == children.node ? std::vector{children, lists} : std::vector{beside, children};
    }
  };
  struct Found {
    Spot list;
    Around around;
  };

  template <class Change>
  static void change(Joined& map, std::string_view key, Change changed) {
    if (!map.value.is_map()) return;  // which the schema reports
    std::size_t i = 0;
    for (auto& [name, value] : map.value.as_map()) {
      Node& node = map.node.children[i++];
      if (name != key) continue;
      Joined instead = changed(Spot{&value, &node});
      value = std::move(instead.value);
      node = std::move(instead.node);
    }
  }

  Joined each_full(const Around& around, bool own_records) {
    Joined out{*around.beside.value, *around.beside.node};
    each_entry(around.beside, [&](const std::string& name, const Spot& each) {
      change(out, name, [&](const Spot&) { return full(each, around, own_records); });
    });
    return out;
  }

  Joined full(const Spot& list, const Around& around, bool own_records) {
    Joined whole = alike(list, around);
    const std::string strategy = spot_of(whole).text("strategy");
    if (strategy != "branches") return join(shared(strategy, own_records), spot_of(whole));
    change(whole, "branches", [&](const Spot& branches) { return each_full({branches, {}}, own_records); });
    return whole;
  }

  Joined shared(const std::string& strategy, bool own_records) const {
    return picked(common_, [&](const std::string& word) {
      return is_shared(word, strategy) && !(word == "records" && own_records);
    });
  }

  /// With all that it is like.
  Joined alike(const Spot& list, const Around& around) {
    const Spot like = list.at("like");
    if (!like) return {*list.value, *list.node};
    const Found other = found(like.value->string_or(""), around);
    if (!other.list) {
      report(like, "there is no list \"" + like.value->string_or("") + "\" that it could be like",
             "name one of: " + names(around) + "; or one of another object: order.changes");
      return {*list.value, *list.node};
    }
    open_.push_back(list.node);
    const bool is_round = std::ranges::find(open_, other.list.node) != open_.end();
    if (is_round) report(like, "the list is like itself", "leave out one of the likes that lead round");
    const Joined base = is_round ? Joined() : alike(other.list, other.around);
    open_.pop_back();
    return join(base, list);
  }

  Found found(const std::string& wanted, const Around& around) {
    for (const Spot& lists : around.places()) {
      if (const Spot other = lists.at(wanted)) return {other, {lists, around.object}};
    }
    const std::size_t dot = wanted.find('.');
    if (dot == std::string::npos) return {};
    const Spot object = templates_.named(wanted.substr(0, dot));
    for (const char* kind : {"list", "children"}) {
      if (const Spot other = object.at(kind).at(wanted.substr(dot + 1))) return {other, {object.at(kind), object}};
    }
    return {};
  }

  std::string names(const Around& around) const {
    std::string out;
    for (const Spot& lists : around.places())
      each_entry(lists, [&](const std::string& name, const Spot&) { out += (out.empty() ? "" : ", ") + name; });
    return out;
  }

  void report(const Spot& spot, std::string message, std::string remedy) {
    findings_.add({.code = "N001",
                   .message = std::move(message),
                   .at = document_.place_of(*spot.node),
                   .remedy = std::move(remedy)});
  }

  Spot object_, common_;
  ObjectTemplates& templates_;
  const Document& document_;
  Diagnostics& findings_;
  std::vector<const Node*> open_;  ///< those that are being put together
};

}  // namespace

Joined with_shared_lists(const Spot& object, const Spot& common, ObjectTemplates& templates, const Document& document,
                         Diagnostics& findings) {
  return SharedLists(object, common, templates, document, findings).written_out();
}

Joined with_shared_answer(const Spot& lookup, const Spot& common) {
  return join(picked(common, [](const std::string& word) { return word == "records" || word == "next"; }), lookup);
}

}  // namespace syncline
