#include "tests/sim/only.h"

#include <map>
#include <utility>

namespace syncline::sim {
namespace {

// One history is lived at a time, one task of it at a time.
struct Course {
  std::set<std::string> wanted;
  std::map<std::string, int> asked;
  std::vector<std::string> happened;
} course;

}  // namespace

void only(std::set<std::string> what) { course = {std::move(what), {}, {}}; }

bool happens(const std::string& kind) {
  std::string name = kind + " " + std::to_string(++course.asked[kind]);
  if (!course.wanted.empty() && !course.wanted.contains(name)) return false;
  course.happened.push_back(std::move(name));
  return true;
}

const std::vector<std::string>& what_happened() { return course.happened; }

}  // namespace syncline::sim
