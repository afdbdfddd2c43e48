#pragma once
// The data folder: where its database lies, and reading it while another process may be writing.

#include <functional>
#include <string>
#include <string_view>

#include "base/error.h"
#include "store/store.h"

namespace syncline::cli {

/// Setting: what is wrong with a project that was changed while it ran; empty: nothing.
inline constexpr std::string_view refused_project_key = "project/refused";

std::string database_in(const std::string& folder);
std::string spool_in(const std::string& folder);  ///< a folder of files on their way

/// Calls `body` with a consistent view of the folder's database and returns its exit code. What is wrong with the
/// folder is said on stderr.
int read_data(const std::string& folder, const std::function<int(Reader&)>& body);

/// Error (not_found): there is no database in the folder.
Result<void, Error> require_data(const std::string& folder);

/// On stderr; returns `code`.
int complain(const Error& error, int code);

}  // namespace syncline::cli
