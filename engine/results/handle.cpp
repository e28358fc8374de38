#include "results/handle.hpp"

#include <cstdlib>
#include <new>
#include <string>

namespace convoyrisk::results {
namespace {

/// The description at the bottom of HDF5's stack of errors.
std::string innermost_reason() {
  std::string reason;
  const auto keep_last = [](unsigned, const H5E_error2_t* error, void* kept) -> herr_t {
    if (error->desc != nullptr && *error->desc != '\0') {
      *static_cast<std::string*>(kept) = error->desc;
    }
    return 0;
  };
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_DOWNWARD, keep_last, &reason);
  return reason;
}

std::string message(const char* tried) {
  const std::string reason = innermost_reason();
  return reason.empty() ? std::string(tried) : std::string(tried) + ": " + reason;
}

}  // namespace

Hdf5Error::Hdf5Error(const char* tried) : std::runtime_error(message(tried)) {}

void prepare_hdf5() {
  constexpr std::size_t bytes = std::size_t{32} << 20;
  void* volatile room = std::malloc(bytes);  // volatile: else the compiler leaves out the pair of calls
  if (room == nullptr) {
    throw std::bad_alloc();
  }
  std::free(room);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

}  // namespace convoyrisk::results
