#pragma once

#include <hdf5.h>

#include <stdexcept>
#include <string>
#include <utility>

namespace convoyrisk::results {

/// HDF5 refused something: what was tried, and the innermost reason it gives. Writer and reader turn it into the error
/// of the file at hand.
class Hdf5Error : public std::runtime_error {
 public:
  explicit Hdf5Error(const char* tried);
  /// Of what the program itself finds.
  [[nodiscard]] static Hdf5Error of(const std::string& what) { return {what, Found{}}; }

 private:
  struct Found {};
  Hdf5Error(const std::string& what, Found) : std::runtime_error(what) {}
};

/// Something that a file is asked for is not in it.
class MissingMember : public Hdf5Error {
 public:
  explicit MissingMember(const std::string& name) : Hdf5Error(Hdf5Error::of(name + " is not in it")) {}
};

/// Passes on what an HDF5 function returned; throws Hdf5Error if it is negative.
template <class Returned>
Returned checked(Returned returned, const char* tried) {
  if (returned < 0) {
    throw Hdf5Error(tried);
  }
  return returned;
}

/// Owns an HDF5 identifier.
class Handle {
 public:
  using CloseFunction = herr_t (*)(hid_t);

  /// Throws Hdf5Error if `id` says that it could not be had.
  Handle(hid_t id, CloseFunction close_function, const char* tried) : id_(checked(id, tried)), close_(close_function) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)), close_(other.close_) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(id_, other.id_);
    std::swap(close_, other.close_);
    return *this;
  }
  ~Handle() {
    if (id_ >= 0) {
      close_(id_);
    }
  }

  [[nodiscard]] hid_t get() const { return id_; }
  /// Gives the identifier back and throws if that fails, which a destructor cannot.
  void close(const char* tried) { checked(close_(std::exchange(id_, H5I_INVALID_HID)), tried); }

 private:
  hid_t id_;
  CloseFunction close_;
};

/// Before any file. From now on HDF5 keeps its errors for Hdf5Error instead of printing them. For good: a damaged file
/// may leave it with something that it cannot close, of which it would complain when the program ends. Throws
/// std::bad_alloc where there are not 32 MB to be had: HDF5 1.10 may end by a signal where it gets none.
void prepare_hdf5();

}  // namespace convoyrisk::results
