#include "base/nearest.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

namespace convoyrisk {

TEST_CASE("edit distance counts insertions, deletions, replacements and swaps", "[base]") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("abc", "") == 3);
  CHECK(edit_distance("dasu", "dasu") == 0);
  CHECK(edit_distance("dasu", "Dasu") == 0);
  CHECK(edit_distance("dasu", "dassu") == 1);
  CHECK(edit_distance("dasu", "dsau") == 1);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("ca", "abc") == 3);  // optimal string alignment, not the unrestricted distance of 2
}

TEST_CASE("the nearest name is given only where it is near", "[base]") {
  const std::vector<std::string> names{"besham", "pattan", "dasu", "d"};
  CHECK(nearest("patan", names) == "pattan");
  CHECK(nearest("Besham", names) == "besham");
  CHECK(nearest("dsu", names) == "dasu");
  CHECK(nearest("karachi", names).empty());
  CHECK(nearest("x", names).empty());
  CHECK(nearest("", names).empty());
  CHECK(did_you_mean("patan", names) == "; did you mean 'pattan'?");
  CHECK(did_you_mean("karachi", names).empty());
}

TEST_CASE("where no name is near all are told, if they can be read", "[base]") {
  const auto known = [](const std::vector<std::string>& names) { return did_you_mean_or_known("karachi", names); };
  CHECK(did_you_mean_or_known("patan", std::vector<std::string>{"besham", "pattan"}) == "; did you mean 'pattan'?");
  CHECK(known({"besham", "", "dasu"}) == "; there are besham, '', dasu");
  CHECK(known({"dasu"}) == "; there is only dasu");
  CHECK(known({}).empty());
  CHECK(known(std::vector<std::string>(100, "dasu")).empty());
}

}  // namespace convoyrisk
