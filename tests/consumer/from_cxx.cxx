// The same from C++, with handles that free themselves.
#include <convoyrisk.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

int main(int argc, char** argv) {
  if (argc != 3) {
    return 4;
  }
  std::ifstream file(argv[1]);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const std::unique_ptr<convoyrisk_scenario, void (*)(convoyrisk_scenario*)> scenario(
      convoyrisk_scenario_new(text.c_str(), argv[1], nullptr), convoyrisk_scenario_free);
  convoyrisk_set(scenario.get(), "run.replications", argv[2]);
  const std::unique_ptr<convoyrisk_study, void (*)(convoyrisk_study*)> study(
      convoyrisk_compile(scenario.get(), nullptr, 0, 0), convoyrisk_study_free);
  if (!study) {
    std::fprintf(stderr, "%s\n", convoyrisk_error_text());
    return convoyrisk_error_code();
  }
  const std::unique_ptr<convoyrisk_result, void (*)(convoyrisk_result*)> result(convoyrisk_run(study.get(), nullptr),
                                                                               convoyrisk_result_free);
  convoyrisk_shape shape{};
  shape.size = sizeof shape;
  convoyrisk_result_shape(result.get(), &shape);
  std::vector<double> means(shape.points * shape.policies * shape.outcomes);
  convoyrisk_means(result.get(), means.data());
  for (std::size_t policy = 0; policy < shape.policies; ++policy) {
    std::printf("%.17g\n", means[policy * shape.outcomes + static_cast<std::size_t>(convoyrisk_outcome("killed_total"))]);
  }
}
