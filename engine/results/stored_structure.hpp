#pragma once

#include <hdf5.h>

namespace convoyrisk::results {

/// Refuses a file that leads out of itself, or to code that is not HDF5's own: links by name, external storage, virtual
/// datasets, and filters other than those that the program writes. Such a file would bring the content of other files
/// into what is made of it. Throws Hdf5Error.
void check_structure(hid_t file);

}  // namespace convoyrisk::results
