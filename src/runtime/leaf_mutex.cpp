#include "runtime/leaf_mutex.h"

#include <cstdio>
#include <cstdlib>

#ifndef NDEBUG
namespace syncline::leaf {

void abort_held(std::string_view call) {
  std::fprintf(
      stderr,
      "Runtime::%.*s was called while the task holds %d LeafMutex lock(s). Release the lock before any call of "
      "the Runtime.\n",
      static_cast<int>(call.size()), call.data(), held);
  std::abort();
}

}  // namespace syncline::leaf
#endif
