#pragma once

#include <cstdio>
#include <cstdlib>

/// Checks of the program's own logic: a failure is a defect of the program, never of its input. They vanish where
/// NDEBUG is set.
#ifdef NDEBUG
#define CONVOYRISK_ASSERT(condition) static_cast<void>(0)
#else
#define CONVOYRISK_ASSERT(condition)                                                                              \
  ((condition) ? static_cast<void>(0)                                                                             \
               : (std::fprintf(stderr, "%s:%d: logic error: %s does not hold\n", __FILE__, __LINE__, #condition), \
                  std::abort()))
#endif
