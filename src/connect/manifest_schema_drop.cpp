// The words for systems that leave files for each other.
#include "connect/manifest_words.h"

namespace syncline::manifest_words {

using namespace schema;

namespace {

Schema format_schema() {
  return map({
                 optional("kind", choice({{"csv", "lines of cells"}, {"xml", "elements"}}), "What they are")
                     .otherwise("csv"),
                 optional("separator", text(), "csv: one character between cells; \"\\t\" is a tabulator")
                     .otherwise(","),
                 optional("quote", text(), "csv: one character around cells, doubled inside; empty: there is none")
                     .otherwise("\""),
                 optional("charset", words(), "UTF-8, windows-1252, ISO-8859-15, UTF-16LE …").otherwise("UTF-8"),
                 optional("mark", boolean(), "Written with a byte order mark; one is understood in any case")
                     .otherwise(false),
                 optional("titles", boolean(), "csv: the first line names the columns; without it `columns` does")
                     .otherwise(true),
                 optional("line_end", choice({{"crlf", ""}, {"lf", ""}}), "csv: how lines are ended when written")
                     .otherwise("crlf"),
                 optional("breaks", choice({{"keep", "in quotes"}, {"blank", "as a blank"}}),
                          "csv: how line breaks inside cells are written")
                     .otherwise("keep"),
                 optional("skip", integer(0, 1000), "csv: lines before the titles that are not read").otherwise(0),
                 optional(
                     "records", words(),
                     "xml: where the records stand, from the root element on: customers.customer; its fields go on "
                     "from there, attributes as @name"),
             })
      .named("File format");
}

Schema column_schema() {
  return one_of(
      {{"its name", words()},
       {"a map", map({required("name", words(), "Its title, and the path of its field"),
                      optional("quoted", boolean(), "Always in quotes, also when it is empty").otherwise(false),
                      optional("most", integer(1, 100'000), "Characters; a row with more is refused"),
                      optional("value", any(), "What stands in it, from ${row} and ${item}, instead of a field")})
                     .named("Column")}});
}

Schema incoming_schema() {
  return map({
                 required("folder", template_text(), "Below the place"),
                 required("name", words(),
                          "Which files: * stands for any characters. They are taken in the order of "
                          "their names, in which numbers count as numbers: a_9 before a_10"),
                 optional("order", choice({{"name", ""}, {"time", "of their last change"}}), "In which they are taken")
                     .otherwise("name"),
                 required("shows",
                          choice({{"changes", "a file has what was changed"},
                                  {"all",
                                   "each file has all records that there are: one that is missing in the newest "
                                   "is gone, by the same rules as everywhere"}}),
                          "What a file has"),
                 optional("most_missing", integer(1, 100),
                          "all: percent of the records of the file before that may be missing; a file that lacks more "
                          "is refused")
                     .otherwise(20),
                 optional("done", words(), "{name}.done: a file is whole when this stands beside it"),
                 optional("checksum", words(),
                          "{name}.sha256 or {name}.md5: a file is whole when this stands beside it, and holds its sum"),
                 optional("stable", duration(), "Without either: it has not changed for so long").otherwise("30s"),
                 optional("archive", template_text(), "A folder for files that were taken; without it they are left"),
                 optional("refused", template_text(),
                          "A folder for files that are not understood; without it they are left"),
                 optional("expected",
                          map({optional("every", duration(), "At least one in so long"),
                               optional("by", words(), "At least one a day, by this time: 06:30"),
                               optional("zone", words(), "Of `by`").otherwise("UTC"),
                               optional("grace", duration(), "How much later is not late yet").otherwise("0s")}),
                          "When one comes; `status` and `doctor` say when none did"),
                 optional("page", integer(1, 10'000), "Records that are stored at once").otherwise(500),
             })
      .named("Incoming files");
}

Schema outgoing_schema() {
  return map({
                 required("folder", template_text(), "Below the place"),
                 required("name", template_text(),
                          "Of a file, from ${key}, which is in it once and for all, ${now} and "
                          "${rows}; it takes ${key} to be the only one"),
                 optional("most", integer(1, 100'000), "Rows of one file").otherwise(1000),
                 optional("apart", template_text(), "From ${row}: the rows of one file have the same"),
                 optional("each", template_text(),
                          "From ${row}: a list; each ${item} of it is a row, all of a record in one file. Without it a "
                          "record is one row"),
                 optional(
                     "head", list(list(any())),
                     "csv: lines before the titles, each a list of cells, from ${rows} and ${now}: texts in quotes, "
                     "numbers without, null is nothing"),
                 optional("checks",
                          list(map({required("that", text(), "Condition on ${row}, and on the ${items} of `each`"),
                                    required("else", template_text(), "What is wrong where it does not hold")})),
                          "What must hold of a record; one that breaks it is refused, with all its rows"),
                 optional("update", boolean(), "A changed record is a row again, with all its fields").otherwise(true),
                 optional("done", words(), "{name}.done: an empty file that is written after it"),
                 optional("checksum", words(), "{name}.sha256 or {name}.md5: its sum, which is written before it"),
             })
      .named("Outgoing files");
}

}  // namespace

Schema place_schema() {
  return map({required("at", template_text(), "A path on this machine, or sftp://user@host:port/path"),
              optional("known_hosts", template_text(), "sftp: the server's key, a line as ssh-keyscan prints it"),
              optional("key", template_text(), "sftp: a private key, in PEM form"),
              optional("key_password", template_text(), "sftp: of that key"),
              optional("password", template_text(), "sftp: of the user, when there is no key")})
      .named("Place");
}

Schema drop_schema() {
  return map({optional("format", format_schema(), "What its files are like"),
              optional("columns", list(column_schema()),
                       "Of csv files, in their order; needed where files go, or have "
                       "no titles"),
              optional("incoming", incoming_schema(), "Files that come"),
              optional("outgoing", outgoing_schema(), "Files that go")})
      .named("Dropped files");
}

}  // namespace syncline::manifest_words
