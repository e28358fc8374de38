/* Prints the mean deaths of each policy of a scenario file: from_c FILE REPLICATIONS. */
#include <convoyrisk.h>
#include <stdio.h>
#include <stdlib.h>

static char* read_file(const char* path) {
  static char text[1 << 20];
  FILE* const file = fopen(path, "rb");
  if (file == NULL) {
    return NULL;
  }
  text[fread(text, 1, sizeof text - 1, file)] = '\0';
  fclose(file);
  return text;
}

static int failed(void) {
  fprintf(stderr, "%s\n", convoyrisk_error_text());
  return convoyrisk_error_code();
}

/* Whether each replication of each policy is in one row of "killed in all". */
static int replications_are_whole(const convoyrisk_result* result, const convoyrisk_shape* shape) {
  const int64_t count = convoyrisk_variable(result, "severity/killed_total", NULL, 0);
  double* const numbers = count > 0 ? malloc((size_t)count * sizeof *numbers) : NULL;
  double sum = 0;
  if (numbers == NULL || convoyrisk_variable(result, "severity/killed_total", numbers, (size_t)count) != count) {
    return 0;
  }
  for (int64_t i = 0; i < count; ++i) {
    sum += numbers[i];
  }
  free(numbers);
  return sum == (double)shape->policies * (double)shape->replications;
}

int main(int argc, char** argv) {
  if (argc != 3 || convoyrisk_abi() != CONVOYRISK_ABI) {
    return 4;
  }
  convoyrisk_scenario* const scenario = convoyrisk_scenario_new(read_file(argv[1]), argv[1], NULL);
  if (scenario == NULL || convoyrisk_set(scenario, "run.replications", argv[2]) != CONVOYRISK_OK) {
    return failed();
  }
  convoyrisk_study* const study = convoyrisk_compile(scenario, NULL, 0, 0);
  if (study == NULL) {
    return failed();
  }
  convoyrisk_result* const result = convoyrisk_run(study, NULL);
  convoyrisk_shape shape = {sizeof shape, 0, 0, 0, 0, 0, 0, 0};
  if (result == NULL || convoyrisk_result_shape(result, &shape) != CONVOYRISK_OK) {
    return failed();
  }
  double* const means = malloc(shape.points * shape.policies * shape.outcomes * sizeof *means);
  if (means == NULL || convoyrisk_means(result, means) != CONVOYRISK_OK) {
    return failed();
  }
  for (size_t policy = 0; policy < shape.policies; ++policy) {
    printf("%.17g\n", means[policy * shape.outcomes + (size_t)convoyrisk_outcome("killed_total")]);
  }
  free(means);
  if (!replications_are_whole(result, &shape)) {
    return 5;
  }
  convoyrisk_result_free(result);
  convoyrisk_study_free(study);
  convoyrisk_scenario_free(scenario);
  return 0;
}
