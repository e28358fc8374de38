# What `cmake --install` puts below the prefix, all of which may be moved together:
#   bin/                       the program; links to convoyrisk-report and convoyrisk-calibrate
#   share/convoyrisk/python/   those two in bin/, and beside it the package, as in analysis/ (convoyrisk/program.py
#                              looks for the program from here)
#   share/convoyrisk/scenarios, share/doc/convoyrisk
include(GNUInstallDirs)
set(CONVOYRISK_INSTALL_DATADIR "${CMAKE_INSTALL_DATADIR}/convoyrisk")

install(TARGETS convoyrisk RUNTIME)
if(CONVOYRISK_MPI)
  install(TARGETS convoyrisk-mpi RUNTIME)
endif()
foreach(script IN ITEMS convoyrisk-report convoyrisk-calibrate)
  install(PROGRAMS "analysis/bin/${script}" DESTINATION "${CONVOYRISK_INSTALL_DATADIR}/python/bin")
  file(RELATIVE_PATH target "${CMAKE_INSTALL_FULL_BINDIR}" "${CMAKE_INSTALL_FULL_DATADIR}/convoyrisk/python/bin/${script}")
  file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/install")
  file(CREATE_LINK "${target}" "${PROJECT_BINARY_DIR}/install/${script}" SYMBOLIC)
  install(FILES "${PROJECT_BINARY_DIR}/install/${script}" TYPE BIN)
endforeach()
install(DIRECTORY analysis/convoyrisk DESTINATION "${CONVOYRISK_INSTALL_DATADIR}/python"
        FILES_MATCHING PATTERN "*.py" PATTERN "py.typed" PATTERN "*.html" PATTERN "*.css" PATTERN "*.js"
        PATTERN "__pycache__" EXCLUDE)
install(DIRECTORY scenarios DESTINATION "${CONVOYRISK_INSTALL_DATADIR}")
install(DIRECTORY docs TYPE DOC)
install(FILES README.md LICENSE TYPE DOC)
