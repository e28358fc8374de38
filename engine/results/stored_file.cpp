#include "results/stored_file.hpp"

namespace convoyrisk::results {
namespace {

/// Without locks: a result file never changes under its name, and not every file system has locks.
Handle open_file(const std::filesystem::path& file) {
  const Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "create a property list");
  checked(H5Pset_file_locking(access.get(), false, true), "leave out locks");
  return {H5Fopen(file.c_str(), H5F_ACC_RDONLY, access.get()), H5Fclose, "open the file"};
}

Handle open_attribute(const Handle& file, const char* group, const char* name) {
  return {H5Aopen_by_name(file.get(), group, name, H5P_DEFAULT, H5P_DEFAULT), H5Aclose, name};
}

Handle open_variable(const Handle& file, const std::string& path) {
  return {H5Dopen2(file.get(), path.c_str(), H5P_DEFAULT), H5Dclose, path.c_str()};
}

}  // namespace

StoredFile::StoredFile(const std::filesystem::path& file) : file_(open_file(file)) {}

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
      H5Sget_simple_extent_npoints(space.get()) != 1) {
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

std::size_t StoredFile::size(const std::string& path) const {
  const Handle variable = open_variable(file_, path);
  const Handle space(H5Dget_space(variable.get()), H5Sclose, path.c_str());
  return static_cast<std::size_t>(checked(H5Sget_simple_extent_npoints(space.get()), path.c_str()));
}

void StoredFile::read(const std::string& path, hid_t type, void* values) const {
  const Handle variable = open_variable(file_, path);
  checked(H5Dread(variable.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values), path.c_str());
}

}  // namespace convoyrisk::results
