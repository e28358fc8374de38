#include "results/netcdf_file.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <new>
#include <span>
#include <string>

#include "base/error.hpp"
#include "base/whole_file.hpp"
#include "results/seal.hpp"

namespace convoyrisk::results {
namespace {

/// HDF5 1.10 ends by a signal where it has no memory to begin a file in (H5AC_create): that there is some is seen to
/// first.
void see_to_memory() {
  constexpr std::size_t bytes = std::size_t{32} << 20;
  void* volatile room = std::malloc(bytes);  // volatile: else the compiler leaves out the pair of calls
  if (room == nullptr) {
    throw std::bad_alloc();
  }
  std::free(room);
}

}  // namespace

void write_netcdf_file(const std::filesystem::path& file, const std::function<void(Group& root)>& fill) {
  silence_hdf5();
  try {
    see_to_memory();
    NetcdfImage image;
    image.root().attribute(seal_attribute, "sha256");
    fill(image.root());
    const std::span<const std::byte> bytes = image.finish();
    const std::string seal = seal_of(bytes);
    write_whole_file(file, bytes, std::as_bytes(std::span(seal)));
  } catch (const Hdf5Error& error) {
    throw SystemError(fmt::format("cannot write {}: {}", file.string(), error.what()));
  } catch (const std::bad_alloc&) {
    throw SystemError(fmt::format("cannot write {}: not enough memory", file.string()));
  }
}

}  // namespace convoyrisk::results
