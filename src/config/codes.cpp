#include "config/codes.h"

#include <algorithm>
#include <array>

namespace syncline {
namespace {

constexpr std::array codes{
    CodeText{"C001", "unknown key",
             "Only declared keys are accepted, so that a typing error cannot silently switch something off."},
    CodeText{"C002", "missing key", "The map lacks a key without which it has no meaning."},
    CodeText{
        "C003", "wrong type",
        "A value is of another type than its key asks for. In YAML 1.2 only true and false are booleans; yes, no, on "
        "and off are text, and everything in quotes is text."},
    CodeText{"C004", "not an allowed value", "The key accepts a fixed set of words."},
    CodeText{"C005", "number out of range", "The number is below or above what the key accepts."},
    CodeText{"C006", "malformed text", "The text has not the form that its key asks for."},
    CodeText{"C007", "wrong number of items", "The list is too short or too long."},
    CodeText{"C008", "repeated item", "The items of this list must differ."},
    CodeText{"C009", "keys exclude each other", "Of a group of keys at most one, or exactly one, may be given."},
    CodeText{"C010", "deprecated key", "The key still works and will be removed; the remedy names its successor."},
    CodeText{"C011", "malformed key", "The names in this map are free but must have a given form."},
    CodeText{"C012", "empty value", "An empty text has no meaning here."},
    CodeText{"C013", "no alternative fits", "The key accepts several forms; the value has none of them."},
    CodeText{"C014", "faulty expression", "The expression or template does not compile."},
    CodeText{"F001", "two files of one name", "x.yml and x.yaml stand side by side; it would be unclear which counts."},
    CodeText{
        "I001", "malformed reference",
        "References are ${env:NAME}, ${env:NAME:-default}, ${file:/absolute/path} and ${secret:name}. \"$${\" stands "
        "for a plain \"${\"."},
    CodeText{"I002", "reference without a value",
             "The variable, file or secret does not exist and no default is given."},
    CodeText{"I003", "secret in plain text",
             "Configuration is kept in git; a secret in it is known to everyone who ever sees the repository. Keep it "
             "in an environment variable or a file, and change it at the vendor, since it was written down already."},
    CodeText{"I004", "text looks like a secret",
             "The text has the shape of a well-known kind of key or token. See I003."},
    CodeText{"T001", "faulty quoting", "RFC 4180: a cell with quotes is quoted as a whole, quotes in it are doubled."},
    CodeText{"T002", "table without header", "The first line of a table names its columns."},
    CodeText{"T003", "column without name", "Each column needs a name."},
    CodeText{"T004", "repeated column", "Each column needs a name of its own."},
    CodeText{"T005", "wrong number of cells",
             "A row has more or fewer cells than the header. Empty cells at the end of a longer row are ignored."},
    CodeText{"T006", "unknown separator", "Columns are separated by \",\" or \";\"."},
    CodeText{"T007", "table too large", "The table exceeds a limit of size or columns."},
    CodeText{"T008", "table is not UTF-8",
             "Spreadsheets write Windows-1252 or UTF-16 unless told to save \"CSV UTF-8\"."},
    CodeText{"T009", "control character in a table", "The table holds a character that is no text."},
    CodeText{"Y001", "YAML syntax",
             "The text is not well-formed YAML. Later errors of the same file show after this one."},
    CodeText{"Y002", "tab in the indentation", "YAML indents with spaces only."},
    CodeText{"Y003", "repeated key", "One map holds a key twice; which value counts would depend on the reader."},
    CodeText{"Y004", "unknown anchor", "*name repeats the value marked &name, which must stand before it."},
    CodeText{"Y005", "aliases copy too much",
             "Aliases of aliases can multiply without bound, so their sum is limited."},
    CodeText{"Y006", "nested too deeply", "No sensible configuration is that deep."},
    CodeText{"Y007", "file too large", "The file exceeds a limit of bytes, values or keys."},
    CodeText{"Y008", "file is not UTF-8", "Configuration is UTF-8, with or without a byte order mark."},
    CodeText{"Y009", "control character", "The file holds a character that is no text."},
    CodeText{"Y010", "second document", "A file holds one document; \"---\" in the middle begins another."},
    CodeText{"Y011", "merge key", "\"<<\" belongs to YAML 1.1; readers differ in what it does."},
    CodeText{"Y012", "unknown tag", "Types follow from how a value is written; tags could change them unseen."},
    CodeText{"Y013", "key is no text", "Keys are plain words. A value that begins with \"{{\" must be quoted."},
    CodeText{"Y014", "number cannot be kept exactly",
             "Numbers are exact decimals of at most 38 digits, 18 after the point."},
    CodeText{"Y015", "leading zeros",
             "00123 is the number 123 in YAML; an identifier must be quoted to keep its zeros."},
    CodeText{"Y016", "YAML directive", "Files are read as YAML 1.2; directives could change that."},
};

}  // namespace

std::span<const CodeText> config_codes() { return codes; }

const CodeText* find_config_code(std::string_view code) {
  const auto found = std::find_if(codes.begin(), codes.end(), [&](const CodeText& each) { return each.code == code; });
  return found == codes.end() ? nullptr : &*found;
}

}  // namespace syncline
