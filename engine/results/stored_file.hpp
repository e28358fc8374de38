#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "results/netcdf.hpp"

namespace convoyrisk::results {

/// An HDF5 file that is read, and leads to no other. Variables are named by their path, as in "/summary/mean".
/// Everything throws Hdf5Error.
class StoredFile {
 public:
  explicit StoredFile(const std::filesystem::path& file);

  [[nodiscard]] bool has_group(const char* name) const;
  [[nodiscard]] bool has_variable(const std::string& path) const { return has_group(path.c_str()); }
  [[nodiscard]] bool has_attribute(const char* group, const char* name) const;
  [[nodiscard]] std::string text_attribute(const char* group, const char* name) const;
  template <class Number>
  [[nodiscard]] Number attribute(const char* group, const char* name) const {
    Number number{};
    read_attribute(group, name, NumberType<Number>::memory(), &number);
    return number;
  }
  /// A variable that is one text.
  [[nodiscard]] std::string text(const std::string& path) const;
  /// How many values a variable has. Throws where it cannot have so many.
  [[nodiscard]] std::size_t size(const std::string& path) const;
  /// All values, row by row.
  template <class Number>
  [[nodiscard]] std::vector<Number> numbers(const std::string& path) const {
    std::vector<Number> values(size(path));
    read(path, NumberType<Number>::memory(), values.data());
    return values;
  }

 private:
  void read(const std::string& path, hid_t type, void* values) const;
  void read_attribute(const char* group, const char* name, hid_t type, void* value) const;

  Handle file_;
};

}  // namespace convoyrisk::results
