# What `cmake --install` puts below the prefix, all of which may be moved together. Components may be had alone
# (--component): program, library, development, python, documentation.
#   bin/                       the program; links to convoyrisk-report and convoyrisk-calibrate
#   lib/, include/             libconvoyrisk, its header, and what find_package(convoyrisk) reads
#   share/convoyrisk/python/   those two programs in bin/, and beside it the package, as in analysis/ (convoyrisk/program.py
#                              looks for the program from here, convoyrisk/library.py for the library)
#   share/convoyrisk/scenarios, share/doc/convoyrisk
#   share/man, share/bash-completion, share/zsh, share/fish: made from the program's own options
include(CMakePackageConfigHelpers)
set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME documentation)
set(CONVOYRISK_INSTALL_DATADIR "${CMAKE_INSTALL_DATADIR}/convoyrisk")

install(TARGETS convoyrisk RUNTIME COMPONENT program)
if(CONVOYRISK_MPI)
  install(TARGETS convoyrisk-mpi RUNTIME COMPONENT program)
endif()
foreach(script IN ITEMS convoyrisk-report convoyrisk-calibrate)
  install(PROGRAMS "analysis/bin/${script}" DESTINATION "${CONVOYRISK_INSTALL_DATADIR}/python/bin" COMPONENT python)
  file(RELATIVE_PATH target "${CMAKE_INSTALL_FULL_BINDIR}" "${CMAKE_INSTALL_FULL_DATADIR}/convoyrisk/python/bin/${script}")
  file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/install")
  file(CREATE_LINK "${target}" "${PROJECT_BINARY_DIR}/install/${script}" SYMBOLIC)
  install(FILES "${PROJECT_BINARY_DIR}/install/${script}" TYPE BIN COMPONENT python)
endforeach()
install(DIRECTORY analysis/convoyrisk DESTINATION "${CONVOYRISK_INSTALL_DATADIR}/python" COMPONENT python
        FILES_MATCHING PATTERN "*.py" PATTERN "py.typed" PATTERN "*.html" PATTERN "*.css" PATTERN "*.js"
        PATTERN "__pycache__" EXCLUDE)
install(DIRECTORY scenarios DESTINATION "${CONVOYRISK_INSTALL_DATADIR}" COMPONENT program)
install(DIRECTORY docs TYPE DOC)
install(FILES README.md LICENSE TYPE DOC)

install(TARGETS convoyrisk_shared EXPORT convoyrisk LIBRARY COMPONENT library NAMELINK_COMPONENT development)
install(FILES engine/api/convoyrisk.h TYPE INCLUDE COMPONENT development)
set(package "${CMAKE_INSTALL_LIBDIR}/cmake/convoyrisk")
install(EXPORT convoyrisk NAMESPACE convoyrisk:: FILE convoyriskTargets.cmake DESTINATION "${package}"
        COMPONENT development)
file(WRITE "${PROJECT_BINARY_DIR}/install/convoyriskConfig.cmake"
     "include(\"\${CMAKE_CURRENT_LIST_DIR}/convoyriskTargets.cmake\")\n")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/install/convoyriskConfigVersion.cmake"
                                 COMPATIBILITY SameMajorVersion)
install(FILES "${PROJECT_BINARY_DIR}/install/convoyriskConfig.cmake"
              "${PROJECT_BINARY_DIR}/install/convoyriskConfigVersion.cmake"
        DESTINATION "${package}" COMPONENT development)

foreach(place IN ITEMS "bash:${CMAKE_INSTALL_DATADIR}/bash-completion/completions:convoyrisk"
        "zsh:${CMAKE_INSTALL_DATADIR}/zsh/site-functions:_convoyrisk"
        "fish:${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d:convoyrisk.fish")
  string(REPLACE ":" ";" place "${place}")
  list(GET place 0 form)
  list(GET place 1 folder)
  list(GET place 2 name)
  install(FILES "${PROJECT_BINARY_DIR}/install/convoyrisk.${form}" DESTINATION "${folder}" RENAME "${name}" COMPONENT program)
endforeach()
install(FILES "${PROJECT_BINARY_DIR}/install/convoyrisk.1.gz" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1" COMPONENT program)
