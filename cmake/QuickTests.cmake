# A unit test's own code runs for milliseconds and is compiled for seconds: it is not optimised. What it tests is, as it
# is shipped.
if(PARKGATE_PRECOMPILED)
  parkgate_precompiled(parkgate_test_headers HEADERS ${PARKGATE_STANDARD_HEADERS} <gtest/gtest.h> LINKS parkgate_options GTest::gtest)
  target_compile_options(parkgate_test_headers PRIVATE -O0)
endif()

#   parkgate_quick_tests(folder): every target that the folder and those below it have made.
function(parkgate_quick_tests folder)
  get_property(targets DIRECTORY ${folder} PROPERTY BUILDSYSTEM_TARGETS)
  foreach(target IN LISTS targets)
    get_target_property(kind ${target} TYPE)
    if(NOT kind STREQUAL UTILITY)
      target_compile_options(${target} PRIVATE -O0)
      parkgate_reads(${target} parkgate_test_headers)
    endif()
  endforeach()
  get_property(below DIRECTORY ${folder} PROPERTY SUBDIRECTORIES)
  foreach(next IN LISTS below)
    parkgate_quick_tests(${next})
  endforeach()
endfunction()
