#include "drop/place.h"

#include "base/text.h"

namespace syncline {

Error drop_error(ErrorClass cls, std::string_view code, std::string message, std::string place, std::string remedy) {
  return {cls, "drop." + std::string(code), std::move(message), std::move(place), std::move(remedy), {}};
}

Error dropped_file_too_large(const std::string& path, std::size_t max_bytes) {
  return drop_error(ErrorClass::validation, "size", "the file has more than " + std::to_string(max_bytes >> 20) + " MB",
                    path, "split it into several files");
}

Result<std::vector<std::string>, Error> steps_of(const std::string& path) {
  std::vector<std::string> steps;
  if (path.empty()) return steps;
  for (std::string& step : split(path, '/')) {
    if (step.empty() || step == "." || step == ".." || step.find('\0') != std::string::npos)
      return fail(drop_error(ErrorClass::config, "path", "\"" + path + "\" is no path below the root", path,
                             "name folders and files below the root, without . and .."));
    steps.push_back(std::move(step));
  }
  return steps;
}

}  // namespace syncline
