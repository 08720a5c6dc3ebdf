# The standard library's headers are read once for each way of compiling, not once for each file. A file still includes
# what it names; -DPARKGATE_PRECOMPILED=OFF shows one that does not.
option(PARKGATE_PRECOMPILED "Read the standard headers once" ON)

set(PARKGATE_STANDARD_HEADERS
  <algorithm> <array> <charconv> <chrono> <cstdint> <deque> <expected> <filesystem> <fstream> <functional> <map> <memory>
  <optional> <set> <span> <sstream> <string> <string_view> <utility> <variant> <vector>)

#   parkgate_precompiled(name HEADERS <header> ... LINKS options ...): the target that holds them.
function(parkgate_precompiled name)
  cmake_parse_arguments(HELD "" "" "HEADERS;LINKS" ${ARGN})
  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp CONTENT "")
  add_library(${name} OBJECT ${CMAKE_CURRENT_BINARY_DIR}/${name}.cpp)
  target_link_libraries(${name} PRIVATE ${HELD_LINKS})
  target_precompile_headers(${name} PRIVATE ${HELD_HEADERS})
endfunction()

#   parkgate_reads(target name): it is compiled with them, by the same options.
function(parkgate_reads target name)
  if(PARKGATE_PRECOMPILED)
    target_precompile_headers(${target} REUSE_FROM ${name})
  endif()
endfunction()

# Else no cache finds an object again.
add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:SHELL:-Xclang -fno-pch-timestamp>")
if(PARKGATE_PRECOMPILED)
  parkgate_precompiled(parkgate_standard HEADERS ${PARKGATE_STANDARD_HEADERS} LINKS parkgate_options)
endif()
