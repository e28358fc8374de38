#include "results/netcdf_file.hpp"

#include <fmt/format.h>

#include <new>
#include <span>
#include <string>

#include "base/error.hpp"
#include "base/whole_file.hpp"
#include "results/seal.hpp"

namespace convoyrisk::results {
void write_netcdf_file(const std::filesystem::path& file, const std::function<void(Group& root)>& fill) {
  try {
    prepare_hdf5();
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
