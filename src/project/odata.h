#pragma once
// ODataOutline: what the $metadata of an OData service says of its entity sets, as far as a connector can use it.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace syncline {

/// A property of a key, and how its value stands in an address.
struct ODataKey {
  enum class Form : std::uint8_t {
    text,    ///< 'A-1'
    guid,    ///< guid'…' in version 2
    number,  ///< 7
    wide,    ///< 7L in version 2
    plain,   ///< as it is answered
    moment,  ///< datetime'…' of version 2
    none,    ///< in no way that a manifest could say
  } form = Form::text;
  std::string name;
};

struct ODataField {
  std::string path;  ///< dots lead into complex values
  std::string type;  ///< as a manifest calls it; empty: none that a field can have
  bool only_read = false;
  std::string note;       ///< for people: who may write it, how long it may be
  std::string refers_to;  ///< the object whose key it holds; empty: none
};

/// Records that are part of another one.
struct ODataChildren {
  std::string name;  ///< of the navigation property
  std::string set;   ///< where they stand by themselves; empty: only below their parent
  std::vector<ODataKey> key;
  std::vector<ODataField> fields;
};

struct ODataSet {
  std::string name;  ///< of one record: "customer"
  std::string set;   ///< as the service calls it
  std::string title;
  std::vector<ODataKey> key;
  std::vector<ODataField> fields;  ///< with the key
  std::vector<ODataChildren> children;
  std::string stamp;             ///< the field that says when it was changed; empty: none does
  bool stamp_has_offset = true;  ///< else it shows a clock, and no zone
  bool stamp_is_exact = true;    ///< else cut to seconds
  bool etag = false, create = true, update = true, remove = true;
  std::vector<std::string> needs;      ///< objects that it refers to
  std::vector<std::string> undecided;  ///< what a person must look at
};

struct ODataOutline {
  int version = 4;          ///< 2 or 4
  bool is_guarded = false;  ///< it asks for a token against forged requests
  bool numbers_as_references = false;
  std::string title;
  std::vector<ODataSet> sets;
  std::vector<std::string> left_out;  ///< what is no object of its own, and why
};

/// `wanted` names the entity sets to take; none: all that are not part of another one.
/// Errors (validation): see Csdl::read; odata.set, one of `wanted` is not there; odata.empty, no set can be kept in
/// step.
Result<ODataOutline, Error> read_odata(std::string_view text, const std::string& file,
                                       const std::vector<std::string>& wanted = {});

}  // namespace syncline
