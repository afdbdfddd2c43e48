#include "connect/dropped_rows.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "base/xml.h"
#include "config/csv_reader.h"
#include "connect/written_forms.h"

namespace syncline {
namespace {

constexpr std::string_view utf8_mark = "\xEF\xBB\xBF";

Failure<Error> broken(const std::string& place, std::string message, std::string remedy) {
  return fail(Error{ErrorClass::validation, "drop.rows", std::move(message), place, std::move(remedy), {}});
}

std::string place_of(const std::string& file, int line, int column) {
  return file + " line " + std::to_string(line) + ", column " + std::to_string(column);
}

bool is_utf8(const RowFormat& format) { return to_upper(format.charset) == "UTF-8"; }

std::size_t line_end_before(std::string_view text, std::size_t at) {
  const std::size_t end = at == 0 ? std::string_view::npos : text.rfind('\n', at - 1);
  return end == std::string_view::npos ? 0 : end + 1;
}

/// In UTF-8, without a byte order mark.
Result<std::string, Error> text_of_file(std::string_view bytes, const RowFormat& format, const std::string& file) {
  if (bytes.starts_with(utf8_mark)) bytes.remove_prefix(utf8_mark.size());
  if (is_utf8(format)) {
    const std::size_t good = valid_utf8_prefix(bytes);
    if (good == bytes.size()) return std::string(bytes);
    const std::string_view before = bytes.substr(0, good);
    const auto line = static_cast<int>(std::ranges::count(before, '\n')) + 1;
    const auto column = static_cast<int>(code_points(before.substr(line_end_before(before, good)))) + 1;
    return broken(place_of(file, line, column), "these bytes are no UTF-8",
                  "save the file as UTF-8, or say under format.charset which it is, such as windows-1252");
  }
  auto text = to_utf8(bytes, format.charset);
  if (!text) return broken(file, "its bytes are no " + format.charset, "correct format.charset, or save the file so");
  if (text->starts_with(utf8_mark)) text->erase(0, utf8_mark.size());
  return std::move(*text);
}

Result<std::vector<std::string>, Error> titles_of(const CsvRow& row, const std::string& file) {
  std::vector<std::string> titles;
  std::set<std::string> known;
  for (const CsvCell& cell : row.cells) {
    titles.emplace_back(trim(cell.text));
    if (!titles.back().empty() && !known.insert(titles.back()).second)
      return broken(place_of(file, cell.at.line, cell.at.column), "the column \"" + titles.back() + "\" is there twice",
                    "give each column a title of its own");
  }
  return titles;
}

bool is_blank(const CsvRow& row) {
  return std::ranges::all_of(row.cells, [](const CsvCell& cell) { return cell.text.empty() && !cell.quoted; });
}

Result<std::vector<DroppedRow>, Error> csv_rows(std::string_view text, const RowFormat& format,
                                                const std::vector<RowColumn>& columns, const std::string& file) {
  Diagnostics findings;
  CsvReader reader(text, file, format.separator, findings, format.quote);
  std::size_t begin = 0;
  for (int i = 0; i < format.skip && begin < text.size(); ++i)
    begin = std::min(text.find('\n', begin), text.size() - 1) + 1;
  reader.skip_to(begin, format.skip + 1);
  std::vector<std::string> titles;
  for (const RowColumn& each : columns) titles.push_back(each.name);
  bool titled = !format.titles;
  std::vector<DroppedRow> out;
  while (const auto row = reader.next()) {
    if (findings.has_errors()) break;
    if (is_blank(*row)) continue;
    if (!titled) {
      auto read = titles_of(*row, file);
      if (!read) return fail(read.error());
      for (const RowColumn& each : columns) {
        if (std::ranges::find(*read, each.name) == read->end())
          return broken(place_of(file, row->line, 1), "there is no column \"" + each.name + "\"",
                        "let the sender add it, or correct columns in connector.yaml");
      }
      titles = std::move(*read);
      titled = true;
      continue;
    }
    if (row->cells.size() != titles.size())
      return broken(
          place_of(file, row->line, row->cells.back().at.column),
          "the row has " + std::to_string(row->cells.size()) + " cells, but there are " +
              std::to_string(titles.size()) + " columns",
          "complete the row, and put cells that hold a \"" + std::string(1, format.separator) + "\" in quotes");
    DroppedRow next;
    next.line = row->line;
    for (std::size_t i = 0; i < titles.size(); ++i) {
      if (titles[i].empty() || next.fields.contains(titles[i])) continue;
      next.fields.append(titles[i], row->cells[i].text);
      next.columns.push_back(row->cells[i].at.column);
    }
    out.push_back(std::move(next));
  }
  if (findings.has_errors()) {
    const Diagnostic first = findings.sorted().front();
    return broken(place_of(file, first.at.line, first.at.column), first.message, first.remedy);
  }
  if (!titled)
    return broken(file, "the file is empty: it has not even titles", "let the sender write the titles always");
  return out;
}

Result<std::vector<DroppedRow>, Error> xml_rows(std::string_view bytes, const RowFormat& format,
                                                const std::string& file) {
  XmlReading reading;
  const std::size_t dot = format.records.find('.');
  const std::string below = format.records.substr(dot + 1);
  const std::size_t last = below.rfind('.');
  reading.lists = {last == std::string::npos ? below : below.substr(below.rfind('.', last - 1) + 1)};
  if (!is_utf8(format)) reading.charset = format.charset;
  const auto document = parse_xml(bytes, reading);
  if (!document) {
    const std::string& at = document.error().place;
    const std::size_t colon = at.find(':');
    return broken(colon == std::string::npos
                      ? file + " " + at
                      : file + " line " + at.substr(0, colon) + ", column " + at.substr(colon + 1),
                  document.error().message, "let the sender write well-formed XML");
  }
  const std::string root = format.records.substr(0, dot);
  if ((*document)[root].is_null())
    return broken(file, "its root element is not \"" + root + "\"", "correct format.records in connector.yaml");
  const Value& records = document->path(format.records);
  std::vector<DroppedRow> out;
  if (!records.is_list()) return out;
  for (const Value& each : records.as_list()) {
    DroppedRow row;
    row.line = static_cast<int>(out.size()) + 1;
    if (!each.is_map())
      return broken(file + " record " + std::to_string(row.line), "it is a text, not an element with fields",
                    "correct format.records in connector.yaml");
    row.fields = each.as_map();
    out.push_back(std::move(row));
  }
  return out;
}

std::string quoted(const std::string& text, char quote) {
  std::string out(1, quote);
  for (const char c : text) {
    if (c == quote) out += quote;
    out += c;
  }
  return out + quote;
}

std::string csv_cell(const RowFormat& format, const std::string& text, bool always) {
  if (format.quote == '\0') return text;
  const std::string_view special = "\r\n";
  const bool needed = text.find(format.separator) != std::string::npos ||
                      text.find(format.quote) != std::string::npos || text.find_first_of(special) != std::string::npos;
  return always || needed ? quoted(text, format.quote) : text;
}

}  // namespace

std::string DroppedRow::at(std::string_view field) const {
  if (columns.empty()) return "record " + std::to_string(line);
  std::size_t i = 0;
  for (const auto& [name, _] : fields) {
    if (name == field && i < columns.size())
      return "line " + std::to_string(line) + ", column " + std::to_string(columns[i]);
    ++i;
  }
  return "line " + std::to_string(line);
}

Result<std::vector<DroppedRow>, Error> rows_of(std::string_view bytes, const RowFormat& format,
                                               const std::vector<RowColumn>& columns, const std::string& file) {
  if (format.kind == RowFormat::Kind::xml) return xml_rows(bytes, format, file);
  const auto text = text_of_file(bytes, format, file);
  if (!text) return fail(text.error());
  return csv_rows(*text, format, columns, file);
}

std::string cell_of(const Value& value, char mark) {
  if (value.is_decimal()) return decimal_text(value.as_decimal(), mark);
  if (value.is_bool()) return value.as_bool() ? "1" : "0";
  return text_of(value);
}

std::string csv_of(const RowFormat& format, const std::vector<RowColumn>& columns, const List& head,
                   const std::vector<std::vector<std::string>>& rows) {
  const std::string end = format.crlf ? "\r\n" : "\n";
  std::string out;
  const auto line = [&](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) out += format.separator;
      out += cells[i];
    }
    out += end;
  };
  for (const Value& each : head) {
    std::vector<std::string> cells;
    for (const Value& cell : each.as_list()) cells.push_back(csv_cell(format, cell_of(cell, '.'), cell.is_string()));
    line(cells);
  }
  std::vector<std::string> titles;
  for (const RowColumn& each : columns) titles.push_back(csv_cell(format, each.name, false));
  if (format.titles) line(titles);
  for (const auto& row : rows) {
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < columns.size(); ++i) cells.push_back(csv_cell(format, row[i], columns[i].quoted));
    line(cells);
  }
  return out;
}

Result<std::string, Error> encoded(const RowFormat& format, const std::string& utf8) {
  auto bytes = is_utf8(format) ? std::optional(utf8) : from_utf8(utf8, format.charset);
  if (!bytes)
    return fail(Error{ErrorClass::config,
                      "drop.charset",
                      "\"" + format.charset + "\" is no known charset",
                      "",
                      "correct format.charset in connector.yaml",
                      {}});
  return (is_utf8(format) && format.mark ? std::string(utf8_mark) : "") + *bytes;
}

}  // namespace syncline
