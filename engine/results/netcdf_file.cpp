#include "results/netcdf_file.hpp"

#include <fmt/format.h>

#include <new>

#include "base/error.hpp"
#include "base/whole_file.hpp"

namespace convoyrisk::results {

void write_netcdf_file(const std::filesystem::path& file, const std::function<void(Group& root)>& fill) {
  silence_hdf5();
  try {
    NetcdfImage image;
    fill(image.root());
    write_whole_file(file, image.finish());
  } catch (const Hdf5Error& error) {
    throw SystemError(fmt::format("cannot write {}: {}", file.string(), error.what()));
  } catch (const std::bad_alloc&) {
    throw SystemError(fmt::format("cannot write {}: not enough memory", file.string()));
  }
}

}  // namespace convoyrisk::results
