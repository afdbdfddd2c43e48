#include "bind/codes.h"

#include <array>

namespace syncline {
namespace {

constexpr std::array codes{
    CodeText{
        "B101", "value table without its columns",
        "A value table has a column \"code\" (the system's value) and a column \"label\" (our value). Other columns "
        "are remarks."},
    CodeText{"B102", "half a row in a value table", "A code without a label, or a label without a code, maps nothing."},
    CodeText{"B103", "a row twice in a value table", "The same code and label stand in two rows."},
    CodeText{"B201", "choices and type disagree", "A field of type choice lists its choices; no other field has any."},
    CodeText{"B202", "reference and type disagree", "A field of type reference names its entity; no other field does."},
    CodeText{
        "B203", "fields of parts and type disagree",
        "A field of type parts declares the fields of one part (a line, an address); no other field has fields, and "
        "parts have no parts of their own."},
    CodeText{"B204", "key of parts that is none", "A key names fields of the parts, by which they are matched."},
    CodeText{
        "B205", "check that cannot be computed",
        "A check is an expression over the fields of the entity that is true or false; the lines of a document are "
        "walked with all, exists, map and filter."},
    CodeText{"B301", "binding of another entity",
             "The file is read for the entity of its name; inside it another one is named."},
    CodeText{"B302", "unknown canonical field", "A binding carries only fields that the entity declares."},
    CodeText{
        "B303", "converter does not fit the field",
        "Some types have one canonical form (phone: +493012345). A converter that makes another form would let two "
        "systems disagree for ever about equal values."},
    CodeText{"B304", "word does not fit the field",
             "upper, lower and trim shape texts; max cuts names and prose, not addresses and numbers; scale rounds "
             "decimals; where needs a part; object belongs to "
             "references, zone to local times and days."},
    CodeText{"B305", "neither read nor written", "A field with read: never and write: never carries nothing."},
    CodeText{"B306", "unknown value table", "The binding names a table that is not in maps/."},
    CodeText{"B307", "value table does not fit the field",
             "A code or label of the table cannot be a value of the field."},
    CodeText{"B308", "default does not fit the field",
             "The default of a creation must itself be a value of the field."},
    CodeText{"B309", "nothing says where it stands",
             "A value has a path. A list of parts (lines, addresses) says which list of child records it is (part) and "
             "which of their fields "
             "are bound (fields). Only a field of type parts has fields."},
};

}  // namespace

std::span<const CodeText> bind_codes() { return codes; }

}  // namespace syncline
