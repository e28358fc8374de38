// write_sample FILE [REPLICATIONS]: writes the result file of tests::Sample.
#include <cstdio>
#include <exception>
#include <string>

#include "results/sample.hpp"

int main(int argc, char** argv) {
  try {
    const convoyrisk::tests::Sample sample(argc > 2 ? std::stoll(argv[2]) : 600);
    convoyrisk::results::write_results(argv[1], sample.record());
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
