#pragma once
// What a manifest says of systems that leave files for each other instead of answering calls.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "connect/template_tree.h"

namespace syncline {

/// Where the folders are.
struct PlaceSpec {
  TemplateTree at;                           ///< a path of this machine, or sftp://user@host:port/path
  TemplateTree key, key_password, password;  ///< of SFTP: how it signs in; a key in PEM form is tried first
  TemplateTree known_hosts;                  ///< of SFTP: lines as ssh-keyscan prints them
};

/// How records stand in a file.
struct RowFormat {
  enum class Kind : std::uint8_t { csv, xml } kind = Kind::csv;
  char separator = ',';
  char quote = '"';  ///< 0: there are no quotes
  std::string charset = "UTF-8";
  bool mark = false;          ///< written with a byte order mark; one is always understood
  bool titles = true;         ///< the first line names the columns
  bool crlf = true;           ///< written so
  bool blank_breaks = false;  ///< line breaks and control characters in cells are written as blanks
  int skip = 0;               ///< lines before the titles
  std::string records;        ///< xml: the path of the records, from the root element on
};

struct RowColumn {
  std::string name;
  bool quoted = false;   ///< always, also when it is empty
  std::size_t most = 0;  ///< characters; 0: any number
  TemplateTree value;    ///< from ${row} and ${item}, instead of the field of this path
};

/// Something that must hold of a record before its rows are written; from ${row} and ${items}.
struct RowCheck {
  TemplateTree that, otherwise;
};

/// Files that come.
struct IncomingSpec {
  TemplateTree folder;
  std::string name;      ///< * stands for any characters
  bool by_time = false;  ///< taken in the order of their times, not of their names
  bool full = false;     ///< each shows all records that there are
  int most_missing = 0;  ///< full: percent of the records that the last one had and this one may lack
  std::string done;      ///< {name}: only a file beside which this stands is whole
  std::string checksum;  ///< {name}.sha256, {name}.md5
  Duration stable;       ///< otherwise: unchanged for so long
  TemplateTree archive;  ///< a folder for what was taken; none: it is left
  TemplateTree refused;  ///< a folder for what is not understood; none: it is left
  Duration every;        ///< one comes at least so often; 0: nobody knows
  std::string by, zone;  ///< or each day by this time, "06:00"
  Duration grace;
  int page = 500;
};

/// Files that go.
struct OutgoingSpec {
  TemplateTree folder, name;  ///< name: from ${key}, ${now} and ${rows}
  std::string done, checksum;
  int most = 1000;                 ///< rows of one file
  TemplateTree apart;              ///< from ${row}: rows of one file share it
  TemplateTree each;               ///< from ${row}: a list, each ${item} of which is a row; none: the record is one
  std::vector<TemplateTree> head;  ///< lines before the titles, each a list of cells, from ${rows}, ${now}
  std::vector<RowCheck> checks;
};

struct DropSpec {
  RowFormat format;
  std::vector<RowColumn> columns;
  std::optional<IncomingSpec> incoming;
  std::optional<OutgoingSpec> outgoing;
};

}  // namespace syncline
