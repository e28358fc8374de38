#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "results/handle.hpp"

/// Writing HDF5 that is also netCDF-4 (the rules are at the end of docs/results.md). Everything here throws Hdf5Error.
namespace convoyrisk::results {

/// What a variable is: its units, and a sentence without a full stop.
struct Description {
  std::string_view units;
  std::string_view long_name;
};

/// Up to `compact_bytes`, what is not plain stands in the header of its variable, which has a checksum.
enum class Storage {
  plain,    ///< as it is, in one piece, unchecked
  checked,  ///< with checksums
  packed    ///< shuffled and compressed, for whole numbers
};

inline constexpr hsize_t compact_bytes = 32768;
/// Values of a chunk, at most: whole last axes, and a part of the one before them.
inline constexpr hsize_t chunk_values = 16384;

/// The types a file holds: std::int32_t, std::int64_t, std::uint64_t (attributes only), double.
template <class Number>
struct NumberType;
template <>
struct NumberType<std::int32_t> {
  static hid_t file() { return H5T_STD_I32LE; }
  static hid_t memory() { return H5T_NATIVE_INT32; }
};
template <>
struct NumberType<std::int64_t> {
  static hid_t file() { return H5T_STD_I64LE; }
  static hid_t memory() { return H5T_NATIVE_INT64; }
};
template <>
struct NumberType<std::uint64_t> {
  static hid_t file() { return H5T_STD_U64LE; }
  static hid_t memory() { return H5T_NATIVE_UINT64; }
};
template <>
struct NumberType<double> {
  static hid_t file() { return H5T_IEEE_F64LE; }
  static hid_t memory() { return H5T_NATIVE_DOUBLE; }
};

class Variable {
 public:
  explicit Variable(Handle dataset) : dataset_(std::move(dataset)) {}

  /// All values, row by row.
  template <class Number>
  void write(std::span<const Number> values) {
    write_all(NumberType<Number>::memory(), values.data());
  }
  /// Some values along the last axis, from a place on.
  template <class Number>
  void write_part(const std::vector<hsize_t>& start, std::span<const Number> values) {
    write_part(NumberType<Number>::memory(), start, values.size(), values.data());
  }
  void write(std::span<const std::string> values);
  void attribute(const char* name, std::string_view text);
  /// To be called after the last write: throws where what was buffered cannot be written.
  void close() { dataset_.close("close a variable"); }

  [[nodiscard]] hid_t id() const { return dataset_.get(); }

 private:
  void write_all(hid_t type, const void* values);
  void write_part(hid_t type, const std::vector<hsize_t>& start, hsize_t count, const void* values);

  Handle dataset_;
};

/// A group with its dimensions. A dimension has the name of its coordinate and belongs to one group, so that a group
/// can be opened alone.
class Group {
 public:
  Group(Handle group, std::shared_ptr<std::int32_t> next_dimension);

  [[nodiscard]] Group group(const char* name);

  void attribute(const char* name, std::string_view text);
  template <class Number>
  requires std::is_arithmetic_v<Number>
  void attribute(const char* name, Number number) {
    number_attribute(name, NumberType<Number>::file(), NumberType<Number>::memory(), &number);
  }

  /// A dimension and the variable of the same name that labels its places.
  template <class Number>
  Variable coordinate(const char* name, std::span<const Number> values, const Description& description) {
    Variable variable =
        create_coordinate(name, NumberType<Number>::file(), values.size(), description, Storage::packed);
    variable.write(values);
    return variable;
  }
  void coordinate(const char* name, std::span<const std::string> values, const Description& description);

  /// A variable over dimensions of this group, still without values; over none it is a single value.
  template <class Number>
  [[nodiscard]] Variable variable(const char* name, const std::vector<std::string>& dimensions,
                                  const Description& description, Storage storage) {
    return create(name, NumberType<Number>::file(), dimensions, description, storage);
  }
  [[nodiscard]] Variable text_variable(const char* name, const std::vector<std::string>& dimensions,
                                       const Description& description);

 private:
  struct Dimension {
    Handle scale;
    hsize_t length = 0;
  };

  Variable create(const char* name, hid_t type, const std::vector<std::string>& dimensions,
                  const Description& description, Storage storage);
  Variable create_coordinate(const char* name, hid_t type, hsize_t length, const Description& description,
                             Storage storage);
  Variable create_dataset(const char* name, hid_t type, const std::vector<hsize_t>& lengths,
                          const Description& description, Storage storage);
  void number_attribute(const char* name, hid_t file_type, hid_t memory_type, const void* number);

  Handle group_;
  std::shared_ptr<std::int32_t> next_dimension_;  ///< of the whole file
  std::map<std::string, Dimension, std::less<>> dimensions_;
};

/// A file that is made in memory, so that a full disk is met by plain writing and not in the midst of HDF5.
class NetcdfImage {
 public:
  NetcdfImage();

  [[nodiscard]] Group& root() { return *root_; }
  /// Ends writing. The bytes live as long as this object.
  [[nodiscard]] std::span<const std::byte> finish();

 private:
  Handle access_;
  Handle file_;
  std::unique_ptr<Group> root_;
};

}  // namespace convoyrisk::results
