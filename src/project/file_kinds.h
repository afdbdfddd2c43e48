#pragma once
// The kinds of file that a project holds, and their JSON Schemas for editors: written from what checks the files.

#include <span>
#include <string>
#include <string_view>

#include "config/diagnostic.h"
#include "config/schema.h"

namespace syncline {

struct FileKind {
  std::string_view name;   ///< "sync"
  std::string_view where;  ///< "sync/<entity>.yaml"
  const Schema& (*schema)();
};

std::span<const FileKind> file_kinds();
const FileKind* file_kind(std::string_view name);

Value json_schema(const FileKind&);
/// .syncline/schema/<kind>.json for each kind, as a project keeps them beside its files.
Sources editor_schemas();
/// The first line of a file, by which editors find its schema: `path` is the file's place in the project.
std::string editor_line(const FileKind&, std::string_view path);

}  // namespace syncline
