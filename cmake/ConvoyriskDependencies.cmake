# Every outside library, found once. Debian 12 has them all (see tools/install-dependencies.sh).
find_package(Threads REQUIRED)
find_package(Eigen3 3.4 REQUIRED NO_MODULE)
find_package(TBB REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(Boost 1.74 REQUIRED)
# The serial HDF5 by name: linking it together with the parallel one corrupts both.
set(HDF5_PREFER_PARALLEL OFF)
find_package(HDF5 REQUIRED COMPONENTS C HL)

find_path(RANDOM123_INCLUDE_DIR Random123/philox.h REQUIRED)
add_library(convoyrisk_random123 INTERFACE)
target_include_directories(convoyrisk_random123 SYSTEM INTERFACE "${RANDOM123_INCLUDE_DIR}")

add_library(convoyrisk_hdf5 INTERFACE)
target_include_directories(convoyrisk_hdf5 SYSTEM INTERFACE ${HDF5_INCLUDE_DIRS})
target_link_libraries(convoyrisk_hdf5 INTERFACE ${HDF5_C_LIBRARIES} ${HDF5_C_HL_LIBRARIES})

add_library(convoyrisk_yaml INTERFACE)
target_link_libraries(convoyrisk_yaml INTERFACE yaml-cpp)

# libosmium is headers alone, and brings no CMake package of its own in Debian.
find_path(OSMIUM_INCLUDE_DIR osmium/version.hpp REQUIRED)
find_path(PROTOZERO_INCLUDE_DIR protozero/version.hpp REQUIRED)
find_package(ZLIB REQUIRED)
find_package(EXPAT REQUIRED)
find_package(BZip2 REQUIRED)
add_library(convoyrisk_osmium INTERFACE)
target_include_directories(convoyrisk_osmium SYSTEM INTERFACE "${OSMIUM_INCLUDE_DIR}" "${PROTOZERO_INCLUDE_DIR}")
# It compares the type of a blob that names none, no bytes of it, with strncmp.
target_compile_options(convoyrisk_osmium INTERFACE -fno-sanitize=nonnull-attribute)
target_link_libraries(convoyrisk_osmium INTERFACE ZLIB::ZLIB EXPAT::EXPAT BZip2::BZip2 Threads::Threads)

if(CONVOYRISK_MPI)
  set(MPI_CXX_SKIP_MPICXX ON)
  find_package(MPI 3.0 REQUIRED COMPONENTS CXX)
endif()
