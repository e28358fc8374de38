// Preloaded into a program, makes one of its requests for memory fail, or all from one on. MEMORY_N: the n-th fails,
// from 1 (0: none does), counted from the beginning of main. MEMORY_LAST: `all` makes those after it fail too.
// MEMORY_OF: `hdf5` counts the requests of the library HDF5 and no others; else its own are not counted. MEMORY_LOG: a
// file to which the number of requests is written at the end.
#include <dlfcn.h>
#include <fcntl.h>
#include <link.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>

// What malloc and its kin are in the C library of GNU.
extern "C" {
void* __libc_malloc(std::size_t size);                           // NOLINT(bugprone-reserved-identifier)
void* __libc_calloc(std::size_t count, std::size_t size);        // NOLINT(bugprone-reserved-identifier)
void* __libc_realloc(void* block, std::size_t size);             // NOLINT(bugprone-reserved-identifier)
void* __libc_memalign(std::size_t alignment, std::size_t size);  // NOLINT(bugprone-reserved-identifier)
}

namespace {

struct Range {
  std::uintptr_t first;
  std::uintptr_t end;
};

std::atomic<long> count = 0;
long wanted = -1;  // nothing is counted before main begins
bool all = false;
bool of_hdf5 = false;
Range hdf5[4];  ///< where the library's code lies
std::size_t hdf5_count = 0;

bool is_of_hdf5(const void* caller) {
  const auto place = reinterpret_cast<std::uintptr_t>(caller);
  return std::any_of(hdf5, hdf5 + hdf5_count,
                     [place](const Range& range) { return range.first <= place && place < range.end; });
}

bool fails(const void* caller) {
  if (wanted < 0 || is_of_hdf5(caller) != of_hdf5) {
    return false;
  }
  const long number = ++count;
  if (wanted == 0 || number < wanted || (number > wanted && !all)) {
    return false;
  }
  errno = ENOMEM;
  return true;
}

bool is_set(const char* name, const char* value) {
  const char* const text = std::getenv(name);
  return text != nullptr && std::strcmp(text, value) == 0;
}

int find_hdf5(dl_phdr_info* library, std::size_t /*size*/, void* /*unused*/) {
  for (std::size_t i = 0; std::strstr(library->dlpi_name, "libhdf5") != nullptr && i < library->dlpi_phnum; ++i) {
    const auto& part = library->dlpi_phdr[i];
    if (part.p_type == PT_LOAD && (part.p_flags & PF_X) != 0 && hdf5_count < std::size(hdf5)) {
      hdf5[hdf5_count++] = {library->dlpi_addr + part.p_vaddr, library->dlpi_addr + part.p_vaddr + part.p_memsz};
    }
  }
  return 0;
}

using Main = int (*)(int, char**, char**);
Main real_main = nullptr;

int counted_main(int argc, char** argv, char** environment) {
  dl_iterate_phdr(find_hdf5, nullptr);
  all = is_set("MEMORY_LAST", "all");
  of_hdf5 = is_set("MEMORY_OF", "hdf5");
  const char* const number = std::getenv("MEMORY_N");
  wanted = number == nullptr ? 0 : std::atol(number);
  return real_main(argc, argv, environment);
}

[[gnu::destructor]] void tell() {
  const char* const path = std::getenv("MEMORY_LOG");
  const int file = path == nullptr ? -1 : open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  char text[32];
  const int length = std::snprintf(text, sizeof text, "%ld\n", count.load());
  if (file >= 0 && write(file, text, static_cast<std::size_t>(length)) == length) {
    close(file);
  }
}

}  // namespace

extern "C" {

void* malloc(std::size_t size) { return fails(__builtin_return_address(0)) ? nullptr : __libc_malloc(size); }

void* calloc(std::size_t number, std::size_t size) {
  return fails(__builtin_return_address(0)) ? nullptr : __libc_calloc(number, size);
}

void* realloc(void* block, std::size_t size) {
  return fails(__builtin_return_address(0)) ? nullptr : __libc_realloc(block, size);
}

void* aligned_alloc(std::size_t alignment, std::size_t size) {
  return fails(__builtin_return_address(0)) ? nullptr : __libc_memalign(alignment, size);
}

char* strdup(const char* text) {  // here, as the library's would ask in its own name
  const std::size_t size = std::strlen(text) + 1;
  void* const copy = fails(__builtin_return_address(0)) ? nullptr : __libc_malloc(size);
  return copy == nullptr ? nullptr : static_cast<char*>(std::memcpy(copy, text, size));
}

int posix_memalign(void** block, std::size_t alignment, std::size_t size) {
  if (fails(__builtin_return_address(0))) {
    return ENOMEM;
  }
  *block = __libc_memalign(alignment, size);
  return *block == nullptr ? ENOMEM : 0;
}

int __libc_start_main(Main main, int argc, char** argv, void (*begin)(), void (*end)(), void (*library_end)(),
                      void* stack_end) {
  using Start = int (*)(Main, int, char**, void (*)(), void (*)(), void (*)(), void*);
  real_main = main;
  const auto start = reinterpret_cast<Start>(dlsym(RTLD_NEXT, "__libc_start_main"));
  return start(counted_main, argc, argv, begin, end, library_end, stack_end);
}

}  // extern "C"
