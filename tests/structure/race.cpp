// A data race in TBB tasks, which the thread sanitizer must report in spite of tests/tsan.supp.
#include <tbb/parallel_for.h>

int main() {
  int count = 0;
  tbb::parallel_for(0, 100000, [&](int) { ++count; });
  return count < 0 ? 1 : 0;
}
