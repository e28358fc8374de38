// Two threads that count without a lock: the thread sanitizer must see it.
#include <thread>

int main() {
  int count = 0;
  const auto add = [&count] {
    for (int i = 0; i < 100000; ++i) {
      ++count;
    }
  };
  std::thread other(add);
  add();
  other.join();
  return count == 0 ? 1 : 0;
}
