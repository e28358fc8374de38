#include "results/stored_file.hpp"

#include <algorithm>
#include <array>

#include "results/stored_structure.hpp"

namespace convoyrisk::results {
namespace {

/// Without locks: a result file never changes under its name, and not every file system has locks.
Handle open_file(const std::filesystem::path& file) {
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "create a property list");
  checked(H5Pset_file_locking(access.get(), false, true), "leave out locks");
  return {H5Fopen(file.c_str(), H5F_ACC_RDONLY, access.get()), H5Fclose, "open the file"};
}

constexpr std::size_t longest_text = std::size_t{1} << 24;

Handle open_attribute(const Handle& file, const char* group, const char* name) {
  if (H5Aexists_by_name(file.get(), group, name, H5P_DEFAULT) <= 0) {
    throw MissingMember(name);
  }
  return {H5Aopen_by_name(file.get(), group, name, H5P_DEFAULT, H5P_DEFAULT), H5Aclose, name};
}

Handle open_variable(const Handle& file, const std::string& path) {
  if (H5Lexists(file.get(), path.c_str(), H5P_DEFAULT) <= 0) {
    throw MissingMember(path);
  }
  return {H5Dopen2(file.get(), path.c_str(), H5P_DEFAULT), H5Dclose, path.c_str()};
}

}  // namespace

StoredFile::StoredFile(const std::filesystem::path& file) : file_(open_file(file)) { check_structure(file_.get()); }

bool StoredFile::has_group(const char* name) const {
  return checked(H5Lexists(file_.get(), name, H5P_DEFAULT), name) > 0;
}

bool StoredFile::has_attribute(const char* group, const char* name) const {
  return checked(H5Aexists_by_name(file_.get(), group, name, H5P_DEFAULT), name) > 0;
}

std::string StoredFile::text_attribute(const char* group, const char* name) const {
  const Handle attribute = open_attribute(file_, group, name);
  const Handle type(H5Aget_type(attribute.get()), H5Tclose, name);
  const Handle space(H5Aget_space(attribute.get()), H5Sclose, name);
  if (H5Tget_class(type.get()) != H5T_STRING || H5Tis_variable_str(type.get()) != 0 ||
      H5Sget_simple_extent_npoints(space.get()) != 1 || H5Tget_size(type.get()) > longest_text) {
    throw Hdf5Error(name);
  }
  std::string text(H5Tget_size(type.get()), '\0');
  checked(H5Aread(attribute.get(), type.get(), text.data()), name);
  text.resize(text.find_last_not_of('\0') + 1);
  return text;
}

void StoredFile::read_attribute(const char* group, const char* name, hid_t type, void* value) const {
  const Handle attribute = open_attribute(file_, group, name);
  const Handle space(H5Aget_space(attribute.get()), H5Sclose, name);
  if (H5Sget_simple_extent_npoints(space.get()) != 1) {
    throw Hdf5Error(name);
  }
  checked(H5Aread(attribute.get(), type, value), name);
}

std::string StoredFile::text(const std::string& path) const {
  const Handle variable = open_variable(file_, path);
  const Handle type(H5Dget_type(variable.get()), H5Tclose, path.c_str());
  if (size(path) != 1 || H5Tis_variable_str(type.get()) <= 0) {
    throw Hdf5Error(path.c_str());
  }
  char* bytes = nullptr;
  read(path, type.get(), static_cast<void*>(&bytes));
  std::string text = bytes == nullptr ? "" : bytes;
  H5free_memory(bytes);
  return text;
}

/// What is stored bounds what may be declared: the values of a small file do not fill the memory.
std::size_t StoredFile::size(const std::string& path) const {
  constexpr hsize_t greatest_compression = 1100;  // of deflate: 1032
  const Handle variable = open_variable(file_, path);
  const Handle space(H5Dget_space(variable.get()), H5Sclose, path.c_str());
  const Handle type(H5Dget_type(variable.get()), H5Tclose, path.c_str());
  std::array<hsize_t, H5S_MAX_RANK> lengths{};
  const int rank = checked(H5Sget_simple_extent_dims(space.get(), lengths.data(), nullptr), path.c_str());
  const hsize_t stored = H5Dget_storage_size(variable.get());
  const hsize_t most = std::min(stored, ~hsize_t{0} / greatest_compression) * greatest_compression /
                       std::max<hsize_t>(H5Tget_size(type.get()), 1);
  hsize_t values = 1;
  for (int axis = 0; axis < rank; ++axis) {
    const hsize_t length = lengths[static_cast<std::size_t>(axis)];
    if (length > 0 && values > most / length) {
      throw Hdf5Error::of(path + " is said to hold more values than it does");
    }
    values *= length;
  }
  return static_cast<std::size_t>(values);
}

void StoredFile::read(const std::string& path, hid_t type, void* values) const {
  const Handle variable = open_variable(file_, path);
  checked(H5Dread(variable.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values), path.c_str());
}

}  // namespace convoyrisk::results
