# Run by every build: cmake -D SOURCE=... -D VERSION=... -D COMPILER=... -D INPUT=... -D OUTPUT=... -P build_info.cmake
# Writes OUTPUT only where something changed, so that another revision compiles one small file anew.
set(REVISION unknown)
if(EXISTS "${SOURCE}/.git")
  execute_process(COMMAND git -C "${SOURCE}" describe --always --dirty --abbrev=40 --exclude *
                  OUTPUT_VARIABLE described OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(NOT failed)
    set(REVISION "${described}")
  endif()
endif()
configure_file("${INPUT}" "${OUTPUT}" @ONLY)
