#include "scenario/support.hpp"

namespace convoyrisk::scenario {
namespace {

struct Patch {
  std::string find;
  std::string replacement;
};

[[nodiscard]] Told errors_with(const std::vector<Patch>& patches) {
  std::string text = everything();
  for (const Patch& patch : patches) {
    text = patched(text, patch.find, patch.replacement);
  }
  return errors_of(text);
}

}  // namespace

TEST_CASE("all errors of a file are reported, in order of position", "[scenario]") {
  CHECK(
      errors_with({{"run:\n  replications: 500", "run:\n  replicatons: 500"},
                   {"horizon: 90 d", "horizon: 90"},
                   {"name: surge", "name: calm"},
                   {"home: [besham]", "home: [beshaam]"},
                   {"workers: 60", "workers: 90"},
                   {"speed: 50 km/h", "speed: 50"},
                   {"cover: 0.8", "cover: 8"}}) ==
      Messages{
          "<horizon: |90>: horizon: '90' has no unit, a time such as '20 min' is needed (units: s, min, h, d, wk, yr)",
          "<cover: |8>: network.roads.\"besham - pattan\".cover: must lie between 0 and 1, not 8: share of cover "
          "beside the road; did you mean 8 %?",
          "<workers: |90>: convoys.\"day shift\".workers: 90 workers are more than the 80 seats of the vehicles",
          "<home: [|beshaam>: threat.groups.south.home[0]: no node is named 'beshaam'; did you mean 'besham'?",
          "<name: |calm, factor: 2>: threat.regimes.calm.name: 'calm' stands twice in the list",
          "<speed: |50>: policies.everything.reaction_force.speed: '50' has no unit, a speed such as '40 km/h' is "
          "needed (unit: km/h)",
          "<|replicatons>: run.replicatons: unknown key; did you mean 'replications'?",
      });
}

TEST_CASE("one mistake gives one message", "[scenario]") {
  SECTION("a network that cannot be read leaves its names alone") {
    CHECK(errors_with({{"  nodes:\n", "  nodes: none\n  elsewhere:\n"}}) ==
          Messages{"<nodes: |none>: network.nodes: a map of keys and values is needed here, such as {key: value}",
                   "<|elsewhere>: network.elsewhere: unknown key; there are segment, file, nodes, roads"});
    CHECK(errors_with({{"  nodes:\n", "  nods:\n"}}) ==
          Messages{"<|nods>: network.nods: unknown key; did you mean 'nodes'?"});
    CHECK(errors_with({{"  roads:\n", "  rods:\n"}}) ==
          Messages{"<|rods>: network.rods: unknown key; did you mean 'roads'?"});
  }
  SECTION("a wrong place of a node") {
    CHECK(errors_with({{"chilas: {lat: 35.42", "chilas: {lat: x"}}) ==
          Messages{"<lat: |x>: network.nodes.chilas.lat: 'x' is not a number"});
  }
  SECTION("a road that bears a misspelled zone key") {
    CHECK(errors_with({{"speed: 40 km/h, zone: kohistan", "speed: 40 km/h, zon: north"}}) ==
          Messages{"<km/h, |zon:>: network.roads.\"besham - pattan\".zon: unknown key; did you mean 'zone'?"});
  }
  SECTION("seats that cannot be read are not compared with workers") {
    CHECK(errors_with({{"seats: 40", "seats: few"}}) ==
          Messages{"<seats: |few>: vehicles.coach.seats: 'few' is not a number"});
    CHECK(errors_with({{"  coach: {seats", "  cch: {seats"}}) ==
          Messages{
              "<vehicles: {|coach: 2>: convoys.\"day shift\".vehicles.coach: no vehicle is named 'coach'; did you mean "
              "'cch'?",
              "<1, |coach>: convoys.relief.vehicles.coach: no vehicle is named 'coach'; did you mean 'cch'?",
              "<vehicles: {|coach: armoured>: policies.everything.vehicles.coach: no vehicle is named 'coach'; did you "
              "mean 'cch'?",
              "<vehicle_hour: {|coach>: costs.vehicle_hour.coach: no vehicle is named 'coach'; did you mean 'cch'?"});
  }
  SECTION("an item without its name") {
    CHECK(errors_with({{"- name: status quo", "- nme: status quo"}}) ==
          Messages{"<- |nme>: policies[0].nme: unknown key; did you mean 'name'?"});
  }
  SECTION("a file of another version") {
    CHECK(errors_with({{"convoyrisk: 1", "convoyrisk: 3"}, {"horizon: 90 d", "horizon: 90"}}) ==
          Messages{"<convoyrisk: |3>: convoyrisk: is version 3 of the format, this program reads version 1"});
  }
}

TEST_CASE("a file that is not there or not a scenario says so", "[scenario]") {
  const auto message = [](const std::filesystem::path& file) {
    try {
      static_cast<void>(read_scenario(file));
    } catch (const InputErrors& errors) {
      return std::string(errors.what());
    }
    return std::string();
  };
  CHECK(message("/nowhere/at-all.yaml") == "/nowhere/at-all.yaml: cannot be read: No such file or directory");
  CHECK(message(data_directory) == data_directory.string() + ": cannot be read: Is a directory");
  CHECK(message(data_directory / "evrything.yaml") ==
        (data_directory / "evrything.yaml").string() +
            ": cannot be read: No such file or directory; did you mean 'everything.yaml'?");
  CHECK_THROWS_WITH(read(""), "s.yaml: the file is empty");
  CHECK(errors_of("# nothing\n") == Messages{" the file is empty"});
  CHECK(errors_of("just a text") ==
        Messages{"<|just a text>: a map of keys and values is needed here, such as {key: value}"});
  CHECK(errors_of("- 1") == Messages{"<|- 1>: a map of keys and values is needed here, such as {key: value}"});
}

TEST_CASE("characters that YAML forbids are found before it loses them", "[scenario]") {
  CHECK(errors_of(patched(everything(), "title: Every",
                          "title: \x04"
                          "Every")) == Messages{"<title: |>: a control character stands in the text"});
  CHECK(errors_of(patched(everything(), "title: Every",
                          "title: \xFF"
                          "Every")) ==
        Messages{"<title: |>: is not UTF-8: save it as UTF-8, or convert it, as by 'iconv -f WINDOWS-1252 -t UTF-8'"});
  CHECK(
      errors_of(patched(everything(), "title: Every",
                        "title: \xC3\xA9\xE2\x82"
                        "Every")) ==
      Messages{
          "<title: \xC3\xA9|>: is not UTF-8: save it as UTF-8, or convert it, as by 'iconv -f WINDOWS-1252 -t UTF-8'"});
}

TEST_CASE("a tab in the indentation is called that", "[scenario]") {
  CHECK(errors_of(patched(everything(), "  coach: {seats: 40", "\tcoach: {seats: 40")) ==
        Messages{"<|\tcoach>: a tab stands in the indentation, which YAML makes of blanks"});
  CHECK(errors_of(patched(everything(), "    workers: 60", "  \t  workers: 60")) ==
        Messages{"<  |\t  workers>: a tab stands in the indentation, which YAML makes of blanks"});
  CHECK(errors_of(patched(everything(), "    workers: 60", "    workers:\t60")).empty());
  CHECK(errors_of(patched(everything(), "    workers: 60", "\t# a remark\n    workers: 60")).empty());
}

TEST_CASE("columns count characters", "[scenario]") {
  CHECK(errors_of(patched(everything(), "workers: 60", "{workers: 60")).size() == 1);
  CHECK(errors_of(patched(everything(), "{name: stones,", "{name: \xC3\xA9\xC3\xA9, kil: 1,")) ==
        Messages{"<\xC3\xA9\xC3\xA9, |kil>: threat.groups.south.modes.\xC3\xA9\xC3\xA9.kil: unknown key; did you mean "
                 "'kill'?"});
}

TEST_CASE("what() holds every message, one a line", "[scenario]") {
  const std::string text =
      patched(patched(everything(), "horizon: 90 d", "horizon: 0 d"), "warmup: 30 d", "warmup: -1 d");
  CHECK_THROWS_WITH(read(text), placed(text, "s.yaml:<horizon: |0>: horizon: must be above 0, not 0 d") +
                                    placed(text, "\ns.yaml:<warmup: |-1>: warmup: must not be negative, but is -1 d"));
}

TEST_CASE("a place that a test looks up is the one it means", "[scenario]") {
  const std::string text = "a: 1\nb: \xC3\xA9 2\nc: 2\n";
  CHECK(placed(text, "<\xC3\xA9 |2>: x") == "2:6: x");
  CHECK(placed(text, "s.yaml:<2\n|c: 2>: x") == "s.yaml:3:1: x");
  CHECK(placed(text, "<|2>: x") == "[more than once in the text] <|2>: x");
  CHECK(placed(text, "<|d>: x") == "[not in the text] <|d>: x");
  CHECK(placed(text, "a message without a place") == "a message without a place");
}

}  // namespace convoyrisk::scenario
