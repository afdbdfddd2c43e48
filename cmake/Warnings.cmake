# One set of warnings for every target of ours; each is an error.
add_library(syncline_warnings INTERFACE)
target_compile_options(syncline_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast
  -Woverloaded-virtual -Wnull-dereference -Wimplicit-fallthrough -Werror)
# gcc 12 reports these inside its own standard library at -O2 (std::variant, std::string): known false positives.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(syncline_warnings INTERFACE
    -Wno-null-dereference -Wno-maybe-uninitialized -Wno-restrict -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
endif()
add_compile_definitions($<$<NOT:$<CONFIG:Release>>:_GLIBCXX_ASSERTIONS>)

# Clang, which the fuzz preset takes, also warns of what is in GCC's own headers.
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  target_compile_options(syncline_warnings INTERFACE -Wno-error)
endif()
