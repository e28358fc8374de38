#include "results/netcdf.hpp"

#include <hdf5_hl.h>

#include <algorithm>
#include <functional>
#include <numeric>

namespace convoyrisk::results {
namespace {

/// Steps in which the image grows.
constexpr std::size_t growth_bytes = std::size_t{16} << 20;
constexpr unsigned by_creation = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;

Handle property_list(hid_t kind) { return {H5Pcreate(kind), H5Pclose, "create a property list"}; }

Handle group_properties() {
  Handle list = property_list(H5P_GROUP_CREATE);
  checked(H5Pset_link_creation_order(list.get(), by_creation), "order links");
  checked(H5Pset_attr_creation_order(list.get(), by_creation), "order attributes");
  checked(H5Pset_obj_track_times(list.get(), false), "leave out times");
  return list;
}

Handle file_properties() {
  Handle list = property_list(H5P_FILE_CREATE);
  checked(H5Pset_link_creation_order(list.get(), by_creation), "order links");
  checked(H5Pset_attr_creation_order(list.get(), by_creation), "order attributes");
  checked(H5Pset_obj_track_times(list.get(), false), "leave out times");
  return list;
}

Handle memory_access() {
  Handle list = property_list(H5P_FILE_ACCESS);
  checked(H5Pset_fapl_core(list.get(), growth_bytes, false), "write in memory");
  checked(H5Pset_libver_bounds(list.get(), H5F_LIBVER_EARLIEST, H5F_LIBVER_V18), "choose the version of the format");
  return list;
}

Handle dataset_properties(const std::vector<hsize_t>& lengths, std::size_t value_bytes, Storage storage) {
  Handle list = property_list(H5P_DATASET_CREATE);
  checked(H5Pset_attr_creation_order(list.get(), by_creation), "order attributes");
  checked(H5Pset_obj_track_times(list.get(), false), "leave out times");
  if (storage == Storage::plain || lengths.empty()) {
    return list;
  }
  if (std::accumulate(lengths.begin(), lengths.end(), hsize_t{value_bytes}, std::multiplies<>()) <= compact_bytes) {
    checked(H5Pset_layout(list.get(), H5D_COMPACT), "put values into the header");
    return list;
  }
  std::vector<hsize_t> chunk(lengths.size(), 1);
  hsize_t room = chunk_values;
  for (std::size_t axis = lengths.size(); axis-- > 0 && room > 0;) {
    chunk[axis] = std::min(lengths[axis], room);
    room = chunk[axis] == lengths[axis] ? room / chunk[axis] : 0;
  }
  checked(H5Pset_chunk(list.get(), static_cast<int>(chunk.size()), chunk.data()), "set chunks");
  if (storage == Storage::packed) {
    checked(H5Pset_shuffle(list.get()), "set shuffling");
    checked(H5Pset_deflate(list.get(), 1), "set compression");
  } else {
    checked(H5Pset_fletcher32(list.get()), "set checksums");
  }
  return list;
}

Handle dataspace(const std::vector<hsize_t>& lengths) {
  const hid_t space = lengths.empty() ? H5Screate(H5S_SCALAR)
                                      : H5Screate_simple(static_cast<int>(lengths.size()), lengths.data(), nullptr);
  return {space, H5Sclose, "create a dataspace"};
}

Handle text_type(std::size_t size) {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "create a type of text");
  checked(H5Tset_size(type.get(), size), "size a text");
  checked(H5Tset_cset(type.get(), H5T_CSET_UTF8), "make a text UTF-8");
  return type;
}

void number_attribute(hid_t owner, const char* name, hid_t file_type, hid_t memory_type, const void* number) {
  const Handle space = dataspace({});
  const Handle attribute(H5Acreate2(owner, name, file_type, space.get(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
                         "create an attribute");
  checked(H5Awrite(attribute.get(), memory_type, number), "write an attribute");
}

/// Fixed-length text: what netCDF calls a character attribute.
void text_attribute(hid_t owner, const char* name, std::string_view text) {
  const std::string bytes(text.empty() ? std::string_view("\0", 1) : text);
  const Handle type = text_type(bytes.size());
  checked(H5Tset_strpad(type.get(), H5T_STR_NULLPAD), "pad a text");
  number_attribute(owner, name, type.get(), type.get(), bytes.data());
}

}  // namespace

void Variable::write_all(hid_t type, const void* values) {
  checked(H5Dwrite(dataset_.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values), "write values");
}

void Variable::write_part(hid_t type, const std::vector<hsize_t>& start, hsize_t count, const void* values) {
  const Handle target(H5Dget_space(dataset_.get()), H5Sclose, "get a dataspace");
  std::vector<hsize_t> counts(start.size(), 1);
  counts.back() = count;
  checked(H5Sselect_hyperslab(target.get(), H5S_SELECT_SET, start.data(), nullptr, counts.data(), nullptr),
          "select values");
  const Handle source = dataspace({count});
  checked(H5Dwrite(dataset_.get(), type, source.get(), target.get(), H5P_DEFAULT, values), "write values");
}

void Variable::write(std::span<const std::string> values) {
  std::vector<const char*> pointers;
  for (const std::string& value : values) {
    pointers.push_back(value.c_str());
  }
  write_all(text_type(H5T_VARIABLE).get(), pointers.data());
}

void Variable::attribute(const char* name, std::string_view text) { text_attribute(dataset_.get(), name, text); }

Group::Group(Handle group, std::shared_ptr<std::int32_t> next_dimension)
    : group_(std::move(group)), next_dimension_(std::move(next_dimension)) {}

Group Group::group(const char* name) {
  return Group(Handle(H5Gcreate2(group_.get(), name, H5P_DEFAULT, group_properties().get(), H5P_DEFAULT), H5Gclose,
                      "create a group"),
               next_dimension_);
}

void Group::attribute(const char* name, std::string_view text) { text_attribute(group_.get(), name, text); }

void Group::number_attribute(const char* name, hid_t file_type, hid_t memory_type, const void* number) {
  results::number_attribute(group_.get(), name, file_type, memory_type, number);
}

void Group::coordinate(const char* name, std::span<const std::string> values, const Description& description) {
  create_coordinate(name, text_type(H5T_VARIABLE).get(), values.size(), description, Storage::plain).write(values);
}

Variable Group::text_variable(const char* name, const std::vector<std::string>& dimensions,
                              const Description& description) {
  return create(name, text_type(H5T_VARIABLE).get(), dimensions, description, Storage::plain);
}

Variable Group::create(const char* name, hid_t type, const std::vector<std::string>& dimensions,
                       const Description& description, Storage storage) {
  std::vector<hsize_t> lengths;
  for (const std::string& dimension : dimensions) {
    lengths.push_back(dimensions_.at(dimension).length);
  }
  Variable variable = create_dataset(name, type, lengths, description, storage);
  for (std::size_t axis = 0; axis < dimensions.size(); ++axis) {
    const hid_t scale = dimensions_.at(dimensions[axis]).scale.get();
    checked(H5DSattach_scale(variable.id(), scale, static_cast<unsigned>(axis)), "attach a dimension");
  }
  return variable;
}

Variable Group::create_coordinate(const char* name, hid_t type, hsize_t length, const Description& description,
                                  Storage storage) {
  Variable variable = create_dataset(name, type, {length}, description, storage);
  checked(H5DSset_scale(variable.id(), name), "make a dimension");
  const std::int32_t number = (*next_dimension_)++;
  results::number_attribute(variable.id(), "_Netcdf4Dimid", H5T_STD_I32LE, H5T_NATIVE_INT32, &number);
  checked(H5Iinc_ref(variable.id()), "share a dimension");
  dimensions_.emplace(name, Dimension{Handle(variable.id(), H5Dclose, "share a dimension"), length});
  return variable;
}

Variable Group::create_dataset(const char* name, hid_t type, const std::vector<hsize_t>& lengths,
                               const Description& description, Storage storage) {
  const Handle space = dataspace(lengths);
  const Handle properties = dataset_properties(lengths, H5Tget_size(type), storage);
  Variable variable(
      Handle(H5Dcreate2(group_.get(), name, type, space.get(), H5P_DEFAULT, properties.get(), H5P_DEFAULT), H5Dclose,
             "create a variable"));
  variable.attribute("units", description.units);
  variable.attribute("long_name", description.long_name);
  return variable;
}

NetcdfImage::NetcdfImage()
    : access_(memory_access()),
      file_(H5Fcreate("result", H5F_ACC_TRUNC, file_properties().get(), access_.get()), H5Fclose,
            "create a file in memory"),
      root_(std::make_unique<Group>(Handle(H5Gopen2(file_.get(), "/", H5P_DEFAULT), H5Gclose, "open the root"),
                                    std::make_shared<std::int32_t>(0))) {}

std::span<const std::byte> NetcdfImage::finish() {
  root_.reset();
  checked(H5Fflush(file_.get(), H5F_SCOPE_GLOBAL), "finish the file");
  const ssize_t size = checked(H5Fget_file_image(file_.get(), nullptr, 0), "measure the file");
  void* memory = nullptr;
  checked(H5Fget_vfd_handle(file_.get(), access_.get(), &memory), "find the file in memory");
  return {static_cast<const std::byte*>(*static_cast<void**>(memory)), static_cast<std::size_t>(size)};
}

}  // namespace convoyrisk::results
