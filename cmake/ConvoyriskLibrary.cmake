# convoyrisk_library(<folder> SOURCES ... USES <folder>... LINKS <target>...)
# One library a folder of engine/. USES is the folder's row in the plan of docs/architecture.md; tests/structure checks
# that no file includes anything else.
add_library(convoyrisk_options INTERFACE)
target_compile_features(convoyrisk_options INTERFACE cxx_std_20)
# Bit-for-bit results: no contraction of a*b+c, whose use would depend on the optimiser.
target_compile_options(convoyrisk_options INTERFACE -ffp-contract=off -Wall -Wextra -Wpedantic -Wconversion)
# Where several sources are compiled as one, a local name may be that of a constant of another of them.
if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(convoyrisk_options INTERFACE -Wshadow=local)
else()
  target_compile_options(convoyrisk_options INTERFACE -Wshadow)
endif()
if(CONVOYRISK_WARNINGS_AS_ERRORS)
  target_compile_options(convoyrisk_options INTERFACE -Werror)
endif()

# Where a run spends its time. All else is compiled with convoyrisk_cold: in less time, and with the same results.
set(convoyrisk_hot_folders random stats network model experiment)
add_library(convoyrisk_cold INTERFACE)
target_compile_options(convoyrisk_cold INTERFACE $<$<CONFIG:Release>:-O1>)

# What libconvoyrisk is made of. Names are hidden, so that the code is as fast as in the program alone.
set(convoyrisk_shared_folders base calendar random stats network spec scenario model experiment api)

function(convoyrisk_library folder)
  cmake_parse_arguments(ARG "" "" "SOURCES;USES;LINKS" ${ARGN})
  if(ARG_SOURCES)
    add_library(convoyrisk_${folder} STATIC ${ARG_SOURCES})
    set(scope PUBLIC)
  else()
    add_library(convoyrisk_${folder} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(convoyrisk_${folder} ${scope} "${PROJECT_SOURCE_DIR}/engine")
  target_link_libraries(convoyrisk_${folder} ${scope} convoyrisk_options)
  foreach(used IN LISTS ARG_USES)
    target_link_libraries(convoyrisk_${folder} ${scope} convoyrisk_${used})
  endforeach()
  target_link_libraries(convoyrisk_${folder} ${scope} ${ARG_LINKS})
  if(ARG_SOURCES AND folder IN_LIST convoyrisk_shared_folders)
    set_target_properties(convoyrisk_${folder} PROPERTIES
      POSITION_INDEPENDENT_CODE ON CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  endif()
  if(ARG_SOURCES AND NOT folder IN_LIST convoyrisk_hot_folders)
    target_link_libraries(convoyrisk_${folder} PRIVATE convoyrisk_cold)
  endif()
endfunction()
