#include "results/stored_structure.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "results/handle.hpp"

namespace convoyrisk::results {
namespace {

constexpr std::array known_filters{H5Z_FILTER_DEFLATE, H5Z_FILTER_SHUFFLE, H5Z_FILTER_FLETCHER32};

bool has_unknown_filter(hid_t properties) {
  const int count = checked(H5Pget_nfilters(properties), "count filters");
  for (int i = 0; i < count; ++i) {
    unsigned flags = 0;
    unsigned config = 0;
    std::size_t values = 0;
    const H5Z_filter_t filter =
        H5Pget_filter2(properties, static_cast<unsigned>(i), &flags, &values, nullptr, 0, nullptr, &config);
    if (std::ranges::find(known_filters, filter) == known_filters.end()) {
      return true;
    }
  }
  return false;
}

/// What is wrong with an object that is there by a hard link; empty where nothing is.
std::string defect_of_object(hid_t group, const char* name) {
  const Handle object(H5Oopen(group, name, H5P_DEFAULT), H5Oclose, name);
  if (H5Iget_type(object.get()) != H5I_DATASET) {
    return "";
  }
  const Handle properties(H5Dget_create_plist(object.get()), H5Pclose, name);
  if (H5Pget_layout(properties.get()) == H5D_VIRTUAL) {
    return "is a virtual dataset, made of other files";
  }
  if (checked(H5Pget_external_count(properties.get()), name) > 0) {
    return "keeps its values in another file";
  }
  return has_unknown_filter(properties.get()) ? "needs a filter that is not HDF5's own" : "";
}

herr_t note_defect(hid_t group, const char* name, const H5L_info_t* link, void* data) noexcept {
  auto& defect = *static_cast<std::string*>(data);
  try {
    const std::string what =
        link->type == H5L_TYPE_HARD ? defect_of_object(group, name) : "is a link to something that is elsewhere";
    if (!what.empty()) {
      defect = std::string("/") + name + " " + what;
    }
  } catch (const std::exception& error) {
    defect = error.what();
  }
  return defect.empty() ? 0 : 1;
}

}  // namespace

void check_structure(hid_t file) {
  std::string defect;
  checked(H5Lvisit(file, H5_INDEX_NAME, H5_ITER_NATIVE, note_defect, &defect), "look through the file");
  if (!defect.empty()) {
    throw Hdf5Error::of(defect);
  }
}

}  // namespace convoyrisk::results
