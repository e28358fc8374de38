#pragma once

#include <stdexcept>
#include <string>

namespace convoyrisk {

/// The user's input is wrong: the program prints the message and exits with code 2.
class InputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The surroundings failed (disk, memory, permissions): the program prints the message and exits with code 1.
class SystemError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace convoyrisk
