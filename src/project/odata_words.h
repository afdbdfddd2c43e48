#pragma once
// ODataWords: the expressions by which a drafted connector speaks to a service of OData 2 or 4.

#include <string>
#include <vector>

#include "project/odata.h"

namespace syncline {

struct ODataWords {
  int version = 4;

  bool is_old() const { return version == 2; }
  const char* change() const { return is_old() ? "MERGE" : "PATCH"; }
  const char* records() const;
  const char* etag() const;

  /// The expression `value` as it stands in an address: 'A-1', guid'…', 7.
  std::string literal(const ODataKey&, const std::string& value) const;
  /// A moment of version 2: datetimeoffset'…' or datetime'…'.
  std::string moment(bool has_offset, const std::string& value) const;
  /// What stands between the brackets of an address, from a record.
  std::string predicate(const std::vector<ODataKey>&, const std::string& record) const;
  /// The list of a record's expanded children.
  std::string expanded(const std::string& record, const std::string& name) const;
  /// Where the child l of the record r stands, below the service.
  std::string place_of(const ODataSet&, const ODataChildren&) const;
  /// The content of a creation, with children instead of the commands that make them.
  std::string with_children(const std::string& content, const std::string& names) const;

  /// Where ${id} stands: a YAML text for `path`; an expression for the path of a call in a batch.
  std::string path_in_address(const ODataSet&) const;
  std::string path_in_batch(const ODataSet&) const;
  /// A probe by the text `field`, in one line.
  std::string probe(const ODataSet&, const std::string& field) const;
};

}  // namespace syncline
