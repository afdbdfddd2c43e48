#pragma once
// Document: a parsed text as a Value, with the place of every value and key in it.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/value.h"
#include "config/diagnostic.h"

namespace syncline {

/// Of a text: lines and columns count from 1, columns and length in code points.
struct Span {
  int line = 1;
  int column = 1;
  int length = 1;
  friend bool operator==(const Span&, const Span&) = default;
};

enum class ScalarStyle : std::uint8_t { none, plain, single_quoted, double_quoted, literal, folded };

/// Parallel to the Value: a child for each entry of a map and item of a list, in the same order.
struct Node {
  Span value;
  Span key;  ///< of the entry whose value this is; equals `value` for list items and the root
  ScalarStyle style = ScalarStyle::none;
  std::size_t begin = 0;  ///< bytes of the text that the value was read from, quotes included
  std::size_t end = 0;
  std::vector<Node> children = {};
};

class Document {
 public:
  Document(std::string file, std::string text, Value value, Node root);

  const std::string& file() const { return file_; }
  const std::string& text() const { return text_; }
  const Value& value() const { return value_; }
  const Node& root() const { return root_; }

  /// "fields.name.master", "systems.0"; keys may hold dots. Where the path leaves the document (a default, a
  /// shorthand) the deepest existing ancestor answers.
  Place place(std::string_view path) const;
  Place key_place(std::string_view path) const;
  bool has(std::string_view path) const;

  Place place_of(const Node& node) const { return place_of(node.value); }
  Place key_place_of(const Node& node) const { return place_of(node.key); }
  Place place_of(const Span&) const;
  /// The place of a part of a text value; the whole value where folding makes that unclear.
  Place place_within(const Node&, const Span& part) const;

 private:
  const Node* walk(std::string_view path, bool exact) const;

  std::string file_;
  std::string text_;
  Value value_;
  Node root_;
};

}  // namespace syncline
