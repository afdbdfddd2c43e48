#pragma once
// What every file that includes Boost must agree on; included before it. Macros only.

#define BOOST_ASIO_SEPARATE_COMPILATION
#define BOOST_BEAST_SEPARATE_COMPILATION

// ThreadSanitizer does not know atomic_thread_fence. Handlers are handed over under the scheduler's mutex as well,
// which it does know, so without the fence it still sees every real race.
#if defined(__SANITIZE_THREAD__)
#define BOOST_ASIO_DISABLE_FENCED_BLOCK
#endif

#if defined(BOOST_ASIO_DETAIL_CONFIG_HPP) || defined(BOOST_BEAST_CORE_DETAIL_CONFIG_HPP)
#error "include net/boost_config.h before Boost, else the compiled and the inline parts disagree"
#endif
