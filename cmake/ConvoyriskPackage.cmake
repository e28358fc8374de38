# Packages for Debian: cpack -G DEB --config build/release/CPackConfig.cmake. Components of ConvoyriskInstall.cmake by package:
#   convoyrisk (program, documentation), libconvoyrisk1, libconvoyrisk-dev, python3-convoyrisk
set(CONVOYRISK_MAINTAINER "convoyrisk maintainers <maintainers@users.noreply.github.com>" CACHE STRING "Of the packages")
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "${CONVOYRISK_MAINTAINER}")
set(CPACK_PACKAGE_DIRECTORY "${PROJECT_BINARY_DIR}/packages")
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL program documentation library development python debian-program debian-library debian-development
    debian-python)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

# convoyrisk_package(<group> <name> <what it is> <what it is for> [<variable> <value>]...)
function(convoyrisk_package group name summary text)
  string(TOUPPER "${group}" upper)
  set(CPACK_DEBIAN_${upper}_PACKAGE_NAME "${name}" PARENT_SCOPE)
  set(CPACK_DEBIAN_${upper}_DESCRIPTION "${summary}\n${text}" PARENT_SCOPE)
  # What Debian wants of every package: the licence, and a history.
  set(folder "${PROJECT_BINARY_DIR}/install/debian/${name}")
  file(MAKE_DIRECTORY "${folder}")
  file(READ "${PROJECT_SOURCE_DIR}/LICENSE" licence)
  file(WRITE "${folder}/copyright" "${licence}")
  file(WRITE "${folder}/changelog"
       "convoyrisk (${PROJECT_VERSION}) stable; urgency=medium\n\n  * See docs/CHANGELOG.md.\n\n -- ${CONVOYRISK_MAINTAINER}  Thu, 01 Jan 2026 00:00:00 +0000\n")
  execute_process(COMMAND gzip -9nc "${folder}/changelog" OUTPUT_FILE "${folder}/changelog.gz")
  install(FILES "${folder}/copyright" "${folder}/changelog.gz" DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/${name}"
          COMPONENT debian-${group} EXCLUDE_FROM_ALL)
endfunction()

convoyrisk_package(program convoyrisk "compare policies that protect worker convoys"
  "Simulates a scenario many times under each policy and tells how many people\neach saves, how surely, at what cost and delay.")
convoyrisk_package(library libconvoyrisk1 "engine of convoyrisk as a shared library"
  "Runs scenarios of convoyrisk within another program, by a C interface,\nwithout files.")
convoyrisk_package(development libconvoyrisk-dev "engine of convoyrisk, for development"
  "Header of libconvoyrisk, and what find_package(convoyrisk) of CMake reads.")
convoyrisk_package(python python3-convoyrisk "results of convoyrisk in Python"
  "Runs scenarios, opens results, and makes tables, plots and the report\nof them.")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_PYTHON_PACKAGE_SECTION python)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SHLIBDEPS ON)
# What CPack would make of it calls ldconfig by itself, which Debian has stopped doing.
set(control "${PROJECT_BINARY_DIR}/install/debian/control")
file(WRITE "${control}/shlibs" "libconvoyrisk ${CONVOYRISK_ABI} libconvoyrisk1 (>= ${PROJECT_VERSION})\n")
file(WRITE "${control}/triggers" "activate-noawait ldconfig\n")
set(CPACK_DEBIAN_LIBRARY_PACKAGE_CONTROL_EXTRA "${control}/shlibs" "${control}/triggers")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "libconvoyrisk1 (= ${PROJECT_VERSION})")
set(CPACK_DEBIAN_PYTHON_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_RECOMMENDS python3-convoyrisk)
# The workbook, bars of progress, and what it is worth to find out first: the report does without, and says so.
set(CPACK_DEBIAN_PYTHON_PACKAGE_RECOMMENDS "python3-openpyxl, python3-tqdm, python3-sklearn, python3-openturns")
set(CPACK_DEBIAN_PYTHON_PACKAGE_DEPENDS
    "python3 (>= 3.9), convoyrisk (= ${PROJECT_VERSION}), libconvoyrisk1 (= ${PROJECT_VERSION}), python3-numpy, python3-scipy, python3-pandas, python3-xarray, python3-h5netcdf, python3-h5py, python3-yaml, python3-matplotlib, python3-jinja2, python3-markupsafe, python3-networkx")

# Where Debian's Python looks: the package beside the programs, by a link, through which it finds itself and them.
file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/install/dist-packages")
file(CREATE_LINK "../../../share/convoyrisk/python/convoyrisk" "${PROJECT_BINARY_DIR}/install/dist-packages/convoyrisk" SYMBOLIC)
install(FILES "${PROJECT_BINARY_DIR}/install/dist-packages/convoyrisk" DESTINATION lib/python3/dist-packages COMPONENT debian-python
        EXCLUDE_FROM_ALL)

include(CPack)
foreach(group IN ITEMS program library development python)
  cpack_add_component_group(${group})
  cpack_add_component(${group} GROUP ${group})
  cpack_add_component(debian-${group} GROUP ${group})
endforeach()
cpack_add_component(documentation GROUP program)
