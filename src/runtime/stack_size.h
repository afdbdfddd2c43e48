#pragma once
// The stack that every task gets, on a thread or on a fiber: 256 KB, twice that where a sanitizer widens frames.

#include <cstddef>

namespace syncline {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr std::size_t task_stack_bytes = 512 * 1024;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr std::size_t task_stack_bytes = 512 * 1024;
#else
inline constexpr std::size_t task_stack_bytes = 256 * 1024;
#endif
#else
inline constexpr std::size_t task_stack_bytes = 256 * 1024;
#endif

}  // namespace syncline
