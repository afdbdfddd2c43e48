#pragma once
// XML 1.0 with namespaces ⇄ Value. An element is a text, or a map of what it holds: attributes as "@name", elements by
// their local names, text between them as "#text". What repeats is a list. Of attributes that differ in their prefix
// alone, the one without a prefix stays.

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/value.h"

namespace syncline {

struct XmlReading {
  /// Elements that are lists however often they come, as "contact", or below which others: "contacts.contact". Of the
  /// latter an element "contacts" without one holds an empty list.
  std::vector<std::string> lists = {};
  std::string charset = {};  ///< what the transport says of it; empty: the document says it, or it is UTF-8
  std::size_t max_bytes = 64u << 20;
  int max_depth = 128;
  std::size_t max_nodes = 2'000'000;  ///< elements and attributes
};

/// A map of the root's name and what it holds. White space around elements is dropped, and what XML Schema says of an
/// instance (xsi:type); an element with xsi:nil is null, any other empty one an empty text.
/// Errors (class validation, place "line:column"): xml.syntax, xml.truncated, xml.doctype (so there are no entities to
/// expand or to fetch), xml.depth, xml.size.
Result<Value, Error> parse_xml(std::string_view text, const XmlReading& = {});

/// The converse, in UTF-8: "@name" keys are attributes, lists repeat their element, null leaves it out. `document` has
/// one entry, the root. Errors (class validation): xml.root, xml.name, xml.character (one that XML cannot hold).
Result<std::string, Error> write_xml(const Map& document);

}  // namespace syncline
